import type { mongo as driver } from 'mongoose';
import type { Mongo } from '../platform/mongo.js';
import { conversationCollection } from './conversation.model.js';

/** Lets chats know what else they reach: it stands in the chat itself, where a turn reads it without asking for it. */
export function createAlsoIn({ mongo }: { readonly mongo: Mongo }) {
  const conversations = conversationCollection(mongo);
  return {
    /** @param reach none of a kind forgets it. Nothing else of the chat is touched, so a turn under way commits. */
    setReach: async (
      id: string,
      { alsoIn, helps }: { readonly alsoIn: readonly string[]; readonly helps: readonly string[] },
      session: driver.ClientSession,
    ): Promise<void> => {
      const set = {
        ...(alsoIn.length > 0 ? { alsoIn: [...alsoIn] } : {}),
        ...(helps.length > 0 ? { helps: [...helps] } : {}),
      };
      const unset = {
        ...(alsoIn.length > 0 ? {} : { alsoIn: 1 as const }),
        ...(helps.length > 0 ? {} : { helps: 1 as const }),
      };
      const update = {
        ...(Object.keys(set).length > 0 ? { $set: set } : {}),
        ...(Object.keys(unset).length > 0 ? { $unset: unset } : {}),
      };
      await conversations.updateOne({ _id: id }, update, { session });
    },
  };
}
