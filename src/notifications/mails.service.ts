import type { BookingView } from '../flow/protocol.js';
import type { Clock } from '../platform/clock.js';
import type { DomainEvent, DomainEventType } from '../platform/events.js';
import type { ChannelId, Instant } from '../messaging/message.js';
import type { Log } from '../platform/log.js';
import type { Mongo } from '../platform/mongo.js';
import { mailText } from './mail.text.js';
import type { Mailer, MailOutcome } from './mailer.js';
import { zoneOf } from '../scheduling/index.js';
import { MAILS, type MailKind, type MailRow } from './notification.model.js';
import { reminderDay } from './reminder.rules.js';

/** A booking as mails see it. */
export interface MailedBooking {
  readonly bookingId: string;
  readonly shopId: string;
  readonly status: string;
  readonly version: number;
  readonly timeVersion: number;
  readonly startsAtUtc: Instant;
  readonly zone: string;
  readonly channel: ChannelId;
  readonly language: string;
  readonly email: string | null;
  readonly view: BookingView;
  /** The calendar file; its method is the mail's. */
  readonly calendarFile: (method: 'request' | 'cancel') => string;
}

/** A reminder that was due, as it is planned in its own row. */
export interface MailedReminder {
  readonly _id: string;
  readonly bookingId: string;
  readonly timeVersion: number;
}

export interface MailsDeps {
  readonly mongo: Mongo;
  readonly clock: Clock;
  readonly log: Log;
  readonly mailer: Mailer;
  readonly findBooking: (bookingId: string) => Promise<MailedBooking | null>;
}

export interface Mails {
  /** Subscriber: a mail once the shop has accepted (NT-16), and about what becomes of that visit afterwards. */
  readonly onBookingEvent: (event: DomainEvent) => Promise<void>;
  /** The reminder of that id by mail, for those whose chat ends with their browser (NT-14, CF-26). */
  remind(reminder: MailedReminder): Promise<void>;
  /** Sends what waits. Resolves with how many rows came to an end. */
  sendDue(): Promise<number>;
}

const LEASE_MS = 60_000;
const BACKOFF_BASE_MS = 10_000;
const BACKOFF_CAP_MS = 30 * 60_000;
const GIVE_UP_AFTER_TRIES = 8;

const KINDS: Readonly<Partial<Record<DomainEventType, MailKind>>> = {
  // A shop that accepts at once has no second event.
  'booking.created': 'accepted',
  'booking.accepted': 'accepted',
  'booking.moved': 'moved',
  'booking.assigned': 'assigned',
  'booking.cancelled': 'off',
  'booking.rejected': 'off',
  'booking.expired': 'off',
};

/** Mails as rows: written once for each version of a booking, sent once, and never repeated when the answer was lost. */
export function createMails(deps: MailsDeps): Mails {
  const { mailer, clock, log } = deps;
  const rows = deps.mongo.db.collection<MailRow>(MAILS);

  async function wasMailed(bookingId: string): Promise<boolean> {
    return (await rows.findOne({ bookingId, kind: 'accepted' }, { projection: { _id: 1 } })) !== null;
  }

  async function onBookingEvent({ type, bookingId, version }: DomainEvent): Promise<void> {
    const kind = KINDS[type];
    if (!kind) return;
    const booking = await deps.findBooking(bookingId);
    if (!booking || booking.email === null) return;
    if (kind === 'accepted' && booking.status !== 'accepted') return;
    // News of a visit nobody was written about would be the first they read of it.
    if (kind !== 'accepted' && !(await wasMailed(bookingId))) return;
    const _id = kind === 'accepted' ? `${bookingId}:accepted` : `${bookingId}:${version}`;
    await write(_id, kind, booking, null);
  }

  async function remind({ _id, bookingId, timeVersion }: MailedReminder): Promise<void> {
    const booking = await deps.findBooking(bookingId);
    // A phone rings wherever it is; whoever has closed the browser reads mail.
    if (!booking || booking.email === null || booking.channel !== 'webchat') return;
    await write(_id, 'reminder', booking, timeVersion);
  }

  async function write(_id: string, kind: MailKind, booking: MailedBooking, timeVersion: number | null): Promise<void> {
    const nowUtc = clock.nowUtc();
    const fresh: Omit<MailRow, '_id'> = {
      shopId: booking.shopId,
      bookingId: booking.bookingId,
      kind,
      timeVersion,
      state: 'waiting',
      reason: null,
      dueAtUtc: nowUtc,
      leaseUntilUtc: 0,
      tries: 0,
      createdAtUtc: nowUtc,
      decidedAtUtc: null,
    };
    await rows.updateOne({ _id }, { $setOnInsert: fresh }, { upsert: true });
    await sendDue();
  }

  async function claim(): Promise<MailRow | null> {
    const nowUtc = clock.nowUtc();
    return rows.findOneAndUpdate(
      { state: 'waiting', dueAtUtc: { $lte: nowUtc } },
      { $set: { state: 'sending', leaseUntilUtc: nowUtc + LEASE_MS }, $inc: { tries: 1 } },
      { sort: { dueAtUtc: 1 }, returnDocument: 'after' },
    );
  }

  /** Whoever sent these is gone, and nobody can say whether the server took them. */
  async function markAbandoned(): Promise<void> {
    const nowUtc = clock.nowUtc();
    await rows.updateMany(
      { state: 'sending', leaseUntilUtc: { $lte: nowUtc } },
      { $set: { state: 'uncertain', reason: 'the process ended while sending', decidedAtUtc: nowUtc } },
    );
  }

  async function send(row: MailRow): Promise<void> {
    const booking = await deps.findBooking(row.bookingId);
    if (!booking || booking.email === null) return end(row, 'skipped', 'no address any more');
    if (row.kind !== 'off' && booking.status !== 'accepted') return end(row, 'skipped', `booking is ${booking.status}`);
    const isReminder = row.kind === 'reminder';
    if (isReminder && (booking.timeVersion !== row.timeVersion || clock.nowUtc() >= booking.startsAtUtc))
      return end(row, 'skipped', 'moved or begun meanwhile');
    const about =
      row.kind === 'reminder' ? reminderDay(booking.startsAtUtc, clock.nowUtc(), zoneOf(booking.zone)) : row.kind;
    const method = row.kind === 'off' ? 'CANCEL' : 'REQUEST';
    const { subject, text } = mailText(about, booking.view, booking.language);
    const outcome = await mailer.send({
      to: booking.email,
      subject,
      text,
      messageId: `<${row._id.replaceAll(':', '.')}@parley>`,
      // The entry is in the calendar since the confirmation.
      ...(isReminder
        ? {}
        : { calendar: { method, content: booking.calendarFile(row.kind === 'off' ? 'cancel' : 'request') } }),
    });
    await record(row, outcome);
  }

  async function record(row: MailRow, outcome: MailOutcome): Promise<void> {
    switch (outcome.kind) {
      case 'sent':
        return end(row, 'sent', null);
      case 'refused':
        return end(row, 'refused', outcome.reason);
      case 'unknown':
        return end(row, 'uncertain', outcome.reason);
      case 'again': {
        if (row.tries >= GIVE_UP_AFTER_TRIES) return end(row, 'refused', `gave up: ${outcome.reason}`);
        const waitMs = Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** row.tries);
        await rows.updateOne(
          { _id: row._id, state: 'sending' },
          { $set: { state: 'waiting', reason: outcome.reason, dueAtUtc: clock.nowUtc() + waitMs } },
        );
      }
    }
  }

  async function end(row: MailRow, state: MailRow['state'], reason: string | null): Promise<void> {
    // A send that outlived its lease was called uncertain meanwhile; its own word is better.
    await rows.updateOne(
      { _id: row._id, state: { $in: ['sending', 'uncertain'] } },
      { $set: { state, reason, decidedAtUtc: clock.nowUtc() } },
    );
    if (state !== 'sent') log.warn({ mail: row._id, state, reason }, 'a mail was not sent');
  }

  async function sendDue(): Promise<number> {
    await markAbandoned();
    let done = 0;
    for (let row = await claim(); row; row = await claim()) {
      await send(row);
      done++;
    }
    return done;
  }

  return { onBookingEvent, remind, sendDue };
}
