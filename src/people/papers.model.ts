import type { PaperKind } from '../flow/protocol.js';
import type { Instant } from '../messaging/message.js';
import type { IndexSpec } from '../platform/indexes.js';

export const PAPERS = 'identity_papers';

/** A paper somebody has shown: how its number ends, or a photo for the people of the shop. The number itself is nowhere. */
export interface PaperRow {
  readonly _id: string;
  readonly shopId: string;
  readonly conversationId: string;
  readonly kind: PaperKind;
  /** The last four characters; null of a photo. */
  readonly tail: string | null;
  readonly fileId: string | null;
  /** `checked`: its number can be one. `waiting`: a person is to look at the photo. */
  readonly state: 'checked' | 'waiting' | 'approved' | 'refused';
  readonly version: number;
  /** Who looked at it. */
  readonly by: { readonly id: string; readonly name: string } | null;
  /** The call or click that made it so: the same again changes nothing. */
  readonly lastActId: string;
  readonly atUtc: Instant;
}

export const paperIndexes: readonly IndexSpec[] = [
  { collection: PAPERS, key: { shopId: 1, conversationId: 1, kind: 1 }, options: { name: 'of_chat' } },
];
