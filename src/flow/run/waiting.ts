import { DateTime } from 'luxon';
import { formatWhen } from '../../messaging/format.js';
import type { Instant } from '../../messaging/message.js';
import { introduce } from '../say/ask.js';
import {
  phrase,
  placeOf,
  render,
  replaceTop,
  say,
  setTimer,
  setValue,
  topFrame,
  valueAt,
  type Draft,
  type Place,
} from './draft.js';
import { standAt, type Spot } from './frames.js';
import { instantOf } from '../hear/parse-day.js';
import type { OutcomeOf } from '../protocol.js';
import type { WaitBlock } from '../script/script.js';
import { mark } from './steps.js';
import { fieldOf } from '../script/text.js';
import { minuteOfClock, wallClock } from './wall-clock.js';

/** The one timer of all waits: it rings when the earliest of them is over. */
const TIMER = 'wait';
/** Longer than a conversation is kept nothing is waited for. */
const LONGEST_MS = 366 * 24 * 3_600_000;

/**
 * Begins to wait, or goes on with a wait that something had interrupted.
 * @returns 'over' when that time has come already, 'unknown' when there is none.
 */
export function startWait(draft: Draft, block: WaitBlock): 'waiting' | 'over' | 'unknown' {
  const top = topFrame(draft);
  const resumed = top?.b === block.id ? top.w : undefined;
  const dueUtc = resumed ?? dueOf(draft, block);
  if (dueUtc === null) return 'unknown';
  if (dueUtc <= draft.nowUtc) return 'over';
  if (resumed !== undefined) {
    // A person who had the chat meanwhile stopped every timer.
    setNext(draft);
    return 'waiting';
  }
  const words = block.say ? render(draft, block.say) : '';
  if (words !== '') {
    introduce(draft, null);
    say(draft, words);
  }
  standAt(draft, block.id);
  const frame = topFrame(draft);
  if (frame) replaceTop(draft, { ...frame, w: Math.min(dueUtc, draft.nowUtc + LONGEST_MS) });
  setNext(draft);
  return 'waiting';
}

/**
 * A link that was made is waited for: whether it has been called is for the house to say, since that may have happened
 * while something else was open.
 */
export function lookForCall(draft: Draft, block: WaitBlock): 'looking' | 'unknown' {
  const id = callbackOf(draft, block);
  if (id === null) return 'unknown';
  if (topFrame(draft)?.b !== block.id) standAt(draft, block.id);
  draft.call = { call: 'callback.look', input: { id } };
  return 'looking';
}

function callbackOf(draft: Draft, { until }: WaitBlock): string | null {
  const id = 'callbackAt' in until ? fieldOf(valueAt(draft, until.callbackAt), 'id') : undefined;
  return typeof id === 'string' ? id : null;
}

/** A link was called: the wait for it on top looks what it brought; one below something else does when that has ended. */
export function takeCalled(draft: Draft, id: string): void {
  const place = placeOf(draft, topFrame(draft));
  if (place?.block.kind === 'wait' && callbackOf(draft, place.block) === id) lookForCall(draft, place.block);
}

/** What the house says of a link that is waited for. */
export function takeLook(
  draft: Draft,
  { block, script, frame }: Place & { readonly block: WaitBlock },
  outcome: OutcomeOf<'callback.look'>,
): Spot | null {
  if (outcome.exit === 'waiting' || !block.called) {
    const due = frame.o ? 'over' : startWait(draft, block);
    return due === 'waiting' ? null : { script, index: block.then };
  }
  const { w: _over, ...rest } = frame;
  replaceTop(draft, rest);
  setNext(draft);
  mark(draft, 'answered', { category: 'called' });
  const { take, to } = block.called;
  for (const { name } of take) setValue(draft, name, outcome.data.values[name]);
  return { script, index: to };
}

function dueOf(draft: Draft, { until }: WaitBlock): Instant | null {
  const { nowUtc, shop } = draft;
  if ('forMin' in until) return nowUtc + until.forMin * 60_000;
  if ('clock' in until) {
    const { localDate, minuteOfDay } = wallClock(nowUtc, shop.zone);
    const wanted = minuteOfClock(until.clock);
    return instantOf(wanted > minuteOfDay ? localDate : dayAfter(localDate), wanted, shop.zone);
  }
  const value =
    'callbackAt' in until
      ? fieldOf(valueAt(draft, until.callbackAt), 'untilUtc')
      : valueAt(draft, 'minutesAt' in until ? until.minutesAt : until.instantAt);
  if (typeof value !== 'number' || !Number.isFinite(value)) return null;
  if ('minutesAt' in until) return nowUtc + value * 60_000;
  return 'callbackAt' in until ? value : value - until.beforeMin * 60_000;
}

function dayAfter(localDate: string): string {
  return DateTime.fromISO(localDate, { zone: 'utc' }).plus({ days: 1 }).toFormat('yyyy-MM-dd');
}

/** The timer of what is waited for, as the frames say it. */
export function setNext(draft: Draft): void {
  // Nearly always nothing is waited for; this is asked after every turn.
  if (draft.timers[TIMER] === undefined && !draft.frames.some(({ w }) => w !== undefined)) return;
  const due = draft.frames.flatMap(({ w }) => (w === undefined ? [] : [w]));
  setTimer(draft, TIMER, due.length === 0 ? null : Math.min(...due));
}

/**
 * The time of one wait or of several has come. The one on top goes on; one below something else that is open goes on when
 * that has ended. Of a link it is looked once more whether it was called: that may be under way just now.
 */
export function takeWaited(draft: Draft): Spot | null {
  let next: Spot | null = null;
  for (const [index, frame] of draft.frames.entries()) {
    if (frame.w === undefined || frame.w > draft.nowUtc) continue;
    const place = placeOf(draft, frame);
    const { w: _over, ...rest } = frame;
    if (place?.block.kind !== 'wait') {
      draft.frames[index] = rest;
      continue;
    }
    if ('callbackAt' in place.block.until) {
      draft.frames[index] = { ...rest, o: 1 };
      if (index === draft.frames.length - 1) next = { script: place.script, index: place.block.index };
      continue;
    }
    const then = place.script.blocks[place.block.then];
    draft.frames[index] = { ...rest, b: then?.id ?? frame.b };
    if (index === draft.frames.length - 1) next = { script: place.script, index: place.block.then };
  }
  setNext(draft);
  return next;
}

/** What words lead to while the script waits; null when it does not. They are told until when, unless the script has its own way. */
export function whileWaiting(draft: Draft): Spot | 'told' | null {
  const place = placeOf(draft, topFrame(draft));
  if (place?.block.kind !== 'wait' || place.frame.w === undefined) return null;
  const { block, frame, script } = place;
  if (block.heard !== null) {
    const { w: _over, ...rest } = frame;
    replaceTop(draft, rest);
    setNext(draft);
    return { script, index: block.heard };
  }
  introduce(draft, null);
  say(draft, phrase(draft, 'waiting', { until: formatWhen(frame.w!, draft.shop.zone, draft.language) }));
  return 'told';
}
