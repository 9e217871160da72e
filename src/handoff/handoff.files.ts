import type { FileRef, FileRefusal } from '../flow/protocol.js';
import type { ChannelId, Instant, SharedFile } from '../messaging/message.js';
import type { TalkPort } from '../messaging/operator.js';
import type { HandOffRow, LineRow } from './handoff.model.js';

/** What the house does with files, as far as a talk needs it. */
export interface TalkFiles {
  /** Fetches, scans and keeps a file; the same key again is the same file. */
  keep(
    file: FileRef,
    about: {
      readonly key: string;
      readonly shopId: string;
      readonly conversationId: string;
      readonly channel: ChannelId;
      readonly nowUtc: Instant;
    },
  ): Promise<KeptOutcome>;
  /** Takes in bytes that came from somewhere else, unread. */
  takeIn(content: Uint8Array, meta: { readonly type: string | null; readonly name: string | null }): Promise<FileRef>;
  open(fileId: string): Promise<{ readonly name: string; readonly content: Uint8Array } | null>;
  /** A short signed address of a kept file. */
  urlOf(fileId: string): string;
}

export type KeptOutcome =
  | ({ readonly kind: 'kept'; readonly fileId: string } & Omit<SharedFile, 'url'>)
  | { readonly kind: 'refused'; readonly reason: FileRefusal }
  /** It cannot be fetched now. */
  | { readonly kind: 'retry' };

export const FILE_LIMIT_BYTES = 10 * 1024 * 1024;
/** A channel that cannot hand out a file for so long keeps the rest of the talk no longer. */
const FETCH_WITHIN_MS = 2 * 60_000;

/** What a customer sent, looked at. Null: try again soon. */
export async function keepSent(
  files: TalkFiles,
  row: HandOffRow,
  { _id, sent, atUtc }: LineRow,
  nowUtc: Instant,
): Promise<Exclude<KeptOutcome, { kind: 'retry' }> | null> {
  const { shopId, conversationId, channel } = row;
  if (!sent) return { kind: 'refused', reason: 'unreadable' };
  const kept = await files.keep(sent.file, { key: `handoff:${_id}`, shopId, conversationId, channel, nowUtc });
  if (kept.kind !== 'retry') return kept;
  return nowUtc - atUtc > FETCH_WITHIN_MS ? { kind: 'refused', reason: 'unreadable' } : null;
}

/** What an operator added to a line, fetched, scanned and kept; or why the line is not sent, a sentence for them. */
export async function keepAdded(
  files: TalkFiles,
  talks: Pick<TalkPort, 'fetchFile'>,
  row: HandOffRow,
  { _id, files: added = [] }: LineRow,
  nowUtc: Instant,
): Promise<{ readonly kind: 'kept'; readonly files: readonly SharedFile[] } | NotSent> {
  const { shopId, conversationId, channel } = row;
  const shared: SharedFile[] = [];
  for (const [index, { ref, type, name, bytes }] of added.entries()) {
    const called = name ?? 'The file';
    if ((bytes ?? 0) > FILE_LIMIT_BYTES) return lasting(`${called} is more than 10 MB: nothing was sent.`);
    const key = `handoff:${_id}:${index}`;
    const fetched = await talks.fetchFile(ref, FILE_LIMIT_BYTES);
    if (fetched.kind === 'retry')
      return { kind: 'notSent', why: `${called} could not be fetched. Please press again.` };
    if (fetched.kind === 'tooBig') return lasting(`${called} is more than 10 MB: nothing was sent.`);
    if (fetched.kind === 'gone') return lasting(`${called} is not there any more: nothing was sent.`);
    const taken = await files.takeIn(fetched.content, { type, name });
    const kept = await files.keep(taken, { key, shopId, conversationId, channel, nowUtc });
    if (kept.kind === 'retry') return { kind: 'notSent', why: `${called} could not be read. Please press again.` };
    if (kept.kind === 'refused') return lasting(`${called} ${WHY[kept.reason]}: nothing was sent.`);
    const { fileId, name: safeName, type: realType, bytes: size } = kept;
    shared.push({ name: safeName, type: realType, bytes: size, url: files.urlOf(fileId) });
  }
  return { kind: 'kept', files: shared };
}

export interface NotSent {
  readonly kind: 'notSent';
  readonly why: string;
  /** Pressing again is no use, so the line itself says why. */
  readonly lasting?: true;
}

function lasting(why: string): NotSent {
  return { kind: 'notSent', why, lasting: true };
}

/** Why a file goes no further, in the middle of a sentence. */
export const WHY: Readonly<Record<FileRefusal, string>> = {
  infected: 'carries something harmful',
  tooBig: 'is more than 10 MB',
  wrongKind: 'is a program or a page, which could do harm',
  unreadable: 'cannot be read',
};
