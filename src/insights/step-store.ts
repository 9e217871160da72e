import { createHmac } from 'node:crypto';
import type { StepEvent } from '../flow/protocol.js';
import type { ChannelId, Instant } from '../messaging/message.js';
import { isDuplicateKey, type Mongo } from '../platform/mongo.js';
import { STEPS, type StepsDoc } from './insights.model.js';

/** The steps of one turn, as they are handed in. */
export interface StepsGiven {
  readonly key: string;
  readonly conversationId: string;
  readonly shopId: string;
  readonly channel: ChannelId;
  readonly atUtc: Instant;
  readonly steps: readonly StepEvent[];
}

/** Longer than a season, so that two can be compared; what was said is masked, and goes with the rest. */
const KEEP_MS = 90 * 24 * 3_600_000;

/**
 * Stores the steps of many turns at once, each turn once however often its key comes.
 * @param deps.secret makes the names of chats unguessable: an SMS chat's own name is a phone number.
 */
export function createStepStore({ mongo, secret }: { mongo: Mongo; secret: string }) {
  const rows = mongo.db.collection<StepsDoc>(STEPS);
  const nameOf = (text: string): string => createHmac('sha256', secret).update(text).digest('base64url').slice(0, 22);
  return async function recordSteps(given: readonly StepsGiven[]): Promise<void> {
    if (given.length === 0) return;
    const docs = given.map(({ key, conversationId, atUtc, ...rest }) => ({
      _id: nameOf(key),
      chat: nameOf(conversationId),
      atUtc,
      ...rest,
      forgetAt: new Date(atUtc + KEEP_MS),
    }));
    try {
      await rows.insertMany(docs, { ordered: false });
    } catch (error) {
      if (!isOnlyDuplicates(error)) throw error;
    }
  };
}

/** Unordered: one that was there before must not hide that another could not be stored. */
function isOnlyDuplicates(error: unknown): boolean {
  if (typeof error === 'object' && error !== null && 'writeErrors' in error) {
    const errors = [error.writeErrors].flat() as readonly { readonly code?: unknown }[];
    return errors.length > 0 && errors.every(({ code }) => code === 11000);
  }
  return isDuplicateKey(error);
}
