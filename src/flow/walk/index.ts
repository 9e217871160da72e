import { CUSTOMER_CHANNELS, type ChannelId } from '../../messaging/message.js';
import { edgesOf } from '../script/graph.js';
import type { CompiledScript } from '../script/script.js';
import { ENDS, PLACES_MAX, walkScript, type End, type Walked, type WalkTask, type Wrong } from './walk.js';

export type { End, Walked, WalkTask, Wrong } from './walk.js';

/** Proof that a script can be gone through on a keypad phone, from its start to every end, in every language. */
export interface WalkBadge {
  readonly script: string;
  readonly version: number;
  readonly languages: readonly string[];
  /** Every way it may end, all reached. */
  readonly ends: readonly End[];
  /** Of the longest text said, at its longest values. */
  readonly longestParts: number;
  /** Blocks that only another channel comes to. */
  readonly elsewhere: readonly { readonly block: string; readonly channel: ChannelId }[];
  /** What was walked: another text is another walk. */
  readonly walkedAtDigest: string;
}

export interface WalkFailure {
  readonly what: Wrong['what'] | 'unreached' | 'endMissing';
  readonly language: string;
  readonly block: string | null;
  /** The shortest digits (and what the house did between) to the place that fails. */
  readonly path: readonly string[];
  readonly says: string;
}

export type WalkResult =
  | { readonly earned: true; readonly badge: WalkBadge; readonly places: number }
  | { readonly earned: false; readonly failures: readonly WalkFailure[]; readonly places: number };

/**
 * Goes through a script by SMS with digits only: every place, every digit, every answer of the house (FL-17, GU-11).
 * Other scripts it calls are taken to end; they earn badges of their own.
 * @param digest of everything that was walked; kept in the badge.
 */
export function walkForBadge(task: WalkTask, digest: string, placesMax: number = PLACES_MAX): WalkResult {
  const { script } = task;
  const walks = script.languages.map((language) => walkScript(task, language, 'sms', { placesMax }));
  const elsewhere = blocksElsewhere(task, walks, placesMax);
  const wanted = endsWanted(script);
  const failures = walks.flatMap((walk) => [
    ...walk.wrongs.map((wrong): WalkFailure => ({ ...wrong, language: walk.language })),
    ...unreached(script, walk, new Set(elsewhere.map(({ block }) => block))),
    ...wanted
      .filter((end) => !walk.ends.has(end))
      .map((end): WalkFailure => ({
        what: 'endMissing',
        language: walk.language,
        block: null,
        path: [],
        says: `no digits lead to "${end}"`,
      })),
  ]);
  const places = walks.reduce((sum, walk) => sum + walk.places, 0);
  if (failures.length > 0) return { earned: false, failures, places };
  const badge: WalkBadge = {
    script: script.id,
    version: script.version,
    languages: script.languages,
    ends: ENDS.filter((end) => walks.every((walk) => walk.ends.has(end))),
    longestParts: Math.max(...walks.map(({ longestParts }) => longestParts)),
    elsewhere,
    walkedAtDigest: digest,
  };
  return { earned: true, badge, places };
}

/** Where a block that was never come to lies: behind the nearest place that was. */
function unreached(script: CompiledScript, walk: Walked, elsewhere: ReadonlySet<string>): WalkFailure[] {
  return script.blocks
    .filter(({ id }) => !walk.visited.has(id) && !elsewhere.has(id))
    .map(({ id, index }) => {
      const before = script.blocks.find(
        (block) => walk.ways.has(block.id) && edgesOf(block).some(({ to }) => to === index),
      );
      return {
        what: 'unreached',
        language: walk.language,
        block: id,
        path: before ? walk.ways.get(before.id)! : [],
        says: before ? `no digit leads on from "${before.id}"` : 'no digits lead there',
      };
    });
}

/** Of the blocks SMS never comes to, those another channel does: an e-mail address is only asked for in web chat. */
function blocksElsewhere(task: WalkTask, walks: readonly Walked[], placesMax: number): WalkBadge['elsewhere'] {
  const missing = task.script.blocks.filter(({ id }) => walks.some(({ visited }) => !visited.has(id)));
  if (missing.length === 0) return [];
  const named = JSON.stringify(task.script.blocks, (_key, value: unknown) =>
    value instanceof Map ? [...value.values()] : value,
  );
  const channels = CUSTOMER_CHANNELS.filter((one) => one !== 'sms' && named.includes(`channel == \\"${one}\\"`));
  return channels.flatMap((channel) => {
    const onlyTo = missing.map(({ id }) => id);
    const { visited } = walkScript(task, task.script.languages[0]!, channel, { placesMax, onlyTo });
    return missing.filter(({ id }) => visited.has(id)).map(({ id }) => ({ block: id, channel }));
  });
}

const END_OF: Readonly<Record<string, End>> = {
  book: 'booked',
  move: 'moved',
  drop: 'dropped',
  pay: 'paid',
  checkOut: 'paid',
  dropOrder: 'dropped',
  note: 'person',
  join: 'queued',
  handOff: 'person',
  optOut: 'stopped',
};

function endsWanted(script: CompiledScript): End[] {
  const acts = script.blocks.flatMap((block) => (block.kind === 'do' ? (END_OF[block.act] ?? []) : []));
  return [...new Set<End>([...acts, 'ended'])];
}
