import type { ClientSession } from 'mongoose';
import type { Catalogue, Shop } from '../catalogue/index.js';
import type { Instant } from '../messaging/message.js';
import { customerKeyOf, type CustomerContact } from '../people/index.js';
import type { Clock } from '../platform/clock.js';
import type { Mongo } from '../platform/mongo.js';
import { TOKEN_ENTRIES, TOKENS, type EntryRow, type PurseRow, type SpendReason } from './token.model.js';
import { monthAt, purseIdOf, standingOf } from './token.rules.js';

/** Whose purse, at which shop. */
export interface PurseOf {
  readonly shop: Shop;
  readonly customer: CustomerContact;
}

export interface Balance {
  readonly left: number;
  /** How many a month begins with. */
  readonly grant: number;
  readonly resetsAtUtc: Instant;
  readonly blockedUntilUtc: Instant | null;
  readonly lastCancelledAtUtc: Instant | null;
}

export interface SpendInput extends PurseOf {
  readonly bookingId: string;
  readonly why: SpendReason;
  readonly nowUtc: Instant;
}

/** What bookings ask of purses, inside their own transaction. */
export interface TokenDesk {
  /**
   * Takes one for this booking, once however often it is asked (CX-12).
   * @returns 0 when nothing was there to take, or it had been taken before.
   */
  spend(session: ClientSession, input: SpendInput): Promise<{ readonly took: 0 | 1; readonly balance: Balance }>;
  /** Gives back what this booking took, once. What was taken before the last refill is in the purse again already. */
  giveBack(session: ClientSession, input: Omit<SpendInput, 'why'> & { readonly by: string }): Promise<Balance>;
  /** Keeps when a customer last dropped a visit, whatever it cost (CX-10). */
  noteCancelled(session: ClientSession, input: PurseOf & { readonly nowUtc: Instant }): Promise<void>;
  balanceOf(of: PurseOf): Promise<Balance>;
}

export interface Tokens extends TokenDesk {
  /** Somebody without tokens cannot book until the reset (CX-07). */
  mayBook(input: {
    readonly shopId: string;
    readonly customer: CustomerContact;
  }): Promise<{ readonly ok: true } | { readonly ok: false; readonly reason: 'noTokens'; readonly balance: Balance }>;
  /** By hand (CX-08): full, or to `to`. The same key again changes nothing. Kept with who did it and why. */
  reset(input: {
    readonly shopId: string;
    readonly customer: CustomerContact;
    readonly key: string;
    readonly by: { readonly id: string; readonly name: string };
    readonly why: string | null;
    readonly to?: number;
  }): Promise<Balance>;
  /** The same as `spend`, in a transaction of its own: for a program that takes one for a booking (CX-11). */
  use(input: SpendInput): Promise<{ readonly took: 0 | 1; readonly balance: Balance }>;
  entriesOf(of: PurseOf): Promise<readonly EntryRow[]>;
  /** Refills the purses whose month is over. A purse that this misses is refilled when it is read. */
  refillDue(): Promise<number>;
}

export interface TokensDeps {
  readonly mongo: Mongo;
  readonly clock: Clock;
  readonly catalogue: Catalogue;
}

/** Tokens as rows: a purse a customer, an entry a booking. Every change is in a transaction that reads the purse first. */
export function createTokens({ mongo, clock, catalogue }: TokensDeps): Tokens {
  const purses = mongo.db.collection<PurseRow>(TOKENS);
  const entries = mongo.db.collection<EntryRow>(TOKEN_ENTRIES);

  const idOf = ({ shop, customer }: PurseOf) => purseIdOf(shop.id, customerKeyOf(customer), shop.policy);

  async function read(of: PurseOf, nowUtc: Instant, session: ClientSession | null): Promise<PurseRow> {
    const id = idOf(of);
    const row = await purses.findOne({ _id: id._id }, session ? { session } : {});
    const { zone, policy } = of.shop;
    const standing = standingOf(row, nowUtc, { zone, grant: policy.tokenGrant });
    return { lastCancelledAtUtc: null, createdAtUtc: nowUtc, ...row, ...id, ...standing, shopId: of.shop.id };
  }

  /** Two transactions that write one purse collide in the database, and the later one reads it again. */
  async function write(session: ClientSession, { _id, ...purse }: PurseRow): Promise<void> {
    await purses.updateOne({ _id }, { $set: purse }, { session, upsert: true });
  }

  function present(purse: PurseRow, { policy }: Shop): Balance {
    const { balance: left, resetsAtUtc, blockedUntilUtc, lastCancelledAtUtc } = purse;
    return { left, grant: policy.tokenGrant, resetsAtUtc, blockedUntilUtc, lastCancelledAtUtc };
  }

  const withBalance = (purse: PurseRow, balance: number): PurseRow => ({
    ...purse,
    balance,
    blockedUntilUtc: balance === 0 ? purse.resetsAtUtc : null,
  });

  async function spend(session: ClientSession, input: SpendInput) {
    const { shop, bookingId, why, nowUtc } = input;
    const purse = await read(input, nowUtc, session);
    const _id = `spend:${bookingId}`;
    const before = await entries.findOne({ _id }, { session });
    if (before?.kind === 'spend' && before.givenBackAtUtc === null) {
      return { took: 0, balance: present(purse, shop) } as const;
    }
    const took = purse.balance > 0 ? 1 : 0;
    const entry: Omit<Extract<EntryRow, { kind: 'spend' }>, '_id'> = {
      kind: 'spend',
      purseId: purse._id,
      bookingId,
      why,
      took,
      month: purse.month,
      atUtc: nowUtc,
      givenBackAtUtc: null,
      givenBackBy: null,
    };
    await entries.replaceOne({ _id }, entry, { session, upsert: true });
    const after = withBalance(purse, purse.balance - took);
    await write(session, after);
    return { took, balance: present(after, shop) } as const;
  }

  async function giveBack(session: ClientSession, input: Omit<SpendInput, 'why'> & { by: string }): Promise<Balance> {
    const { shop, bookingId, nowUtc, by } = input;
    const purse = await read(input, nowUtc, session);
    const { modifiedCount } = await entries.updateOne(
      { _id: `spend:${bookingId}`, kind: 'spend', took: 1, month: purse.month, givenBackAtUtc: null },
      { $set: { givenBackAtUtc: nowUtc, givenBackBy: by } },
      { session },
    );
    if (modifiedCount === 0) {
      // Nothing to put into the purse; a second miss of the same visit is to be counted again all the same.
      await entries.updateOne(
        { _id: `spend:${bookingId}`, kind: 'spend', givenBackAtUtc: null },
        { $set: { givenBackAtUtc: nowUtc, givenBackBy: by } },
        { session },
      );
      return present(purse, shop);
    }
    const after = withBalance(purse, purse.balance + 1);
    await write(session, after);
    return present(after, shop);
  }

  return {
    spend,
    giveBack,

    async noteCancelled(session, input) {
      const purse = await read(input, input.nowUtc, session);
      await write(session, { ...purse, lastCancelledAtUtc: input.nowUtc });
    },

    balanceOf: async (of) => present(await read(of, clock.nowUtc(), null), of.shop),

    async mayBook({ shopId, customer }) {
      const { shop } = await catalogue.current(shopId);
      if (shop.policy.late !== 'token') return { ok: true };
      const balance = present(await read({ shop, customer }, clock.nowUtc(), null), shop);
      return balance.left > 0 ? { ok: true } : { ok: false, reason: 'noTokens', balance };
    },

    async reset({ shopId, customer, key, by, why, to }) {
      const { shop } = await catalogue.current(shopId);
      const of = { shop, customer };
      return mongo.transaction(async (session) => {
        const nowUtc = clock.nowUtc();
        const purse = await read(of, nowUtc, session);
        const _id = `reset:${key}`;
        if (await entries.findOne({ _id }, { session })) return present(purse, shop);
        const balance = to ?? shop.policy.tokenGrant;
        const after = withBalance(purse, balance);
        await entries.insertOne(
          { _id, kind: 'reset', purseId: purse._id, from: purse.balance, to: balance, by, why, atUtc: nowUtc },
          { session },
        );
        await write(session, after);
        return present(after, shop);
      });
    },

    use: (input) => mongo.transaction((session) => spend(session, input)),

    entriesOf: (of) =>
      entries
        .find({ purseId: idOf(of)._id })
        .sort({ atUtc: 1 })
        .toArray(),

    async refillDue() {
      const nowUtc = clock.nowUtc();
      let refilled = 0;
      for await (const purse of purses.find({ resetsAtUtc: { $lte: nowUtc } })) {
        const { shop } = await catalogue.current(purse.shopId);
        const { month, endsAtUtc } = monthAt(nowUtc, shop.zone);
        const full = { balance: shop.policy.tokenGrant, month, resetsAtUtc: endsAtUtc, blockedUntilUtc: null };
        // Under the month it was read at: a purse refilled and spent from meanwhile is left alone.
        const { modifiedCount } = await purses.updateOne(
          { _id: purse._id, month: purse.month, resetsAtUtc: { $lte: nowUtc } },
          { $set: full },
        );
        refilled += modifiedCount;
      }
      return refilled;
    },
  };
}
