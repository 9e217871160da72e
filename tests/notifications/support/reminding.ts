import { beforeEach } from '@jest/globals';
import {
  createBookingReader,
  createReminders,
  type Reminders,
  type RemindersDeps,
} from '../../../src/notifications/index.js';
import { REMINDERS, type ReminderRow } from '../../../src/notifications/notification.model.js';
import { createLog } from '../../../src/platform/log.js';
import { withAgreements, type Agreed } from './agreed.js';
import { HOUR_MS } from '../../../src/platform/time-units.js';

/** The shop lets people move and drop until a day before, so the day-before reminder rings two hours earlier. */
export const ADVANCE_MS = 26 * HOUR_MS;

export interface Reminding extends Agreed {
  readonly reminders: Reminders;
  /** Every time a notice was handed over, doubles included. */
  readonly handedOver: { readonly noticeId: string; readonly day: string; readonly atUtc: number }[];
  /** One more process. */
  another(overrides?: Partial<RemindersDeps>): Reminders;
  tell(...to: readonly Reminders[]): Promise<void>;
  /** Books, accepts unless told otherwise, and tells the reminders. */
  agree(startsAtUtc?: number, options?: { readonly accept: boolean }): Promise<string>;
  rows(): Promise<ReminderRow[]>;
  ends(): Promise<string[]>;
}

/** Call once at the top of a test file. */
export function withReminders(): Reminding {
  const agreed = withAgreements();
  let reminders: Reminders;
  let handedOver: { noticeId: string; day: string; atUtc: number }[];

  function another(overrides: Partial<RemindersDeps> = {}): Reminders {
    const { database, clock, world } = agreed;
    return createReminders({
      mongo: database,
      clock,
      log: createLog('silent'),
      findBooking: createBookingReader({ ...world, calendars: { fileFor: () => '' }, clock }),
      async notify(_conversationId, noticeId, notice) {
        if (notice.name !== 'booking.reminder') throw new Error(`unexpected ${notice.name}`);
        handedOver.push({ noticeId, day: notice.day, atUtc: clock.nowUtc() });
      },
      ...overrides,
    });
  }

  beforeEach(() => {
    handedOver = [];
    reminders = another();
  });

  const tell = (...to: readonly Reminders[]): Promise<void> =>
    agreed.hear(...(to.length > 0 ? to : [reminders]).map(({ onBookingEvent }) => onBookingEvent));
  const rows = (): Promise<ReminderRow[]> =>
    agreed.database.db.collection<ReminderRow>(REMINDERS).find().sort({ dueAtUtc: 1 }).toArray();

  const more = {
    another,
    tell,
    async agree(startsAtUtc?: number, { accept } = { accept: true }): Promise<string> {
      const id = await agreed.book(startsAtUtc);
      if (accept) await agreed.press(id, 'accept');
      await tell();
      return id;
    },
    rows,
    ends: async () =>
      (await rows()).map(
        ({ hoursBefore, outcome, reason }) => `${hoursBefore}h ${outcome ?? 'waits'}: ${reason ?? ''}`,
      ),
  };
  // Getters stay getters: what they give is new in every test.
  return Object.defineProperties(agreed, {
    ...Object.getOwnPropertyDescriptors(more),
    reminders: { get: () => reminders },
    handedOver: { get: () => handedOver },
  }) as Reminding;
}
