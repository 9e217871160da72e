import type { Json } from '../flow/protocol.js';
import { isUsable, type Standing } from '../flow/index.js';
import type { Mongo } from '../platform/mongo.js';
import { conversationCollection } from './conversation.model.js';

/** Where conversations stand, for whoever is about to change a script under them. */
export function createStandings({ mongo }: { mongo: Mongo }) {
  const conversations = conversationCollection(mongo);
  return {
    /** Read in one pass: an index on where everybody stands would be paid for with every turn, and this is asked rarely. */
    async standingIn(scriptId: string, limit: number): Promise<{ frames: readonly Standing[] }[]> {
      const found = await conversations
        .find({ 'state.control.frames.s': scriptId }, { projection: { state: 1 }, limit })
        .toArray();
      return found.flatMap(({ state }) => {
        if (!isUsable(state)) return [];
        const values: Readonly<Record<string, Json>> = state.answers;
        const frames = state.control.frames.map((frame) => ({
          frame,
          values: frame.vars ?? values,
          person: state.person,
        }));
        return [{ frames }];
      });
    },
    /** The language the chat goes on in now, which may be another than a visit was booked in; null when nothing was said yet. */
    async languageOf(conversationId: string): Promise<string | null> {
      const found = await conversations.findOne({ _id: conversationId }, { projection: { 'state.control.lang': 1 } });
      return found?.state?.control.lang ?? null;
    },
  };
}
