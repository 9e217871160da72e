import type { Clock } from '../platform/clock.js';
import type { IndexSpec } from '../platform/indexes.js';
import type { Log } from '../platform/log.js';
import { isDuplicateKey, type Mongo } from '../platform/mongo.js';
import type { CardRef, OperatorPort } from '../messaging/operator.js';
import { cardWith, JOB_CARDS, type CardSources } from './find-card.js';
import type { CardRemark } from './job-card.rules.js';

interface CardRow {
  readonly _id: string;
  readonly ref?: CardRef;
  readonly shownVersion?: number;
  /** Lines the house has added, oldest first. */
  readonly remarks?: readonly CardRemark[];
  /** How many of them the card shows. */
  readonly shownRemarks?: number;
  readonly leaseUntil: number;
}

export interface JobCardsDeps extends CardSources {
  readonly mongo: Mongo;
  /** Real time, for leases. */
  readonly leaseClock: Clock;
  readonly log: Log;
  readonly operators: OperatorPort;
}

export const jobCardIndexes: IndexSpec[] = [
  { collection: JOB_CARDS, key: { 'ref.messageId': 1 }, options: { name: 'cards_by_message' } },
];

const LEASE_MS = 20_000;

/** The card cannot be shown now; whoever asked tries again. */
export class CardNotShownError extends Error {
  readonly code = 'operations.cardNotShown';
}

/**
 * One card a job, posted once and updated in place. The row's lease lets one process at a time talk to the provider about
 * a card, so that an older state never overwrites a newer one; `shownVersion` says which state the card shows.
 * Slack has no idempotent post: a process killed between the post and its record leads to a second card, and the first
 * one's buttons still work because every click is judged by the booking, not by the card.
 */
export function createJobCards({ mongo, leaseClock, log, operators, ...sources }: JobCardsDeps) {
  const cards = mongo.db.collection<CardRow>(JOB_CARDS);

  async function lease(bookingId: string): Promise<CardRow> {
    const now = leaseClock.nowUtc();
    try {
      const row = await cards.findOneAndUpdate(
        { _id: bookingId, leaseUntil: { $lte: now } },
        { $set: { leaseUntil: now + LEASE_MS } },
        { upsert: true, returnDocument: 'after' },
      );
      if (row) return row;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    throw new CardNotShownError('the card is being updated by another process');
  }

  const release = (bookingId: string, set: Partial<CardRow> = {}): Promise<unknown> =>
    cards.updateOne({ _id: bookingId }, { $set: { ...set, leaseUntil: 0 } });

  /** Makes the card show the booking as it is now. Throws `CardNotShownError` when it has to be tried again. */
  async function refresh(bookingId: string): Promise<void> {
    const row = await lease(bookingId);
    const remarks = row.remarks ?? [];
    const card = await cardWith(sources, bookingId, remarks);
    const isShown = (row.shownVersion ?? -1) >= (card?.version ?? 0) && (row.shownRemarks ?? 0) === remarks.length;
    if (!card || isShown) {
      await release(bookingId);
      return;
    }
    const outcome = row.ref
      ? await operators.updateCard(row.ref, card)
      : await operators.postCard(card, `${bookingId}:card`);
    switch (outcome.kind) {
      case 'ok':
        await release(bookingId, {
          ref: outcome.ref,
          shownVersion: card.version,
          shownRemarks: remarks.length,
        });
        return;
      case 'retry':
        await release(bookingId);
        throw new CardNotShownError(outcome.reason);
      case 'refused':
        log.error({ bookingId, reason: outcome.reason }, 'the operators’ channel refused a job card');
        await release(bookingId);
    }
  }

  /** Adds a line to the card, once for each key. Throws `CardNotShownError` when showing it has to be tried again. */
  async function remark(bookingId: string, remark: CardRemark): Promise<void> {
    try {
      await cards.updateOne(
        { _id: bookingId, 'remarks.key': { $ne: remark.key } },
        { $push: { remarks: remark }, $setOnInsert: { leaseUntil: 0 } },
        { upsert: true },
      );
    } catch (error) {
      // The row is there and has this remark: it is known, and perhaps not shown yet.
      if (!isDuplicateKey(error)) throw error;
    }
    await refresh(bookingId);
  }

  /** Which card's thread a message is of; null when it is no card of ours. */
  async function cardAt({ messageId, channel }: CardRef): Promise<string | null> {
    const row = await cards.findOne({ 'ref.messageId': messageId, 'ref.channel': channel }, { projection: { _id: 1 } });
    return row?._id ?? null;
  }

  return { refresh, remark, cardAt };
}
