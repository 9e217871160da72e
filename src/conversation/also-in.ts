import type { mongo as driver } from 'mongoose';
import type { Mongo } from '../platform/mongo.js';
import { conversationCollection } from './conversation.model.js';

/** Lets chats know of each other: it stands in the chat itself, where a turn reads it without asking for it. */
export function createAlsoIn({ mongo }: { readonly mongo: Mongo }) {
  const conversations = conversationCollection(mongo);
  return {
    /** @param others chats of the same person; none forgets them. Nothing else of the chat is touched, so a turn under way commits. */
    setAlsoIn: async (id: string, others: readonly string[], session: driver.ClientSession): Promise<void> => {
      const update = others.length > 0 ? { $set: { alsoIn: [...others] } } : { $unset: { alsoIn: 1 as const } };
      await conversations.updateOne({ _id: id }, update, { session });
    },
  };
}
