import type { ChannelId, Instant } from '../../messaging/message.js';
import type { Renderers } from '../checks/check.js';
import { longestIn } from '../checks/longest-in-language.js';
import type { LongestValues } from '../checks/longest-values.js';
import { createLibrary, type Library, type ShopFacts } from '../library.js';
import type { Phrases } from '../script/phrases.js';
import type { Call } from '../protocol.js';
import { reduce } from '../reduce.js';
import { REPAIRS } from '../run/repairs.js';
import type { CompiledScript } from '../script/script.js';
import { applyTurn, type FlowState, type Turn } from '../state.js';
import { beginWalk, callIn, NOON_UTC } from './begin-walk.js';
import { happeningsAt } from './happenings.js';
import { endsAtOnce, instrument } from './instrument.js';
import { createMeasure } from './measure.js';
import { createAnyHouse, type Happening } from './outcomes.js';
import { askedAt, createKeyOf } from './state-key.js';

/** One walk through a script in one language on one channel, every digit and every outcome at every place. */
export interface Walked {
  readonly language: string;
  readonly visited: ReadonlySet<string>;
  readonly ends: ReadonlySet<End>;
  readonly places: number;
  readonly longestParts: number;
  readonly wrongs: readonly Wrong[];
  /** The shortest way to each block where something is waited for. */
  readonly ways: ReadonlyMap<string, readonly string[]>;
}

export const ENDS = ['booked', 'moved', 'dropped', 'queued', 'paid', 'person', 'stopped', 'ended'] as const;
export type End = (typeof ENDS)[number];

/** What a person would run into, and the digits that lead there. */
export interface Wrong {
  readonly what: 'fault' | 'tooLong' | 'notPlain' | 'silence' | 'stuck' | 'tooMany';
  readonly block: string | null;
  readonly path: readonly string[];
  readonly says: string;
}

export interface WalkTask {
  readonly script: CompiledScript;
  readonly scripts: readonly CompiledScript[];
  readonly phrases: Phrases;
  readonly renderers: Renderers;
  readonly longest?: LongestValues;
}

interface Node {
  readonly state: FlowState;
  readonly call: Call | null;
  readonly nowUtc: Instant;
  /** The digits of the choices shown last. */
  readonly offered: string;
  readonly from: number;
  readonly by: string;
}

/** Far more than any script that ships needs; a walk that comes here is given up, never left hanging. */
export const PLACES_MAX = 60_000;
const PARTS_MAX = 2;
const WRONGS_MAX = 20;

/**
 * Breadth first, so that the way to anything found is a shortest one.
 * @param given.onlyTo blocks: whoever asks only whether they are come to needs no more once they have been.
 */
export function walkScript(
  task: WalkTask,
  language: string,
  channel: ChannelId = 'sms',
  { placesMax = PLACES_MAX, onlyTo }: { placesMax?: number; onlyTo?: readonly string[] } = {},
): Walked {
  const { script } = task;
  const longest = longestIn(language, task.longest);
  const visited = new Set<string>();
  const library = libraryOf(task, instrument(script, visited), language, longest);
  const house = createAnyHouse(script, longest);
  const keyOf = createKeyOf(script);
  const nodes: Node[] = [];
  const indexByKey = new Map<string, number>();
  /** Places by those that lead on to them without giving up (0, 9). */
  const leadsTo: number[][] = [];
  const finished = new Set<number>();
  const ends = new Set<End>();
  const ways = new Map<string, readonly string[]>();
  const wrongs = new Map<string, Wrong>();
  const measure = createMeasure(task.renderers, channel, language);

  const pathTo = (index: number): string[] => {
    const path: string[] = [];
    for (let at = nodes[index]; at; at = nodes[at.from]) path.unshift(at.by);
    return path;
  };
  const note = (what: Wrong['what'], node: Node, says: string, where: string): void => {
    if (wrongs.size >= WRONGS_MAX || wrongs.has(`${what} ${where}`)) return;
    const block = node.state.control.frames.findLast(({ s }) => s === script.id)?.b ?? null;
    wrongs.set(`${what} ${where}`, { what, block, path: [...pathTo(node.from), node.by], says });
  };

  const arrive = (node: Node, turn: Turn | null): void => {
    if (turn) inspect(node, turn);
    const key = keyOf(node.state) + (node.call?.call ?? '');
    let index = indexByKey.get(key);
    if (index === undefined) {
      if (nodes.length >= placesMax) return note('tooMany', node, `more than ${placesMax} places`, '');
      index = nodes.push(node) - 1;
      indexByKey.set(key, index);
      leadsTo[index] = [];
      for (const { s, b } of node.state.control.frames)
        if (s === script.id) {
          visited.add(b);
          if (!ways.has(b)) ways.set(b, pathTo(index));
        }
      if (node.state.control.frames.length === 0 && node.call === null) {
        finished.add(index);
        ends.add('ended');
      }
    }
    // Giving up is always possible; it must not be the only way on.
    if (node.from >= 0 && node.by !== '0' && node.by !== '9') leadsTo[index]!.push(node.from);
  };

  function inspect(node: Node, turn: Turn): void {
    if (turn.fault !== undefined) note('fault', node, turn.fault, turn.fault);
    let said = false;
    for (const effect of turn.effects) {
      if (effect.effect !== 'say') continue;
      said = true;
      const { parts, costly } = measure.of(effect.message);
      const first = effect.message.text.slice(0, 60);
      if (channel !== 'sms') continue;
      if (parts > PARTS_MAX) note('tooLong', node, `${parts} parts: "${effect.message.text}"`, first);
      if (costly.length > 0) note('notPlain', node, `${costly.join(' ')} in "${effect.message.text}"`, first);
    }
    const { frames, own, tm } = turn.control;
    const waitsQuietly = own?.by !== undefined || tm?.['wait'] !== undefined;
    if (!said && node.call === null && frames.length > 0 && !waitsQuietly && node.by !== 'the chat is given back')
      note('silence', node, 'nothing is said, although an answer is waited for', frames.at(-1)!.b);
  }

  const go = (state: FlowState, happening: Happening, nowUtc: Instant, from: number): void => {
    const { fault, ...gone } = reduce(library, state, happening.event, nowUtc);
    // That the house fails is no fault of the script.
    const turn = fault === undefined || happening.event.type === 'broken' ? gone : { ...gone, fault };
    const call = callIn(turn);
    for (const end of endsBy(happening)) ends.add(end);
    arrive({ state: applyTurn(state, turn), call, nowUtc, offered: offeredIn(turn), from, by: happening.name }, turn);
  };

  beginWalk(task, library, house, { language, channel, longest }, (state, call, turn, by) =>
    arrive({ state, call, nowUtc: NOON_UTC, offered: offeredIn(turn), from: -1, by }, turn),
  );
  const pressed = new Set<string>();
  for (let index = 0; index < nodes.length; index++) {
    const { state, call, nowUtc } = nodes[index]!;
    if (finished.has(index)) continue;
    if (onlyTo?.every((id) => visited.has(id))) break;
    const pressable = call || state.control.own?.by !== undefined ? NOTHING : pressableAt(nodes[index]!, pressed);
    for (const { happening, atUtc } of happeningsAt({
      state,
      call,
      nowUtc,
      house,
      script,
      longest,
      channel,
      ...pressable,
    })) {
      go(state, happening, atUtc, index);
      if (happening.name === '9') ends.add('person');
    }
  }

  const hereOf = nodes.map(({ state, call }) => `${askedAt(state).here} ${call?.call ?? ''}`);
  for (const index of wrongs.has('tooMany ') ? [] : stuckIn(hereOf, leadsTo, finished)) {
    const at = nodes[index]!;
    const block = at.state.control.frames.at(-1)?.b ?? '';
    note('stuck', at, 'from here only the menu or a person leads to an end', block);
  }
  return {
    language,
    visited,
    ends,
    places: nodes.length,
    longestParts: measure.longestParts(),
    wrongs: [...wrongs.values()],
    ways,
  };
}

const NOTHING = { digits: '', types: false };

/**
 * The digits worth pressing here: those offered always; 0, 9 and digits that mean nothing once wherever the same is asked,
 * and 8 once for each question before it, by somebody new and by somebody known: the way from there is another where a name
 * is asked. Pressing them with every set of answers would only multiply the places.
 */
function pressableAt({ state, offered }: Node, pressed: Set<string>): { digits: string; types: boolean } {
  const { here, before } = askedAt(state);
  const known = 'name' in state.person;
  const once = (digit: string, place: string): string => {
    if (pressed.has(`${digit} ${place}`)) return '';
    pressed.add(`${digit} ${place}`);
    return digit;
  };
  const missed = (state.control.frames.at(-1)?.q?.t ?? 0) > 0;
  const choices = [...'123456'].map((digit) =>
    // After a miss the choices lead where they led before it.
    !missed && offered.includes(digit) ? digit : once(digit, here),
  );
  const ways = [once('7', here), once('8', `${here} ${before} ${known}`), once('9', here), once('0', here)];
  return { digits: [...choices, ...ways].join(''), types: once('typed', here) !== '' };
}

function offeredIn(turn: Turn | null): string {
  const asked = turn?.effects.findLast((effect) => effect.effect === 'say' && effect.message.stepId !== undefined);
  return asked?.effect === 'say' ? (asked.message.choices ?? []).map(({ digit }) => digit).join('') : '';
}

/** The places from which no end can be reached, nor from any other where the same is asked; nearest first. */
function stuckIn(
  hereOf: readonly string[],
  leadsTo: readonly (readonly number[])[],
  finished: ReadonlySet<number>,
): number[] {
  const free = new Set(finished);
  for (const index of free) for (const from of leadsTo[index] ?? []) free.add(from);
  const freeHere = new Set([...free].map((index) => hereOf[index]));
  return hereOf.flatMap((here, index) => (freeHere.has(here) ? [] : [index]));
}

function endsBy({ event }: Happening): End[] {
  if (event.type === 'notice')
    return ['payment.booked', 'order.paid'].includes(event.notice.name) ? ['paid', 'booked'] : [];
  if (event.type !== 'outcome') return [];
  const { call, exit } = event.outcome;
  if (call === 'booking.create' && exit === 'booked') return ['booked'];
  if (call === 'booking.move' && exit === 'moved') return ['moved'];
  if (call === 'booking.drop' && exit === 'dropped') return ['dropped'];
  if (call === 'order.place' && exit === 'placed') return ['booked'];
  if (call === 'order.cancel' && exit === 'cancelled') return ['dropped'];
  if (call === 'queue.join' && exit === 'joined') return ['queued'];
  if (call === 'person.note' || call === 'handOff.start') return ['person'];
  return call === 'consent.record' ? ['stopped'] : [];
}

function libraryOf(task: WalkTask, walked: CompiledScript, language: string, longest: LongestValues): Library {
  const repairs: readonly string[] = REPAIRS;
  const others = task.scripts
    .filter(({ id }) => id !== walked.id)
    .map((one) => {
      const isWhole = (repairs.includes(one.id) && one.id !== 'human') || one.fallback === walked.id;
      return isWhole ? one : endsAtOnce(one);
    });
  const main = [...walked.inputs.values()].every(({ optional }) => optional) && !repairs.includes(walked.id);
  // Going to the menu from a script that is no run of its own begins the shop's script, which is not walked here.
  const elsewhere = { ...endsAtOnce(walked), id: SHOP_SCRIPT, inputs: new Map() };
  const shop: ShopFacts = {
    ...longest.shop,
    ...{ zone: 'Europe/London', country: 'GB', currency: 'GBP', language },
    script: main ? walked.id : SHOP_SCRIPT,
  };
  return createLibrary({ scripts: [...others, walked, elsewhere], phrases: task.phrases, shop: () => shop });
}
const SHOP_SCRIPT = 'shop-script';
