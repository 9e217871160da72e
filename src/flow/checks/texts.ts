import { textsOf } from '../script/graph.js';
import type { Block, CompiledScript } from '../script/script.js';
import type { Path } from '../script/source.js';
import type { Template, TextVariant } from '../script/text.js';

/** One template of a script: a text in one variant and one language. */
export interface Written {
  readonly block: Block;
  readonly path: Path;
  readonly language: string;
  readonly template: Template;
  readonly variant: TextVariant;
  readonly variants: readonly TextVariant[];
  /** As written, placeholders in braces. */
  readonly words: string;
}

export function writtenIn(script: CompiledScript, of?: Block): Written[] {
  const blocks = of ? [of] : script.blocks;
  return blocks.flatMap((block) =>
    textsOf(block).flatMap(({ text, path }) =>
      text.variants.flatMap((variant, order) =>
        [...variant.byLanguage].map(([language, template]) => ({
          block,
          language,
          template,
          variant,
          variants: text.variants,
          path: [...path, ...(text.variants.length > 1 ? [order] : []), language],
          words: template.map((part) => (typeof part === 'string' ? part : `{${part.path.join('.')}}`)).join(''),
        })),
      ),
    ),
  );
}

export function pathsIn(template: Template): string[] {
  return template.flatMap((part) => (typeof part === 'string' ? [] : [part.path.join('.')]));
}
