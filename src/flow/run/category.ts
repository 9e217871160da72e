import { expressionScope, valueOf, type Draft } from './draft.js';
import type { Json } from '../protocol.js';
import type { AskBlock } from '../script/script.js';

/**
 * The category of an answer: what branches and figures read in place of the words. One of the question's own categories, of
 * which the first that holds counts, else the option, yes or no, the mark, the things chosen.
 * @returns null when there is no answer, or none of that kind.
 */
export function categoryOf(draft: Draft, block: AskBlock): string | null {
  const value = block.save === null ? undefined : valueOf(draft, block.save);
  if (value === undefined) return null;
  if (block.categories.length === 0) return plainCategory(block, value);
  const scope = expressionScope(draft);
  return block.categories.find(([, when]) => when.evaluate(scope) === true)?.[0] ?? 'other';
}

function plainCategory({ ask }: AskBlock, value: Json): string | null {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  const isPlain = ask === 'choice' || ask === 'confirm' || ask === 'rating';
  return isPlain && (typeof value === 'string' || typeof value === 'number') ? String(value) : null;
}
