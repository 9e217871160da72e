import { DateTime } from 'luxon';
import { formatWhen } from '../messaging/format.js';
import type { Instant } from '../messaging/message.js';
import { introduce } from './ask.js';
import { phrase, placeOf, render, replaceTop, say, setTimer, topFrame, valueAt, type Draft } from './draft.js';
import { standAt, type Spot } from './frames.js';
import { instantOf } from './parse-day.js';
import type { WaitBlock } from './script.js';
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
  if (resumed !== undefined) return 'waiting';
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

function dueOf(draft: Draft, { until }: WaitBlock): Instant | null {
  const { nowUtc, shop } = draft;
  if ('forMin' in until) return nowUtc + until.forMin * 60_000;
  if ('clock' in until) {
    const { localDate, minuteOfDay } = wallClock(nowUtc, shop.zone);
    const wanted = minuteOfClock(until.clock);
    return instantOf(wanted > minuteOfDay ? localDate : dayAfter(localDate), wanted, shop.zone);
  }
  const value = valueAt(draft, 'minutesAt' in until ? until.minutesAt : until.instantAt);
  if (typeof value !== 'number' || !Number.isFinite(value)) return null;
  return 'minutesAt' in until ? nowUtc + value * 60_000 : value - until.beforeMin * 60_000;
}

function dayAfter(localDate: string): string {
  return DateTime.fromISO(localDate, { zone: 'utc' }).plus({ days: 1 }).toFormat('yyyy-MM-dd');
}

function setNext(draft: Draft): void {
  const due = draft.frames.flatMap(({ w }) => (w === undefined ? [] : [w]));
  setTimer(draft, TIMER, due.length === 0 ? null : Math.min(...due));
}

/**
 * The time of one wait or of several has come. The one on top goes on; one below something else that is open goes on when
 * that has ended.
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
