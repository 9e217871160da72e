import type { mongo as driver } from 'mongoose';
import type { Mongo } from '../platform/mongo.js';
import { CIRCLES, type CircleRow } from './circle.model.js';
import { CUSTOMERS, type CustomerRow } from './customers.model.js';

/** What a chat may reach beside its own. */
export interface Reach {
  /** Every other chat whose bookings are shown and changed from it. */
  readonly alsoIn: readonly string[];
  /** Those of them that are somebody else's, who is helped. */
  readonly helps: readonly string[];
}

export type ChatsOf = (chat: string, session?: driver.ClientSession) => Promise<readonly string[]>;
export type RefreshReach = (chats: readonly string[], session: driver.ClientSession) => Promise<void>;

/**
 * What each chat may reach is worked out when somebody joins chats or lets another help, and stands in the chat itself: no
 * turn looks for it. Consent is kept by the chat it was given in, and holds for whoever has that chat.
 */
export function createReach(deps: {
  readonly mongo: Mongo;
  readonly setReach: (chat: string, reach: Reach, session: driver.ClientSession) => Promise<void>;
}): { readonly chatsOf: ChatsOf; readonly refresh: RefreshReach } {
  const { mongo, setReach } = deps;
  const customers = mongo.db.collection<CustomerRow>(CUSTOMERS);
  const circles = mongo.db.collection<CircleRow>(CIRCLES);

  const chatsOf: ChatsOf = async (chat, session) => {
    const row = await customers.findOne(
      { 'identities.conversationId': String(chat), mergedInto: null },
      session ? { session } : {},
    );
    return row ? row.identities.map(({ conversationId }) => conversationId) : [chat];
  };

  async function reachOf(own: readonly string[], chat: string, session: driver.ClientSession): Promise<Reach> {
    const rows = await circles.find({ helperChat: { $in: [...own] }, endedAtUtc: null }, { session }).toArray();
    const helped = new Set<string>();
    for (const { personChat } of rows)
      if (personChat !== null)
        for (const one of await chatsOf(personChat, session)) if (!own.includes(one)) helped.add(one);
    return { alsoIn: [...own.filter((one) => one !== chat), ...helped], helps: [...helped] };
  }

  return {
    chatsOf,
    /** Writes anew what these chats, those of the same persons and those of their helpers may reach. */
    async refresh(chats, session) {
      const own = new Set<string>();
      for (const chat of chats) for (const one of await chatsOf(chat, session)) own.add(one);
      const rows = await circles.find({ personChat: { $in: [...own] }, endedAtUtc: null }, { session }).toArray();
      for (const { helperChat } of rows) for (const one of await chatsOf(helperChat, session)) own.add(one);
      for (const chat of own) await setReach(chat, await reachOf(await chatsOf(chat, session), chat, session), session);
    },
  };
}

/** The other chats of the person themself, without those of people they help. */
export function ownOthers({ alsoIn = [], helps = [] }: Partial<Reach>): readonly string[] {
  return alsoIn.filter((chat) => !helps.includes(chat));
}
