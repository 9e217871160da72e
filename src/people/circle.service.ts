import { createHash } from 'node:crypto';
import type { mongo as driver } from 'mongoose';
import type { Instant } from '../messaging/message.js';
import type { Mongo } from '../platform/mongo.js';
import { CIRCLES, type CircleRow } from './circle.model.js';
import type { ChatsOf, RefreshReach } from './reach.js';

/** More than anybody acts for; a list longer than this is not somebody's family. */
const CIRCLE_MAX = 12;

export interface CircleDeps {
  readonly mongo: Mongo;
  /** All chats of whoever has this one. */
  readonly chatsOf: ChatsOf;
  /** Lets chats know what they may reach now. */
  readonly refresh: RefreshReach;
}

/** Whose visit is made from a chat, and where that person is written to; null for somebody without a chat. */
export interface Someone {
  readonly id: string;
  readonly name: string;
  readonly chat: string | null;
}

export type Circle = ReturnType<typeof createCircle>;

/**
 * The care circle: who may act for whom. Consent is the person's own, given by a code that only their chat can make, and
 * is taken back by either side at once: what a chat may reach changes in the same transaction.
 */
export function createCircle({ mongo, chatsOf, refresh }: CircleDeps) {
  const rows = mongo.db.collection<CircleRow>(CIRCLES);
  const live = { endedAtUtc: null } as const;

  async function ofHelper(chat: string, session?: driver.ClientSession): Promise<readonly CircleRow[]> {
    const helperChat = { $in: [...(await chatsOf(String(chat), session))] };
    return rows
      .find({ helperChat, ...live }, session ? { session } : {})
      .sort({ startedAtUtc: 1, _id: 1 })
      .toArray();
  }

  async function ofPerson(chat: string, session?: driver.ClientSession): Promise<readonly CircleRow[]> {
    const personChat = { $in: [...(await chatsOf(String(chat), session))] };
    return rows
      .find({ personChat, ...live }, session ? { session } : {})
      .sort({ startedAtUtc: 1, _id: 1 })
      .toArray();
  }

  async function put(row: Omit<CircleRow, '_id' | 'endedAtUtc' | 'endedBy'>, session: driver.ClientSession) {
    const { helperChat, shopId, startedAtUtc, ...rest } = row;
    const _id = idOf(row);
    const known = await rows.findOne({ _id }, { session });
    // Begun before and never ended: it goes on as it is, under the names of now.
    const startedSinceUtc = known?.endedAtUtc === null ? known.startedAtUtc : startedAtUtc;
    await rows.updateOne(
      { _id },
      { $set: { helperChat, shopId, ...rest, startedAtUtc: startedSinceUtc, endedAtUtc: null, endedBy: null } },
      { upsert: true, session },
    );
    return _id;
  }

  return {
    /** Whose visits are made from this chat, beside its own. */
    async peopleOf(chat: string): Promise<readonly Someone[]> {
      return (await ofHelper(chat)).map(({ _id, personName, personChat }) => ({
        id: _id,
        name: personName,
        chat: personChat,
      }));
    },

    /** Who helps the person of this chat. */
    async helpersOf(chat: string): Promise<readonly Someone[]> {
      return (await ofPerson(chat)).map(({ _id, helperName, helperChat }) => ({
        id: _id,
        name: helperName,
        chat: helperChat,
      }));
    },

    /** Null when this chat does not act for them, or not any more. */
    async someoneOf(chat: string, id: string): Promise<Someone | null> {
      const row = (await ofHelper(chat)).find(({ _id }) => _id === id);
      return row ? { id: row._id, name: row.personName, chat: row.personChat } : null;
    },

    /** Puts somebody without a chat of their own on a chat's list. The same name again is the same person. */
    async name(input: {
      readonly shopId: string;
      readonly chat: string;
      readonly name: string;
      readonly nowUtc: Instant;
    }): Promise<Someone | 'full'> {
      const { shopId, chat, name, nowUtc } = input;
      return mongo.transaction(async (session) => {
        const before = await ofHelper(chat, session);
        const same = before.find(({ personName }) => sameName(personName) === sameName(name));
        if (same) return { id: same._id, name: same.personName, chat: same.personChat };
        if (before.length >= CIRCLE_MAX) return 'full';
        const row = { shopId, helperChat: chat, helperName: '', personChat: null, personName: name };
        return { id: await put({ ...row, startedAtUtc: nowUtc }, session), name, chat: null };
      });
    },

    /** The person of one chat lets that of another help. @throws never for the same again: it is the same row */
    async start(input: {
      readonly shopId: string;
      readonly person: { readonly chat: string; readonly name: string };
      readonly helper: { readonly chat: string; readonly name: string };
      readonly nowUtc: Instant;
    }): Promise<{ readonly id: string } | 'same'> {
      const { shopId, person, helper, nowUtc } = input;
      return mongo.transaction(async (session) => {
        // One person in two chats needs no help from themself.
        if ((await chatsOf(person.chat, session)).includes(helper.chat)) return 'same';
        const sides = { personChat: person.chat, personName: person.name };
        const row = { shopId, helperChat: helper.chat, helperName: helper.name, ...sides, startedAtUtc: nowUtc };
        const id = await put(row, session);
        await refresh([person.chat, helper.chat], session);
        return { id };
      });
    },

    /** Either side ends it, at once. @returns what has ended, also when this chat ended it before; null for what is not theirs */
    async end(input: {
      readonly chat: string;
      readonly id: string;
      readonly nowUtc: Instant;
    }): Promise<CircleRow | null> {
      const { chat, id, nowUtc } = input;
      return mongo.transaction(async (session) => {
        const row = await rows.findOne({ _id: String(id) }, { session });
        if (!row) return null;
        if (row.endedAtUtc !== null) return row.endedBy === chat ? row : null;
        const own = await chatsOf(chat, session);
        if (!own.includes(row.helperChat) && !(row.personChat !== null && own.includes(row.personChat))) return null;
        await rows.updateOne({ _id: row._id, ...live }, { $set: { endedAtUtc: nowUtc, endedBy: chat } }, { session });
        const ended: CircleRow = { ...row, endedAtUtc: nowUtc, endedBy: chat };
        await refresh([row.helperChat, ...(row.personChat === null ? [] : [row.personChat])], session);
        return ended;
      });
    },

    /** The chats that hear of this person's visits beside their own: read at the moment of telling, never kept. */
    async helperChatsOf(chat: string): Promise<readonly string[]> {
      return [...new Set((await ofPerson(chat)).map(({ helperChat }) => helperChat))];
    },
  };
}

function sameName(name: string): string {
  return name.normalize('NFKC').trim().toLocaleLowerCase('und');
}

function idOf({
  shopId,
  helperChat,
  personChat,
  personName,
}: Pick<CircleRow, 'shopId' | 'helperChat' | 'personChat' | 'personName'>): string {
  const whose = personChat ?? `name:${sameName(personName)}`;
  return `ci_${createHash('sha256').update(`${shopId}\n${helperChat}\n${whose}`).digest('base64url').slice(0, 22)}`;
}
