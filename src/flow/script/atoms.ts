import { z } from 'zod';

/** What the fields of a script are made of, each with the words that say what is wrong with it. */

const TEXT_CHARS_MAX = 1_000;
export const name = z
  .string()
  .regex(
    /^[a-z][A-Za-z0-9]{0,31}$/,
    'must be a short name such as "service": a small letter first, then letters and digits',
  );
export const blockId = z
  .string()
  .regex(
    /^[a-z][A-Za-z0-9-]{0,39}$/,
    'must be a short id such as "wait-list": a small letter first, then letters, digits and -',
  );
export const expression = z.string().min(1).max(300);
export const words = z.string().max(TEXT_CHARS_MAX, `must not be longer than ${TEXT_CHARS_MAX} characters`);

/** `{ en: "…", es: "…" }`, or a list of such with `when:`, of which the first that applies is said. */
export const text = z.union([z.record(z.string(), words), z.array(z.record(z.string(), words)).min(1).max(20)]);
export type TextSource = z.infer<typeof text>;

export const set = z.record(
  z.string().regex(/^(?:person\.)?[a-z][A-Za-z0-9]{0,31}$/, 'must be a variable or person.<fact>'),
  expression.nullable(),
);
export const exits = z.record(name, blockId);
export const synonyms = z.record(z.string(), z.array(z.string().max(60)).max(30));

export const path = z
  .string()
  .max(80)
  .regex(
    /^[a-z][A-Za-z0-9]*(?:\.[a-z][A-Za-z0-9]*){0,3}$/,
    'must be the name of a value such as "service.name" or "person.phone"',
  );
export const duration = z
  .string()
  .regex(/^\d{1,4} (?:min|h|d)$/, 'must be a duration such as "15 min", "2 h" or "3 d"');
/** @param written a duration such as "2 h". */
export function minutesOf(written: string): number {
  const [count, unit] = written.split(' ');
  return Number(count) * (unit === 'd' ? 24 * 60 : unit === 'h' ? 60 : 1);
}
export const clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as "09:30"');
