import { checkExpression, checkPath, type Checked } from './check-paths.js';
import type { Expression } from './expression.js';
import type { AskBlock, CompiledScript } from './script.js';
import type { Path } from './source.js';

/** What the blocks that do not ask read: where a value stands, or an expression. */
export function checkReads(checked: Checked, at: Path): void {
  const { block, script } = checked;
  const path = (one: readonly string[] | null, ...tail: string[]): void => {
    if (one) checkPath(checked, one, [...at, ...tail], null);
  };
  switch (block.kind) {
    case 'call':
    case 'jump':
      for (const [name, from] of block.inputs) path(from, 'with', name);
      return;
    case 'loop':
      return path(block.list, 'loop');
    case 'switch':
      if ('value' in block.on) checkExpression(checked, block.on.value, [...at, 'switch']);
      else checkCategory(checked, block.on.category, [...at, 'switch', 'category']);
      return;
    case 'wait':
      if ('minutesAt' in block.until) path(block.until.minutesAt, 'wait', 'minutes');
      if ('callbackAt' in block.until) path(block.until.callbackAt, 'await');
      if ('instantAt' in block.until) path(block.until.instantAt, 'wait', 'until');
      return;
    case 'setLanguage':
      return typeof block.language === 'string' ? undefined : path(block.language.from, 'setLanguage', 'from');
    case 'end':
      for (const [name, value] of block.returns) checkExpression(checked, value, [...at, 'return', name]);
      return checkReturns(checked, at, script);
    case 'do':
      path(block.note, 'note');
      path(block.address, 'address');
      for (const part of block.http?.url ?? []) if (typeof part !== 'string') path(part.path, 'url');
      for (const [name, value] of block.http?.body ?? []) checkExpression(checked, value, [...at, 'body', name]);
      for (const [name, value] of block.emit?.data ?? []) checkExpression(checked, value, [...at, 'data', name]);
      return;
    case 'say': {
      const { media, contact } = block;
      if (media && 'fileAt' in media) path(media.fileAt, 'media', 'file');
      const shown = [
        ...(media && 'url' in media ? media.url : []),
        ...(contact?.phone ?? []),
        ...(contact?.email ?? []),
      ];
      for (const part of shown) if (typeof part !== 'string') path(part.path, media ? 'media' : 'contact');
      return;
    }
    case 'if':
    case 'set':
    case 'split':
      return;
    case 'ask':
      path(block.itemsAt, 'items');
      path(block.photo, 'photo');
      for (const [name, when] of block.categories)
        checkCategoryCondition(checked, block, when, [...at, 'categories', name]);
  }
}

/** A category is looked for once the answer is there. */
function checkCategoryCondition(checked: Checked, block: AskBlock, when: Expression, at: Path): void {
  const sure = block.save === null ? checked.sure : new Set([...checked.sure, `answer.${block.save}`]);
  checkExpression({ ...checked, sure }, when, at);
}

function checkCategory({ source, script, sure }: Checked, index: number, at: Path): void {
  const asked = script.blocks[index];
  if (asked?.kind !== 'ask' || asked.save === null) {
    source.report(at, 'only a question that saves its answer has a category', 'Name such a question');
  } else if (!sure.has(`answer.${asked.save}`)) {
    source.report(at, `"${asked.id}" may not have been answered here`, 'Ask it on every way that leads here');
  }
}

/** A script with outputs returns them all, except those that may be missing. */
function checkReturns({ source, block }: Checked, at: Path, { outputs }: CompiledScript): void {
  if (block.kind !== 'end') return;
  for (const [name] of block.returns) {
    if (!outputs.has(name))
      source.report(
        [...at, 'return', name],
        `"${name}" is not an output of this script`,
        'Declare it under "outputs:"',
      );
  }
  if (block.end !== 'done') return;
  for (const [name, { optional }] of outputs) {
    if (!optional && !block.returns.some(([returned]) => returned === name))
      source.report(at, `output "${name}" is not returned here`, `Add "return: { ${name}: … }"`);
  }
}
