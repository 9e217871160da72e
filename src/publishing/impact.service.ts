import { goAlong, type CompiledScript, type Library, type MovePolicy, type Standing } from '../flow/index.js';
import type { HeadsDoc, VersionDoc } from './publishing.model.js';
import { changedBlocks } from './changed-blocks.rules.js';

/** Where one live conversation stands: all its frames, in order. */
export interface StandingChat {
  readonly frames: readonly Standing[];
}

/** What this module needs to know of conversations; whoever keeps them gives it. */
export interface ConversationFacts {
  /** Live conversations with a frame in that script. @param limit more are not read. */
  standingIn(scriptId: string, limit: number): Promise<readonly StandingChat[]>;
}

export interface Impact {
  readonly scriptId: string;
  readonly policy: MovePolicy;
  readonly people: number;
  /** True when there were more than could be looked at. */
  readonly isPartial: boolean;
  readonly moves: number;
  readonly finishes: number;
  readonly asked: number;
  readonly blocks: readonly BlockImpact[];
}

export interface BlockImpact {
  readonly block: string;
  /** How it differs in the draft from where they stand. */
  readonly change: 'same' | 'changed' | 'removed';
  readonly people: number;
  readonly moves: number;
  readonly finishes: number;
  readonly asked: number;
}

/** Looked at in one go without an index of its own: publishing is rare, and an index would be paid for with every turn. */
const PEOPLE_MAX = 20_000;

/**
 * How many people are in the middle of a script, at which blocks, and what will happen to each when the draft is published.
 * The same rule decides later, so what is said here is what happens.
 */
export async function impactOf(deps: {
  facts: ConversationFacts;
  library: Library;
  heads: HeadsDoc;
  version: (scriptId: string, version: number) => Promise<VersionDoc | null>;
  draft: { script: CompiledScript; text: string };
  policy: MovePolicy;
}): Promise<Impact> {
  const { facts, library, draft, policy } = deps;
  const { id } = draft.script;
  const chats = await facts.standingIn(id, PEOPLE_MAX);
  const next = { script: { ...draft.script, version: Infinity }, policy };
  const changes = new Map<number, ReadonlySet<string>>();
  const blocks = new Map<string, BlockImpact>();
  for (const standing of chats.flatMap(({ frames }) => frames.filter(({ frame }) => frame.s === id))) {
    const { frame } = standing;
    const { b: block, v: version } = frame;
    if (!changes.has(version)) {
      const from = await deps.version(id, version);
      changes.set(version, from ? changedBlocks(from.text, draft.text) : new Set());
    }
    const already = library.newer?.(id, version) ?? [];
    const { frame: after, asks } = goAlong(standing, [...already, next], withNext(library, next.script), true);
    const fate = asks ? 'asked' : after.v === Infinity ? 'moves' : 'finishes';
    const change = !draft.script.indexById.has(block)
      ? 'removed'
      : changes.get(version)!.has(block)
        ? 'changed'
        : 'same';
    const key = `${block} ${change}`;
    const known = blocks.get(key) ?? { block, change, people: 0, moves: 0, finishes: 0, asked: 0 };
    blocks.set(key, { ...known, people: known.people + 1, [fate]: known[fate] + 1 });
  }
  const list = [...blocks.values()].sort((one, other) => other.people - one.people);
  const sum = (name: 'people' | 'moves' | 'finishes' | 'asked'): number =>
    list.reduce((all, one) => all + one[name], 0);
  return {
    scriptId: id,
    policy,
    isPartial: chats.length >= PEOPLE_MAX,
    people: sum('people'),
    moves: sum('moves'),
    finishes: sum('finishes'),
    asked: sum('asked'),
    blocks: list,
  };
}

function withNext(library: Library, next: CompiledScript): Library['script'] {
  return (id, version) => (version === Infinity ? next : library.script(id, version));
}
