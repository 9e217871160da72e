import type { OutcomeOf } from '../flow/protocol.js';
import type { Instant } from '../messaging/message.js';
import type { IndexSpec } from '../platform/indexes.js';

/** What came of one `file.keep`. The bytes are in the bucket `kept`, under `blobId`. */
export interface KeptFileRow {
  readonly _id: string;
  readonly shopId: string;
  readonly conversationId: string;
  readonly blobId: string | null;
  readonly sha256: string | null;
  readonly outcome: OutcomeOf<'file.keep'>;
  readonly atUtc: Instant;
}

/** A page on which somebody with a plain phone can leave a file. */
export interface UploadLinkRow {
  readonly _id: string;
  readonly shopId: string;
  readonly conversationId: string;
  readonly language: string;
  readonly untilUtc: Instant;
  /** Files left through it. */
  readonly used: number;
  readonly storedAt: Date;
}

export const KEPT_FILES = 'kept_files';
export const UPLOAD_LINKS = 'upload_links';
const LINK_KEPT_FOR_S = 7 * 24 * 60 * 60;

export const fileIndexes: IndexSpec[] = [
  { collection: KEPT_FILES, key: { conversationId: 1, atUtc: 1 }, options: { name: 'by_conversation' } },
  { collection: KEPT_FILES, key: { blobId: 1 }, options: { name: 'by_blob' } },
  { collection: UPLOAD_LINKS, key: { storedAt: 1 }, options: { name: 'expire', expireAfterSeconds: LINK_KEPT_FOR_S } },
  { collection: 'incoming.files', key: { 'metadata.looseSinceUtc': 1 }, options: { name: 'loose', sparse: true } },
  { collection: 'kept.files', key: { 'metadata.looseSinceUtc': 1 }, options: { name: 'loose', sparse: true } },
];
