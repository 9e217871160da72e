import { createHash } from 'node:crypto';
import type { CircleSide } from '../flow/protocol.js';
import type { Instant } from '../messaging/message.js';
import type { Mongo } from '../platform/mongo.js';
import { idFromKey } from '../platform/signer.js';
import { HOUR_MS } from '../platform/time-units.js';
import { CIRCLE_ASKS, type CircleAskRow } from './circle-asks.model.js';
import { createCodeLimits } from './code-limits.js';
import { createDigits } from './digits.js';
import type { JoinChat } from './joins.model.js';

/** Nearly a day: whoever asked by WhatsApp may still be written to there when it is over. */
const ASK_LIFE_MS = 23 * HOUR_MS;
const ASKS_AN_HOUR = 3;
/** Of all chats of a channel of a shop together: a web chat costs nothing to open, and each ask may send an SMS. */
const ASKS_AN_HOUR_OF_ALL = 60;
/** A number that has so many requests to answer is sent no more of them. */
const OPEN_OF_NUMBER = 3;

export interface CircleAskInput {
  readonly shopId: string;
  readonly what: CircleSide;
  readonly asker: JoinChat;
  readonly askerName: string;
  /** All chats of the person who asks. */
  readonly askerChats: readonly string[];
  /** E.164 */
  readonly phone: string;
  readonly otherName: string;
  readonly calledBy: string;
  readonly toChat: string | null;
  /** Of the call: the same again is the same request. */
  readonly key: string;
  readonly nowUtc: Instant;
}

export type CircleAsked =
  { readonly kind: 'asked'; readonly row: CircleAskRow } | { readonly kind: 'declined' } | { readonly kind: 'tooMany' };

export type CircleAsks = ReturnType<typeof createCircleAsks>;

/**
 * Requests for help by a number. What the asker is told depends on what they did and on what was answered, never on
 * whether the number is known here (GU-13): one that nobody can be written to at runs out like one that nobody answers.
 * @param deps.secret at least 16 characters; numbers are kept hashed with it.
 */
export function createCircleAsks({ mongo, secret }: { readonly mongo: Mongo; readonly secret: string }) {
  const rows = mongo.db.collection<CircleAskRow>(CIRCLE_ASKS);
  const limits = createCodeLimits({ mongo });
  const { hashed } = createDigits({ secret });

  async function mayStill({ shopId, asker, key, nowUtc }: CircleAskInput): Promise<boolean> {
    const call = createHash('sha256').update(key).digest('base64url');
    const own = `ask:${hashed('ask-chat', asker.conversationId)}`;
    if (!(await limits.mayStill(own, call, nowUtc, ASKS_AN_HOUR))) return false;
    return limits.mayStill(`ask:all:${shopId}:${asker.channel}`, call, nowUtc, ASKS_AN_HOUR_OF_ALL);
  }

  return {
    /** Begins a request, or finds the one that stands between the two. */
    async begin(input: CircleAskInput): Promise<CircleAsked> {
      const { shopId, what, asker, askerName, otherName, calledBy, key, nowUtc } = input;
      const _id = `ca_${idFromKey(shopId, key)}`;
      const known = await rows.findOne({ _id });
      if (known) return { kind: 'asked', row: known };
      const phone = hashed('ask-number', `${shopId}\n${input.phone}`);
      const ofBoth = { phone, what, 'asker.conversationId': { $in: [...input.askerChats] } };
      if (await rows.findOne({ ...ofBoth, state: 'declined' })) return { kind: 'declined' };
      const open = { state: 'open', untilUtc: { $gt: nowUtc } } as const;
      const standing = await rows.findOne({ ...ofBoth, ...open });
      if (standing) return { kind: 'asked', row: standing };
      if (!(await mayStill(input))) return { kind: 'tooMany' };
      const isPestered = (await rows.countDocuments({ phone, ...open })) >= OPEN_OF_NUMBER;
      const row: CircleAskRow = {
        ...{ _id, shopId, what, asker, askerName, phone, otherName, calledBy },
        toChat: isPestered ? null : input.toChat,
        state: 'open',
        answeredBy: null,
        untilUtc: nowUtc + ASK_LIFE_MS,
        isTold: false,
        storedAt: new Date(nowUtc),
      };
      await rows.updateOne({ _id }, { $setOnInsert: row }, { upsert: true });
      return { kind: 'asked', row };
    },

    /** The first answer in time counts; the same call again is the same answer. Null for one that is over, answered, or not theirs. */
    async answer(input: {
      readonly id: string;
      readonly isAgreed: boolean;
      readonly chats: readonly string[];
      readonly key: string;
      readonly nowUtc: Instant;
    }): Promise<CircleAskRow | null> {
      const { isAgreed, key, nowUtc } = input;
      const theirs = { _id: String(input.id), toChat: { $in: [...input.chats] } };
      const answered = await rows.findOneAndUpdate(
        { ...theirs, state: 'open', untilUtc: { $gt: nowUtc } },
        { $set: { state: isAgreed ? 'agreed' : 'declined', answeredBy: key } },
        { returnDocument: 'after' },
      );
      return answered ?? rows.findOne({ ...theirs, answeredBy: key });
    },

    /** Ends what nobody has answered in time. `tell` may be called again for the same after a crash. */
    async runOut(nowUtc: Instant, tell: (row: CircleAskRow) => Promise<void>): Promise<void> {
      await rows.updateMany({ state: 'open', untilUtc: { $lte: nowUtc } }, { $set: { state: 'over' } });
      for (const row of await rows.find({ state: 'over', isTold: false }).toArray()) {
        await tell(row);
        await rows.updateOne({ _id: row._id }, { $set: { isTold: true } });
      }
    },
  };
}
