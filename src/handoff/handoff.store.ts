import { createHash } from 'node:crypto';
import type { Instant, SharedFile } from '../messaging/message.js';
import type { CardRef } from '../messaging/operator.js';
import type { Clock } from '../platform/clock.js';
import { isDuplicateKey, type Mongo } from '../platform/mongo.js';
import { HAND_OFF_LINES, HAND_OFFS, type HandOffRow, type LineRow, type TalkEvent } from './handoff.model.js';

/** Nobody has taken it: the customer is not left waiting for longer than this. */
const WAITING_LIFE_MS = 30 * 60_000;
/** Taken and then forgotten. */
const SILENT_LIFE_MS = 12 * 60 * 60_000;
/** What the acting process has not finished by then, another one takes up. */
const TAKE_UP_MS = 10_000;
const SENT_LINES_MAX = 500;

export interface OpenInput extends Pick<
  HandOffRow,
  'shopId' | 'conversationId' | 'channel' | 'language' | 'reason' | 'note'
> {
  readonly key: string;
  readonly nowUtc: Instant;
}

export interface Who {
  readonly id: string;
  readonly name: string;
}

export type HandOffStore = ReturnType<typeof createHandOffStore>;

/**
 * Every change is ONE conditional update of the hand-off's document, and what has to be told of it is written in the same
 * update: a process that is killed in between leaves a row that is due, and any other finishes it.
 */
export function createHandOffStore({ mongo, leaseClock }: { mongo: Mongo; leaseClock: Clock }) {
  const rows = mongo.db.collection<HandOffRow>(HAND_OFFS);
  const lines = mongo.db.collection<LineRow>(HAND_OFF_LINES);
  const due = (): number => leaseClock.nowUtc() + TAKE_UP_MS;

  /** The open hand-off of this chat: the one of this key, or one that is open already; a new one otherwise. */
  async function open(input: OpenInput): Promise<{ row: HandOffRow; isNew: boolean }> {
    const { key, nowUtc, ...rest } = input;
    const _id = idOf(key);
    for (;;) {
      const last = await rows.findOne(
        { conversationId: input.conversationId, $or: [{ _id }, { isOpen: true }] },
        { sort: { epoch: -1 } },
      );
      if (last) return { row: last, isNew: false };
      const row: HandOffRow = {
        _id,
        ...rest,
        state: 'waiting',
        isOpen: true,
        epoch: (await lastEpoch(input.conversationId)) + 1,
        owner: null,
        openedAtUtc: nowUtc,
        takenAtUtc: null,
        closedAtUtc: null,
        lapseAtUtc: nowUtc + WAITING_LIFE_MS,
        closedBy: null,
        toTell: [],
        sentLineIds: [],
        lineCount: 0,
        rev: 1,
        card: null,
        shownRev: 0,
        leaseUntil: 0,
        dueAt: due(),
      };
      try {
        await rows.insertOne(row);
        return { row, isNew: true };
      } catch (error) {
        // Opened in the same instant by another run of the same turn: that one counts.
        if (!isDuplicateKey(error)) throw error;
      }
    }
  }

  async function lastEpoch(conversationId: string): Promise<number> {
    const last = await rows.findOne({ conversationId }, { sort: { epoch: -1 }, projection: { epoch: 1 } });
    return last?.epoch ?? 0;
  }

  /** First wins: the state and the epoch read are in the filter. Null when somebody was quicker. */
  function take(row: HandOffRow, owner: Who, nowUtc: Instant): Promise<HandOffRow | null> {
    const epoch = row.epoch + 1;
    return change(row, 'waiting', {
      set: { state: 'taken', owner, epoch, takenAtUtc: nowUtc, lapseAtUtc: nowUtc + SILENT_LIFE_MS },
      tell: { id: `${row._id}:${epoch}`, event: { type: 'owner', to: 'person', by: owner.name, epoch } },
    });
  }

  /** @param by who the customer hears handed it back; null when they went themselves. */
  function close(row: HandOffRow, by: string | null, nowUtc: Instant): Promise<HandOffRow | null> {
    const epoch = row.epoch + 1;
    return change(row, row.state, {
      set: { state: 'closed', isOpen: false, epoch, closedAtUtc: nowUtc, closedBy: by },
      tell: { id: `${row._id}:${epoch}`, event: { type: 'owner', to: 'script', by, epoch } },
    });
  }

  async function change(
    row: HandOffRow,
    from: HandOffRow['state'],
    to: { set: Partial<HandOffRow>; tell: { id: string; event: TalkEvent } },
  ): Promise<HandOffRow | null> {
    return rows.findOneAndUpdate(
      { _id: row._id, epoch: row.epoch, state: from, isOpen: true },
      { $set: { ...to.set, dueAt: due() }, $push: { toTell: to.tell }, $inc: { rev: 1 } },
      { returnDocument: 'after' },
    );
  }

  /** The words and files go to the customer, once, and only while the one who sends them has the chat. */
  async function send(
    row: HandOffRow,
    line: LineRow,
    files: readonly SharedFile[],
    owner: Who,
    nowUtc: Instant,
  ): Promise<HandOffRow | null> {
    const relay = { type: 'relay', by: owner.name, epoch: row.epoch } as const;
    const [first, ...others] = files;
    const id = `${row._id}:${line._id}`;
    const toTell: HandOffRow['toTell'] = [
      { id, event: { ...relay, text: line.text, ...(first ? { file: first } : {}) } },
      ...others.map((file, index) => ({ id: `${id}:${index + 1}`, event: { ...relay, text: '', file } })),
    ];
    const next = await rows.findOneAndUpdate(
      { _id: row._id, epoch: row.epoch, state: 'taken', 'owner.id': owner.id, sentLineIds: { $ne: line._id } },
      {
        $push: {
          toTell: { $each: [...toTell] },
          sentLineIds: { $each: [line._id], $slice: -SENT_LINES_MAX },
        },
        $inc: { rev: 1 },
        $set: { dueAt: due(), lapseAtUtc: nowUtc + SILENT_LIFE_MS },
      },
      { returnDocument: 'after' },
    );
    if (next) await lines.updateOne({ _id: line._id }, { $set: { sentBy: owner.name, isNews: true } });
    return next;
  }

  /** Adds to the talk; the same id again adds nothing. The number comes from the hand-off, so lines stay in order. */
  async function addLine(
    handOffId: string,
    line: Pick<LineRow, '_id' | 'from' | 'text' | 'atUtc' | 'sent' | 'files'>,
  ): Promise<'added' | 'known' | 'gone'> {
    if (await lines.findOne({ _id: line._id }, { projection: { _id: 1 } })) return 'known';
    const counted = await rows.findOneAndUpdate(
      { _id: handOffId },
      { $inc: { lineCount: 1, rev: 1 }, $set: { dueAt: due() } },
      { returnDocument: 'after', projection: { lineCount: 1 } },
    );
    if (!counted) return 'gone';
    try {
      await lines.insertOne({ ...line, handOffId, seq: counted.lineCount, sentBy: null, ref: null, isNews: true });
      return 'added';
    } catch (error) {
      if (isDuplicateKey(error)) return 'known';
      throw error;
    }
  }

  /** One process at a time talks to the operators' place about a hand-off. */
  function lease(id: string, forMs: number): Promise<HandOffRow | null> {
    const now = leaseClock.nowUtc();
    return rows.findOneAndUpdate(
      { _id: id, leaseUntil: { $lte: now } },
      { $set: { leaseUntil: now + forMs } },
      { returnDocument: 'after' },
    );
  }

  /** False when something has changed since `row` was read: there is more to do. */
  async function release(row: HandOffRow, isDone: boolean): Promise<boolean> {
    const settled = isDone
      ? await rows.updateOne(
          { _id: row._id, rev: row.rev, 'toTell.0': { $exists: false } },
          { $set: { leaseUntil: 0 }, $unset: { dueAt: 1 } },
        )
      : null;
    if (settled?.modifiedCount === 1) return true;
    await rows.updateOne({ _id: row._id }, { $set: { leaseUntil: 0 } });
    return false;
  }

  return {
    open,
    take,
    close,
    send,
    addLine,
    lease,
    release,
    find: (id: string) => rows.findOne({ _id: id }),
    findLine: (id: string) => lines.findOne({ _id: id }),
    findByCard: ({ channel, messageId }: CardRef) =>
      rows.findOne({ 'card.messageId': messageId, 'card.channel': channel }),
    /** What a customer says belongs to their latest hand-off, also when it was closed a moment ago. */
    findLatest: (conversationId: string) => rows.findOne({ conversationId }, { sort: { epoch: -1 } }),
    /** The line itself says why it is not sent. */
    refuse: async (handOffId: string, lineId: string, problem: string) => {
      await lines.updateOne({ _id: lineId }, { $set: { problem, isNews: true } });
      await rows.updateOne({ _id: handOffId }, { $inc: { rev: 1 }, $set: { dueAt: due() } });
    },
    told: async (id: string, eventId: string) => {
      await rows.updateOne({ _id: id }, { $pull: { toTell: { id: eventId } } });
    },
    shown: async (id: string, card: CardRef, shownRev: number) => {
      await rows.updateOne({ _id: id }, { $set: { card, shownRev } });
    },
    newsOf: (id: string) => lines.find({ handOffId: id, isNews: true }).sort({ seq: 1 }).limit(50).toArray(),
    lineShown: async ({ _id, sentBy }: LineRow, ref: CardRef) => {
      await lines.updateOne({ _id }, { $set: { ref } });
      // Sent while it was being shown: it is news again.
      await lines.updateOne({ _id, sentBy }, { $set: { isNews: false } });
    },
    due: () =>
      rows
        .find({ dueAt: { $lte: leaseClock.nowUtc() } })
        .limit(50)
        .toArray(),
    lapsed: (nowUtc: Instant) =>
      rows
        .find({ isOpen: true, lapseAtUtc: { $lte: nowUtc } })
        .limit(50)
        .toArray(),
    putOff: async (id: string) => {
      await rows.updateOne({ _id: id }, { $set: { dueAt: due() } });
    },
  };
}

/** The same call is the same hand-off. A call's key holds an address, which no button may carry. */
function idOf(key: string): string {
  return `h_${createHash('sha256').update(key).digest('base64url').slice(0, 22)}`;
}
