import { applyTurn, reduce, type FlowState, type Library } from '../flow/index.js';
import type { FlowEvent, Outcome } from '../flow/protocol.js';
import type { LoggedTurn } from './turn-log.js';

/** Turns of one chat in order, from a moment when nothing was under way. */
export type Talk = readonly LoggedTurn[];

/** Where a talk stood after a turn, and what the house was asked on the way. */
export interface Standing {
  readonly script: string | null;
  readonly block: string | null;
  readonly did: readonly string[];
}

export interface Difference {
  readonly conversationId: string;
  readonly channel: string;
  readonly atUtc: number;
  /** The turn, from 1, that first led somewhere else, and what was said in it. */
  readonly turn: number;
  readonly heard: string;
  readonly before: Standing;
  /** `unknown`: the draft asked the house for something that was never answered; what would have come is not known. */
  readonly after: Standing | 'unknown';
  readonly endedBefore: Standing;
  readonly endedAfter: Standing | 'unknown';
}

const CALLS_MAX = 20;

/** Cuts a log into talks: each begins where nothing was under way, and ends before the next does or where a turn is missing. */
export function talksIn(log: readonly LoggedTurn[]): Talk[] {
  const talks: LoggedTurn[][] = [];
  let open: LoggedTurn[] | null = null;
  let last: LoggedTurn | null = null;
  for (const turn of log) {
    const isNext = last?.conversationId === turn.conversationId && turn.rev === last.rev + 1;
    if (turn.start) talks.push((open = [turn]));
    else if (open && isNext) open.push(turn);
    else open = null;
    last = turn;
  }
  return talks;
}

/**
 * The same words through two libraries. What the house answered is taken from the record, so nothing is asked of anybody.
 * @returns null when the talk ends alike: at the same block, having done the same.
 */
export function differenceIn(talk: Talk, published: Library, draft: Library): Difference | null {
  const [before, after] = [walk(talk, published), walk(talk, draft)];
  const [endedBefore, endedAfter] = [endOf(before), endOf(after)];
  if (JSON.stringify(endedBefore) === JSON.stringify(endedAfter)) return null;
  const at = before.findIndex((one, index) => JSON.stringify(one) !== JSON.stringify(after[index]));
  const turn = talk[at] ?? talk.at(-1)!;
  return {
    conversationId: turn.conversationId,
    channel: turn.channel,
    atUtc: turn.atUtc,
    turn: at + 1,
    heard: wordsOf(turn.event),
    before: known(before[at]),
    after: after[at] ?? 'unknown',
    endedBefore: known(endedBefore),
    endedAfter,
  };
}

const NOWHERE: Standing = { script: null, block: null, did: [] };

function known(standing: Standing | 'unknown' | undefined): Standing {
  return standing === undefined || standing === 'unknown' ? NOWHERE : standing;
}

/** Where it came to rest, and everything that was done on the way there. */
function endOf(way: readonly (Standing | 'unknown')[]): Standing | 'unknown' {
  const last = way.at(-1) ?? NOWHERE;
  if (last === 'unknown') return last;
  const did = way.flatMap((one) => (one === 'unknown' ? [] : one.did)).filter((one) => DOES.test(one));
  return { ...last, did };
}

/** Calls that change something in the world; looking for times does not. */
const DOES = /^(?:booking\.|payment\.|handOff\.|person\.|consent\.|file\.|code\.|http\.)/;

/** Where the talk stands after each turn; what comes after an unknown answer is unknown too. */
function walk(talk: Talk, library: Library): (Standing | 'unknown')[] {
  const begun = talk[0]?.start;
  if (!begun) return [];
  let state: FlowState = begun;
  const way: (Standing | 'unknown')[] = [];
  for (const { event, outcomes, atUtc } of talk) {
    const done = oneTurn(library, state, fitted(event, state), outcomes, atUtc);
    if (!done) {
      way.push('unknown');
      break;
    }
    state = done.state;
    const top = state.control.frames.at(-1);
    way.push({ script: top?.s ?? null, block: top?.b ?? null, did: done.did });
  }
  return way;
}

function oneTurn(
  library: Library,
  begun: FlowState,
  event: FlowEvent,
  outcomes: readonly Outcome[],
  atUtc: number,
): { state: FlowState; did: string[] } | null {
  const left = [...outcomes];
  const did: string[] = [];
  let state = begun;
  let next: FlowEvent | null = event;
  for (let calls = 0; next && calls <= CALLS_MAX; calls++) {
    const turn = reduce(library, state, next, atUtc);
    state = applyTurn(state, turn);
    next = null;
    for (const effect of turn.effects) {
      if (effect.effect !== 'call') continue;
      const place = left.findIndex((one) => one.call === effect.call.call);
      const [outcome] = place < 0 ? [] : left.splice(place, 1);
      if (!outcome) return null;
      did.push(`${outcome.call} ${outcome.exit}`);
      next = { type: 'outcome', outcome };
    }
  }
  return { state, did };
}

/** A tapped button names the question it stood under; in another script the same place in the talk has another name. */
function fitted(event: FlowEvent, state: FlowState): FlowEvent {
  const open = state.control.frames.at(-1)?.q?.id;
  return event.type === 'choice' && open !== undefined ? { ...event, stepId: open } : event;
}

function wordsOf(event: FlowEvent): string {
  if (event.type === 'text') return event.text;
  if (event.type === 'choice') return event.label ?? event.choiceId;
  return event.type === 'notice' ? event.notice.name : event.type;
}
