import { randomUUID } from 'node:crypto';
import type { BookingView, Notice } from '../flow/protocol.js';
import type { Clock } from '../platform/clock.js';
import type { DomainEvent, DomainEventType } from '../platform/events.js';
import type { Instant } from '../messaging/message.js';
import type { Log } from '../platform/log.js';
import type { Mongo } from '../platform/mongo.js';
import { zoneOf } from '../scheduling/index.js';
import { REMINDERS, type ReminderRow } from './notification.model.js';
import { judgeReminder, planReminders, reminderDay, REMINDER_HOURS, type ReminderFacts } from './reminder.rules.js';

/** A booking as reminders see it. */
export interface RemindedBooking extends ReminderFacts {
  readonly bookingId: string;
  readonly shopId: string;
  readonly conversationId: string;
  readonly zone: string;
  /** Until when moving and dropping are free. */
  readonly freeUntilUtc: Instant;
  readonly view: BookingView;
}

export interface RemindersDeps {
  readonly mongo: Mongo;
  readonly clock: Clock;
  readonly log: Log;
  readonly findBooking: (bookingId: string) => Promise<RemindedBooking | null>;
  /** Hands a notice to a chat; the same notice id twice is one. */
  readonly notify: (conversationId: string, noticeId: string, notice: Notice) => Promise<void>;
  /** The same reminder by mail, where that is wanted; called again after a crash. Absent when no mail is sent. */
  readonly alsoByMail?: (row: ReminderRow) => Promise<void>;
  /** Sets an alarm for an exact moment. Without it the regular sweep rings, a little later. */
  readonly ringAt?: (whenUtc: Instant) => Promise<void>;
  readonly hoursBefore?: readonly number[];
}

export interface Reminders {
  /** Subscriber of every booking event: plans, replaces and takes back (REM-09). */
  readonly onBookingEvent: (event: DomainEvent) => Promise<void>;
  /** Sends what is due, whoever else does so at the same time. Resolves with how many rows came to an end. */
  ringDue(): Promise<number>;
  /** The next moment something is due, for a clock that is to be moved there. */
  nextDueUtc(): Promise<Instant | null>;
}

/** Longer than handing over a notice can take. */
const LEASE_MS = 30_000;
const BACKOFF_BASE_MS = 5_000;
const BACKOFF_CAP_MS = 5 * 60_000;
const PLANNING: ReadonlySet<DomainEventType> = new Set([
  'booking.created',
  'booking.accepted',
  'booking.moved',
  'booking.assigned',
]);

/**
 * The plan of reminders is rows, made with the booking; whatever rings is only an alarm clock. At the moment of sending the
 * booking is read again, so nobody is reminded of a visit that was moved or dropped, and every row ends with a reason.
 */
export function createReminders(deps: RemindersDeps): Reminders {
  const { clock, log } = deps;
  const rows = deps.mongo.db.collection<ReminderRow>(REMINDERS);
  const hoursBefore = deps.hoursBefore ?? REMINDER_HOURS;

  async function plan(booking: RemindedBooking): Promise<void> {
    const { bookingId, shopId, conversationId, timeVersion, startsAtUtc, freeUntilUtc } = booking;
    const zone = zoneOf(booking.zone);
    const dayStartUtc = (atUtc: Instant): Instant => zone.wallUtc(zone.dayOf(atUtc), 0);
    const free = { untilUtc: freeUntilUtc, dayStartUtc };
    const nowUtc = clock.nowUtc();
    await rows.updateMany(
      { bookingId, outcome: null, timeVersion: { $ne: timeVersion } },
      { $set: { outcome: 'skipped', reason: 'replaced by another time', decidedAtUtc: nowUtc } },
    );
    for (const { hoursBefore: hours, kind, dueAtUtc } of planReminders(startsAtUtc, nowUtc, hoursBefore, free)) {
      const fresh: Omit<ReminderRow, '_id'> = {
        shopId,
        bookingId,
        conversationId,
        kind,
        hoursBefore: hours,
        timeVersion,
        startsAtUtc,
        dueAtUtc,
        outcome: null,
        reason: null,
        decidedAtUtc: null,
        leaseUntilUtc: 0,
        leaseToken: '',
        tries: 0,
      };
      await rows.updateOne({ _id: `${bookingId}:${hours}h:${timeVersion}` }, { $setOnInsert: fresh }, { upsert: true });
      await deps.ringAt?.(dueAtUtc);
    }
  }

  async function takeBack(bookingId: string): Promise<void> {
    await rows.updateMany(
      { bookingId, outcome: null },
      { $set: { outcome: 'skipped', reason: 'the visit has ended or is off', decidedAtUtc: clock.nowUtc() } },
    );
  }

  /** One update decides who sends: a second worker does not find the row any more. */
  async function claim(): Promise<ReminderRow | null> {
    const nowUtc = clock.nowUtc();
    return rows.findOneAndUpdate(
      {
        ...{ outcome: null, dueAtUtc: { $lte: nowUtc } },
        // A lease from beyond the longest there is was given by a clock that has been set back since.
        $or: [{ leaseUntilUtc: { $lte: nowUtc } }, { leaseUntilUtc: { $gt: nowUtc + BACKOFF_CAP_MS } }],
      },
      { $set: { leaseUntilUtc: nowUtc + LEASE_MS, leaseToken: randomUUID() }, $inc: { tries: 1 } },
      { sort: { dueAtUtc: 1 }, returnDocument: 'after' },
    );
  }

  let lastRungUtc = Infinity;

  /**
   * What was given up because its visit had begun waits again when a clock that ran ahead has been set right. Looked for
   * when a process starts and whenever time has gone back for it.
   */
  async function reopenMissed(): Promise<void> {
    const nowUtc = clock.nowUtc();
    const wentBack = nowUtc < lastRungUtc;
    lastRungUtc = nowUtc;
    if (!wentBack) return;
    await rows.updateMany(
      { outcome: 'missed', startsAtUtc: { $gt: nowUtc } },
      { $set: { outcome: null, reason: null, decidedAtUtc: null, leaseUntilUtc: 0, leaseToken: '' } },
    );
  }

  async function ring(row: ReminderRow): Promise<void> {
    const booking = await deps.findBooking(row.bookingId);
    const verdict = judgeReminder(row, booking, clock.nowUtc(), await hasNearer(row));
    if (!verdict.send) return end(row, verdict.outcome, verdict.reason);
    if (!booking) return;
    // Handed over before it is recorded: a crash in between repeats the same notice id, which the chat takes once. The
    // other order would lose it.
    await deps.notify(row.conversationId, `reminder:${row._id}`, {
      name: 'booking.reminder',
      booking: booking.view,
      day: reminderDay(booking.startsAtUtc, clock.nowUtc(), zoneOf(booking.zone)),
    });
    await deps.alsoByMail?.(row);
    await end(row, 'sent', 'sent');
  }

  async function hasNearer({ bookingId, timeVersion, dueAtUtc }: ReminderRow): Promise<boolean> {
    const nearer = { bookingId, timeVersion, outcome: null, dueAtUtc: { $gt: dueAtUtc, $lte: clock.nowUtc() } };
    return (await rows.findOne(nearer, { projection: { _id: 1 } })) !== null;
  }

  async function end(
    row: ReminderRow,
    outcome: NonNullable<ReminderRow['outcome']>,
    reason: NonNullable<ReminderRow['reason']>,
  ): Promise<void> {
    await rows.updateOne(
      { _id: row._id, leaseToken: row.leaseToken, outcome: null },
      { $set: { outcome, reason, decidedAtUtc: clock.nowUtc() } },
    );
    if (outcome === 'missed') log.error({ reminder: row._id, reason }, 'a reminder came too late to be sent');
  }

  return {
    async onBookingEvent({ type, bookingId }) {
      if (type === 'booking.coming') return;
      const booking = PLANNING.has(type) ? await deps.findBooking(bookingId) : null;
      // Events may come late: what counts is what the booking is now.
      if (booking && (booking.status === 'pending' || booking.status === 'accepted')) await plan(booking);
      else await takeBack(bookingId);
    },

    async ringDue() {
      await reopenMissed();
      let ended = 0;
      for (let row = await claim(); row; row = await claim()) {
        try {
          await ring(row);
          ended++;
        } catch (error) {
          const waitMs = Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** Math.min(row.tries, 10));
          log.warn(
            { err: error, reminder: row._id, tries: row.tries },
            'a reminder could not be handed over; it is tried again',
          );
          await rows.updateOne(
            { _id: row._id, leaseToken: row.leaseToken },
            { $set: { leaseUntilUtc: clock.nowUtc() + waitMs } },
          );
        }
      }
      return ended;
    },

    async nextDueUtc() {
      const [next] = await rows
        .find({ outcome: null }, { projection: { dueAtUtc: 1 } })
        .sort({ dueAtUtc: 1 })
        .limit(1)
        .toArray();
      return next?.dueAtUtc ?? null;
    },
  };
}
