import type { Instant } from '../../messaging/message.js';
import { DateTime } from 'luxon';
import { HOUR_MS, MINUTE_MS } from '../../platform/time-units.js';
import type { BookingView, Notice, ReminderDay } from '../protocol.js';
import { isBegunByHand, type Booked } from './sample-booking.js';
import type { SamplePolicy } from './sample-policy.js';
import { LONDON } from './sample-terms.js';

/** Early enough that moving is still free when it is read. */
const REMINDER_MS = 26 * HOUR_MS;
const SOON_MS = 2 * HOUR_MS;
/** So long after its start an accepted visit that nobody began counts as missed. */
const GRACE_MS = 15 * MINUTE_MS;

interface SampleRemindersDeps {
  readonly policy: SamplePolicy;
  readonly visits: () => readonly Booked[];
  readonly view: (visit: Booked, nowUtc: Instant) => BookingView;
  readonly change: (changed: Booked) => Booked;
  /** A mail of it has gone out too. */
  readonly mailed: () => void;
}

/** The word for the day of a visit, now. */
function dayAt(startsAtUtc: Instant, nowUtc: Instant): ReminderDay {
  const [day, today] = [startsAtUtc, nowUtc].map((at) => DateTime.fromMillis(at, { zone: LONDON.zone }).startOf('day'));
  const days = day!.diff(today!, 'days').days;
  return days === 0 ? 'today' : days === 1 ? 'tomorrow' : 'later';
}

/** What the clock alone brings about for the visits of the sample house. */
export function createSampleReminders({ policy, visits, view, change, mailed }: SampleRemindersDeps) {
  return {
    missedOf(nowUtc: Instant): readonly Notice[] {
      const told: Notice[] = [];
      for (const one of visits()) {
        if (one.status !== 'accepted' || one.wasMissed || one.startsAtUtc + GRACE_MS > nowUtc) continue;
        if (!isBegunByHand(visits(), one)) continue;
        const missed = change({ ...one, status: 'no_show', wasMissed: true, version: one.version + 1 });
        const tokens = policy.spend() ? policy.tokens(nowUtc) : null;
        told.push({ name: 'booking.noShow', booking: view(missed, nowUtc), tokens });
      }
      return told;
    },

    remindersOf(nowUtc: Instant): readonly Notice[] {
      const told: Notice[] = [];
      for (const kind of ['advance', 'soon'] as const) {
        for (const one of visits()) {
          const dueUtc = one.startsAtUtc - (kind === 'soon' ? SOON_MS : REMINDER_MS);
          if (one.status !== 'accepted' || one.reminded.includes(kind) || dueUtc > nowUtc) continue;
          if (one.startsAtUtc <= nowUtc) continue;
          const reminded = change({ ...one, reminded: [...one.reminded, kind] });
          if (one.email !== null) mailed();
          told.push({ name: 'booking.reminder', booking: view(reminded, nowUtc), day: dayAt(one.startsAtUtc, nowUtc) });
        }
      }
      return told;
    },
  };
}
