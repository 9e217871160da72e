import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Instant } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import type { Mongo } from '../platform/mongo.js';
import { API_KEYS, SCOPES, USED_EVERY_MS, type ApiKeyRow, type Scope } from './api-keys.model.js';

/** A key as it may be shown: never its secret. */
export interface ApiKey {
  readonly id: string;
  readonly shopId: string;
  readonly name: string;
  readonly scope: Scope;
  /** How its text begins, so that people recognise it. */
  readonly prefix: string;
  readonly createdAtUtc: Instant;
  readonly revokedAtUtc: Instant | null;
  /** To a few minutes; null when it was never used. */
  readonly lastUsedAtUtc: Instant | null;
  /** A replaced text is good until then; null when there is none. */
  readonly oldUntilUtc: Instant | null;
}

export interface ApiKeys {
  /** @returns the key's text, shown this once. @throws zod's error for a name or scope that cannot be used. */
  create(input: {
    shopId: string;
    name: string;
    scope: Scope;
  }): Promise<{ readonly key: ApiKey; readonly text: string }>;
  /** A new text for the same key; the old one stays good for 24 hours. Null for an unknown or revoked key. */
  rotate(id: string): Promise<{ readonly key: ApiKey; readonly text: string } | null>;
  /** From now on it opens nothing. False when there is none. */
  revoke(id: string): Promise<boolean>;
  list(shopId: string): Promise<readonly ApiKey[]>;
  /** Whose text it is, or null. One query by id; the secret is compared in constant time. Notes now and then that it is in use. */
  open(text: string): Promise<ApiKey | null>;
}

const OVERLAP_MS = 24 * 60 * 60_000;
const SHAPE = /^parley_([a-z0-9]{12})_([\w-]{43})$/;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

const newKeySchema = z.strictObject({
  shopId: z.string().regex(/^[A-Za-z0-9_-]{1,32}$/, 'the id of a shop'),
  name: z.string().trim().min(1).max(60),
  scope: z.enum(SCOPES),
});

export function createApiKeys({ mongo, clock }: { readonly mongo: Mongo; readonly clock: Clock }): ApiKeys {
  const rows = mongo.db.collection<ApiKeyRow>(API_KEYS);

  function newSecret(id: string, nowUtc: Instant) {
    const secret = randomBytes(32).toString('base64url');
    return { text: `parley_${id}_${secret}`, row: { hash: hashOf(secret), createdAtUtc: nowUtc, untilUtc: null } };
  }

  return {
    async create(input) {
      const { shopId, name, scope } = newKeySchema.parse(input);
      const nowUtc = clock.nowUtc();
      const id = Array.from({ length: 12 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
      const { text, row: secret } = newSecret(id, nowUtc);
      const row: ApiKeyRow = {
        _id: id,
        shopId,
        name,
        scope,
        secrets: [secret],
        createdAtUtc: nowUtc,
        revokedAtUtc: null,
      };
      await rows.insertOne(row);
      return { key: shown(row, nowUtc), text };
    },

    async rotate(id) {
      const nowUtc = clock.nowUtc();
      const { text, row: secret } = newSecret(id, nowUtc);
      // One update: of two at once the later one ends the earlier one's secret too, and both work until then.
      const row = await rows.findOneAndUpdate(
        { _id: String(id), revokedAtUtc: null },
        [
          {
            $set: {
              secrets: {
                $concatArrays: [
                  {
                    $map: {
                      input: { $filter: { input: '$secrets', cond: isGoodAt(nowUtc) } },
                      in: { $mergeObjects: ['$$this', { untilUtc: endedAt(nowUtc + OVERLAP_MS) }] },
                    },
                  },
                  [secret],
                ],
              },
            },
          },
        ],
        { returnDocument: 'after' },
      );
      return row && { key: shown(row, nowUtc), text };
    },

    async revoke(id) {
      const { matchedCount } = await rows.updateOne(
        { _id: String(id), revokedAtUtc: null },
        { $set: { revokedAtUtc: clock.nowUtc(), secrets: [] } },
      );
      return matchedCount === 1;
    },

    async list(shopId) {
      const found = await rows
        .find({ shopId: String(shopId) })
        .sort({ createdAtUtc: 1 })
        .toArray();
      const nowUtc = clock.nowUtc();
      return found.map((row) => shown(row, nowUtc));
    },

    async open(text) {
      const [, id, secret] = SHAPE.exec(text) ?? [];
      if (id === undefined || secret === undefined) return null;
      const row = await rows.findOne({ _id: id });
      const given = Buffer.from(hashOf(secret));
      const nowUtc = clock.nowUtc();
      const isRight = row?.secrets.some(
        ({ hash, untilUtc }) => (untilUtc === null || nowUtc < untilUtc) && timingSafeEqual(Buffer.from(hash), given),
      );
      if (!row || !isRight || row.revokedAtUtc !== null) return null;
      if (nowUtc - (row.lastUsedAtUtc ?? 0) >= USED_EVERY_MS) {
        await rows.updateOne({ _id: id }, { $max: { lastUsedAtUtc: nowUtc } });
      }
      return shown(row, nowUtc);
    },
  };
}

const isGoodAt = (nowUtc: Instant) => ({
  $or: [{ $eq: ['$$this.untilUtc', null] }, { $gt: ['$$this.untilUtc', nowUtc] }],
});

/** An end that was set before is not put off. */
const endedAt = (untilUtc: Instant) => ({ $ifNull: [{ $min: ['$$this.untilUtc', untilUtc] }, untilUtc] });

function shown(row: ApiKeyRow, nowUtc: Instant): ApiKey {
  const { _id: id, shopId, name, scope, createdAtUtc, revokedAtUtc, lastUsedAtUtc = null } = row;
  const olds = row.secrets.flatMap(({ untilUtc }) => (untilUtc !== null && untilUtc > nowUtc ? [untilUtc] : []));
  const oldUntilUtc = olds.length > 0 ? Math.max(...olds) : null;
  return { id, shopId, name, scope, prefix: `parley_${id}_`, createdAtUtc, revokedAtUtc, lastUsedAtUtc, oldUntilUtc };
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** Whether a key of that scope may do what needs the other. */
export function mayDo(scope: Scope, needed: Scope): boolean {
  return SCOPES.indexOf(scope) >= SCOPES.indexOf(needed);
}
