import { formatClock, formatWhen } from '../../messaging/format.js';
import type { Draft } from '../run/draft.js';
import type { Json } from '../protocol.js';
import { isRecord } from '../state.js';
import { fieldOf, wordsOf } from '../script/text.js';
import { normalise } from '../script/words.js';

/** What a thing may be called when it is typed: what it is called here, and its names in other languages. */
export function knownNames(item: unknown, ...fields: readonly string[]): readonly string[] {
  const names = fieldOf(item, 'names');
  const others = isRecord(names) ? Object.values(names).filter((one) => typeof one === 'string') : [];
  return [...new Set([wordsOf(item, ...fields), ...others].map(normalise))];
}

/**
 * Everything kept is called as in the draft's language, which has just changed: what was chosen, what is on offer, and the
 * times. Prices stay: they are digits in every language.
 */
export function renameAll(draft: Draft): void {
  const rename = (value: Json): Json => renamed(value, draft);
  for (const [name, value] of Object.entries({ ...draft.base.answers, ...draft.changes })) {
    if (value === undefined) continue;
    const changed = rename(value);
    if (changed !== value) draft.changes[name] = changed;
  }
  draft.person = rename(draft.person) as typeof draft.person;
  draft.frames = draft.frames.map((frame) => {
    const vars = frame.vars && (rename(frame.vars) as typeof frame.vars);
    const items = frame.q?.items?.map(rename);
    return {
      ...frame,
      ...(vars ? { vars } : {}),
      ...(frame.q && items ? { q: { ...frame.q, items } } : {}),
    };
  });
}

/** The same value where nothing in it has another name. */
function renamed(value: Json, draft: Draft): Json {
  if (Array.isArray(value)) {
    const list = value as readonly Json[];
    const items: readonly Json[] = list.map((one) => renamed(one, draft));
    return items.some((one, index) => one !== list[index]) ? items : list;
  }
  if (!isRecord(value)) return value;
  const own = ownWords(value, draft);
  const fields = Object.entries(value).flatMap(([field, found]) => {
    if (found === undefined || field === 'names' || field === 'serviceNames') return [];
    const changed = own[field] ?? renamed(found, draft);
    return changed === found ? [] : [[field, changed] as const];
  });
  return fields.length > 0 ? { ...value, ...Object.fromEntries(fields) } : value;
}

/** The fields of a thing or a time that are words of a language. */
function ownWords(value: Readonly<Record<string, Json | undefined>>, { language, shop }: Draft): Record<string, Json> {
  const { startsAtUtc, when, clock } = value;
  const words: Record<string, Json> = {};
  for (const [field, names] of [
    ['name', value['names']],
    ['serviceName', value['serviceNames']],
  ] as const) {
    const name = fieldOf(names, language) ?? fieldOf(names, shop.language);
    if (typeof name === 'string') words[field] = name;
  }
  if (typeof startsAtUtc !== 'number') return words;
  if (typeof when === 'string') words['when'] = formatWhen(startsAtUtc, shop.zone, language);
  if (typeof clock === 'string') words['clock'] = formatClock(startsAtUtc, shop.zone, language);
  return words;
}
