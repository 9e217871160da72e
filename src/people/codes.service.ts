import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Instant } from '../messaging/message.js';
import type { Mongo } from '../platform/mongo.js';
import { createCodeLimits } from './code-limits.js';
import { CODES, type CodeRow } from './codes.model.js';
import { createDigits } from './digits.js';

export const CODE_LIFE_MS = 10 * 60_000;
const TRIES = 5;
const SENDS_AN_HOUR = 3;

export type CodeCheck = { readonly kind: 'right' | 'over' } | { readonly kind: 'wrong'; readonly triesLeft: number };

export type Codes = ReturnType<typeof createCodes>;

/**
 * Codes that prove an address is somebody's.
 *
 * A code is worked out from the server's secret and the row's random salt, so the row holds nothing it could be read or
 * guessed from, and a turn that is run again after a crash sends the very same digits. A stored hash was rejected: a
 * million possible codes are hashed in a second.
 * @param deps.secret at least 16 characters; whoever knows it and the database knows the codes.
 */
export function createCodes({ mongo, secret }: { readonly mongo: Mongo; readonly secret: string }) {
  const rows = mongo.db.collection<CodeRow>(CODES);
  const limits = createCodeLimits({ mongo });
  const digits = createDigits({ secret });
  const hashed = (address: string): string => digits.hashed('code-address', address);
  const codeOf = ({ _id, salt }: CodeRow): string => digits.sixDigits('code', `${_id}\n${salt}`);

  const mayStill = (id: string, key: string, nowUtc: Instant): Promise<boolean> =>
    limits.mayStill(id, key, nowUtc, SENDS_AN_HOUR);

  return {
    /** Begins a code, or finds the one this call began. Null when too many were asked for. */
    async begin(input: {
      key: string;
      conversationId: string;
      address: string;
      nowUtc: Instant;
    }): Promise<{ row: CodeRow; code: string } | null> {
      const { conversationId, nowUtc } = input;
      const _id = createHash('sha256').update(input.key).digest('base64url');
      const address = hashed(input.address);
      if (!(await mayStill(`chat:${hashed(conversationId)}`, _id, nowUtc))) return null;
      if (!(await mayStill(`address:${address}`, _id, nowUtc))) return null;
      const row = await rows.findOneAndUpdate(
        { _id },
        {
          $setOnInsert: {
            conversationId,
            address,
            salt: randomBytes(16).toString('base64url'),
            state: 'new',
            untilUtc: nowUtc + CODE_LIFE_MS,
            triesLeft: TRIES,
            checks: [],
            askedAtUtc: nowUtc,
            storedAt: new Date(nowUtc),
          },
        },
        { upsert: true, returnDocument: 'after' },
      );
      if (!row) throw new Error('an upsert gave nothing back');
      return { row, code: codeOf(row) };
    },

    async settle(id: string, state: 'sent' | 'failed'): Promise<void> {
      await rows.updateOne({ _id: id, state: 'new' }, { $set: { state } });
    },

    /** Whether this chat has proved the address to be its person's, by a code that would still be good. */
    async isProved(input: { conversationId: string; address: string; nowUtc: Instant }): Promise<boolean> {
      const { conversationId, nowUtc } = input;
      const found = await rows.findOne({
        conversationId,
        address: hashed(input.address),
        state: 'used',
        untilUtc: { $gt: nowUtc },
      });
      return found !== null;
    },

    /** Checks against the newest code of this chat and address. The same call is one try, however often it is run. */
    async check(input: {
      key: string;
      conversationId: string;
      address: string;
      code: string;
      nowUtc: Instant;
    }): Promise<CodeCheck> {
      const { conversationId, code, nowUtc } = input;
      const key = createHash('sha256').update(input.key).digest('base64url');
      const address = hashed(input.address);
      for (;;) {
        const row = await rows.findOne({ conversationId, address }, { sort: { askedAtUtc: -1 } });
        const known = row?.checks.find((check) => check.key === key);
        if (known) return checkOf(known);
        if (!row || row.state !== 'sent' || row.triesLeft <= 0 || row.untilUtc <= nowUtc) return { kind: 'over' };
        const isRight = areSame(code, codeOf(row));
        const triesLeft = row.triesLeft - 1;
        const counted = await rows.updateOne(
          { _id: row._id, state: 'sent', triesLeft: row.triesLeft },
          {
            $set: { triesLeft, ...(isRight ? { state: 'used' } : {}) },
            $push: { checks: { key, isRight, triesLeft } },
          },
        );
        if (counted.modifiedCount === 1) return checkOf({ key, isRight, triesLeft });
        // Another guess was counted in between: this one is judged by what is left now.
      }
    },
  };
}

function checkOf({ isRight, triesLeft }: CodeRow['checks'][number]): CodeCheck {
  if (isRight) return { kind: 'right' };
  return triesLeft > 0 ? { kind: 'wrong', triesLeft } : { kind: 'over' };
}

/** Digests of one length, in constant time. */
function areSame(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given.replace(/\D/g, '')), digest(wanted));
}
