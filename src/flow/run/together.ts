import { joinParts, MOST_TOGETHER, partIds, payTogether, splitAddOns, type PayWhen } from '../add-ons.js';
import type { Json } from '../protocol.js';
import type { AskBlock } from '../script/script.js';
import { fieldOf, wordsOf } from '../script/text.js';
import { isRecord } from '../state.js';
import { valueAt, type Draft } from './draft.js';

/** The services of an earlier visit; null when one of them is offered no more. */
export function pickedTogether(wanted: string, items: readonly Json[]): Json | null {
  const parts = partIds(wanted).map((id) => splitAddOns(id).serviceId);
  const found = parts.flatMap((id) => items.find((item) => wordsOf(item, 'id') === id) ?? []);
  return found.length === parts.length && !found.some(isAlone) ? joined(found) : null;
}

/** What is left to add to what has been chosen; those that others can join know it. */
export function leftToAdd(draft: Draft, { adds, several }: AskBlock, items: readonly Json[]): readonly Json[] {
  if (!adds && !several) return items;
  const chosen = adds ? chosenIds(draft) : [];
  if (adds && (chosen.length >= MOST_TOGETHER || isAlone(valueAt(draft, ['service'])))) return [];
  const left = items.filter((item) => !chosen.includes(wordsOf(item, 'id')) && !(adds && isAlone(item)));
  const hasOthers = left.filter((item) => !isAlone(item)).length > 1;
  return left.map((item): Json => {
    if (!hasOthers || isAlone(item) || typeof item !== 'object' || item === null) return item;
    return { ...item, others: true };
  });
}

/** The service as it is kept: with `adds` joined to the one before. */
export function withThoseBefore(draft: Draft, { adds }: AskBlock, item: Json): Json {
  const before = adds ? valueAt(draft, ['service']) : undefined;
  return before === undefined || before === null ? item : joined([before, item]);
}

/** Several services as the one that is kept. Whether there is more to add is seen when somebody wants to. */
export function joined(parts: readonly unknown[]): Json {
  const text = (field: string, glue: string): string => parts.map((part) => wordsOf(part, field)).join(glue);
  const minutes = parts.map((part) => Number(fieldOf(part, 'durationMin') ?? 0));
  const names = namesOf(parts);
  // One paper is asked for a visit: the first that any of it needs.
  const proof = parts.map((part) => wordsOf(part, 'proof')).find((one) => one !== '');
  return {
    id: joinParts(parts.map((part) => wordsOf(part, 'id'))),
    name: text('name', ' + '),
    ...(Object.keys(names).length > 0 ? { names } : {}),
    durationMin: minutes.reduce((sum, one) => sum + one, 0),
    priceText: text('priceText', ' + '),
    pay: payTogether(parts.map((part) => wordsOf(part, 'pay') as PayWhen)),
    ...(proof === undefined ? {} : { proof }),
    others: true,
  };
}

/** In each language that any of them has a name in. */
function namesOf(parts: readonly unknown[]): Record<string, string> {
  const known = parts.map((part) => fieldOf(part, 'names')).filter(isRecord);
  const languages = new Set(known.flatMap((names) => Object.keys(names)));
  return Object.fromEntries(
    [...languages].map((one) => [
      one,
      parts.map((part) => wordsOf(fieldOf(part, 'names'), one) || wordsOf(part, 'name')).join(' + '),
    ]),
  );
}

/** The services chosen so far, without what was added to them. */
export function chosenIds(draft: Draft): readonly string[] {
  const id = wordsOf(valueAt(draft, ['service']), 'id');
  return id === '' ? [] : partIds(id).map((one) => splitAddOns(one).serviceId);
}

/** Groups and services with times of their own are booked by themselves. */
export function isAlone(item: unknown): boolean {
  return fieldOf(item, 'alone') === true;
}
