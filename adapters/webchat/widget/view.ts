import type { ChatMessage, Chip } from './activities.js';
import type { ConnectionStatus } from './connection.js';
import { createAnswers } from './answers.js';
import type { PickedDay } from './calendar.js';
import { element, icon, paragraphs } from './elements.js';
import { directionOf } from '../../../src/messaging/direction.js';
import type { Words } from './words.js';

export type Mode = 'panel' | 'page';

/** A message this page has sent and not yet seen on the stream. */
export interface Draft {
  readonly clientId: string;
  readonly text: string;
}

interface ViewEvents {
  onSay(text: string): void;
  onChoose(chip: Chip): void;
  onDay(day: PickedDay): void;
  onFile(file: File): void;
  onRetry(clientId: string): void;
  onClose(): void;
}

export interface View {
  readonly root: HTMLElement;
  name(shopName: string): void;
  /** Its own words in this language, and everything from the side that language begins on. */
  speak(language: string, words: Words): void;
  show(message: ChatMessage): void;
  showDraft(draft: Draft): void;
  showFailed(clientId: string): void;
  showTyping(): void;
  showStatus(status: ConnectionStatus): void;
  focusInput(): void;
}

const TYPING_MS = 6_000;
/** Messages of one person this close together belong together. */
const GROUP_MS = 5 * 60_000;
/** Within this distance of the end the list follows what comes; somebody reading further up is left in peace. */
const FOLLOW_PX = 120;

/** The chat itself. Text is only ever set as text; the list is a log that screen readers read out as it grows. */
export function createView(mode: Mode, words: Words, events: ViewEvents): View {
  let said = words;
  const title = element(mode === 'page' ? 'h1' : 'h2', { class: 'title', id: 'title' });
  const times = element('button', { class: 'quiet', type: 'button', 'aria-pressed': 'false' });
  const close = element('button', { class: 'quiet', type: 'button' });
  close.append(icon('M6 6l12 12M18 6L6 18'));
  const header = element('header', { class: 'head' }, title, times, ...(mode === 'panel' ? [close] : []));
  const status = element('p', { class: 'status', role: 'status' });
  const progress = element('div', { class: 'progress', role: 'progressbar', 'aria-valuemin': '0', hidden: '' });
  const log = element('div', { class: 'log', role: 'log', 'aria-live': 'polite', 'aria-relevant': 'additions' });
  const typing = element('div', { class: 'typing', hidden: '' }, element('i'), element('i'), element('i'));
  const answers = createAnswers({
    words: () => said,
    language: () => root.lang,
    onChoose: (chip) => events.onChoose(chip),
    onDay: (day) => events.onDay(day),
    onFile: (file) => events.onFile(file),
    onTooBig: () => (status.textContent = said.tooBig),
  });
  const scroller = element('div', { class: 'scroller', role: 'region', tabindex: '0' }, log, typing, answers.root);
  const label = element('label', { class: 'unseen', for: 'say' });
  const input = element('input', {
    id: 'say',
    type: 'text',
    autocomplete: 'off',
    maxlength: '1000',
    enterkeyhint: 'send',
  });
  const sendButton = element('button', { class: 'send', type: 'submit' });
  const form = element('form', { class: 'foot' }, label, input, sendButton);
  const root = element(mode === 'page' ? 'main' : 'section', { class: 'chat', 'aria-labelledby': 'title' });
  root.append(header, progress, status, scroller, form);
  if (mode === 'panel') root.setAttribute('role', 'dialog');

  const bubbles = new Map<string, HTMLElement>();
  let group: { readonly isMine: boolean; readonly list: HTMLElement; atUtc: number } | undefined;
  let typingTimer: ReturnType<typeof setTimeout> | undefined;
  let shopName = '';

  function speak(): void {
    title.textContent = shopName;
    times.textContent = said.showTimes;
    close.setAttribute('aria-label', said.close);
    scroller.setAttribute('aria-label', said.conversation);
    answers.name(said);
    label.textContent = said.yourAnswer;
    input.placeholder = said.yourAnswer;
    sendButton.setAttribute('aria-label', said.send);
  }

  function isAtEnd(): boolean {
    return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < FOLLOW_PX;
  }

  function followEnd(wasAtEnd: boolean): void {
    if (wasAtEnd) scroller.scrollTop = scroller.scrollHeight;
  }

  function addBubble(isMine: boolean, atUtc: number, bubble: HTMLElement): void {
    if (!group || group.isMine !== isMine || atUtc - group.atUtc > GROUP_MS) {
      const list = element('div', { class: isMine ? 'group mine' : 'group' });
      list.append(element('span', { class: 'unseen' }, `${isMine ? said.you : shopName}: `));
      log.append(list);
      group = { isMine, list, atUtc };
    }
    group.atUtc = atUtc;
    group.list.append(bubble);
  }

  function fill(bubble: HTMLElement, message: ChatMessage): void {
    bubble.replaceChildren(...paragraphs(message.text));
    if (message.language) bubble.lang = message.language;
    bubble.dir = message.language ? directionOf(message.language) : 'auto';
    for (const { label: words, url, filename, isPicture } of message.links) {
      if (isPicture) {
        bubble.prepend(pictureOf(url, filename ?? ''));
        continue;
      }
      const link = element('a', { class: 'button', href: url, target: '_blank', rel: 'noopener noreferrer' });
      link.textContent = words ?? (filename?.endsWith('.ics') ? said.calendar : (filename ?? url));
      bubble.append(link);
    }
    const at = new Date(message.atUtc);
    if (Number.isNaN(at.getTime())) return;
    const time = element('time', { datetime: at.toISOString() });
    time.textContent = at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
    bubble.append(time);
  }

  function hideTyping(): void {
    clearTimeout(typingTimer);
    typing.hidden = true;
  }

  function showProgress(made: ChatMessage['progress']): void {
    progress.hidden = !made;
    if (!made) return;
    const { step, steps } = made;
    const text = said.progress.replace('{step}', String(step)).replace('{steps}', String(steps));
    for (const [name, value] of Object.entries({ valuenow: step, valuemax: steps, valuetext: text, label: text }))
      progress.setAttribute(`aria-${name}`, String(value));
    progress.style.setProperty('--part', `${(100 * step) / steps}%`);
  }

  times.addEventListener('click', () => {
    const wasAtEnd = isAtEnd();
    const isOn = root.classList.toggle('timed');
    times.setAttribute('aria-pressed', String(isOn));
    followEnd(wasAtEnd);
  });
  close.addEventListener('click', () => events.onClose());
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const words = input.value.trim();
    if (words === '') return;
    input.value = '';
    answers.show(null);
    events.onSay(words);
  });
  // A phone's keyboard makes the list shorter: whoever was reading the end still sees it.
  let isFollowing = true;
  scroller.addEventListener('scroll', () => (isFollowing = isAtEnd()), { passive: true });
  new ResizeObserver(() => followEnd(isFollowing)).observe(scroller);
  sendButton.append(icon('M4 12l16-8-6 16-3-6z'));
  speak();

  return {
    root,
    name(nextName) {
      shopName = nextName;
      speak();
    },
    speak(language, nextWords) {
      said = nextWords;
      root.lang = language;
      root.dir = directionOf(language);
      speak();
    },
    show(message) {
      const wasAtEnd = isAtEnd();
      const own = message.clientId === null ? undefined : bubbles.get(message.clientId);
      if (own) {
        own.classList.remove('sending', 'failed');
        fill(own, message);
      } else {
        const bubble = element('div', { class: 'bubble' });
        fill(bubble, message);
        addBubble(message.isMine, message.atUtc, bubble);
        if (message.clientId !== null) bubbles.set(message.clientId, bubble);
      }
      if (!message.isMine) hideTyping();
      if (!message.isMine) showProgress(message.progress);
      // The echo of an answer that was chosen: it stays pressed until the reply is there.
      if (!message.isMine || !answers.isChosen()) answers.show(message.isMine ? null : message);
      followEnd(wasAtEnd || message.isMine);
    },
    showDraft({ clientId, text }) {
      const bubble = element('div', { class: 'bubble sending', dir: 'auto' }, ...paragraphs(text));
      bubbles.set(clientId, bubble);
      addBubble(true, Date.now(), bubble);
      if (!answers.isChosen()) answers.show(null);
      followEnd(true);
    },
    showFailed(clientId) {
      const bubble = bubbles.get(clientId);
      if (!bubble) return;
      hideTyping();
      answers.release();
      bubble.classList.remove('sending');
      bubble.classList.add('failed');
      const again = element('button', { class: 'quiet', type: 'button' }, said.tryAgain);
      again.addEventListener('click', () => {
        note.remove();
        bubble.classList.replace('failed', 'sending');
        events.onRetry(clientId);
      });
      const note = element('p', { class: 'note' }, `${said.notSent} `, again);
      bubble.append(note);
    },
    showTyping() {
      const wasAtEnd = isAtEnd();
      clearTimeout(typingTimer);
      typing.hidden = false;
      typing.setAttribute('aria-hidden', 'true');
      typingTimer = setTimeout(() => {
        hideTyping();
        // Nobody answers what was chosen, or not yet: something else may be chosen.
        answers.release();
      }, TYPING_MS);
      followEnd(wasAtEnd);
    },
    showStatus(next) {
      status.textContent = next === 'online' ? '' : next === 'lost' ? said.lost : said.connecting;
      root.dataset['status'] = next;
    },
    focusInput: () => input.focus(),
  };
}

/** A picture above the words, which opens large; what it shows is told to those who cannot see it. */
function pictureOf(url: string, name: string): HTMLElement {
  const link = element('a', { href: url, target: '_blank', rel: 'noopener noreferrer' });
  link.append(element('img', { class: 'picture', src: url, alt: name, loading: 'lazy' }));
  return link;
}
