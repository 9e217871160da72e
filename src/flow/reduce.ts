import type { Instant } from '../messaging/message.js';
import { CUSTOMER_CHANNELS } from '../messaging/message.js';
import { placeOf, topFrame, type Draft } from './run/draft.js';
import { finishDraft, openDraft } from './run/open-draft.js';
import { enter, fail } from './run/enter.js';
import { fallbackFrom, noteKey } from './run/fallback.js';
import type { Library } from './library.js';
import { hearChoice, hearLocation, hearMedia, hearStart, hearText } from './hear/listen.js';
import { moveToNewer } from './migrate.js';
import { takeArrives, takeJoined, takeLeaves } from './run/joins.js';
import { takeNotice } from './run/notices.js';
import { takeOutcome } from './run/outcomes.js';
import { isOwned, takeOwner, takeNotPassed, takeRelay } from './run/ownership.js';
import type { FlowEvent } from './protocol.js';
import { takeTimer, watchSilence } from './run/timers.js';
import { setNext, takeCalled } from './run/waiting.js';
import { createState, isLanguage, isRecord, isUsable, type FlowState, type Turn } from './state.js';

/**
 * One turn: what the event leads to, as data. Pure: no clock, no chance, no waiting, nothing given to it is changed, and
 * the same arguments give the same turn for ever, so a turn may be run again after a crash or replayed a year later.
 *
 * It never throws for what a person, a script or a damaged state can cause: what cannot go on starts again with an
 * apology, and `turn.fault` says why. A script that names a fallback gives way to it instead, even where a block throws.
 * @param now when the event was accepted.
 */
export function reduce(library: Library, state: FlowState, event: FlowEvent, now: Instant): Turn {
  if (!isUsable(state)) return startAgain(library, state, now, 'the stored state cannot be read');
  const draft = openDraft(library, state, now);
  try {
    run(draft, event);
  } catch (error) {
    // A fault of ours. Whoever runs the turn hears of it, unless there is another way for the person.
    if (!fallbackFrom(draft)) throw error;
    fail(draft, `a block threw: ${String(error)}`);
    watchSilence(draft, event);
  }
  return finishDraft(draft);
}

function run(draft: Draft, event: FlowEvent): void {
  const lost = draft.frames.findIndex((frame) => !placeOf(draft, frame));
  if (lost >= 0) {
    const { s, v, b } = draft.frames[lost]!;
    fail(draft, `script "${s}" version ${v} with block "${b}" is not there`, lost);
  } else if (!moveToNewer(draft, event)) take(draft, event);
  watchSilence(draft, event);
  // Whoever left a wait for something else is not rung for it.
  if (!isOwned(draft)) setNext(draft);
}

function take(draft: Draft, event: FlowEvent): void {
  const { wait } = draft.base.control;
  if (event.type === 'outcome') {
    noteKey(draft, event.outcome.call, event.key);
    if (wait === event.outcome.call) takeOutcome(draft, event.outcome);
    else draft.fault ??= `an outcome of ${event.outcome.call} came that nothing waited for`;
    return;
  }
  if (event.type === 'broken') {
    noteKey(draft, event.call, event.key);
    return fail(draft, `"${event.call}" cannot be performed`);
  }
  if (wait !== undefined) return askHouseAgain(draft);
  switch (event.type) {
    case 'text':
      return hearText(draft, event.text);
    case 'choice':
      return hearChoice(draft, event);
    case 'start':
      return hearStart(draft);
    case 'media':
      return hearMedia(draft, event);
    case 'location':
      return hearLocation(draft, event);
    case 'timer':
      return takeTimer(draft, event.id);
    case 'owner':
      return takeOwner(draft, event);
    case 'relay':
      return takeRelay(draft, event);
    case 'notPassed':
      return takeNotPassed(draft, event);
    case 'called':
      return isOwned(draft) ? undefined : takeCalled(draft, event.id);
    case 'leaves':
      return takeLeaves(draft, event);
    case 'arrives':
      return takeArrives(draft, event);
    case 'joined':
      return takeJoined(draft, event);
    case 'notice':
      return takeNotice(draft, event.notice);
  }
}

/** A call was never answered although nothing may come before its outcome: it is made again. */
function askHouseAgain(draft: Draft): void {
  const place = placeOf(draft, topFrame(draft));
  draft.fault = 'an event came before the outcome that was waited for';
  draft.probe = null;
  if (place) enter(draft, { script: place.script, index: place.block.index });
}

/** What can still be read of a damaged state is kept: the shop, the channel, the language, the person's name. */
function startAgain(library: Library, damaged: unknown, now: Instant, reason: string): Turn {
  const control = isRecord(damaged) && isRecord(damaged['control']) ? damaged['control'] : {};
  const person = isRecord(damaged) && isRecord(damaged['person']) ? damaged['person'] : {};
  const shopId = typeof control['shop'] === 'string' ? control['shop'] : '';
  const fresh = createState({
    shopId,
    channel: CUSTOMER_CHANNELS.find((one) => one === control['ch']) ?? 'sms',
    language: isLanguage(control['lang']) ? control['lang'] : (library.shop(shopId)?.language ?? 'en'),
    profile: null,
  });
  const draft = openDraft(library, fresh, now);
  draft.met = true;
  // Questions are numbered on from the clock: buttons of the lost state must not match new ones.
  draft.questions = Math.floor(now / 1000);
  if (typeof person['name'] === 'string') draft.person = { name: person['name'] };
  fail(draft, reason);
  if (isRecord(damaged) && isRecord(damaged['answers'])) {
    // Only what may be a name: the rest could not be addressed where it is stored.
    for (const name of Object.keys(damaged['answers'])) if (/^[a-z]\w*$/i.test(name)) draft.changes[name] ??= undefined;
  }
  return finishDraft(draft);
}
