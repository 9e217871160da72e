import { describe, expect, it } from '@jest/globals';
import type { RemindersDeps } from '../../src/notifications/index.js';
import { REMINDERS, type ReminderRow } from '../../src/notifications/notification.model.js';
import { judgeReminder } from '../../src/notifications/reminder.rules.js';
import { createRandom, seedOf } from '../payments/support/random.js';
import { TUESDAY_14 } from './support/agreed.js';
import { ADVANCE_MS, withReminders } from './support/reminding.js';
import { HOUR_MS, MINUTE_MS } from '../../src/platform/time-units.js';

const on = withReminders();

describe('several workers', () => {
  async function many(count: number): Promise<void> {
    const row = (n: number): ReminderRow => ({
      _id: `b${n}:24h:1`,
      shopId: 'shop',
      bookingId: `b${n}`,
      conversationId: `c${n}`,
      kind: 'advance',
      hoursBefore: 24,
      timeVersion: 1,
      startsAtUtc: TUESDAY_14,
      dueAtUtc: TUESDAY_14 - ADVANCE_MS,
      outcome: null,
      reason: null,
      decidedAtUtc: null,
      leaseUntilUtc: 0,
      leaseToken: '',
      tries: 0,
    });
    await on.database.db
      .collection<ReminderRow>(REMINDERS)
      .insertMany(Array.from({ length: count }, (_unused, n) => row(n)));
    on.clock.set(TUESDAY_14 - ADVANCE_MS);
  }
  const standing: RemindersDeps['findBooking'] = async (bookingId) =>
    ({
      bookingId,
      shopId: 'shop',
      conversationId: 'c',
      status: 'accepted',
      timeVersion: 1,
      startsAtUtc: TUESDAY_14,
      zone: 'Europe/London',
      view: {},
    }) as unknown as Awaited<ReturnType<RemindersDeps['findBooking']>>;

  it('hand over each reminder once between them [DF-23] [REM-08]', async () => {
    await many(200);
    const workers = Array.from({ length: 4 }, () => on.another({ findBooking: standing }));
    await Promise.all(workers.map((worker) => worker.ringDue()));
    expect(on.handedOver).toHaveLength(200);
    expect(new Set(on.handedOver.map(({ noticeId }) => noticeId)).size).toBe(200);
  });

  it('would hand some over twice if they looked before they took (mutant)', async () => {
    await many(50);
    const collection = on.database.db.collection<ReminderRow>(REMINDERS);
    const careless = async (): Promise<void> => {
      const due = await collection.find({ outcome: null, dueAtUtc: { $lte: on.clock.nowUtc() } }).toArray();
      for (const row of due) {
        if (!judgeReminder(row, await standing(row.bookingId), on.clock.nowUtc(), false).send) continue;
        on.handedOver.push({ noticeId: row._id, day: 'tomorrow', atUtc: on.clock.nowUtc() });
        await collection.updateOne({ _id: row._id }, { $set: { outcome: 'sent' } });
      }
    };
    await Promise.all([careless(), careless()]);
    expect(on.handedOver.length).toBeGreaterThan(50);
  });
});

describe('random lives of bookings', () => {
  it('remind of every visit that stands, at its time, and of nothing else [REM-09] [DF-22]', async () => {
    const seed = seedOf('lives of bookings and their reminders');
    const random = createRandom(seed);
    const ids: string[] = [];
    for (let n = 0; n < 8; n++) ids.push(await on.agree(TUESDAY_14 + (n - 5) * HOUR_MS));
    const expected = new Map<string, string>();
    while (on.clock.nowUtc() < TUESDAY_14 + 6 * HOUR_MS) {
      const id = random.pick(ids);
      const booking = (await on.world.desk.findBooking(id))!;
      if (random.chance(0.02)) await on.drop(id);
      else if (random.chance(0.06) && booking.status === 'accepted') {
        const to = booking.startsAtUtc + random.pick([-24, 24, 48]) * HOUR_MS;
        const holdId = await on.hold(to, id).catch(() => null);
        if (holdId) await on.move(id, holdId, `move-${id}-${on.clock.nowUtc()}`);
      }
      // News may be late; what was agreed is read afresh all the same.
      if (random.chance(0.7)) await on.tell();
      const before = on.handedOver.length;
      await Promise.all([on.reminders.ringDue(), on.another().ringDue()]);
      for (const { noticeId } of on.handedOver.slice(before)) {
        const [, bookingId, hours, timeVersion] = noticeId.split(':') as [string, string, string, string];
        const now = (await on.world.desk.findBooking(bookingId))!;
        expect({ seed, noticeId, status: now.status, timeVersion: now.timeVersion }).toEqual({
          seed,
          noticeId,
          status: 'accepted',
          timeVersion: Number(timeVersion),
        });
        expect(on.clock.nowUtc()).toBeLessThan(now.startsAtUtc);
        expect(on.clock.nowUtc()).toBeGreaterThanOrEqual(now.startsAtUtc - (Number.parseInt(hours) + 2) * HOUR_MS);
        expect(expected.has(noticeId)).toBe(false);
        expected.set(noticeId, now.status);
      }
      on.clock.advance(random.pick([10, 30, 90]) * MINUTE_MS);
    }
    await on.tell();
    await on.reminders.ringDue();
    const open = (await on.rows()).filter(({ outcome, dueAtUtc }) => outcome === null && dueAtUtc <= on.clock.nowUtc());
    expect({ seed, open }).toEqual({ seed, open: [] });
    expect(expected.size).toBeGreaterThan(0);
  });
});
