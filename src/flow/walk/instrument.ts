import type { Block, CompiledScript } from '../script/script.js';

/** The part of a block that only being gone through reads. Those that wait are seen standing there instead. */
const READ_BY_PASSING: Readonly<Partial<Record<Block['kind'], string>>> = {
  say: 'say',
  if: 'branches',
  set: 'set',
  switch: 'on',
  split: 'arms',
  loop: 'list',
  setLanguage: 'language',
  jump: 'inputs',
  call: 'inputs',
  end: 'end',
};

/** The same script, noting in `visited` every block that is gone through. */
export function instrument(script: CompiledScript, visited: Set<string>): CompiledScript {
  const blocks = script.blocks.map((block): Block => {
    const key = block.kind === 'ask' && block.named ? 'pick' : READ_BY_PASSING[block.kind];
    if (key === undefined) return block;
    const value: unknown = Reflect.get(block, key);
    return Object.defineProperty({ ...block }, key, {
      enumerable: true,
      get: () => {
        visited.add(block.id);
        return value;
      },
    });
  });
  return { ...script, blocks };
}

/** A script that ends as soon as it begins: what others do is walked in their own name. */
export function endsAtOnce(script: CompiledScript): CompiledScript {
  const end: Block = { id: 'done', index: 0, kind: 'end', end: 'done', returns: [] };
  return { ...script, start: 0, menu: 0, doing: null, blocks: [end], indexById: new Map([['done', 0]]) };
}
