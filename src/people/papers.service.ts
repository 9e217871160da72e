import { createHash } from 'node:crypto';
import type { AnswerPair, Notice, PaperKind, ThingOption } from '../flow/protocol.js';
import { formatWhen } from '../messaging/format.js';
import type { Instant } from '../messaging/message.js';
import type { JobCard, PressedAct } from '../messaging/operator.js';
import { isDuplicateKey, type Mongo } from '../platform/mongo.js';
import { PAPERS, type PaperRow } from './papers.model.js';
import { paperName, paperState } from './papers.text.js';

export interface PapersDeps {
  readonly mongo: Mongo;
  readonly findShop: (shopId: string) => Promise<{ readonly zone: string; readonly language: string }>;
  /** Opens a kept photo for the people of the shop. */
  readonly photoUrlOf: (fileId: string) => string;
  readonly showCard: (id: string) => Promise<void>;
  readonly languageOf: (conversationId: string) => Promise<string | null>;
  readonly notify: (conversationId: string, noticeId: string, notice: Notice) => Promise<void>;
}

export type Papers = ReturnType<typeof createPapers>;

/** Cards and clicks say by their id that they are about a paper. */
const PAPER_PREFIX = 'paper_';

/** Papers by which a shop knows whom or what it works for (BK-22): one of a kind for each chat, the newer replaces the older. */
export function createPapers(deps: PapersDeps) {
  const { mongo, findShop, photoUrlOf, showCard, languageOf, notify } = deps;
  const rows = mongo.connection.collection<PaperRow>(PAPERS);

  const thingOf = (row: PaperRow, language: string): ThingOption => ({
    id: row._id,
    name: paperName(row, language),
    detail: paperState(row, language),
  });

  async function listIn(shopId: string, chats: readonly string[]): Promise<PaperRow[]> {
    return rows
      .find({ shopId: String(shopId), conversationId: { $in: chats.map(String) } })
      .sort({ atUtc: -1, _id: 1 })
      .toArray();
  }

  /** Two runs of one call write one version; of two calls at once the later one wins. */
  async function write(
    at: { readonly shopId: string; readonly conversationId: string; readonly key: string; readonly nowUtc: Instant },
    shown: Pick<PaperRow, 'kind' | 'tail' | 'fileId' | 'state'>,
  ): Promise<PaperRow> {
    const { shopId, conversationId, key, nowUtc } = at;
    const _id = idOf(shopId, conversationId, shown.kind);
    const set = { ...shown, by: null, lastActId: key, atUtc: nowUtc };
    const insert = { shopId, conversationId };
    const upsert = () =>
      rows.updateOne(
        { _id, lastActId: { $ne: key } },
        { $set: set, $inc: { version: 1 }, $setOnInsert: insert },
        { upsert: true },
      );
    try {
      await upsert();
    } catch (error) {
      // This very call was here before; anything else that was quicker is written over.
      if (!isDuplicateKey(error)) throw error;
      if ((await rows.findOne({ _id }))?.lastActId !== key) await upsert();
    }
    const row = await rows.findOne({ _id });
    if (!row) throw new Error(`paper ${_id} was taken away while it was written`);
    return row;
  }

  async function tell(row: PaperRow): Promise<void> {
    const language = (await languageOf(row.conversationId)) ?? 'en';
    const name = row.state === 'approved' ? 'paper.approved' : 'paper.refused';
    await notify(row.conversationId, `${row._id}:${row.version}`, { name, paper: thingOf(row, language) });
  }

  return {
    write,
    thingOf,

    /** The one that still counts; one that was refused does not. */
    async find(shopId: string, chats: readonly string[], kind: PaperKind): Promise<PaperRow | null> {
      const found = (await listIn(shopId, chats)).find((row) => row.kind === kind);
      return found && found.state !== 'refused' ? found : null;
    },

    async list(shopId: string, chats: readonly string[], language: string): Promise<readonly ThingOption[]> {
      return (await listIn(shopId, chats)).map((row) => thingOf(row, language));
    },

    /** What a job card says of them: never more than how a number ends. */
    async linesFor(shopId: string, conversationId: string, language: string): Promise<readonly AnswerPair[]> {
      return (await listIn(shopId, [conversationId])).map((row) => ({
        label: paperName(row, language),
        value: paperState(row, language),
      }));
    },

    /** The photo a newer paper of that kind takes the place of; it is thrown away before the newer one is written. */
    async photoOf(shopId: string, conversationId: string, kind: PaperKind): Promise<string | null> {
      return (await rows.findOne({ _id: idOf(shopId, conversationId, kind) }))?.fileId ?? null;
    },

    /** Takes it away for good. The photo goes first: stopped half-way the row still knows what is left to do. */
    async forget(id: string, chats: readonly string[], removeFile: (fileId: string) => Promise<void>): Promise<void> {
      const mine = { _id: String(id), conversationId: { $in: chats.map(String) } };
      const row = await rows.findOne(mine);
      if (!row) return;
      if (row.fileId !== null) await removeFile(row.fileId);
      await rows.deleteOne(mine);
      if (row.fileId !== null) await showCard(row._id);
    },

    owns: (id: string): boolean => id.startsWith(PAPER_PREFIX),

    async findCard(id: string): Promise<JobCard | null> {
      const row = await rows.findOne({ _id: String(id) });
      return row ? presentPaper(row, await findShop(row.shopId), photoUrlOf) : goneCard(id);
    },

    /** A person of the shop has looked at the photo. @returns null when it is done, else a sentence for them */
    async act({ actId, act, bookingId, seenVersion, operator }: PressedAct): Promise<string | null> {
      if (act !== 'accept' && act !== 'reject') return 'A paper can only be approved or refused.';
      const state = act === 'accept' ? 'approved' : 'refused';
      await rows.updateOne(
        { _id: String(bookingId), state: 'waiting', version: seenVersion },
        { $set: { state, by: operator, lastActId: actId }, $inc: { version: 1 } },
      );
      const row = await rows.findOne({ _id: String(bookingId) });
      if (!row) return 'Its owner has taken it away.';
      if (row.lastActId !== actId) return 'Not possible: it has been answered, or another one was sent.';
      await tell(row);
      await showCard(row._id);
      return null;
    },
  };
}

function idOf(shopId: string, conversationId: string, kind: PaperKind): string {
  const hash = createHash('sha256').update(`${shopId}\n${conversationId}\n${kind}`).digest('base64url');
  return PAPER_PREFIX + hash.slice(0, 22);
}

function presentPaper(
  row: PaperRow,
  { zone, language }: { readonly zone: string; readonly language: string },
  photoUrlOf: (fileId: string) => string,
): JobCard {
  const isWaiting = row.state === 'waiting';
  const who = row.by?.name ?? 'the customer';
  return {
    bookingId: row._id,
    version: row.version,
    title: `Please look at this: ${paperName(row, language)}`,
    facts: row.fileId === null ? [] : [photoUrlOf(row.fileId)],
    status: {
      label: paperState(row, 'en').replace(/^\w/, (letter) => letter.toUpperCase()),
      tone: isWaiting ? 'waiting' : row.state === 'refused' ? 'refused' : 'done',
    },
    acts: isWaiting
      ? [
          { act: 'accept', label: 'Approve', style: 'primary' },
          { act: 'reject', label: 'Refuse', style: 'danger' },
        ]
      : [],
    lastLine: `${row.by ? 'Answered' : 'Sent'} by ${who}, ${formatWhen(row.atUtc, zone, language)}`,
    updatedAtUtc: row.atUtc,
  };
}

/** Above any version it may have shown. */
const GONE_VERSION = Number.MAX_SAFE_INTEGER;

function goneCard(id: string): JobCard {
  return {
    bookingId: id,
    version: GONE_VERSION,
    title: 'A paper that its owner has taken away',
    facts: [],
    status: { label: 'Taken away', tone: 'done' },
    acts: [],
    lastLine: 'Nothing of it is kept here',
    updatedAtUtc: 0,
  };
}
