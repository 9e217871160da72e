import { createHash } from 'node:crypto';
import type { CallContext, CallInput, FileRef, KeptFile, OutcomeOf } from '../flow/protocol.js';
import type { FetchedFile } from '../messaging/channel.js';
import type { ChannelId, Instant } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import { isDuplicateKey, type Mongo } from '../platform/mongo.js';
import { createBlobs, FILE_LIMIT_BYTES, type BlobMeta } from './blobs.js';
import { KEPT_FILES, type KeptFileRow } from './files.model.js';
import { typeOfArchive, type Scanner } from './scanner.js';
import { isAccepted, safeName, sniff } from './sniff.rules.js';
import { DAY_MS } from '../platform/time-units.js';

export interface FilesDeps {
  readonly mongo: Mongo;
  readonly clock: Clock;
  readonly scanner: Scanner;
  /** Fetches from a channel that keeps its own files; null when that channel has no way to. */
  readonly fetchFrom: (channel: ChannelId, ref: string, limitBytes: number) => Promise<FetchedFile | null>;
}

export type Files = ReturnType<typeof createFiles>;

/** Files that came to us directly, from a page or the web chat, are named so. */
const OWN = 'incoming:';

type Refusal = Extract<OutcomeOf<'file.keep'>, { exit: 'refused' }>['data']['reason'];

/** Thrown when a file could not be fetched now: the turn is run again. */
export class FileNotFetchedError extends Error {
  readonly code = 'files.notFetched';
}

/** Fetching, judging and keeping what people send (FL-14). */
export function createFiles({ mongo, clock, scanner, fetchFrom }: FilesDeps) {
  const rows = mongo.db.collection<KeptFileRow>(KEPT_FILES);
  const incoming = createBlobs({ mongo, clock, bucket: 'incoming' });
  const kept = createBlobs({ mongo, clock, bucket: 'kept' });

  async function fetchFile(ref: string, channel: ChannelId): Promise<FetchedFile> {
    if (ref.startsWith(OWN)) {
      const blob = await incoming.get(ref.slice(OWN.length));
      if (!blob) return { kind: 'gone' };
      return { kind: 'fetched', content: blob.content, ...(blob.meta.name ? { name: blob.meta.name } : {}) };
    }
    return (await fetchFrom(channel, ref, FILE_LIMIT_BYTES)) ?? { kind: 'gone' };
  }

  async function judge(content: Buffer, accept: readonly string[]): Promise<{ type: string } | { refusal: Refusal }> {
    const verdict = await scanner.scan(content);
    if (verdict === 'infected') return { refusal: 'infected' };
    if (verdict === 'program') return { refusal: 'wrongKind' };
    if (verdict === 'unreadable') return { refusal: 'unreadable' };
    const sniffed = sniff(content);
    if (sniffed.kind !== 'known') return { refusal: sniffed.kind === 'program' ? 'wrongKind' : 'unreadable' };
    const type = sniffed.type === 'application/zip' ? typeOfArchive(content) : sniffed.type;
    return isAccepted(type, accept) ? { type } : { refusal: 'wrongKind' };
  }

  /** The row decides: of two runs of one call, the later one throws its own bytes away. */
  async function settle(row: KeptFileRow): Promise<OutcomeOf<'file.keep'>> {
    try {
      await rows.insertOne(row);
      if (row.blobId !== null) await kept.claim(row.blobId);
      return row.outcome;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      if (row.blobId !== null) await kept.remove(row.blobId);
      return (await rows.findOne({ _id: row._id }))?.outcome ?? row.outcome;
    }
  }

  return {
    /** @throws FileNotFetchedError when the channel cannot be reached now. */
    async keep({ file, accept }: CallInput<'file.keep'>, context: CallContext): Promise<OutcomeOf<'file.keep'>> {
      const { shopId, conversationId, channel, key, nowUtc } = context;
      const _id = createHash('sha256').update(key).digest('base64url').slice(0, 22);
      const known = await rows.findOne({ _id });
      if (known) return known.outcome;
      const base = { _id, shopId, conversationId, atUtc: nowUtc };
      const refuse = (reason: Refusal, sha256: string | null = null) =>
        settle({
          ...base,
          blobId: null,
          sha256,
          outcome: { call: 'file.keep', exit: 'refused', data: { reason } },
        });
      const fetched = await fetchFile(file.ref, channel);
      if (fetched.kind === 'retry') throw new FileNotFetchedError(fetched.reason);
      if (fetched.kind === 'gone') return refuse('unreadable');
      if (fetched.kind === 'tooBig' || fetched.content.byteLength > FILE_LIMIT_BYTES) return refuse('tooBig');
      const content = Buffer.from(fetched.content);
      const sha256 = createHash('sha256').update(content).digest('hex');
      const judged = await judge(content, accept);
      if ('refusal' in judged) return refuse(judged.refusal, sha256);
      const { type } = judged;
      const name = safeName(file.name ?? fetched.name ?? null, type);
      const blobId = await kept.put(content, { type, name });
      const outcome: OutcomeOf<'file.keep'> = {
        call: 'file.keep',
        exit: 'kept',
        data: { file: { id: _id, name, type, bytes: content.length } },
      };
      return settle({ ...base, blobId, sha256, outcome });
    },

    /** Takes a file in without looking at it; `file.keep` looks, or it is gone after a day. */
    async takeIn(content: Uint8Array, meta: BlobMeta): Promise<FileRef> {
      const id = await incoming.put(content, meta);
      return { ref: OWN + id, type: meta.type, bytes: content.byteLength, name: meta.name };
    },

    /** What was kept of this chat since then, oldest first. */
    async keptIn(conversationId: string, sinceUtc: Instant): Promise<readonly KeptFile[]> {
      const found = await rows
        .find({ conversationId, atUtc: { $gte: sinceUtc } })
        .sort({ atUtc: 1 })
        .toArray();
      return found.flatMap(({ outcome }) => (outcome.exit === 'kept' ? [outcome.data.file] : []));
    },

    async open(id: string): Promise<{ name: string; type: string; content: Buffer } | null> {
      const row = await rows.findOne({ _id: id });
      if (!row?.blobId || row.outcome.exit !== 'kept') return null;
      const blob = await kept.get(row.blobId);
      const { name, type } = row.outcome.data.file;
      return blob && { name, type, content: blob.content };
    },

    /** Throws a kept file away, its bytes first: the row says what is left to do. One that is not there is fine. */
    async remove(id: string): Promise<void> {
      const row = await rows.findOne({ _id: String(id) });
      if (row?.blobId) await kept.remove(row.blobId);
      await rows.deleteOne({ _id: String(id) });
    },

    /** Forgets what nobody asked to keep, and bytes a killed process left without a row. */
    async sweep(): Promise<void> {
      const beforeUtc = clock.nowUtc() - DAY_MS;
      for (const id of await incoming.looseBefore(beforeUtc)) await incoming.remove(id);
      for (const id of await kept.looseBefore(beforeUtc))
        await ((await rows.findOne({ blobId: id }, { projection: { _id: 1 } })) ? kept.claim(id) : kept.remove(id));
    },
  };
}
