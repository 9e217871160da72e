import { hash, verify } from '@node-rs/argon2';
import { randomInt } from 'node:crypto';
import { RateLimiterMongo, RateLimiterRes } from 'rate-limiter-flexible';
import type { Clock } from '../platform/clock.js';
import { isDuplicateKey, type Mongo } from '../platform/mongo.js';
import {
  administrators,
  newAdministratorSchema,
  type Administrator,
  type NewAdministrator,
} from './administrator.model.js';

export type SignInOutcome =
  | { readonly kind: 'in'; readonly administrator: Administrator }
  /** Wrong address or wrong password: never says which. */
  | { readonly kind: 'wrong' }
  | { readonly kind: 'slowDown'; readonly retryAfterS: number };

export interface Access {
  /** @throws when the address is taken (`taken`) or the input is not good enough (zod error). */
  create(input: NewAdministrator): Promise<Administrator>;
  /** @param from the peer's address: many accounts tried from one place are slowed down too. */
  signIn(email: string, password: string, from: string): Promise<SignInOutcome>;
  find(email: string): Promise<Administrator | null>;
  /** The demo business's owner, made when first asked for. Has no password, so nobody signs in as her by guessing. */
  demoOwner(): Promise<Administrator>;
  /** No administrator has been made yet. */
  isEmpty(): Promise<boolean>;
}

export class AdministratorExistsError extends Error {
  readonly code = 'access.taken';
}

const DEMO_OWNER = { _id: 'maria@willow.example', name: 'Maria (demo)' } as const;
const WINDOW_S = 15 * 60;
const TRIES_PER_ADDRESS = 8;
const TRIES_PER_PLACE = 60;

/** @param deps.cost only tests make it cheaper. */
export function createAccess(deps: {
  mongo: Mongo;
  clock: Clock;
  cost?: { memoryCost: number; timeCost: number };
}): Access {
  const { mongo, clock } = deps;
  const rows = administrators(mongo);
  const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1, ...deps.cost };
  let nobody: Promise<string> | undefined;

  const limiter = (keyPrefix: string, points: number) =>
    new RateLimiterMongo({
      storeClient: mongo.connection,
      tableName: 'sign_in_attempts',
      keyPrefix,
      points,
      duration: WINDOW_S,
    });
  let made: { readonly byAddress: RateLimiterMongo; readonly byPlace: RateLimiterMongo } | undefined;
  /** Made with the first attempt: a limiter makes its own indexes at once, and building a house opens nothing. */
  const limiters = () =>
    (made ??= { byAddress: limiter('email', TRIES_PER_ADDRESS), byPlace: limiter('from', TRIES_PER_PLACE) });

  /** Counts before comparing: a thousand guesses at once must not all be compared. */
  async function waitS(email: string, from: string): Promise<number> {
    try {
      const { byAddress, byPlace } = limiters();
      await byPlace.consume(from);
      await byAddress.consume(email);
      return 0;
    } catch (error) {
      if (error instanceof RateLimiterRes) return Math.max(1, Math.ceil(error.msBeforeNext / 1000));
      throw error;
    }
  }

  return {
    async create(input) {
      const { email, name, password } = newAdministratorSchema.parse(input);
      const row = { _id: email, name, passwordHash: await hash(password, cost), createdAtUtc: clock.nowUtc() };
      try {
        await rows.insertOne(row);
      } catch (error) {
        if (isDuplicateKey(error)) throw new AdministratorExistsError(`there is already an administrator ${email}`);
        throw error;
      }
      return { email, name };
    },

    async signIn(email, password, from) {
      const retryAfterS = await waitS(email, from);
      if (retryAfterS > 0) return { kind: 'slowDown', retryAfterS };
      // Compared against when there is no such account, so that an unknown address takes as long as a wrong password. Made
      // by whoever signs in first, known or not: hashing is dear on purpose, and most processes see nobody sign in.
      const nobodysHash = await (nobody ??= hash(generatePassword(), cost));
      const row = await rows.findOne({ _id: email });
      const isRight = await verify(row?.passwordHash ?? nobodysHash, password);
      if (!row?.passwordHash || !isRight) return { kind: 'wrong' };
      await limiters().byAddress.delete(email);
      return { kind: 'in', administrator: { email: row._id, name: row.name } };
    },

    async find(email) {
      const row = await rows.findOne({ _id: email });
      return row && { email: row._id, name: row.name };
    },

    async demoOwner() {
      const { _id, name } = DEMO_OWNER;
      const row = { name, passwordHash: null, createdAtUtc: clock.nowUtc() };
      await rows.updateOne({ _id }, { $setOnInsert: row }, { upsert: true });
      return { email: _id, name };
    },

    isEmpty: async () => (await rows.findOne({ passwordHash: { $ne: null } }, { projection: { _id: 1 } })) === null,
  };
}

/** No letters that look alike. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Four groups of five, about 99 bits: can be read out and typed. */
export function generatePassword(): string {
  const group = (): string => Array.from({ length: 5 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}
