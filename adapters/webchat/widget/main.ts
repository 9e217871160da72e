import { directionOf } from '../../../src/messaging/direction.js';
import { connect, type Connection } from './connection.js';
import { element, icon } from './elements.js';
import { STYLES } from './styles.js';
import { createView, type Mode, type View } from './view.js';
import { wordsIn } from './words.js';

/** Begins where its script tag says: `<script src="…/chat/widget.js" data-shop="willow" async></script>`. */
function begin(script: HTMLScriptElement): void {
  const shop = script.dataset['shop'];
  if (!shop) throw new Error('The chat needs to know its shop: <script … data-shop="your-shop">');
  const base = script.src.replace(/\/chat\/widget\.js.*$/, '');
  const mode: Mode = script.dataset['mode'] === 'page' ? 'page' : 'panel';
  const language = script.dataset['language'] ?? document.documentElement.lang;
  const host = document.createElement('parley-chat');
  const tree = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLES);
  tree.adoptedStyleSheets = [sheet];
  const frame = element('div', { class: mode });
  tree.append(frame);
  const attach = (): void => void document.body.append(host);
  if (document.body) attach();
  else document.addEventListener('DOMContentLoaded', attach);
  if (mode === 'page') frame.append(createChat(base, shop, mode, language).view.root);
  else launch(frame, () => createChat(base, shop, mode, language, () => closePanel(frame)), language);
}

/** A button that opens the panel. The conversation begins with the first opening, not with the visit of the page. */
function launch(frame: HTMLElement, create: () => { view: View }, language: string): void {
  const launcher = element('button', { class: 'launcher', type: 'button', 'aria-expanded': 'false' });
  launcher.append(icon('M4 5h16v11H9l-5 4z'), wordsIn(language).open);
  frame.append(launcher);
  let view: View | undefined;
  launcher.addEventListener('click', () => {
    view ??= create().view;
    frame.append(view.root);
    launcher.hidden = true;
    launcher.setAttribute('aria-expanded', 'true');
    view.focusInput();
  });
  frame.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') closePanel(frame);
  });
}

function closePanel(frame: HTMLElement): void {
  frame.querySelector('.chat')?.remove();
  const launcher = frame.querySelector<HTMLButtonElement>('.launcher');
  if (!launcher) return;
  launcher.hidden = false;
  launcher.setAttribute('aria-expanded', 'false');
  launcher.focus();
}

/** Joins the view to its conversation. */
function createChat(base: string, shop: string, mode: Mode, language: string, onClose = (): void => undefined) {
  const drafts = new Map<string, () => Promise<void>>();
  const view = createView(mode, wordsIn(language), {
    onSay: (text) => say({ text, clientId: newId() }),
    onChoose: ({ digit, label, token }) =>
      say({
        text: token === null ? digit : label,
        displayText: label,
        clientId: newId(),
        ...(token ? { value: token } : {}),
      }),
    // As a date it is understood in every language; the person sees the words of the day.
    onDay: ({ localDate, label }) => say({ text: localDate, displayText: label, clientId: newId() }),
    onFile: (file) => {
      const clientId = newId();
      begun(clientId, file.name, () => connection.upload(file, clientId));
    },
    onRetry: (clientId) => send(clientId),
    onClose,
  });
  let spoken = '';
  speak(language || 'en');
  const connection = connect(base, shop, {
    onShop: ({ name, language: shopLanguage }) => {
      view.name(name);
      speak(shopLanguage);
    },
    onActivity: (activity) => {
      if (activity.kind === 'typing') return view.showTyping();
      // The chat may go on in another language at any time; the page around it goes along.
      if (!activity.isMine && activity.language) speak(activity.language);
      view.show(activity);
    },
    onStatus: (status) => view.showStatus(status),
  });

  function speak(next: string): void {
    if (next === spoken) return;
    spoken = next;
    view.speak(next, wordsIn(next));
    if (mode !== 'page') return;
    document.documentElement.lang = next;
    document.documentElement.dir = directionOf(next);
  }

  function say(draft: Parameters<Connection['post']>[0]): void {
    begun(draft.clientId, draft.displayText ?? draft.text, () => connection.post(draft));
  }

  /** Shown at once, kept until the server has it. */
  function begun(clientId: string, text: string, deliver: () => Promise<void>): void {
    drafts.set(clientId, deliver);
    view.showDraft({ clientId, text });
    send(clientId);
  }

  function send(clientId: string): void {
    drafts
      .get(clientId)?.()
      .then(
        () => drafts.delete(clientId),
        () => view.showFailed(clientId),
      );
  }
  return { view };
}

/** Not `crypto.randomUUID`: pages that are not served over TLS do not have it. */
function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const { currentScript } = document;
if (currentScript instanceof HTMLScriptElement) begin(currentScript);
