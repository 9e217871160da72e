import { z } from 'zod';
import { name, blockId, expression, text, set, exits, synonyms, path, duration, clock } from './atoms.js';
import { ASK_KINDS, DO_KINDS, MEDIA_TYPES, WAYS_OUT } from './kinds.js';
import { BOOKING_TYPES, THING_KINDS } from '../protocol.js';

/** The shape of a script as written. What it means is checked afterwards: see check.ts. */

export const FILE_KINDS = ['image', 'pdf', 'audio', 'video', 'any'] as const;
export type FileKind = (typeof FILE_KINDS)[number];
/** The types a value from outside may be checked against. */
export const TAKEN_TYPES = ['text', 'number', 'flag', 'list'] as const;
export type TakenType = (typeof TAKEN_TYPES)[number];
export const LOOP_MAX = 20;
const option = z.strictObject({
  label: text,
  detail: text.optional(),
  synonyms: synonyms.optional(),
  /** Where it leads; a choice of several has one exit for all. */
  goto: blockId.optional(),
  when: expression.optional(),
  set: set.optional(),
  sentence: z.boolean().optional(),
});
export type OptionSource = z.infer<typeof option>;

const ask = z.strictObject({
  ask: z.enum(Object.keys(ASK_KINDS) as [keyof typeof ASK_KINDS]),
  say: text,
  /** Said below on lines of its own, where one of its variants applies. */
  below: text.optional(),
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
  except: z.string().max(80).optional(),
  named: z.boolean().optional(),
  /** Those that lie behind. */
  past: z.boolean().optional(),
  moving: z.boolean().optional(),
  /** The sort of visit times are offered for. */
  visit: z.enum(BOOKING_TYPES).optional(),
  /** Several services may be named at once; what is chosen is added to what was chosen before. */
  several: z.boolean().optional(),
  adds: z.boolean().optional(),
  /** Recommended times are marked and come first. */
  bestFirst: z.boolean().optional(),
  from: z.literal('alternatives').optional(),
  label: text.optional(),
  detail: text.optional(),
  /** Where the address of a picture stands that is shown with the question, on channels that show pictures. */
  photo: path.optional(),
  awaits: z.enum(['payment', 'order']).optional(),
  /** What the answer is called where answers are listed: "Name". */
  title: text.optional(),
  /** How often it may be not understood before it gives up. */
  tries: z.int().min(1).max(9).optional(),
  silence: z
    .union([
      z.literal('never'),
      z.strictObject({ nudge: z.array(duration).max(3).optional(), park: duration.optional() }),
    ])
    .optional(),
  /** Never shown in lists, logs or to operators. */
  sensitive: z.boolean().optional(),
  confirmBack: z.enum(['never', 'inferred', 'always']).optional(),
  /** Name → condition on the answer; the first that holds is its category. */
  categories: z.record(name, expression).optional(),
  items: path.optional(),
  of: z.enum(THING_KINDS).optional(),
  accept: z.array(z.enum(FILE_KINDS)).min(1).optional(),
  topic: name.optional(),
  labels: z.array(text).min(2).max(6).optional(),
  yes: text.optional(),
  no: text.optional(),
  earliest: clock.optional(),
  latest: clock.optional(),
  link: z.strictObject({ label: text, url: z.string().max(80), spare: z.boolean().optional() }).optional(),
});
export type AskSource = z.infer<typeof ask>;

const act = z.strictObject({
  do: z.enum(Object.keys(DO_KINDS) as [keyof typeof DO_KINDS]),
  moving: z.boolean().optional(),
  then: blockId.optional(),
  exits: exits.optional(),
  say: text.optional(),
  topic: name.optional(),
  reason: name.optional(),
  note: path.optional(),
  method: z.enum(['GET', 'POST']).optional(),
  url: z.string().min(1).max(500).optional(),
  body: z.record(name, expression).optional(),
  take: z
    .record(
      name,
      z.strictObject({ path: z.string().regex(/^[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+){0,7}$/), type: z.enum(TAKEN_TYPES) }),
    )
    .optional(),
  to: z.enum(['phone', 'email']).optional(),
  address: path.optional(),
  event: z
    .string()
    .max(60)
    .regex(/^[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*){0,3}$/, 'must be a name such as "lead.new"')
    .optional(),
  data: z.record(name, expression).optional(),
  for: duration.optional(),
});
export type ActSource = z.infer<typeof act>;
const say = z.strictObject({
  say: text,
  media: z
    .union(
      [
        z.strictObject({ name: text, url: z.string().min(1).max(500), type: z.enum(MEDIA_TYPES) }),
        z.strictObject({ file: path }),
      ],
      { error: `media needs "name", "url" and "type" (${MEDIA_TYPES.join(', ')}), or "file" alone` },
    )
    .optional(),
  contact: z
    .strictObject({
      name: text,
      phone: z.string({ error: 'a contact needs a phone' }).min(1).max(80),
      email: z.string().max(120).optional(),
    })
    .optional(),
  then: blockId,
});
export type SaySource = z.infer<typeof say>;
const branch = z.strictObject({
  if: z
    .array(z.strictObject({ when: expression, goto: blockId }))
    .min(1)
    .max(20),
  else: blockId,
});
const assign = z.strictObject({ set, then: blockId });
const inputsGiven = z.record(name, z.string().max(80)).optional();
const call = z.strictObject({
  call: blockId,
  with: inputsGiven,
  /** Variable here → output there; "tip?" may be missing. */
  take: z.record(name, z.string().regex(/^[a-z][A-Za-z0-9]{0,31}\??$/, 'must be the name of an output')).optional(),
  then: blockId,
});
const jump = z.strictObject({ jump: blockId, with: inputsGiven });
const end = z.strictObject({ end: z.enum(['done', 'restart', 'menu']), return: z.record(name, expression).optional() });
const choose = z.strictObject({
  switch: z.union([expression, z.strictObject({ category: blockId })]),
  cases: z.record(z.string().min(1).max(60), blockId),
  else: blockId,
});
const loop = z.strictObject({
  loop: path,
  as: name,
  /** The bound: more items than this are not gone through. */
  max: z.int().min(1).max(LOOP_MAX),
  each: blockId,
  then: blockId,
});
const split = z.strictObject({
  split: blockId,
  arms: z.record(name, z.strictObject({ weight: z.number().min(0).max(1_000), goto: blockId })),
});
const wait = z.strictObject({
  wait: z.union([
    z.strictObject({ for: duration }),
    z.strictObject({ minutes: path }),
    z.strictObject({ at: clock }),
    z.strictObject({ until: path, before: duration.optional() }),
  ]),
  say: text.optional(),
  /** Where words that come meanwhile lead; without it they are told until when it waits. */
  heard: blockId.optional(),
  then: blockId,
});
const awaited = z.strictObject({
  /** Where the link stands that `do: callback` made. */
  await: path,
  say: text.optional(),
  heard: blockId.optional(),
  exits: exits.optional(),
  then: blockId.optional(),
});
const speak = z.strictObject({
  setLanguage: z.union([z.string().regex(/^[a-z]{2}$/), z.strictObject({ from: path })]),
  then: blockId,
});
export type WaitSource = z.infer<typeof wait>;
export type AwaitSource = z.infer<typeof awaited>;
export type SplitSource = z.infer<typeof split>;
export type SwitchSource = z.infer<typeof choose>;

/** A block's kind is the first of these keys it has: naming it before parsing gives errors that speak of that kind alone. */
export const BLOCK_SCHEMAS = {
  ask,
  do: act,
  if: branch,
  switch: choose,
  loop,
  split,
  wait,
  await: awaited,
  setLanguage: speak,
  set: assign,
  call,
  jump,
  end,
  say,
} as const;
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
  /** Whether it may only be published once every end is reached by SMS with digits alone (FL-17); it is unless said. */
  digitsOnly: z.enum(['required', 'optional']).optional(),
  /** The script that takes over where this one fails, with the answers so far (FL-16). */
  fallback: blockId.optional(),
  inputs: z.record(name, z.string().regex(/^[a-zA-Z]+\??$/)).optional(),
  /** What a script that calls this one may take. */
  outputs: z.record(name, z.string().regex(/^[a-zA-Z]+\??$/)).optional(),
  /** Variables of the script with their types; those not named here have the type of what writes them. */
  vars: z
    .record(
      name,
      z.union([z.string().max(20), z.strictObject({ type: z.string().max(20), sensitive: z.boolean().optional() })]),
    )
    .optional(),
  /** Words understood anywhere in this script, and where they lead: to one of its blocks, or to another script and back. */
  commands: z
    .array(
      z.union([z.strictObject({ words: synonyms, goto: blockId }), z.strictObject({ words: synonyms, call: blockId })]),
    )
    .max(20)
    .optional(),
  /** Words that begin this script from anywhere else; where something is open it is asked first. */
  triggers: synonyms.optional(),
  blocks: z.record(z.string(), z.record(z.string(), z.unknown())),
});
export type ScriptSource = Omit<z.infer<typeof scriptSchema>, 'blocks'> & {
  readonly blocks: ReadonlyMap<string, BlockSource>;
};

export { minutesOf, type TextSource } from './atoms.js';
export { blockId as blockIdSchema, text as textSchema };
