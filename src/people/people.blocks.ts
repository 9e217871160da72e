import type { CallHandlers } from '../flow/protocol.js';
import type { Mongo } from '../platform/mongo.js';
import type { IndexSpec } from '../platform/indexes.js';

interface NoteRow {
  readonly _id: string;
  readonly shopId: string;
  readonly conversationId: string;
  readonly note: string;
  readonly about: string | null;
  readonly atUtc: number;
  readonly answered: boolean;
}

export const peopleIndexes: IndexSpec[] = [
  { collection: 'hand_over_notes', key: { shopId: 1, answered: 1, atUtc: 1 }, options: { name: 'open_by_shop' } },
];

/**
 * `person.note`: a message left for the people of the shop. Kept under the call's key, so a rerun leaves one note.
 * @param deps.tell shows the note where operators work; a failure there does not lose the note.
 * @param deps.answeredBy who reads it, as the customer hears it.
 */
export function createPeopleBlocks(deps: {
  mongo: Mongo;
  tell: (note: { id: string; shopId: string; note: string; about: string | null; channel: string }) => Promise<void>;
  answeredBy: (shopId: string) => Promise<string>;
}): CallHandlers<'person.note'> {
  const notes = deps.mongo.db.collection<NoteRow>('hand_over_notes');
  return {
    async 'person.note'({ note, about }, context) {
      const { shopId, conversationId, channel, nowUtc } = context;
      const result = await notes.updateOne(
        { _id: context.key },
        { $setOnInsert: { shopId, conversationId, note, about, atUtc: nowUtc, answered: false } },
        { upsert: true },
      );
      if (result.upsertedCount === 1) await deps.tell({ id: context.key, shopId, note, about, channel });
      return { call: 'person.note', exit: 'noted', data: { answeredBy: await deps.answeredBy(shopId) } };
    },
  };
}
