import type { Expression } from './expression.js';
import { ASK_KINDS, AWAITS_PAYMENT, DO_KINDS, SOMETIMES_WRITES, type KindSpec, type ValueType } from './kinds.js';
import type { Assignment, Block } from './script.js';
import type { Path } from './source.js';
import type { Text } from './text.js';

/** One way from a block to another, and what is true once it has been taken. */
export interface Edge {
  readonly to: number;
  readonly writes: Readonly<Record<string, ValueType>>;
  readonly forgets: readonly string[];
  /** Paths known to have a value on this way: `answer.service`, `person.name`. */
  readonly ensures: readonly string[];
}

export function edgesOf(block: Block): Edge[] {
  switch (block.kind) {
    case 'say':
    case 'call':
      return [edge(block.then)];
    case 'set':
      return [{ ...edge(block.then), ...assigned(block.set) }];
    case 'if':
      return [
        ...block.branches.map(({ when, goto }) => ({ ...edge(goto), ensures: when.ensures })),
        edge(block.otherwise),
      ];
    case 'end':
      return [];
    case 'do': {
      const spec: KindSpec = DO_KINDS[block.act];
      return [...block.exits].map(([name, to]) => edge(to, spec.exits[name]?.writes));
    }
    case 'ask': {
      const spec: KindSpec = ASK_KINDS[block.ask];
      const specs: KindSpec['exits'] = { ...spec.exits, ...(block.awaitsPayment ? AWAITS_PAYMENT : {}) };
      const saved = block.save !== null && spec.saves ? { [block.save]: spec.saves.type } : {};
      const exits = [...block.exits].map(([name, to]) => {
        const skips = name === 'none' || name === 'skipped';
        return edge(to, { ...specs[name]?.writes, ...(skips || specs[name]?.writes ? {} : saved) });
      });
      const options = block.options.map((option) => {
        const { writes, forgets } = assigned(option.set);
        return {
          to: option.goto,
          writes: { ...(spec.items ? {} : saved), ...writes },
          forgets,
          ensures: option.when?.ensures ?? [],
        };
      });
      const back = block.back === null ? [] : [edge(block.back)];
      return [...exits, ...options, ...back];
    }
  }
}

function edge(to: number, writes: Edge['writes'] = {}): Edge {
  return { to, writes, forgets: [], ensures: [] };
}

function assigned(set: readonly Assignment[]): { writes: Edge['writes']; forgets: string[] } {
  const own = set.filter(({ scope }) => scope === 'answer');
  return {
    writes: Object.fromEntries(own.filter(({ value }) => value !== null).map(({ name }) => [name, 'any' as const])),
    forgets: own.filter(({ value }) => value === null).map(({ name }) => name),
  };
}

/** What a block may write besides, depending on what the house answers. */
export function sometimesWrites(block: Block): Readonly<Record<string, ValueType>> {
  if (block.kind === 'ask') return SOMETIMES_WRITES[block.ask] ?? {};
  return block.kind === 'do' ? (SOMETIMES_WRITES[block.act] ?? {}) : {};
}

/** Waits for the person, so that going round through it is a conversation and not a hang. */
export function waitsForPerson(block: Block): boolean {
  return block.kind === 'ask' && !block.named;
}

/** Variables the block reads by itself. */
export function needsOf(block: Block): readonly string[] {
  if (block.kind !== 'do' && block.kind !== 'ask') return [];
  const spec: KindSpec = block.kind === 'do' ? DO_KINDS[block.act] : ASK_KINDS[block.ask];
  if (block.kind === 'ask' && block.fromAlternatives) return ['alternatives'];
  return (block.moving ? spec.needsMoving : undefined) ?? spec.needs ?? [];
}

/** Every text of a block with its place and the type of `{item}` in it. */
export function textsOf(block: Block): { text: Text; path: Path; item?: ValueType; when?: Expression }[] {
  const at: Path = ['blocks', block.id];
  if (block.kind === 'say') return [{ text: block.say, path: [...at, 'say'] }];
  if (block.kind !== 'ask') return [];
  const items = (ASK_KINDS[block.ask] as KindSpec).items;
  const ofItem = (text: Text | null, name: string) =>
    text && items ? [{ text, path: [...at, name], item: items }] : [];
  return [
    { text: block.say, path: [...at, 'say'] },
    ...block.help.map((text, order) => ({ text, path: [...at, 'help', order] })),
    ...ofItem(block.label, 'label'),
    ...ofItem(block.detail, 'detail'),
    ...(block.link ? [{ text: block.link.label, path: [...at, 'link', 'label'] }] : []),
    ...block.options.flatMap(({ id, label, detail, when }) => {
      const guard = when ? { when } : {};
      const option: Path = [...at, 'options', id];
      return [
        { text: label, path: [...option, 'label'], ...guard },
        ...(detail ? [{ text: detail, path: [...option, 'detail'], ...guard }] : []),
      ];
    }),
  ];
}
