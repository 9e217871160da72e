import { isolated } from '../../messaging/direction.js';
import type { Expression, ExpressionScope } from './expression.js';
import { FORMS, isForm, parsePlurals, plain, pluralOf, type Form, type Plurals, type Style } from './forms.js';
import type { Json } from '../protocol.js';

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
  /** `{count|plural: one: # visit; other: # visits}` */
  readonly plurals?: Plurals;
}

/** Finds the value a path begins with. */
export type Lookup = (root: string) => Json | undefined;

/** @returns the parts, or what is wrong with the template in this language. Linear in its length. */
export function parseTemplate(
  source: string,
  language = 'en',
): { ok: true; template: Template } | { ok: false; reason: string } {
  const parts: (string | Placeholder)[] = [];
  let from = 0;
  for (;;) {
    const open = source.indexOf('{', from);
    const literal = source.slice(from, open < 0 ? undefined : open);
    if (literal.includes('}')) return { ok: false, reason: 'has a } without its {' };
    if (literal !== '') parts.push(literal);
    if (open < 0) return { ok: true, template: parts };
    const close = source.indexOf('}', open);
    const found = parsePlaceholder(close < 0 ? '' : source.slice(open + 1, close), language);
    if (!found.ok) return found;
    parts.push(found.placeholder);
    from = close + 1;
  }
}

function parsePlaceholder(
  inside: string,
  language: string,
): { ok: true; placeholder: Placeholder } | { ok: false; reason: string } {
  const match = /^([a-z][A-Za-z0-9]*(?:\.[a-z][A-Za-z0-9]*){0,3})(?:\|([a-z]+)(?::(.+))?)?$/.exec(inside);
  const [, dotted, form, given] = match ?? [];
  if (dotted === undefined || (given !== undefined && form !== 'plural'))
    return {
      ok: false,
      reason: `has an unreadable {${inside.slice(0, 40)}}: write {service.name} or {service.name|lower}`,
    };
  const path = dotted.split('.');
  if (form === 'plural') {
    const parsed = parsePlurals(given ?? '', language);
    return parsed.ok ? { ok: true, placeholder: { path, form: null, plurals: parsed.plurals } } : parsed;
  }
  if (form !== undefined && !isForm(form))
    return {
      ok: false,
      reason: `uses an unknown form |${form}: there are ${[...Object.keys(FORMS), 'plural'].join(', ')}`,
    };
  return { ok: true, placeholder: { path, form: form ?? null } };
}

/**
 * The words in this language, else in the shop's, else in the first there is. Empty only when no variant applies.
 * @param where the zone moments are shown in, and the language to fall back to.
 */
export function renderText(
  text: Text,
  language: string,
  lookup: Lookup,
  scope: () => ExpressionScope,
  where: { readonly zone: string; readonly language: string } = { zone: 'UTC', language },
): string {
  for (const { when, byLanguage } of text.variants) {
    if (when && when.evaluate(scope()) !== true) continue;
    const own = byLanguage.get(language);
    if (own) return renderTemplate(own, lookup, { language, zone: where.zone });
    const fallback = byLanguage.has(where.language) ? where.language : byLanguage.keys().next().value;
    const template = fallback === undefined ? undefined : byLanguage.get(fallback);
    return template ? renderTemplate(template, lookup, { language: fallback!, zone: where.zone }) : '';
  }
  return '';
}

const PLAIN: Style = { language: 'en', zone: 'UTC' };

export function renderTemplate(template: Template, lookup: Lookup, style: Style = PLAIN): string {
  const [only] = template;
  if (template.length === 1) return typeof only === 'string' ? only : renderPlaceholder(only!, lookup, style);
  let words = '';
  for (const part of template)
    words += typeof part === 'string' ? part : isolated(renderPlaceholder(part, lookup, style), style.language);
  return words;
}

function renderPlaceholder({ path, form, plurals }: Placeholder, lookup: Lookup, style: Style): string {
  let value: unknown = lookup(path[0]!);
  for (let index = 1; index < path.length; index++) value = fieldOf(value, path[index]!);
  // Paths only ever lead to values that were stored, so they are Json.
  const found = value as Json | undefined;
  if (plurals) return pluralOf(plurals, found, style.language);
  return form === null ? plain(found) : FORMS[form](found, style);
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

const NAMES: ReadonlySet<string> = new Set(['names', 'serviceNames']);

/** Only what scripts may show: what a view holds beyond that would be stored with every turn for nothing. */
export function pickFields(value: unknown, fields: readonly string[]): Readonly<Record<string, Json>> {
  const kept: Record<string, Json> = {};
  if (typeof value !== 'object' || value === null) return kept;
  for (const field of fields) {
    const found = fieldOf(value, field);
    if (typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean' || found === null)
      kept[field] = found;
    // Kept, so that it can be called by them when the language changes.
    else if (NAMES.has(field) && typeof found === 'object') kept[field] = pickFields(found, Object.keys(found));
  }
  return kept;
}
