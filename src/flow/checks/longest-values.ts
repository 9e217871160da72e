import { DEFAULT_LONGEST } from './longest-defaults.js';
import type { ValueType } from '../script/fields.js';
import type { Json } from '../protocol.js';
import type { AskBlock, Block, CompiledScript } from '../script/script.js';
import { edgesOf, sometimesWrites } from '../script/graph.js';
import { ASK_KINDS, SOMETIMES_READS, type KindSpec } from '../script/kinds.js';

/** The longest plausible value of everything a text may show: what a text is measured with (FL-17). */
export interface LongestValues {
  readonly shop: { readonly name: string; readonly place: string };
  readonly person: Readonly<Record<string, Json>>;
  /** By the type of the value. */
  readonly byType: Readonly<Record<ValueType, Json>>;
  /** By the name of the variable, before its type is asked. */
  readonly byName: Readonly<Record<string, Json>>;
}

type Answers = Readonly<Record<string, Json>>;

/** Every text of a script is measured with the same values; gathering them anew for each took half the time of a check. */
const gathered = new WeakMap<CompiledScript, WeakMap<LongestValues, Answers>>();

/** A value for every variable the script may have, the longest there is. */
export function longestAnswers(script: CompiledScript, longest: LongestValues = DEFAULT_LONGEST): Answers {
  const byValues = gathered.get(script) ?? new WeakMap<LongestValues, Answers>();
  gathered.set(script, byValues);
  const known = byValues.get(longest);
  if (known) return known;
  const answers = gatherAnswers(script, longest);
  byValues.set(longest, answers);
  return answers;
}

function gatherAnswers(script: CompiledScript, longest: LongestValues): Answers {
  const answers: Record<string, Json> = {};
  const give = (name: string, type: ValueType): void => {
    answers[name] ??= longest.byName[name] ?? longest.byType[type];
  };
  for (const [name, type] of script.vars) give(name, type);
  for (const [name, { type }] of script.inputs) give(name, type);
  for (const block of script.blocks) {
    if (block.kind === 'ask' && block.save !== null) {
      const own = savedByKind(block, longest);
      if (own !== undefined) answers[block.save] ??= own;
    }
    for (const [name, type] of writtenBy(block)) give(name, type);
  }
  return answers;
}

function savedByKind({ ask, max }: AskBlock, { byName, person }: LongestValues): Json | undefined {
  if (ask === 'name') return person['name'];
  if (ask === 'phone' || ask === 'email') return person[ask];
  if (ask === 'text') return 'm'.repeat(Math.min(max ?? 60, 60));
  if (ask === 'number') return max ?? 1_000;
  if (ask === 'date') return byName['day'];
  return undefined;
}

function writtenBy(block: Block): (readonly [string, ValueType])[] {
  const written: Record<string, ValueType> = { ...sometimesWrites(block) };
  for (const { writes } of edgesOf(block)) Object.assign(written, writes);
  if (block.kind === 'ask') {
    Object.assign(written, SOMETIMES_READS[block.ask]);
    const { saves }: KindSpec = ASK_KINDS[block.ask];
    if (block.save !== null && saves) written[block.save] = saves.type;
  }
  return Object.entries(written);
}
