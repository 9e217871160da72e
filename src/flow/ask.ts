import {
  openQuestion,
  phrase,
  render,
  replaceTop,
  say,
  sayMessage,
  topFrame,
  valueAt,
  type Draft,
  type OpenQuestion,
} from './draft.js';
import { offerOf, toChoice, waysOutOf } from './offers.js';
import type { AskBlock } from './script.js';
import type { Question } from './state.js';

/** Puts a question to the person for the first time: it gets an id of its own, by which its buttons are known. */
export function askNew(draft: Draft, block: AskBlock, about: Omit<Question, 'id'> = {}): void {
  const top = topFrame(draft);
  if (!top) return;
  if (draft.quiet) {
    replaceTop(draft, { ...top, b: block.id, q: { ...about, id: '' } });
    return;
  }
  draft.questions += 1;
  replaceTop(draft, { ...top, b: block.id, q: { ...about, id: draft.questions.toString(36) } });
  showQuestion(draft);
}

/** Asks a question that was reached quietly. */
export function askAloud(draft: Draft, { block, question }: OpenQuestion): void {
  draft.quiet = false;
  const { id: _none, ...about } = question;
  askNew(draft, block, about);
}

/**
 * Shows the open question, again or for the first time. Its id stays, so that buttons shown before still answer it.
 * @param words `lead` is said before the question, `instead` replaces its text; `lost` shows every way out.
 */
export function showQuestion(draft: Draft, words: { lead?: string; instead?: string; lost?: boolean } = {}): void {
  const open = openQuestion(draft);
  if (!open) return;
  const { block, question, script } = open;
  const { candidates, more } = offerOf(draft, block, question);
  introduce(draft, block);
  const asked = words.instead ?? render(draft, block.say);
  const progress =
    words.instead === undefined && block.step !== null && script.steps !== null && draft.base.control.ch !== 'sms';
  const step = progress ? phrase(draft, 'progress', { step: block.step, steps: script.steps }) : '';
  const text = [step, [words.lead ?? '', asked].filter(Boolean).join(' ')].filter(Boolean).join('\n');
  const waysOut = waysOutOf(draft, block, more, words.lost ?? false);
  const url = block.link ? valueAt(draft, block.link.url) : undefined;
  sayMessage(draft, {
    text,
    ...(candidates.length > 0 ? { choices: candidates.map(toChoice) } : {}),
    ...(waysOut.length > 0 ? { waysOut } : {}),
    stepId: question.id,
    ...(block.link && typeof url === 'string' ? { link: { label: render(draft, block.link.label), url } } : {}),
    language: draft.base.control.lang,
    class: draft.messageClass,
  });
  draft.met = true;
}

/** The first message of a chat names the shop and says how to end the texts; if this question does not, that is said first. */
export function introduce(draft: Draft, block: AskBlock | null): void {
  if (draft.met || block?.intro) return;
  say(draft, phrase(draft, 'intro'));
  draft.met = true;
}
