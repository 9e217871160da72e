import { parse } from 'yaml';

/** The blocks whose text differs between two versions of a script, added and removed ones included. */
export function changedBlocks(before: string, after: string): ReadonlySet<string> {
  const [one, other] = [blocksOf(before), blocksOf(after)];
  const ids = new Set([...Object.keys(one), ...Object.keys(other)]);
  return new Set([...ids].filter((id) => JSON.stringify(one[id]) !== JSON.stringify(other[id])));
}

function blocksOf(text: string): Record<string, unknown> {
  const value: unknown = parse(text, { schema: 'core', maxAliasCount: 0 });
  if (typeof value !== 'object' || value === null || !('blocks' in value)) return {};
  const { blocks } = value;
  return typeof blocks === 'object' && blocks !== null ? { ...blocks } : {};
}
