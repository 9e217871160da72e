import type { Instant } from '../../messaging/message.js';
import { showQuestion } from '../say/ask.js';
import { openQuestion, phrase, setTimer, type Draft, type OpenQuestion } from './draft.js';
import { enter } from './enter.js';
import { clearAnswers } from './enter-logic.js';
import { FRAGMENT_TIMER } from '../hear/fragments.js';
import { hearPart } from '../hear/listen.js';
import { isOwned } from './ownership.js';
import { instantOf } from '../hear/parse-day.js';
import type { FlowEvent } from '../protocol.js';
import { mark, markQuestion } from './steps.js';
import { takeWaited } from './waiting.js';
import { wallClock } from './wall-clock.js';
import { MINUTE_MS } from '../../platform/time-units.js';

/** Nudges, parking and forgetting a question nobody answers (GP-35). */
const SILENCE = 'silence';
const WAIT = 'wait';
/** Each nudge so long after the question or the nudge before. */
const NUDGE_MIN = [15, 120];
const PARK_MIN = 24 * 60;
/** Answers are kept so long after the last word. */
const KEEP_MIN = 30 * 24 * 60;
/** Nobody is nudged from nine in the evening to eight in the morning of the shop's day. */
const QUIET_FROM_MIN = 21 * 60;
const QUIET_UNTIL_MIN = 8 * 60;

interface Policy {
  readonly nudgeMin: readonly number[];
  readonly parkMin: number;
}

/** A timer has rung. One that was stopped or put off while it was on its way means nothing. */
export function takeTimer(draft: Draft, id: string): void {
  const atUtc = draft.timers[id];
  if (atUtc === undefined || atUtc > draft.nowUtc) return;
  // Nobody has said anything: the silence before it goes on.
  draft.heardUtc = draft.base.control.at;
  setTimer(draft, id, null);
  if (id === FRAGMENT_TIMER) return hearPart(draft);
  if (id === SILENCE) return silenceGoesOn(draft);
  const waited = id === WAIT ? takeWaited(draft) : null;
  if (waited) enter(draft, waited);
}

/** After a turn: the silence that begins now is watched. What a person says ends the one before. */
export function watchSilence(draft: Draft, event: FlowEvent): void {
  if (event.type === 'timer' && event.id === SILENCE) return;
  if (isPersons(event)) draft.nudged = 0;
  if (draft.call) return;
  const policy = policyOf(draft, openQuestion(draft));
  if (!policy || isOwned(draft)) setTimer(draft, SILENCE, null);
  else if (draft.nudged === 0)
    setTimer(draft, SILENCE, draft.nowUtc + (policy.nudgeMin[0] ?? policy.parkMin) * MINUTE_MS);
}

function isPersons({ type }: FlowEvent): boolean {
  return type === 'text' || type === 'choice' || type === 'start' || type === 'media' || type === 'location';
}

/** Null when silence means nothing here: nothing is under way, or what is waited for has an end of its own. */
function policyOf(draft: Draft, open: OpenQuestion | undefined): Policy | null {
  if (!open) return null;
  const { block, script } = open;
  if (block.silence === 'never') return null;
  const isUnderWay = script.doing !== null && !block.idle && !block.awaitsPayment;
  if (!block.silence && !isUnderWay) return null;
  return { nudgeMin: block.silence?.nudgeMin ?? NUDGE_MIN, parkMin: block.silence?.parkMin ?? PARK_MIN };
}

function silenceGoesOn(draft: Draft): void {
  const policy = policyOf(draft, openQuestion(draft));
  if (!policy || isOwned(draft)) return;
  const { nudgeMin, parkMin } = policy;
  const parkUtc = draft.base.control.at + parkMin * MINUTE_MS;
  if (draft.nudged < nudgeMin.length && draft.nowUtc < parkUtc) return nudge(draft, nudgeMin, parkUtc);
  if (draft.nudged <= nudgeMin.length) {
    draft.nudged = nudgeMin.length + 1;
    markQuestion(draft, 'timedOut');
    return setTimer(draft, SILENCE, draft.base.control.at + KEEP_MIN * MINUTE_MS);
  }
  forgetAll(draft);
}

function nudge(draft: Draft, nudgeMin: readonly number[], parkUtc: Instant): void {
  const allowedUtc = afterQuietHours(draft.nowUtc, draft.shop.zone);
  if (allowedUtc > draft.nowUtc) return setTimer(draft, SILENCE, Math.min(allowedUtc, parkUtc));
  draft.nudged += 1;
  const nextMin = nudgeMin[draft.nudged];
  const nextUtc = nextMin === undefined ? parkUtc : draft.nowUtc + nextMin * MINUTE_MS;
  setTimer(draft, SILENCE, Math.min(nextUtc, parkUtc));
  draft.messageClass = 'normal';
  showQuestion(draft, { lead: phrase(draft, draft.nudged === 1 ? 'nudge.first' : 'nudge.again'), later: 1 });
}

/** Nothing was heard for as long as answers are kept. */
function forgetAll(draft: Draft): void {
  mark(draft, 'left');
  draft.frames = [];
  draft.hint = null;
  clearAnswers(draft);
}

/** The same instant outside quiet hours; inside, when they end. */
export function afterQuietHours(nowUtc: Instant, zone: string): Instant {
  const { localDate, minuteOfDay } = wallClock(nowUtc, zone);
  if (minuteOfDay >= QUIET_UNTIL_MIN && minuteOfDay < QUIET_FROM_MIN) return nowUtc;
  const endsUtc = instantOf(localDate, QUIET_UNTIL_MIN, zone);
  // In the evening they end tomorrow, which on most days is a day later and on two in the year an hour more or less.
  return minuteOfDay < QUIET_UNTIL_MIN
    ? endsUtc
    : instantOf(wallClock(endsUtc + 24 * 60 * MINUTE_MS, zone).localDate, QUIET_UNTIL_MIN, zone);
}
