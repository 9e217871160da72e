import type { ChannelId } from '../../messaging/message.js';
import { introduce, showQuestion } from '../say/ask.js';
import { begin } from '../hear/commands.js';
import { languagesHere } from './repairs.js';
import {
  newRun,
  openQuestion,
  phrase,
  placeOf,
  say,
  sayMessage,
  setLanguage,
  setTimer,
  topFrame,
  type Draft,
  type OpenQuestion,
} from './draft.js';
import { enter } from './enter.js';
import { isOwned } from './ownership.js';
import type { AskKind } from '../script/kinds.js';
import type { Carried, FlowEvent, Json, Outcome } from '../protocol.js';
import { isUsable, type FlowState, type Frame } from '../state.js';

/**
 * One person in several chats: a code is made in one and sent from the other. Either the talk under way moves there, or
 * each chat shows the bookings of both from then on.
 */

/** Six digits, as they are shown and however they are spaced. Longer numbers and shorter ones are something else. */
const CODE = /^\s*\d{3}[\s-]?\d{3}\s*[.!]?\s*$/;
/** Where six digits may be the answer itself. */
const TAKES_DIGITS: ReadonlySet<AskKind> = new Set([
  'text',
  'number',
  'phone',
  'code',
  'date',
  'time',
  'datetime',
  'address',
  'location',
]);
const ANSWER_NAME = /^[a-z]\w*$/i;

export function beginJoin(draft: Draft, of: 'move' | 'link'): void {
  draft.call = { call: 'join.begin', input: { of } };
}

export function askToSplit(draft: Draft): void {
  draft.call = { call: 'join.split', input: {} };
}

/** @returns whether the words are a code from another chat, which the house is then asked about. */
export function entersCode(draft: Draft, open: OpenQuestion | undefined, words: string): boolean {
  if (!CODE.test(words) || draft.part !== null || (open && TAKES_DIGITS.has(open.block.ask))) return false;
  draft.call = { call: 'join.enter', input: { code: words.replace(/\D/g, '') } };
  return true;
}

/** @returns whether the outcome was about joining chats. */
export function takeJoin(draft: Draft, outcome: Outcome): boolean {
  switch (outcome.call) {
    case 'join.begin':
      if (outcome.exit === 'tooMany') tell(draft, phrase(draft, 'join.tooMany'));
      else showCode(draft, outcome.data);
      return true;
    case 'join.enter':
      takeEntered(draft, outcome);
      return true;
    case 'join.split':
      tell(draft, phrase(draft, outcome.exit === 'split' ? 'join.split' : 'join.alone'));
      return true;
    case 'chat.handOver':
      // Whoever talks to a person here goes on talking to them.
      if (!isOwned(draft)) say(draft, phrase(draft, 'join.moved', channelWords(draft, outcome.data.to)));
      return true;
    default:
      return false;
  }
}

/** The question stays open and is not asked again: the person is about to leave, and knows what they were asked. */
function showCode(
  draft: Draft,
  { of, digits, until, number }: { of: 'move' | 'link' | 'help'; digits: string; until: string; number: string | null },
): void {
  introduce(draft, null);
  const text = phrase(draft, `join.code.${of}`, { digits, until, number: number ?? '' });
  if (text !== '') sayMessage(draft, { text, secret: digits, language: draft.language, class: draft.messageClass });
}

function takeEntered(draft: Draft, outcome: Extract<Outcome, { call: 'join.enter' }>): void {
  switch (outcome.exit) {
    case 'moving':
      // What was begun elsewhere is on its way here and speaks for itself.
      return;
    case 'linked':
      return tell(draft, phrase(draft, 'join.linked', channelWords(draft, outcome.data.with)));
    case 'helping':
      return tell(draft, phrase(draft, 'join.helping', { name: outcome.data.name }));
    case 'own':
      return tell(draft, phrase(draft, 'join.own'));
    case 'wrong':
      return tell(draft, phrase(draft, 'join.wrong'));
    case 'tooMany':
      return tell(draft, phrase(draft, 'join.tooMany'));
  }
}

/** A code for somebody who is to help, or why there is none; the script that asked for it goes on. */
export function sayOffer(draft: Draft, outcome: Extract<Outcome, { call: 'circle.offer' }>): void {
  if (outcome.exit === 'made') return showCode(draft, { ...outcome.data, of: 'help' });
  introduce(draft, null);
  say(draft, phrase(draft, 'join.tooMany'));
}

/** Says something beside what is asked, and asks that again. */
function tell(draft: Draft, words: string): void {
  if (openQuestion(draft)) return showQuestion(draft, { lead: words });
  introduce(draft, null);
  say(draft, words);
}

function channelWords(draft: Draft, channel: ChannelId): Readonly<Record<string, Json>> {
  return { channel: phrase(draft, `channel.${channel}`) };
}

/* ---------- from here to another chat ---------- */

/**
 * Everything begun here is packed up and given to the house, and nothing of it stays: a hold is a value like any other, so
 * the time stays taken all the while. Whoever is talking to a person stays with them.
 */
export function takeLeaves(draft: Draft, { joinId, to }: Extract<FlowEvent, { type: 'leaves' }>): void {
  const carried = isOwned(draft) ? null : packed(draft);
  draft.call = { call: 'chat.handOver', input: { joinId, to, carried } };
  if (!carried) return;
  const open = openQuestion(draft);
  if (open && open.question.id !== '')
    draft.effects.push({ effect: 'answered', stepId: open.question.id, choiceId: null });
  draft.frames = [];
  draft.hint = null;
  draft.part = null;
  draft.slow = false;
  stopTimers(draft);
  forgetAnswers(draft);
}

function packed({ base, frames, person, language, questions, hint }: Draft): Carried {
  return {
    v: base.v,
    lang: language,
    n: questions,
    // Frames are plain data of the state; the type of the call only knows that it is data.
    frames: frames as unknown as Json,
    answers: base.answers,
    person,
    ...(hint === null ? {} : { hint }),
  };
}

/* ---------- from another chat to here ---------- */

/** Goes on with what was begun elsewhere, in the language it was begun in. What was open here gives way to it. */
export function takeArrives(draft: Draft, { from, carried }: Extract<FlowEvent, { type: 'arrives' }>): void {
  const state = carried && unpacked(draft, carried);
  if (!state) return tell(draft, phrase(draft, 'join.nothing', channelWords(draft, from)));
  const open = openQuestion(draft);
  if (open && open.question.id !== '')
    draft.effects.push({ effect: 'answered', stepId: open.question.id, choiceId: null });
  stopTimers(draft);
  forgetAnswers(draft);
  for (const [name, value] of Object.entries(state.answers)) if (ANSWER_NAME.test(name)) draft.changes[name] = value;
  draft.questions = Math.max(draft.questions, state.control.n);
  draft.frames = state.control.frames.map((frame) => renumbered(draft, frame));
  draft.hint = state.control.hint ?? null;
  draft.part = null;
  draft.slow = false;
  const { profileName: _theirs, ...known } = state.person;
  draft.person = { ...draft.person, ...known };
  newRun(draft);
  if (languagesHere(draft).includes(state.control.lang)) setLanguage(draft, state.control.lang);
  if (!isOwned(draft)) goOnHere(draft, from);
}

function goOnHere(draft: Draft, from: ChannelId): void {
  introduce(draft, null);
  const lead = (key: 'join.arrived' | 'join.nothing'): string => phrase(draft, key, channelWords(draft, from));
  const open = openQuestion(draft);
  const place = placeOf(draft, topFrame(draft));
  if (open && !open.block.idle) return showQuestion(draft, { lead: lead('join.arrived') });
  if (place && !open) {
    say(draft, lead('join.arrived'));
    return enter(draft, { script: place.script, index: place.block.index });
  }
  say(draft, lead('join.nothing'));
  if (open) showQuestion(draft);
  else begin(draft);
}

/** Null for what this engine cannot read: a chat packed up by one of another make. */
function unpacked({ base }: Draft, { v, lang, n, frames, answers, person, hint }: Carried): FlowState | null {
  const { shop, ch } = base.control;
  const control = { shop, ch, lang, at: 0, n, frames, ...(hint === undefined ? {} : { hint }) };
  const state: unknown = { v, control, answers, person };
  return isUsable(state) ? state : null;
}

/** A question gets an id of this chat: its buttons must not match those of a question that was asked here before. */
function renumbered(draft: Draft, frame: Frame): Frame {
  if (!frame.q || frame.q.id === '') return frame;
  draft.questions += 1;
  return { ...frame, q: { ...frame.q, id: draft.questions.toString(36) } };
}

/** Another chat was joined with this one, by a code that was made here. */
export function takeJoined(draft: Draft, event: Extract<FlowEvent, { type: 'joined' }>): void {
  if (!isOwned(draft)) say(draft, phrase(draft, 'join.linked', channelWords(draft, event.with)));
}

function stopTimers(draft: Draft): void {
  for (const id of Object.keys(draft.timers)) setTimer(draft, id, null);
}

/** All of them: the time held belongs to the other chat now. */
function forgetAnswers(draft: Draft): void {
  for (const name of [...Object.keys(draft.base.answers), ...Object.keys(draft.changes)])
    draft.changes[name] = undefined;
}
