import { randomUUID } from 'node:crypto';
import type { Clock } from '../platform/clock.js';
import type { DomainEvent, DomainEventType } from '../platform/events.js';
import type { Instant } from '../messaging/message.js';
import type { JobSpec } from '../platform/jobs.js';
import type { Log } from '../platform/log.js';
import type { Mongo } from '../platform/mongo.js';
import type { CardRemark } from './job-card.rules.js';
import { PENDING_STEPS, type PendingRow } from './pending.model.js';
import { judgePending, pendingLine, planPending, type PendingFacts, type PendingReason } from './pending.rules.js';

export interface PendingRequestsDeps {
  readonly mongo: Mongo;
  readonly clock: Clock;
  readonly log: Log;
  readonly findPending: (bookingId: string) => Promise<PendingFacts | null>;
  /** Ends the request if it still waits. Idempotent by its key. */
  readonly expire: (input: {
    bookingId: string;
    key: string;
    timeVersion: number;
    nowUtc: Instant;
  }) => Promise<unknown>;
  /** Puts a line into the job card. Throws when the card cannot be shown now. */
  readonly remark: (bookingId: string, remark: CardRemark) => Promise<void>;
  /** Sets an alarm for an exact moment. Without it the regular sweep rings, a little later. */
  readonly ringAt?: (whenUtc: Instant) => Promise<void>;
}

export interface PendingRequests {
  /** Subscriber of every booking event: plans, replaces and takes back. */
  readonly onBookingEvent: (event: DomainEvent) => Promise<void>;
  /** Does what is due, whoever else does so at the same time. Resolves with how many rows came to an end. */
  ringDue(): Promise<number>;
}

/** The alarm that is also set for exact moments. */
export const PENDING_JOB = 'operations.pending';

/** Longer than updating a card or ending a booking can take. */
const LEASE_MS = 30_000;
const BACKOFF_BASE_MS = 5_000;
const BACKOFF_CAP_MS = 5 * 60_000;
const PLANNING: ReadonlySet<DomainEventType> = new Set(['booking.created', 'booking.moved', 'booking.assigned']);

/** Looks once a minute for what is due, also for what an outage left behind. */
export function pendingJobs(pending: PendingRequests): JobSpec[] {
  return [{ name: PENDING_JOB, everyMs: 60_000, run: async () => void (await pending.ringDue()) }];
}

/**
 * Requests nobody answers (GP-18): the operators are reminded in the job card, then urged, and in the end the request is
 * ended for them. The plan is rows; the booking is read again when one rings, so an answered request is left alone.
 */
export function createPendingRequests(deps: PendingRequestsDeps): PendingRequests {
  const { clock, log } = deps;
  const rows = deps.mongo.db.collection<PendingRow>(PENDING_STEPS);

  async function plan(facts: PendingFacts): Promise<void> {
    const { bookingId, shopId, timeVersion } = facts;
    await rows.updateMany(
      { bookingId, reason: null, timeVersion: { $ne: timeVersion } },
      { $set: { reason: 'moved', decidedAtUtc: clock.nowUtc() } },
    );
    for (const { step, dueAtUtc } of planPending(facts)) {
      const fresh: Omit<PendingRow, '_id'> = {
        shopId,
        bookingId,
        step,
        timeVersion,
        dueAtUtc,
        reason: null,
        decidedAtUtc: null,
        leaseUntilUtc: 0,
        leaseToken: '',
        tries: 0,
      };
      await rows.updateOne({ _id: `${bookingId}:${step}:${timeVersion}` }, { $setOnInsert: fresh }, { upsert: true });
      await deps.ringAt?.(dueAtUtc);
    }
  }

  async function takeBack(bookingId: string): Promise<void> {
    await rows.updateMany({ bookingId, reason: null }, { $set: { reason: 'answered', decidedAtUtc: clock.nowUtc() } });
  }

  /** One update decides who acts: a second worker does not find the row any more. */
  async function claim(): Promise<PendingRow | null> {
    const nowUtc = clock.nowUtc();
    return rows.findOneAndUpdate(
      { reason: null, dueAtUtc: { $lte: nowUtc }, leaseUntilUtc: { $lte: nowUtc } },
      { $set: { leaseUntilUtc: nowUtc + LEASE_MS, leaseToken: randomUUID() }, $inc: { tries: 1 } },
      { sort: { dueAtUtc: 1 }, returnDocument: 'after' },
    );
  }

  async function hasLater({ bookingId, timeVersion, dueAtUtc }: PendingRow): Promise<boolean> {
    const later = { bookingId, timeVersion, reason: null, dueAtUtc: { $gt: dueAtUtc, $lte: clock.nowUtc() } };
    return (await rows.findOne(later, { projection: { _id: 1 } })) !== null;
  }

  async function ring(row: PendingRow): Promise<void> {
    const { _id: key, bookingId, step, timeVersion } = row;
    const facts = await deps.findPending(bookingId);
    const refusal = judgePending(row, facts, await hasLater(row));
    if (refusal || !facts) return end(row, refusal ?? 'no such booking');
    // Done before it is recorded: a crash in between repeats the same key, which has one effect.
    if (step === 'expire') await deps.expire({ bookingId, key, timeVersion, nowUtc: clock.nowUtc() });
    else await deps.remark(bookingId, { key, topic: 'waiting', text: pendingLine(step, facts), onlyWhile: 'pending' });
    await end(row, 'done');
  }

  async function end(row: PendingRow, reason: PendingReason): Promise<void> {
    await rows.updateOne(
      { _id: row._id, leaseToken: row.leaseToken, reason: null },
      { $set: { reason, decidedAtUtc: clock.nowUtc() } },
    );
  }

  return {
    async onBookingEvent({ type, bookingId }) {
      // Events may come late: what counts is what the booking is now.
      const facts = PLANNING.has(type) ? await deps.findPending(bookingId) : null;
      if (facts?.status === 'pending') await plan(facts);
      else if (type !== 'booking.coming') await takeBack(bookingId);
    },

    async ringDue() {
      let ended = 0;
      for (let row = await claim(); row; row = await claim()) {
        const { _id, leaseToken, tries } = row;
        try {
          await ring(row);
          ended++;
        } catch (error) {
          const waitMs = Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** Math.min(tries, 10));
          log.warn({ err: error, step: _id, tries }, 'a waiting request could not be dealt with; it is tried again');
          await rows.updateOne({ _id, leaseToken }, { $set: { leaseUntilUtc: clock.nowUtc() + waitMs } });
        }
      }
      return ended;
    },
  };
}
