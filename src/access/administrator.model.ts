import { z } from 'zod';
import type { Instant } from '../messaging/message.js';
import type { IndexSpec } from '../platform/indexes.js';
import type { Mongo } from '../platform/mongo.js';

export interface AdministratorRow {
  /** The address in lower case. */
  readonly _id: string;
  readonly name: string;
  /** An argon2id string with its own salt and cost; null for the demo owner, who has no password. */
  readonly passwordHash: string | null;
  readonly createdAtUtc: Instant;
}

/** Who is signed in, as the panel sees it. */
export interface Administrator {
  readonly email: string;
  readonly name: string;
}

export const emailSchema = z.string().trim().toLowerCase().max(254).pipe(z.email());
export const credentialsSchema = z.strictObject({ email: emailSchema, password: z.string().min(1).max(200) });

/** A short password is the one thing an attacker needs; length counts, kinds of characters do not (NIST 800-63B). */
export const PASSWORD_CHARS_MIN = 12;
export const newAdministratorSchema = z.strictObject({
  email: emailSchema,
  name: z.string().trim().min(1).max(80),
  password: z.string().min(PASSWORD_CHARS_MIN).max(200),
});
export type NewAdministrator = z.infer<typeof newAdministratorSchema>;

/** Sessions end by themselves; administrators are found by their `_id` alone. */
export const accessIndexes: IndexSpec[] = [
  { collection: 'panel_sessions', key: { expires: 1 }, options: { name: 'expires_1', expireAfterSeconds: 0 } },
];

export const administrators = (mongo: Mongo) => mongo.db.collection<AdministratorRow>('administrators');
