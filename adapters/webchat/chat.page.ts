import { directionOf } from '../../src/messaging/direction.js';
import type { WebchatShop } from './shops.js';
import { escapeHtml } from '../../src/platform/html.js';

/** The page around the widget. The widget brings its own styles; the page only gives it room. */
export const PAGE_CSS = `
:root { color-scheme: light dark; background: #f8fafc; color: #0f172a; }
html, body { height: 100%; margin: 0; }
body { font: 1.125rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; }
.plain { max-width: 32rem; margin: 4rem auto; padding: 0 1rem; }
@media (prefers-color-scheme: dark) { :root { background: #0b1220; color: #e2e8f0; } }
`.trim();

const NEEDS_SCRIPT: Readonly<Record<string, string>> = {
  en: 'This chat needs JavaScript. You can also text or call us.',
  es: 'Este chat necesita JavaScript. También puede escribirnos un mensaje o llamarnos.',
  ar: 'تحتاج هذه المحادثة إلى JavaScript. يمكنك أيضًا مراسلتنا أو الاتصال بنا.',
};

export function shopPage({ id, name, language }: WebchatShop): string {
  const needsScript = NEEDS_SCRIPT[language] ?? NEEDS_SCRIPT['en'] ?? '';
  return `<!doctype html>
<html lang="${escapeHtml(language)}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(name)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/chat/page.css">
<script src="/chat/widget.js" data-shop="${escapeHtml(id)}" data-mode="page" async></script>
</head>
<body><noscript><p class="plain">${escapeHtml(needsScript)}</p></noscript></body>
</html>
`;
}

export function notFoundPage(): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>No chat here</title><link rel="stylesheet" href="/chat/page.css"></head>
<body><main class="plain"><h1>There is no chat at this address</h1><p>Please check the link you were given.</p></main></body>
</html>
`;
}
