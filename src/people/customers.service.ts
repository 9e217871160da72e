import { createHash } from 'node:crypto';
import type { mongo as driver } from 'mongoose';
import type { Instant } from '../messaging/message.js';
import { isDuplicateKey, type Mongo } from '../platform/mongo.js';
import { CUSTOMERS, type CustomerRow, type Identity, type LinkRecord } from './customers.model.js';
import type { RefreshReach } from './reach.js';

const UNDO_MS = 30 * 24 * 60 * 60_000;

/** What a booking tells of who made it. */
export interface CustomerSeen {
  readonly shopId: string;
  readonly conversationId: string;
  readonly name: string;
  readonly phone: string | null;
  readonly email: string | null;
  readonly atUtc: Instant;
}

export interface CustomersDeps {
  readonly mongo: Mongo;
  /** Lets chats know the others of the same person, so that no turn has to look for them. */
  readonly refresh: RefreshReach;
}

export type Customers = ReturnType<typeof createCustomers>;

/**
 * Who is who (GU-12). Two chats become one person's by proof alone, never by a name or a number that somebody typed: a
 * wrong merge shows one person's visits to another. Every merge stands in the history and can be undone for 30 days.
 */
export function createCustomers({ mongo, refresh }: CustomersDeps) {
  const customers = mongo.db.collection<CustomerRow>(CUSTOMERS);

  const ofChat = (conversationId: string, session?: driver.ClientSession): Promise<CustomerRow | null> =>
    customers.findOne(
      { 'identities.conversationId': String(conversationId), mergedInto: null },
      session ? { session } : {},
    );

  /** The person of a chat; one who has none yet gets a row. */
  async function present(
    shopId: string,
    conversationId: string,
    nowUtc: Instant,
    session: driver.ClientSession,
  ): Promise<CustomerRow> {
    const known = await ofChat(conversationId, session);
    if (known) return known;
    const row = newRow(shopId, conversationId, nowUtc);
    await customers.insertOne(row, { session });
    return row;
  }

  async function tellChats(identities: readonly Identity[], session: driver.ClientSession): Promise<void> {
    await refresh(
      identities.map(({ conversationId }) => conversationId),
      session,
    );
  }

  return {
    find: (conversationId: string): Promise<CustomerRow | null> => ofChat(conversationId),

    /** Keeps who booked. Off the answer's path; the same booking again changes nothing. */
    async see({ shopId, conversationId, name, phone, email, atUtc }: CustomerSeen): Promise<void> {
      const given = { name, ...(phone === null ? {} : { phone }), ...(email === null ? {} : { email }) };
      const known = { 'identities.conversationId': String(conversationId), mergedInto: null };
      const updated = await customers.updateOne(known, { $set: given });
      if (updated.matchedCount > 0) return;
      try {
        await customers.insertOne({ ...newRow(shopId, conversationId, atUtc), ...given });
      } catch (error) {
        // Seen by another process in between.
        if (!isDuplicateKey(error)) throw error;
        await customers.updateOne(known, { $set: given });
      }
    },

    /** Keeps that this person has asked to be known by an e-mail they have proved; once, however often it is asked. */
    async keep(input: {
      readonly shopId: string;
      readonly conversationId: string;
      readonly email: string;
      readonly nowUtc: Instant;
    }): Promise<void> {
      const { shopId, conversationId, email, nowUtc } = input;
      await mongo.transaction(async (session) => {
        const { _id, savedAtUtc = nowUtc } = await present(shopId, conversationId, nowUtc, session);
        await customers.updateOne({ _id }, { $set: { email, savedAtUtc } }, { session });
      });
    },

    /** Two chats have proved to be one person's. The younger record gives its chats to the older one. */
    async link(input: {
      readonly linkId: string;
      readonly shopId: string;
      readonly chats: readonly [string, string];
      readonly nowUtc: Instant;
      /** A code that went from chat to chat unless it is said. */
      readonly proof?: LinkRecord['proof'];
    }): Promise<void> {
      const { linkId, shopId, chats, nowUtc, proof = 'code' } = input;
      await mongo.transaction(async (session) => {
        const one = await present(shopId, chats[0], nowUtc, session);
        const other = await present(shopId, chats[1], nowUtc, session);
        if (one._id === other._id) return;
        const [older, younger] = one.createdAtUtc <= other.createdAtUtc ? [one, other] : [other, one];
        const record: LinkRecord = {
          linkId,
          proof,
          from: younger._id,
          chats: younger.identities,
          atUtc: nowUtc,
          undoneAtUtc: null,
          undoneBy: null,
        };
        const identities = [...older.identities, ...younger.identities];
        // First the younger: one chat may at no moment be two people's.
        await customers.updateOne(
          { _id: younger._id },
          { $set: { mergedInto: older._id, identities: [] } },
          { session },
        );
        await customers.updateOne(
          { _id: older._id },
          { $set: { identities }, $push: { history: record } },
          { session },
        );
        await tellChats(identities, session);
      });
    },

    /** Takes apart what was joined last, as long as that is not over 30 days ago. The same key again is the same split. */
    async split(input: {
      readonly shopId: string;
      readonly conversationId: string;
      readonly nowUtc: Instant;
      readonly key: string;
    }): Promise<'split' | 'none'> {
      const { shopId, conversationId, nowUtc, key } = input;
      return mongo.transaction(async (session) => {
        if (await customers.findOne({ 'history.undoneBy': key }, { session })) return 'split';
        const whole = await ofChat(conversationId, session);
        const last = whole?.history.findLast(
          ({ undoneAtUtc, atUtc }) => undoneAtUtc === null && atUtc > nowUtc - UNDO_MS,
        );
        if (!whole || !last || whole.shopId !== shopId) return 'none';
        const leaving = new Set(last.chats.map((chat) => chat.conversationId));
        const staying = whole.identities.filter((chat) => !leaving.has(chat.conversationId));
        await customers.updateOne(
          { _id: whole._id, 'history.linkId': last.linkId },
          {
            $set: { identities: staying, 'history.$.undoneAtUtc': nowUtc, 'history.$.undoneBy': key },
          },
          { session },
        );
        await customers.updateOne(
          { _id: last.from },
          { $set: { mergedInto: null, identities: last.chats } },
          { session },
        );
        await tellChats(staying, session);
        await tellChats(last.chats, session);
        return 'split';
      });
    },
  };
}

function newRow(shopId: string, conversationId: string, nowUtc: Instant): CustomerRow {
  return {
    _id: `cu_${createHash('sha256').update(`${shopId}\n${conversationId}`).digest('base64url').slice(0, 22)}`,
    shopId,
    identities: [{ conversationId, sinceUtc: nowUtc }],
    name: null,
    phone: null,
    email: null,
    history: [],
    mergedInto: null,
    createdAtUtc: nowUtc,
  };
}
