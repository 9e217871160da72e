import { createHash } from 'node:crypto';
import type { CompiledScript, Library, Problem } from '../flow/index.js';
import type { WalkFailure } from '../flow/walk/index.js';
import type { Mongo } from '../platform/mongo.js';
import {
  textsAt,
  WalkUnfinishedError,
  type WalkedText,
  type WalkInput,
  type WalkOutcome,
  type WalkScript,
} from './badges.service.js';
import type { Candidate } from './gate.js';
import { PHRASES_ID, type Badge, type HeadsDoc } from './publishing.model.js';
import { digestOf } from './version-store.js';

/** What a walk that does not come to every end is called among the checks; it may be accepted with a reason. */
export const DIGITS_CHECK = 'digits-only';
/** What it is called when nobody knows how the walk would have ended. */
export const UNWALKED_CHECK = 'digits-only-not-walked';

export interface DigitsReport {
  readonly problems: readonly Problem[];
  /** By script, of those that were walked; null where a walk did not come to every end. */
  readonly badges: ReadonlyMap<string, Badge | null>;
}

const NOTHING: DigitsReport = { problems: [], badges: new Map() };
/** The sheet walks what is then published: a little while later the answer is still known. */
const KEPT_MAX = 100;

/**
 * Looks whether candidates can be gone through with digits only, before anybody comes to them (FL-17, GU-11).
 * @param deps.walk without it nothing is walked, and nothing is held back for it.
 */
export function createDigitsOnly(deps: { mongo: Mongo; walk: WalkScript | undefined }) {
  const { walk } = deps;
  const kept = new Map<string, WalkOutcome>();

  async function outcomeOf(walkOne: WalkScript, input: WalkInput): Promise<WalkOutcome> {
    const key = keyOf(input);
    const known = kept.get(key);
    if (known) return known;
    const outcome = await walkOne(input);
    kept.set(key, outcome);
    const [oldest] = kept.keys();
    if (kept.size > KEPT_MAX && oldest !== undefined) kept.delete(oldest);
    return outcome;
  }

  /**
   * @param live what is published now: other words of the engine are other words of every script.
   * @param scripts the candidates as they would run.
   */
  async function look(
    live: Library,
    heads: HeadsDoc,
    candidates: readonly Candidate[],
    scripts: ReadonlyMap<string, CompiledScript>,
  ): Promise<DigitsReport> {
    if (!walk) return NOTHING;
    const isPhrased = candidates.some(({ scriptId }) => scriptId === PHRASES_ID);
    const beside = isPhrased ? Object.keys(heads.heads).flatMap((id) => live.current(id) ?? []) : [];
    const wanted = new Map([...beside.map((script) => [script.id, script] as const), ...scripts]);
    const required = [...wanted.values()].filter(({ digitsOnly }) => digitsOnly === 'required');
    if (required.length === 0) return NOTHING;
    const texts = merged(await textsAt(deps.mongo, heads), candidates);
    const problems: Problem[] = [];
    const badges = new Map<string, Badge | null>();
    for (const { id } of required) {
      const { file, text } = texts.find(({ scriptId }) => scriptId === id)!;
      try {
        const outcome = await outcomeOf(walk, { scriptId: id, texts, digest: digestOf(text) });
        badges.set(id, outcome.kind === 'earned' ? outcome.badge : null);
        if (outcome.kind === 'failed') problems.push(...outcome.failures.map((one) => problemOf(one, file, text)));
      } catch (error) {
        if (!(error instanceof WalkUnfinishedError)) throw error;
        problems.push(unwalked(file, error.message));
      }
    }
    return { problems, badges };
  }

  return { isOn: walk !== undefined, look };
}

export type DigitsOnly = ReturnType<typeof createDigitsOnly>;

function merged(published: readonly WalkedText[], candidates: readonly Candidate[]): WalkedText[] {
  const others = published.filter(({ scriptId }) => !candidates.some((one) => one.scriptId === scriptId));
  return [...others, ...candidates.map(({ scriptId, file, text }) => ({ scriptId, file, text }))];
}

/** Everything a walk depends on. */
function keyOf({ scriptId, texts }: WalkInput): string {
  const hash = createHash('sha256').update(scriptId);
  const sorted = [...texts].sort((one, other) => (one.scriptId < other.scriptId ? -1 : 1));
  for (const one of sorted) hash.update(`\0${one.scriptId}\0${one.text}`);
  return hash.digest('hex');
}

function problemOf({ what, language, block, path, says }: WalkFailure, file: string, text: string): Problem {
  const line = block === null ? 1 : text.split('\n').findIndex((one) => one.startsWith(`  ${block}:`)) + 1;
  const way = path.length === 0 ? '' : ` (after ${path.join(', ')})`;
  return {
    ...{ file, line: Math.max(1, line), column: 1, block, language, channel: 'sms' },
    ...{ check: DIGITS_CHECK, severity: 'reason' as const },
    reason: `by SMS with digits only${way}: ${says}`,
    fix: FIXES[what],
  };
}

const FIXES: Readonly<Record<WalkFailure['what'], string>> = {
  fault: 'Correct what goes wrong there',
  tooLong: 'Shorten the text: at its longest values it must fit two parts',
  notPlain: 'Write it without the marks that plain SMS cannot carry',
  silence: 'Say something there, or do not wait for an answer',
  stuck: 'Lead a digit on from there to an end',
  tooMany: 'Split the script: nobody can be sure of one that has so many ways',
  unreached: 'Offer a digit that leads there, such as leaving the question out or choosing from a list',
  endMissing: 'Lead a digit to that end',
};

function unwalked(file: string, why: string): Problem {
  return {
    ...{ file, line: 1, column: 1, block: null, language: null, channel: 'sms' },
    ...{ check: UNWALKED_CHECK, severity: 'reason' as const },
    reason: `it could not be gone through with digits only: ${why}`,
    fix: 'Publish it once more; if that does not help, split the script',
  };
}
