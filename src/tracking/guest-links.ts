import { randomBytes } from 'node:crypto';
import type { Instant } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import type { IndexSpec } from '../platform/indexes.js';
import type { Mongo } from '../platform/mongo.js';
import { createSigner, idFromKey } from '../platform/signer.js';
import { HOUR_MS, MINUTE_MS } from '../platform/time-units.js';

/** Whose page a link opens: all visits of a chat's person, or one visit where `bookingId` is named. */
export interface GuestOf {
  readonly shopId: string;
  readonly conversationId: string;
  readonly bookingId: string | null;
}

/** A link that opens once, or the session it opened. The token itself is in no row: `_id` is its hash. */
interface GuestRow extends GuestOf {
  readonly _id: string;
  readonly of: 'link' | 'session';
  readonly untilUtc: Instant;
  readonly usedAtUtc: Instant | null;
  readonly storedAt: Date;
}

export const LINK_LIFE_MS = 30 * MINUTE_MS;
export const SESSION_LIFE_MS = HOUR_MS;
const GUEST_LINKS = 'guest_links';
const KEPT_FOR_S = 24 * 60 * 60;
const TOKEN = /^[\w-]{22}$/;

export const guestLinkIndexes: readonly IndexSpec[] = [
  { collection: GUEST_LINKS, key: { storedAt: 1 }, options: { name: 'expire', expireAfterSeconds: KEPT_FOR_S } },
];

export type GuestLinks = ReturnType<typeof createGuestLinks>;

/**
 * One-time links to a person's own page: 128 bits, half an hour, one use, in one conditional update. Looking at one uses
 * nothing up, since mail programs and chats open links by themselves to make previews.
 * @param deps.secret at least 16 characters; a link asked for again under the same key is the same link.
 */
export function createGuestLinks(deps: {
  readonly mongo: Mongo;
  readonly clock: Clock;
  readonly secret: string;
  readonly publicUrl: string;
}) {
  const { mongo, clock, secret, publicUrl } = deps;
  const rows = mongo.db.collection<GuestRow>(GUEST_LINKS);
  const { sign } = createSigner({ secret, purpose: 'guest-link', what: 'one-time links' });
  const hashed = (token: string): string => idFromKey('guest-link', token);

  async function find(token: string, of: GuestRow['of']): Promise<GuestRow | null> {
    if (!TOKEN.test(token)) return null;
    return rows.findOne({ _id: hashed(token), of, usedAtUtc: null, untilUtc: { $gt: clock.nowUtc() } });
  }

  return {
    async make(guest: GuestOf, key: string): Promise<{ readonly url: string; readonly untilUtc: Instant }> {
      const nowUtc = clock.nowUtc();
      const token = sign(key);
      const { shopId, conversationId, bookingId } = guest;
      const row = await rows.findOneAndUpdate(
        { _id: hashed(token) },
        {
          $setOnInsert: {
            ...{ of: 'link', shopId, conversationId, bookingId },
            ...{ untilUtc: nowUtc + LINK_LIFE_MS, usedAtUtc: null, storedAt: new Date(nowUtc) },
          },
        },
        { upsert: true, returnDocument: 'after' },
      );
      return { url: `${publicUrl}/my/open/${token}`, untilUtc: row?.untilUtc ?? nowUtc + LINK_LIFE_MS };
    },

    /** Whether a link would still open. Uses nothing up. */
    isLive: async (token: string): Promise<boolean> => (await find(token, 'link')) !== null,

    /** Uses a link up: of many that press at once one gets in. @returns null when it is over, used or none of ours */
    async use(token: string): Promise<{ readonly guest: GuestOf; readonly session: string } | null> {
      if (!TOKEN.test(token)) return null;
      const nowUtc = clock.nowUtc();
      const used = await rows.findOneAndUpdate(
        { _id: hashed(token), of: 'link', usedAtUtc: null, untilUtc: { $gt: nowUtc } },
        { $set: { usedAtUtc: nowUtc } },
        { returnDocument: 'after' },
      );
      if (!used) return null;
      const { shopId, conversationId, bookingId } = used;
      const session = randomBytes(16).toString('base64url');
      await rows.insertOne({
        ...{ _id: hashed(session), of: 'session', shopId, conversationId, bookingId },
        ...{ untilUtc: nowUtc + SESSION_LIFE_MS, usedAtUtc: null, storedAt: new Date(nowUtc) },
      });
      return { guest: { shopId, conversationId, bookingId }, session };
    },

    /** Who has this session; null once its hour is over. */
    sessionOf: (session: string): Promise<GuestOf | null> => find(session, 'session'),
    async leave(session: string): Promise<void> {
      if (TOKEN.test(session)) await rows.deleteOne({ _id: hashed(session), of: 'session' });
    },
  };
}
