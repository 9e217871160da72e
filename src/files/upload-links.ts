import type { Clock } from '../platform/clock.js';
import type { Mongo } from '../platform/mongo.js';
import { createSigner } from '../platform/signer.js';
import { UPLOAD_LINKS, type UploadLinkRow } from './files.model.js';

export type OpenedLink =
  | { readonly kind: 'good'; readonly link: UploadLinkRow }
  /** Over, or used up. */
  | { readonly kind: 'ended' }
  | { readonly kind: 'unknown' };

export type UploadLinks = ReturnType<typeof createUploadLinks>;

const LIFE_MS = 24 * 60 * 60_000;
const FILES_MAX = 5;
const SHAPE = /^[\w-]{22}$/;

/**
 * Links to a page on which a file can be left, for phones that can send none. The token is made from our secret and the
 * question that needs it, so asking again gives the same link; it names nobody, unlike a conversation's id.
 */
export function createUploadLinks(deps: {
  readonly mongo: Mongo;
  readonly clock: Clock;
  readonly secret: string;
  readonly publicUrl: string;
}) {
  const { mongo, clock, secret, publicUrl } = deps;
  const { sign } = createSigner({ secret, purpose: 'upload', what: 'upload links' });
  const rows = mongo.db.collection<UploadLinkRow>(UPLOAD_LINKS);

  return {
    /** @param about.key unique to the question that is asked. */
    async make(about: { key: string; shopId: string; conversationId: string; language: string }): Promise<string> {
      const { key, ...rest } = about;
      const _id = sign(key);
      const nowUtc = clock.nowUtc();
      const row = { ...rest, untilUtc: nowUtc + LIFE_MS, used: 0, storedAt: new Date(nowUtc) };
      await rows.updateOne({ _id }, { $setOnInsert: row }, { upsert: true });
      return `${publicUrl}/u/${_id}`;
    },

    async open(token: string): Promise<OpenedLink> {
      const link = SHAPE.test(token) ? await rows.findOne({ _id: token }) : null;
      if (!link) return { kind: 'unknown' };
      return link.untilUtc > clock.nowUtc() && link.used < FILES_MAX ? { kind: 'good', link } : { kind: 'ended' };
    },

    /** Counts one file. False when the link was used up or over meanwhile. */
    async use(token: string): Promise<boolean> {
      const counted = await rows.updateOne(
        { _id: token, used: { $lt: FILES_MAX }, untilUtc: { $gt: clock.nowUtc() } },
        { $inc: { used: 1 } },
      );
      return counted.modifiedCount === 1;
    },
  };
}
