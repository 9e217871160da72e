import { createHash } from 'node:crypto';
import type { Instant } from '../messaging/message.js';
import { isDuplicateKey, type Mongo } from '../platform/mongo.js';
import { createCodeLimits } from './code-limits.js';
import { CODE_LIFE_MS } from './codes.service.js';
import { createDigits } from './digits.js';
import { JOIN_CODES, type JoinChat, type JoinCodeRow } from './joins.model.js';

const CODES_AN_HOUR = 5;
const WRONG_AN_HOUR = 5;
/**
 * Of all chats of a channel of a shop together: somebody who opens chat after chat to guess meets this one. A flood of web
 * chats does not touch those who write from a phone.
 */
const WRONG_AN_HOUR_OF_ALL = 100;
/** Live codes are few among a million, so that the second is free nearly always. */
const DIGITS_TRIED = 20;

/** One chat, as the codes see it. */
export interface JoinSide extends JoinChat {
  readonly shopId: string;
  /** Of the call: the same again is the same code, or the same try. */
  readonly key: string;
  readonly nowUtc: Instant;
}

export type Entered =
  | { readonly kind: 'right'; readonly row: JoinCodeRow }
  /** It was made in this very chat: it stays good. */
  | { readonly kind: 'own' }
  /** Unknown, over, used or replaced: which of them is nobody's business. */
  | { readonly kind: 'wrong' }
  | { readonly kind: 'tooMany' };

export type Joins = ReturnType<typeof createJoins>;

/**
 * Codes that pass from one chat to another of the same person (GU-12): six digits, ten minutes, one use, one open code of
 * a kind for a chat.
 *
 * Digits are worked out from the server's secret and the key of the call, so a turn run again says the same ones, and are
 * looked up by a keyed hash, so the database holds nothing they could be read from and no two of them are ever compared.
 * @param deps.secret at least 16 characters.
 */
export function createJoins({ mongo, secret }: { readonly mongo: Mongo; readonly secret: string }) {
  const rows = mongo.db.collection<JoinCodeRow>(JOIN_CODES);
  const limits = createCodeLimits({ mongo });
  const digits = createDigits({ secret });
  const hashed = (text: string): string => createHash('sha256').update(text).digest('base64url');
  const idOf = (shopId: string, code: string): string => digits.hashed('join-code', `${shopId}\n${code}`);
  const digitsOf = (key: string, nth: number): string => digits.sixDigits('join-digits', `${key}\n${nth}`);
  const chatLimit = (what: string, conversationId: string): string =>
    `join:${what}:${digits.hashed('join-chat', conversationId)}`;

  /** Takes these digits unless a live code of somebody else has them. */
  async function take(row: JoinCodeRow, nowUtc: Instant): Promise<JoinCodeRow | null> {
    const { _id, ...rest } = row;
    try {
      return await rows.findOneAndUpdate(
        { _id, $or: [{ untilUtc: { $lte: nowUtc } }, { state: { $ne: 'open' } }] },
        { $set: rest },
        { upsert: true, returnDocument: 'after' },
      );
    } catch (error) {
      if (isDuplicateKey(error)) return null;
      throw error;
    }
  }

  return {
    /** Null when too many were asked for. A new code of the same kind puts the chat's earlier one out of use. */
    async begin(
      of: JoinCodeRow['of'],
      { shopId, conversationId, channel, address, key, nowUtc }: JoinSide,
    ): Promise<{ readonly digits: string; readonly untilUtc: Instant } | null> {
      const known = await rows.findOne({ key });
      if (!known) {
        const mayStill = await limits.mayStill(chatLimit('made', conversationId), hashed(key), nowUtc, CODES_AN_HOUR);
        if (!mayStill) return null;
      }
      for (let nth = 0; nth < DIGITS_TRIED; nth++) {
        const code = digitsOf(key, nth);
        const _id = idOf(shopId, code);
        if (known && known._id !== _id) continue;
        const row: JoinCodeRow = {
          ...{ _id, shopId, of, conversationId, channel, address, key },
          joinId: hashed(key),
          state: 'open',
          usedBy: null,
          untilUtc: nowUtc + CODE_LIFE_MS,
          storedAt: new Date(nowUtc),
        };
        const taken = known ?? (await take(row, nowUtc));
        if (!taken) continue;
        await rows.updateMany(
          { conversationId, of, state: 'open', _id: { $ne: _id } },
          { $set: { state: 'replaced' } },
        );
        return { digits: code, untilUtc: taken.untilUtc };
      }
      throw new Error('no free digits for a code');
    },

    /** Uses a code up, in one conditional update: of many chats that send it at once one wins. */
    async enter(code: string, { shopId, conversationId, channel, address, key, nowUtc }: JoinSide): Promise<Entered> {
      const own = chatLimit('wrong', conversationId);
      const all = `join:wrong:${shopId}:${channel}`;
      const _id = idOf(shopId, code);
      const before = await rows.findOne({ _id });
      if (before?.usedBy?.key === key) return { kind: 'right', row: before };
      if (await limits.isFull(own, nowUtc, WRONG_AN_HOUR)) return { kind: 'tooMany' };
      if (await limits.isFull(all, nowUtc, WRONG_AN_HOUR_OF_ALL)) return { kind: 'tooMany' };
      const live = { _id, state: 'open', untilUtc: { $gt: nowUtc } } as const;
      const used = await rows.findOneAndUpdate(
        { ...live, conversationId: { $ne: conversationId } },
        { $set: { state: 'used', usedBy: { conversationId, channel, address, key } } },
        { returnDocument: 'after' },
      );
      if (used) return { kind: 'right', row: used };
      if (before?.conversationId === conversationId && before.state === 'open' && before.untilUtc > nowUtc)
        return { kind: 'own' };
      await limits.mayStill(own, hashed(key), nowUtc, WRONG_AN_HOUR);
      await limits.mayStill(all, hashed(key), nowUtc, WRONG_AN_HOUR_OF_ALL);
      return { kind: 'wrong' };
    },

    /** What a used code led to; null for one that nobody has used. */
    async findUsed(joinId: string): Promise<JoinCodeRow | null> {
      return rows.findOne({ joinId: String(joinId), state: 'used' });
    },
  };
}
