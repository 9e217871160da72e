import { edgesOf, waitsForPerson } from '../script/graph.js';
import type { AskBlock, Block, CompiledScript } from '../script/script.js';

/** The first blocks that wait for somebody or end, on every way from here; and every silent one between. */
export function nextStops(script: CompiledScript, from: number): { stops: Block[]; between: Block[] } {
  const seen = new Set([from]);
  const stops: Block[] = [];
  const between: Block[] = [];
  for (const index of seen) {
    const block = script.blocks[index]!;
    if (waitsForPerson(block) || block.kind === 'end' || block.kind === 'jump') stops.push(block);
    else {
      between.push(block);
      for (const { to } of edgesOf(block)) seen.add(to);
    }
  }
  return { stops, between };
}

export function isQuestion(block: Block): block is AskBlock {
  return block.kind === 'ask' && !block.named;
}

/** One way out of a block, with the name it has in the script: an exit, `then`, `else`, an option. */
export interface NamedWay {
  readonly name: string;
  readonly to: number;
}

export function waysFrom(block: Block): NamedWay[] {
  switch (block.kind) {
    case 'do':
      return [...block.exits].map(([name, to]) => ({ name, to }));
    case 'ask':
      return [
        ...[...block.exits].map(([name, to]) => ({ name, to })),
        ...block.options.flatMap(({ id, goto }) => (goto === null ? [] : [{ name: id, to: goto }])),
        ...(block.back === null ? [] : [{ name: 'back', to: block.back }]),
      ];
    default:
      return edgesOf(block).map(({ to }, order) => ({ name: `${order}`, to }));
  }
}
