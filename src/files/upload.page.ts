import { directionOf } from '../messaging/direction.js';
import { escapeHtml } from '../platform/html.js';

/** The words of the page, in each language it speaks. */
interface Words {
  readonly title: string;
  readonly ask: string;
  readonly choose: string;
  readonly send: string;
  readonly limit: string;
  readonly thanks: string;
  readonly back: string;
  readonly ended: string;
  readonly unknown: string;
  readonly askAgain: string;
  readonly tooBig: string;
  readonly none: string;
  readonly later: string;
}

const WORDS: Readonly<Record<string, Words>> = {
  en: {
    title: 'Send a picture or a file',
    ask: '{shop} would like a picture or a file from you.',
    choose: 'Choose a picture or a file',
    send: 'Send it',
    limit: 'Up to 10 MB.',
    thanks: 'Thank you, it has arrived.',
    back: 'You can close this page and go back to your messages.',
    ended: 'This link has ended.',
    unknown: 'There is nothing behind this link.',
    askAgain: 'Please go back to your messages: you get a new one there.',
    tooBig: 'That file is larger than 10 MB. Please choose a smaller one.',
    none: 'Please choose a picture or a file first.',
    later: 'That did not reach us. Please try again in a moment.',
  },
  es: {
    title: 'Enviar una foto o un archivo',
    ask: '{shop} le pide una foto o un archivo.',
    choose: 'Elija una foto o un archivo',
    send: 'Enviar',
    limit: 'Hasta 10 MB.',
    thanks: 'Gracias, ha llegado.',
    back: 'Puede cerrar esta página y volver a sus mensajes.',
    ended: 'Este enlace ya no vale.',
    unknown: 'No hay nada en este enlace.',
    askAgain: 'Vuelva a sus mensajes: allí recibirá uno nuevo.',
    tooBig: 'Ese archivo pasa de 10 MB. Elija uno más pequeño.',
    none: 'Elija primero una foto o un archivo.',
    later: 'No nos ha llegado. Inténtelo de nuevo en un momento.',
  },
  ar: {
    title: 'إرسال صورة أو ملف',
    ask: 'يودّ {shop} أن ترسل صورة أو ملفًا.',
    choose: 'اختر صورة أو ملفًا',
    send: 'إرسال',
    limit: 'حتى 10 ميغابايت.',
    thanks: 'شكرًا، لقد وصل.',
    back: 'يمكنك إغلاق هذه الصفحة والعودة إلى رسائلك.',
    ended: 'انتهت صلاحية هذا الرابط.',
    unknown: 'لا يوجد شيء في هذا الرابط.',
    askAgain: 'عد إلى رسائلك: ستجد رابطًا جديدًا هناك.',
    tooBig: 'هذا الملف أكبر من 10 ميغابايت. اختر ملفًا أصغر.',
    none: 'اختر صورة أو ملفًا أولًا.',
    later: 'لم يصلنا. حاول مرة أخرى بعد قليل.',
  },
};

const LINK_LABEL: Readonly<Record<string, string>> = {
  en: 'Send it here',
  es: 'Envíelo aquí',
  ar: 'أرسله هنا',
};

/** What stands above the link in a message. */
export function uploadLinkLabel(language: string): string {
  return LINK_LABEL[language] ?? LINK_LABEL['en']!;
}

/** look.md: one column, one act, large targets; it works without a script and follows light and dark. */
export const UPLOAD_CSS = `
:root{color-scheme:light dark;--ink:#0f172a;--paper:#f8fafc;--card:#fff;--line:#cbd5e1;--soft:#475569;--act:#1d4ed8;--on:#fff;--bad:#b91c1c}
@media (prefers-color-scheme:dark){:root{--ink:#e2e8f0;--paper:#0b1220;--card:#111a2c;--line:#334155;--soft:#a3b1c6;--act:#93b4ff;--on:#0b1220;--bad:#fca5a5}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1.125rem/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}
main{max-width:32rem;margin:0 auto;padding:2rem 1rem}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 1rem}
form{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:1.25rem;display:grid;gap:1rem}
label{font-weight:600}
input{font:inherit;width:100%;min-height:44px;color:inherit}
input::file-selector-button{font:inherit;min-height:44px;padding:0 1rem;border:1px solid var(--line);border-radius:8px;background:var(--paper);color:inherit;margin-inline-end:.75rem}
button{font:inherit;font-weight:600;min-height:52px;border:0;border-radius:8px;background:var(--act);color:var(--on)}
:focus-visible{outline:3px solid var(--act);outline-offset:3px}
.soft{color:var(--soft);margin:0}
.bad{color:var(--bad);font-weight:600;margin:0}
`.trim();

export type UploadView =
  | { readonly view: 'ask'; readonly problem?: 'tooBig' | 'none' | 'later' }
  | { readonly view: 'thanks' | 'ended' | 'unknown' };

/** One page in the language of the chat. `shop` is empty where the link is not known. */
export function uploadPage(shown: UploadView, { language, shop }: { language: string; shop: string }): string {
  const spoken = WORDS[language] ? language : 'en';
  const words = WORDS[spoken]!;
  const title = shown.view === 'ask' ? words.title : words[shown.view];
  return `<!doctype html>
<html lang="${spoken}" dir="${directionOf(spoken)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${UPLOAD_CSS}</style>
</head>
<body><main>
<h1>${escapeHtml(title)}</h1>
${shown.view === 'ask' ? form(words, shop, shown.problem) : `<p>${escapeHtml(shown.view === 'thanks' ? words.back : words.askAgain)}</p>`}
</main></body>
</html>
`;
}

function form(words: Words, shop: string, problem?: 'tooBig' | 'none' | 'later'): string {
  return `<form method="post" enctype="multipart/form-data">
<p class="soft">${escapeHtml(words.ask.replace('{shop}', () => shop))}</p>
${problem ? `<p class="bad" role="alert" id="problem">${escapeHtml(words[problem])}</p>` : ''}
<label for="file">${escapeHtml(words.choose)}</label>
<input id="file" name="file" type="file" required aria-describedby="limit${problem ? ' problem' : ''}">
<p class="soft" id="limit">${escapeHtml(words.limit)}</p>
<button type="submit">${escapeHtml(words.send)}</button>
</form>`;
}
