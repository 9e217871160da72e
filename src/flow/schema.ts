import { z } from 'zod';
import { ASK_KINDS, DO_KINDS, WAYS_OUT } from './kinds.js';

/** The shape of a script as written. What it means is checked afterwards: see check.ts. */

const TEXT_CHARS_MAX = 1_000;
const name = z
  .string()
  .regex(
    /^[a-z][A-Za-z0-9]{0,31}$/,
    'must be a short name such as "service": a small letter first, then letters and digits',
  );
const blockId = z
  .string()
  .regex(
    /^[a-z][A-Za-z0-9-]{0,39}$/,
    'must be a short id such as "wait-list": a small letter first, then letters, digits and -',
  );
const expression = z.string().min(1).max(300);
const words = z.string().max(TEXT_CHARS_MAX, `must not be longer than ${TEXT_CHARS_MAX} characters`);

/** `{ en: "…", es: "…" }`, or a list of such with `when:`, of which the first that applies is said. */
const text = z.union([z.record(z.string(), words), z.array(z.record(z.string(), words)).min(1).max(20)]);
export type TextSource = z.infer<typeof text>;

const set = z.record(
  z.string().regex(/^(?:person\.)?[a-z][A-Za-z0-9]{0,31}$/, 'must be a variable or person.<fact>'),
  expression.nullable(),
);
const exits = z.record(name, blockId);
const synonyms = z.record(z.string(), z.array(z.string().max(60)).max(30));

const option = z.strictObject({
  label: text,
  detail: text.optional(),
  synonyms: synonyms.optional(),
  goto: blockId,
  when: expression.optional(),
  set: set.optional(),
  sentence: z.boolean().optional(),
});
export type OptionSource = z.infer<typeof option>;

const ask = z.strictObject({
  ask: z.enum(Object.keys(ASK_KINDS) as [keyof typeof ASK_KINDS]),
  say: text,
  help: z.array(text).max(3).optional(),
  save: name.optional(),
  then: blockId.optional(),
  exits: exits.optional(),
  options: z.record(z.string().regex(/^[A-Za-z0-9_-]{1,32}$/, 'must be letters, digits, _ or -'), option).optional(),
  paged: z.boolean().optional(),
  ways: z.array(z.enum(WAYS_OUT)).max(4).optional(),
  back: blockId.optional(),
  step: z.int().min(1).max(20).optional(),
  idle: z.boolean().optional(),
  intro: z.boolean().optional(),
  /** It may be left out: offered after three misses, or at once when `shown`. */
  optional: z.union([z.boolean(), z.literal('shown')]).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  whole: z.boolean().optional(),
  suggest: z.string().max(80).optional(),
  pick: z.string().max(80).optional(),
  named: z.boolean().optional(),
  moving: z.boolean().optional(),
  from: z.literal('alternatives').optional(),
  label: text.optional(),
  detail: text.optional(),
  awaits: z.literal('payment').optional(),
  link: z.strictObject({ label: text, url: z.string().max(80) }).optional(),
});
export type AskSource = z.infer<typeof ask>;

const act = z.strictObject({
  do: z.enum(Object.keys(DO_KINDS) as [keyof typeof DO_KINDS]),
  moving: z.boolean().optional(),
  then: blockId.optional(),
  exits: exits.optional(),
});
const say = z.strictObject({ say: text, then: blockId });
const branch = z.strictObject({
  if: z
    .array(z.strictObject({ when: expression, goto: blockId }))
    .min(1)
    .max(20),
  else: blockId,
});
const assign = z.strictObject({ set, then: blockId });
const call = z.strictObject({ call: blockId, with: z.record(name, z.string().max(80)).optional(), then: blockId });
const end = z.strictObject({ end: z.enum(['done', 'restart', 'menu']) });

/** A block's kind is the first of these keys it has: naming it before parsing gives errors that speak of that kind alone. */
export const BLOCK_SCHEMAS = { ask, do: act, if: branch, set: assign, call, end, say } as const;
export type BlockSource = {
  [K in keyof typeof BLOCK_SCHEMAS]: z.infer<(typeof BLOCK_SCHEMAS)[K]>;
}[keyof typeof BLOCK_SCHEMAS];

export const scriptSchema = z.strictObject({
  id: blockId,
  version: z.int().min(1).optional(),
  languages: z
    .array(z.string().regex(/^[a-z]{2}$/, 'must be a two-letter language code such as "en"'))
    .min(1)
    .max(20),
  start: blockId,
  menu: blockId.optional(),
  doing: text.optional(),
  steps: z.int().min(1).max(20).optional(),
  inputs: z.record(name, z.string().regex(/^[a-z]+\??$/)).optional(),
  blocks: z.record(z.string(), z.record(z.string(), z.unknown())),
});
export type ScriptSource = Omit<z.infer<typeof scriptSchema>, 'blocks'> & {
  readonly blocks: ReadonlyMap<string, BlockSource>;
};

export { blockId as blockIdSchema, text as textSchema };
