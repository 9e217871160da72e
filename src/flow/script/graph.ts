import { AWAITS_ORDER, AWAITS_PAYMENT } from './awaited-exits.js';
import type { Expression } from './expression.js';
import { ASK_KINDS, DO_KINDS, SOMETIMES_WRITES, type KindSpec, type ValueType } from './kinds.js';
import type { Assignment, Block, DoBlock, HttpRequest } from './script.js';
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
    case 'setLanguage':
      return [edge(block.then)];
    case 'call': {
      const taken = block.take.filter(({ optional }) => !optional).map(({ name }) => [name, 'any'] as const);
      return [edge(block.then, Object.fromEntries(taken))];
    }
    case 'jump':
      return [];
    case 'switch':
      return [...[...block.cases.values()].map((to) => edge(to)), edge(block.otherwise)];
    case 'split':
      return block.arms.map(({ goto }) => edge(goto));
    case 'loop':
      return [
        edge(block.each, { [block.as]: 'any', [block.counter]: 'number' }),
        { ...edge(block.then), forgets: [block.as, block.counter] },
      ];
    case 'wait':
      return [
        edge(block.then),
        ...(block.called ? [edge(block.called.to, typesTaken(block.called.take))] : []),
        ...(block.heard === null ? [] : [edge(block.heard)]),
      ];
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
      return [...block.exits].map(([name, to]) => edge(to, { ...spec.exits[name]?.writes, ...takenOn(block, name) }));
    }
    case 'ask': {
      const spec: KindSpec = ASK_KINDS[block.ask];
      const specs: KindSpec['exits'] = {
        ...spec.exits,
        ...(block.awaitsOrder ? AWAITS_ORDER : block.awaitsPayment ? AWAITS_PAYMENT : {}),
      };
      const saved = block.save !== null && spec.saves ? { [block.save]: spec.saves.type } : {};
      const exits = [...block.exits].map(([name, to]) => {
        const skips = name === 'none' || name === 'skipped' || name === 'lost';
        return edge(to, { ...specs[name]?.writes, ...(skips || specs[name]?.writes ? {} : saved) });
      });
      const savesOption = block.ask === 'choice' || block.ask === 'confirm';
      const options = block.options.flatMap(({ goto, set, when }) => {
        if (goto === null) return [];
        const { writes, forgets } = assigned(set);
        return [
          { to: goto, writes: { ...(savesOption ? saved : {}), ...writes }, forgets, ensures: when?.ensures ?? [] },
        ];
      });
      const back = block.back === null ? [] : [edge(block.back)];
      return [...exits, ...options, ...back];
    }
  }
}

/** What an answer from outside leaves in the script's variables. */
function takenOn(block: DoBlock, exit: string): Edge['writes'] {
  if (exit !== 'done') return {};
  return typesTaken(block.http?.take ?? []);
}

function typesTaken(take: HttpRequest['take']): Edge['writes'] {
  return Object.fromEntries(take.map(({ name, type }) => [name, type]));
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
  if (block.kind === 'call')
    return Object.fromEntries(block.take.filter(({ optional }) => optional).map(({ name }) => [name, 'any'] as const));
  return block.kind === 'do' ? (SOMETIMES_WRITES[block.act] ?? {}) : {};
}

/** Waits for the person or for a time, or is bounded, so that going round through it is a conversation and not a hang. */
export function waitsForPerson(block: Block): boolean {
  return (block.kind === 'ask' && !block.named) || block.kind === 'wait' || block.kind === 'loop';
}

/** Variables the block reads by itself. */
export function needsOf(block: Block): readonly string[] {
  if (block.kind !== 'do' && block.kind !== 'ask') return [];
  const spec: KindSpec = block.kind === 'do' ? DO_KINDS[block.act] : ASK_KINDS[block.ask];
  if (block.kind === 'ask' && block.fromAlternatives) return ['alternatives'];
  return (block.moving ? spec.needsMoving : undefined) ?? spec.needs ?? [];
}

interface SaidText {
  readonly text: Text;
  readonly path: Path;
  readonly item?: ValueType;
  readonly when?: Expression;
  /** Values that are there by the time it is said, although not yet when the block is entered. */
  readonly knows?: readonly string[];
}

/** Every text of a block with its place and the type of `{item}` in it. */
export function textsOf(block: Block): SaidText[] {
  const at: Path = ['blocks', block.id];
  if (block.kind === 'say') {
    const { media, contact } = block;
    return [
      { text: block.say, path: [...at, 'say'] },
      ...(media && 'name' in media ? [{ text: media.name, path: [...at, 'media', 'name'] }] : []),
      ...(contact ? [{ text: contact.name, path: [...at, 'contact', 'name'] }] : []),
    ];
  }
  if (block.kind === 'do' || block.kind === 'wait') {
    const knows = block.kind === 'do' && block.act === 'handOff' ? ['answer.answeredBy'] : [];
    return block.say ? [{ text: block.say, path: [...at, 'say'], knows }] : [];
  }
  if (block.kind !== 'ask') return [];
  const items = (ASK_KINDS[block.ask] as KindSpec).items ?? (block.itemsAt ? ('any' as const) : undefined);
  const ofItem = (text: Text | null, name: string) =>
    text && items ? [{ text, path: [...at, name], item: items }] : [];
  return [
    { text: block.say, path: [...at, 'say'] },
    ...(block.below ? [{ text: block.below, path: [...at, 'below'] }] : []),
    ...block.help.map((text, order) => ({ text, path: [...at, 'help', order] })),
    ...ofItem(block.label, 'label'),
    ...ofItem(block.detail, 'detail'),
    ...(['title', 'yes', 'no'] as const).flatMap((name) => {
      const text = block[name];
      return text ? [{ text, path: [...at, name] }] : [];
    }),
    ...block.labels.map((text, order) => ({ text, path: [...at, 'labels', order] })),
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
