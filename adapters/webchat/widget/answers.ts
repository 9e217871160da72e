import type { ChatMessage, Chip } from './activities.js';
import { createCalendar, type PickedDay } from './calendar.js';
import { element, icon } from './elements.js';
import type { Words } from './words.js';

export interface AnswersDeps {
  readonly words: () => Words;
  readonly language: () => string;
  readonly onChoose: (chip: Chip) => void;
  readonly onDay: (day: PickedDay) => void;
  readonly onFile: (file: File) => void;
  readonly onTooBig: () => void;
}

/** What may be answered to the last message. */
export interface Answers {
  readonly root: HTMLElement;
  name(words: Words): void;
  show(message: Pick<ChatMessage, 'chips' | 'wants' | 'freeDays'> | null): void;
  /** Whether one of them was chosen and its answer has not come yet. */
  isChosen(): boolean;
  /** Nothing came of it: all may be chosen again. */
  release(): void;
}

const FILE_LIMIT_BYTES = 10 * 1024 * 1024;

/** Chips, the calendar and the way to send a file. Arrow keys lead from one to the next; Tab reaches each as well. */
export function createAnswers(deps: AnswersDeps): Answers {
  const root = element('div', { class: 'chips', role: 'group', tabindex: '-1', hidden: '' });
  let chosen: HTMLElement | null = null;

  /** One answer a question: what is pressed stays pressed until the reply is there. */
  function choose(button: HTMLElement, act: () => void): void {
    if (chosen) return;
    chosen = button;
    button.setAttribute('aria-pressed', 'true');
    act();
  }

  function chipButton(chip: Chip): HTMLElement {
    const button = element('button', { class: chip.isWayOut ? 'chip way' : 'chip', type: 'button' });
    button.append(element('b', {}, chip.digit), element('span', {}, chip.label));
    if (chip.detail) button.append(element('small', {}, chip.detail));
    button.addEventListener('click', () => choose(button, () => deps.onChoose(chip)));
    return button;
  }

  /** A button of ours before the browser's own, whose words are in the browser's language and not in the chat's. */
  function fileButton(): HTMLElement {
    const picker = element('input', { type: 'file', hidden: '', tabindex: '-1', 'aria-hidden': 'true' });
    const button = element('button', { class: 'chip file', type: 'button' });
    button.append(
      icon('M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.4 3.4 0 0 1 5 5l-8.5 8.5a1.7 1.7 0 0 1-2.5-2.5L15 7'),
      deps.words().addFile,
    );
    button.addEventListener('click', () => picker.click());
    picker.addEventListener('change', () => {
      const [file] = picker.files ?? [];
      if (!file) return;
      if (file.size <= FILE_LIMIT_BYTES) return deps.onFile(file);
      picker.value = '';
      deps.onTooBig();
    });
    return element('div', { class: 'row' }, button, picker);
  }

  /** Open when a day is asked for; beside times it is one press away. */
  function calendarOf({ wants, freeDays }: Pick<ChatMessage, 'wants' | 'freeDays'>): readonly HTMLElement[] {
    if (!freeDays) return [];
    const calendar = createCalendar({
      days: freeDays,
      language: deps.language(),
      words: deps.words(),
      onPick: (day) => choose(calendar, () => deps.onDay(day)),
    });
    if (wants !== 'time') return [calendar];
    calendar.hidden = true;
    const opener = element('button', { class: 'chip file', type: 'button', 'aria-expanded': 'false' });
    opener.append(icon('M4 6h16v14H4zM4 10h16M8 3v4M16 3v4'), deps.words().days);
    opener.addEventListener('click', () => {
      calendar.hidden = !calendar.hidden;
      opener.setAttribute('aria-expanded', String(!calendar.hidden));
    });
    return [element('div', { class: 'row' }, opener), calendar];
  }

  root.addEventListener('keydown', (event) => {
    const buttons = [...root.querySelectorAll<HTMLElement>('.chip, [data-day][tabindex="0"]')].filter(
      (one) => one.offsetParent !== null,
    );
    const from = root.getRootNode() instanceof ShadowRoot ? (root.getRootNode() as ShadowRoot).activeElement : null;
    const at = buttons.findIndex((one) => one === from);
    const isRtl = getComputedStyle(root).direction === 'rtl';
    const step =
      event.key === 'ArrowDown' || event.key === (isRtl ? 'ArrowLeft' : 'ArrowRight')
        ? 1
        : event.key === 'ArrowUp' || event.key === (isRtl ? 'ArrowRight' : 'ArrowLeft')
          ? -1
          : 0;
    if (step === 0 || buttons.length === 0) return;
    event.preventDefault();
    buttons[at < 0 ? (step > 0 ? 0 : buttons.length - 1) : (at + step + buttons.length) % buttons.length]?.focus();
  });

  return {
    root,
    name: (words) => root.setAttribute('aria-label', words.answers),
    isChosen: () => chosen !== null,
    release() {
      chosen?.removeAttribute('aria-pressed');
      for (const day of root.querySelectorAll('[data-day][aria-pressed]')) day.removeAttribute('aria-pressed');
      chosen = null;
    },
    /** Whoever pressed a chip keeps their place: the row of chips stays, only its content changes. */
    show(message) {
      chosen = null;
      const tree = root.getRootNode();
      const focused = tree instanceof ShadowRoot ? tree.activeElement : document.activeElement;
      if (root.contains(focused)) root.focus({ preventScroll: true });
      const list = message?.chips ?? [];
      const isEmpty = list.length === 0 && message?.wants !== 'file' && !message?.freeDays;
      root.replaceChildren(
        ...(message?.wants === 'file' ? [fileButton()] : []),
        ...(message?.wants === 'day' ? calendarOf(message) : []),
        ...row(list.filter((chip) => !chip.isWayOut)),
        ...(message?.wants === 'time' ? calendarOf(message) : []),
        ...row(list.filter((chip) => chip.isWayOut)),
      );
      root.hidden = isEmpty && !root.contains(focused);
    },
  };

  function row(list: readonly Chip[]): readonly HTMLElement[] {
    return list.length === 0 ? [] : [element('div', { class: 'row' }, ...list.map(chipButton))];
  }
}
