import { z } from 'zod';
import { PAPER_KINDS } from '../flow/protocol.js';
import { outsideGsm, toGsmPunctuation } from '../messaging/gsm.js';
import { namesSchema } from './names.settings.js';

/** Two parts of SMS have to hold the words, the price and the choices: 160 plain letters fit, or 70 of any other. */
const PLAIN_CHARS = 160;
const OTHER_CHARS = 70;
function fitsSms(text: string): boolean {
  // Spanish loses its strokes on the way: they cost nothing.
  const isPlain = outsideGsm(toGsmPunctuation(text, 'es').text).length === 0;
  return text.length <= (isPlain ? PLAIN_CHARS : OTHER_CHARS);
}
const TOO_LONG = `${PLAIN_CHARS} characters at most, or ${OTHER_CHARS} where plain SMS lacks the letters`;

/** A picture that channels fetch: on a server outside, or one of ours by its path. */
export const photo = z
  .string()
  .max(300)
  .regex(/^(?:https:\/\/[^\s"<>]+|\/[\w./-]+)\.(?:jpe?g|png)$/i, 'the address of a JPEG or PNG')
  .nullable()
  .default(null);

const WELCOME_CHARS = 200;

/** What a shop's card shows beside its name and its address (CAT-03). */
export const shopWindow = {
  /** As it is to be dialled by somebody who stands in the country of the shop. */
  phone: z
    .string()
    .trim()
    .regex(/^\+?[0-9][0-9 ()-]{4,18}$/, 'a phone number')
    .nullable()
    .default(null),
  photo,
  /** Said first in a chat where there is room: in a message whose every part costs it stays away. Null: nothing. */
  welcome: z.string().trim().min(1).max(WELCOME_CHARS).nullable().default(null),
  welcomeNames: namesSchema(WELCOME_CHARS),
};

/** How often a customer of a service usually comes again. */
export const REPEATS = ['weekly', 'fortnightly', 'monthly', 'quarterly', 'yearly'] as const;
export type Repeat = (typeof REPEATS)[number];

/** What a service's card shows, and CAT-06. Every field has a default, so older rows stay as they are. */
export const serviceWindow = {
  category: z.string().trim().min(1).max(40).nullable().default(null),
  /** What it is, in a sentence or two: read in the detail view (CAT-09). */
  about: z.string().trim().refine(fitsSms, TOO_LONG).default(''),
  aboutNames: namesSchema(PLAIN_CHARS).refine((names) => Object.values(names).every(fitsSms), TOO_LONG),
  photo,
  /** For an hour beyond the standard duration; null: what the shop charges. */
  hourlyMinor: z.int().min(0).nullable().default(null),
  /** How long the work is likely to take with all that belongs to it, in hours; shown in minutes. Null: the duration. */
  estimatedHours: z.number().min(0.25).max(1_000).multipleOf(0.25).nullable().default(null),
  /** Null: nobody is asked to come again. */
  repeat: z.enum(REPEATS).nullable().default(null),
  /** The paper that is asked for before it is booked (BK-22); null: none. */
  proof: z.enum(PAPER_KINDS).nullable().default(null),
};
