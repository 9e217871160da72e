import type { Instant } from '../messaging/message.js';
import type { IndexSpec } from '../platform/indexes.js';
import type { ReminderKind, ReminderReason } from './reminder.rules.js';

export const REMINDERS = 'reminders';
export const MAILS = 'mails';

/** One reminder, from the moment it is planned to its recorded end. */
export interface ReminderRow {
  /** `<booking>:<hours>h:<version of its time>`: planned twice it is one. */
  readonly _id: string;
  readonly shopId: string;
  readonly bookingId: string;
  readonly conversationId: string;
  readonly kind: ReminderKind;
  readonly hoursBefore: number;
  /** The booking's version at which this time was set; a moved visit has another. */
  readonly timeVersion: number;
  readonly startsAtUtc: Instant;
  readonly dueAtUtc: Instant;
  /** Null while it waits. */
  readonly outcome: 'sent' | 'skipped' | 'missed' | null;
  readonly reason: ReminderReason | 'sent' | 'replaced by another time' | 'the visit has ended or is off' | null;
  readonly decidedAtUtc: Instant | null;
  /** Nobody else works on it before this moment. */
  readonly leaseUntilUtc: Instant;
  readonly leaseToken: string;
  readonly tries: number;
}

export type MailKind = 'accepted' | 'moved' | 'assigned' | 'off' | 'reminder';

/** One mail about a booking. */
export interface MailRow {
  /** `<booking>:accepted`, later news `<booking>:<version>`, reminders the reminder's own id: asked for twice it is one. */
  readonly _id: string;
  readonly shopId: string;
  readonly bookingId: string;
  readonly kind: MailKind;
  /** Reminders only: the version of the time they speak of. */
  readonly timeVersion: number | null;
  /** `uncertain`: it may have been sent; it is not sent again. */
  readonly state: 'waiting' | 'sending' | 'sent' | 'refused' | 'uncertain' | 'skipped';
  readonly reason: string | null;
  readonly dueAtUtc: Instant;
  readonly leaseUntilUtc: Instant;
  readonly tries: number;
  readonly createdAtUtc: Instant;
  readonly decidedAtUtc: Instant | null;
}

export const notificationIndexes: IndexSpec[] = [
  {
    collection: REMINDERS,
    key: { dueAtUtc: 1 },
    options: { name: 'waiting_by_due', partialFilterExpression: { outcome: null } },
  },
  { collection: REMINDERS, key: { bookingId: 1 }, options: { name: 'by_booking' } },
  {
    collection: MAILS,
    key: { dueAtUtc: 1 },
    options: { name: 'waiting_by_due', partialFilterExpression: { state: { $in: ['waiting', 'sending'] } } },
  },
  { collection: MAILS, key: { bookingId: 1 }, options: { name: 'by_booking' } },
];
