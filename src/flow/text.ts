import type { Expression, ExpressionScope } from './expression.js';
import type { Json } from './protocol.js';

/**
 * A text as data: variants tried in order, each by language, each a template split into its parts once.
 * `{service.name}` is replaced by the value, `{service.name|lower}` by the value in another form.
 */
export interface Text {
  readonly variants: readonly TextVariant[];
}
export interface TextVariant {
  readonly when: Expression | null;
  readonly byLanguage: ReadonlyMap<string, Template>;
}
export type Template = readonly (string | Placeholder)[];
export interface Placeholder {
  readonly path: readonly string[];
  readonly form: Form | null;
}
export type Form = keyof typeof FORMS;

/** Finds the value a path begins with. */
export type Lookup = (root: string) => Json | undefined;

const FORMS = {
  /** As in the middle of a sentence; abbreviations keep their capitals. */
  lower: (value: string) => (/^\p{Lu}(?!\p{Lu})/u.test(value) ? value.charAt(0).toLowerCase() + value.slice(1) : value),
  /** With its English article. */
  a: (value: string) => `${/^[aeiou]/i.test(value) ? 'an' : 'a'} ${FORMS.lower(value)}`,
  /** The first word: a first name. */
  first: (value: string) => value.split(' ', 1)[0]!,
};

export function isForm(name: string): name is Form {
  return Object.hasOwn(FORMS, name);
}

/** @returns the parts, or what is wrong with the template. Linear in its length. */
export function parseTemplate(source: string): { ok: true; template: Template } | { ok: false; reason: string } {
  const parts: (string | Placeholder)[] = [];
  let from = 0;
  for (;;) {
    const open = source.indexOf('{', from);
    const literal = source.slice(from, open < 0 ? undefined : open);
    if (literal.includes('}')) return { ok: false, reason: 'has a } without its {' };
    if (literal !== '') parts.push(literal);
    if (open < 0) return { ok: true, template: parts };
    const close = source.indexOf('}', open);
    const inside = close < 0 ? '' : source.slice(open + 1, close);
    const match = /^([a-z][A-Za-z0-9]*(?:\.[a-z][A-Za-z0-9]*){0,3})(?:\|([a-z]+))?$/.exec(inside);
    if (!match)
      return {
        ok: false,
        reason: `has an unreadable {${inside.slice(0, 40)}}: write {service.name} or {service.name|lower}`,
      };
    const form = match[2];
    if (form !== undefined && !isForm(form))
      return { ok: false, reason: `uses an unknown form |${form}: there are ${Object.keys(FORMS).join(', ')}` };
    parts.push({ path: match[1]!.split('.'), form: form ?? null });
    from = close + 1;
  }
}

/** The words in this language, or in the first there is. Empty only when no variant applies. */
export function renderText(text: Text, language: string, lookup: Lookup, scope: () => ExpressionScope): string {
  for (const { when, byLanguage } of text.variants) {
    if (when && when.evaluate(scope()) !== true) continue;
    const template = byLanguage.get(language) ?? byLanguage.values().next().value;
    return template ? renderTemplate(template, lookup) : '';
  }
  return '';
}

export function renderTemplate(template: Template, lookup: Lookup): string {
  const [only] = template;
  if (template.length === 1 && typeof only === 'string') return only;
  let words = '';
  for (const part of template) words += typeof part === 'string' ? part : renderPlaceholder(part, lookup);
  return words;
}

function renderPlaceholder({ path, form }: Placeholder, lookup: Lookup): string {
  let value: unknown = lookup(path[0]!);
  for (let index = 1; index < path.length; index++) value = fieldOf(value, path[index]!);
  const shown = typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
  return form === null ? shown : FORMS[form](shown);
}

/** An own field that is words; empty when it is anything else. */
export function wordsOf(value: unknown, ...fields: readonly string[]): string {
  const found = fields.map((field) => fieldOf(value, field)).find((one) => typeof one === 'string');
  return typeof found === 'string' ? found : '';
}

/** An own field of a plain value: nothing inherited is ever reachable from a script. */
export function fieldOf(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, field)
    ? (value as Record<string, unknown>)[field]
    : undefined;
}
