import type { Json } from '../flow/protocol.js';

/** What one variable may hold. */
const VALUE_CHARS = 2_000;

/**
 * Reads values out of an answer by paths such as `data.items[0].name`. What is not there is null; a list or an object is
 * taken whole when it is small. Own fields only: a path cannot reach what a server did not send.
 */
export function takeValues(answer: Json, take: Readonly<Record<string, string>>): Record<string, Json> {
  return Object.fromEntries(Object.entries(take).map(([name, path]) => [name, small(valueAt(answer, path))]));
}

function valueAt(answer: Json, path: string): Json {
  let value: Json | undefined = answer;
  for (const step of path.match(/[^.[\]]+/g) ?? []) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return null;
    value = (value as Readonly<Record<string, Json | undefined>>)[step]; // a list is read by its index, like an object
  }
  return value ?? null;
}

function small(value: Json): Json {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text.length <= VALUE_CHARS) return value;
  return typeof value === 'string' ? value.slice(0, VALUE_CHARS) : null;
}
