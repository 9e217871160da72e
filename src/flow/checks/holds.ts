import { needsOf } from '../script/graph.js';
import type { Block, CompiledScript } from '../script/script.js';
import type { Check } from './check.js';
import { isQuestion, waysFrom, type NamedWay } from './follow.js';

/** Whether a time is kept after leaving a block that way; undefined leaves it as it was. */
function holdAfter(block: Block, way: NamedWay): boolean | undefined {
  if (block.kind === 'ask') return block.awaitsPayment && ['booked', 'lapsed'].includes(way.name) ? false : undefined;
  if (block.kind !== 'do') return undefined;
  if (block.act === 'hold') return way.name === 'held' ? true : undefined;
  return ['released', 'booked', 'moved', 'taken'].includes(way.name) ? false : undefined;
}

interface Standing {
  readonly index: number;
  readonly held: boolean;
  readonly from: Block | null;
}

/** Every block with and without a time kept, as ways lead there. */
function walkHolds(script: CompiledScript): Standing[] {
  const seen = new Map<string, Standing>();
  const queue: Standing[] = [];
  const arrive = (standing: Standing): void => {
    const known = `${standing.index}|${standing.held}|${endsHere(script, standing) ? (standing.from?.id ?? '') : ''}`;
    if (seen.has(known)) return;
    seen.set(known, standing);
    queue.push(standing);
  };
  arrive({ index: script.start, held: script.inputs.has('hold'), from: null });
  for (let at = queue.pop(); at; at = queue.pop()) {
    const block = script.blocks[at.index]!;
    // A way that is only open while something is kept, or only while nothing is, says so itself.
    const asks = block.kind === 'if' ? block.branches.map(({ when }) => when.source.trim()) : [];
    for (const [order, way] of waysFrom(block).entries()) {
      const guarded = asks.findIndex((source) => source === 'has(answer.hold)');
      if (guarded >= 0 && (at.held ? order > guarded : order === guarded)) continue;
      arrive({ index: way.to, held: holdAfter(block, way) ?? at.held, from: block });
    }
  }
  return [...seen.values()];
}

function endsHere(script: CompiledScript, { index }: Standing): boolean {
  const block = script.blocks[index]!;
  return block.kind === 'end' && block.end === 'done';
}

export const holdNotReleased: Check = {
  id: 'hold-not-released',
  severity: 'reason',
  finds: 'A way ends while a time is still kept, so nobody else can have it until it runs out.',
  remedy: 'Lead that way over "do: release" first.',
  run({ script }, found) {
    for (const standing of walkHolds(script)) {
      if (!standing.held || !standing.from || !endsHere(script, standing)) continue;
      found(
        ['blocks', standing.from.id],
        `the chat ends at "${script.blocks[standing.index]!.id}" while a time is still kept`,
        'Lead it over "do: release", behind "if: has(answer.hold)" where none may be kept',
      );
    }
  },
};

export const backIntoFreedHold: Check = {
  id: 'back-into-freed-hold',
  severity: 'blocks',
  finds: 'The "back:" of a question leads to blocks that need a kept time, although it has been let go by then.',
  remedy: 'Lead it to the question where a time is chosen, or leave "back:" out.',
  run({ script }, found) {
    for (const { index, held } of walkHolds(script)) {
      const block = script.blocks[index]!;
      if (held || !isQuestion(block) || block.back === null) continue;
      const needs = needsHoldAgain(script, script.blocks[block.back]!);
      if (needs)
        found(
          ['blocks', block.id, 'back'],
          `8 goes back to "${script.blocks[block.back]!.id}", which leads to "${needs.id}" although no time is kept any more`,
          'Lead it to the question where a time is chosen, or leave it out',
        );
    }
  },
};

/** The block that needs a kept time on some way from here which keeps none before. */
function needsHoldAgain(script: CompiledScript, from: Block): Block | null {
  const seen = new Set([from.index]);
  for (const index of seen) {
    const block = script.blocks[index]!;
    if (needsOf(block).includes('hold')) return block;
    // Leaving by the way that let it go is not going round again.
    for (const way of waysFrom(block)) if (holdAfter(block, way) === undefined) seen.add(way.to);
  }
  return null;
}
