import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { mongo as driver } from 'mongoose';
import type { Instant } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import type { Mongo } from '../platform/mongo.js';

/** 10 MB, whatever the way it came. */
export const FILE_LIMIT_BYTES = 10 * 1024 * 1024;

export interface BlobMeta {
  readonly type: string | null;
  readonly name: string | null;
}

export interface Blobs {
  put(content: Uint8Array, meta: BlobMeta): Promise<string>;
  get(id: string): Promise<{ readonly content: Buffer; readonly meta: BlobMeta } | null>;
  remove(id: string): Promise<void>;
  /** Somebody's row names it now. What nobody claims is loose. */
  claim(id: string): Promise<void>;
  /** Ids of loose ones put before then, a hundred at most. */
  looseBefore(beforeUtc: Instant): Promise<string[]>;
}

interface BlobDoc {
  readonly _id: string;
  readonly length: number;
  readonly metadata: BlobMeta & { readonly looseSinceUtc?: Instant };
}

/** Bytes in GridFS, under ids nobody can guess. */
export function createBlobs(deps: { readonly mongo: Mongo; readonly clock: Clock; readonly bucket: string }): Blobs {
  const { mongo, clock, bucket } = deps;
  const grid = new driver.GridFSBucket(mongo.db, { bucketName: bucket });
  const docs = mongo.db.collection<BlobDoc>(`${bucket}.files`);
  const chunks = mongo.db.collection(`${bucket}.chunks`);
  return {
    async put(content, { type, name }) {
      const id = randomBytes(16).toString('base64url');
      // The driver types ids as ObjectId; any value may be one.
      const upload = grid.openUploadStreamWithId(id as never, 'file', {
        metadata: { type, name, looseSinceUtc: clock.nowUtc() },
      });
      await pipeline(Readable.from([Buffer.from(content)]), upload);
      return id;
    },
    async get(id) {
      const doc = await docs.findOne({ _id: id });
      if (!doc || doc.length > FILE_LIMIT_BYTES) return null;
      const parts: Buffer[] = [];
      for await (const part of grid.openDownloadStream(id as never) as AsyncIterable<Buffer>) parts.push(part);
      return { content: Buffer.concat(parts), meta: { type: doc.metadata.type, name: doc.metadata.name } };
    },
    async remove(id) {
      await docs.deleteOne({ _id: id });
      await chunks.deleteMany({ files_id: id });
    },
    async claim(id) {
      await docs.updateOne({ _id: id }, { $unset: { 'metadata.looseSinceUtc': 1 } });
    },
    async looseBefore(beforeUtc) {
      const found = await docs
        .find({ 'metadata.looseSinceUtc': { $lt: beforeUtc } }, { projection: { _id: 1 }, limit: 100 })
        .toArray();
      return found.map(({ _id }) => _id);
    },
  };
}
