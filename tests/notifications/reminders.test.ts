import { describe, expect, it } from '@jest/globals';
import { REMINDERS, type ReminderRow } from '../../src/notifications/notification.model.js';
import type { DomainEvent } from '../../src/platform/events.js';
import { NOW_UTC, TUESDAY_14 } from './support/agreed.js';
import { ADVANCE_MS, withReminders } from './support/reminding.js';
import { HOUR_MS, MINUTE_MS } from '../../src/platform/time-units.js';

const on = withReminders();

describe('ringing', () => {
  it('hands over each reminder at its moment, once [REM-08]', async () => {
    const id = await on.agree();
    on.clock.set(TUESDAY_14 - ADVANCE_MS - 1);
    expect(await on.reminders.ringDue()).toBe(0);
    on.clock.set(TUESDAY_14 - ADVANCE_MS);
    await on.reminders.ringDue();
    await on.reminders.ringDue();
    on.clock.set(TUESDAY_14 - 2 * HOUR_MS);
    await on.reminders.ringDue();
    expect(on.handedOver.map(({ noticeId, day }) => [noticeId, day])).toEqual([
      [`reminder:${id}:24h:1`, 'tomorrow'],
      [`reminder:${id}:2h:1`, 'today'],
    ]);
    expect(await on.ends()).toEqual(['24h sent: sent', '2h sent: sent']);
  });

  it('says nothing about a dropped visit, even when the news of it has not come yet [REM-09]', async () => {
    const id = await on.agree();
    await on.drop(id);
    on.clock.set(TUESDAY_14 - ADVANCE_MS);
    await on.reminders.ringDue();
    await on.tell();
    expect(on.handedOver).toEqual([]);
    expect(await on.ends()).toEqual(['24h skipped: booking is cancelled', '2h skipped: the visit has ended or is off']);
  });

  it('follows a moved visit to its new time and forgets the old one [REM-09]', async () => {
    const id = await on.agree();
    const holdId = await on.hold(TUESDAY_14 + 2 * HOUR_MS, id);
    expect(await on.move(id, holdId)).toBe('moved');
    on.clock.set(TUESDAY_14 - ADVANCE_MS);
    await on.reminders.ringDue();
    expect(on.handedOver).toEqual([]);
    await on.tell();
    if ((await on.world.desk.findBooking(id))?.status === 'pending') await on.press(id, 'accept');
    on.clock.set(TUESDAY_14 + 2 * HOUR_MS - ADVANCE_MS);
    await on.reminders.ringDue();
    on.clock.set(TUESDAY_14);
    await on.reminders.ringDue();
    expect(on.handedOver.map(({ atUtc }) => atUtc)).toEqual([TUESDAY_14 + 2 * HOUR_MS - ADVANCE_MS, TUESDAY_14]);
    expect((await on.ends()).filter((end) => end.includes('skipped'))).toEqual([
      '24h skipped: moved',
      '2h skipped: replaced by another time',
    ]);
  });

  it('does not promise a visit the shop has not accepted', async () => {
    await on.agree(TUESDAY_14, { accept: false });
    on.clock.set(TUESDAY_14 - ADVANCE_MS);
    await on.reminders.ringDue();
    expect(on.handedOver).toEqual([]);
    expect(await on.ends()).toEqual(['24h skipped: not accepted by the shop', '2h waits: ']);
  });

  it('catches up after an outage, but only with the nearest reminder and never after the start [DF-22]', async () => {
    await on.agree(TUESDAY_14);
    await on.agree(TUESDAY_14 + 2 * HOUR_MS);
    on.clock.set(TUESDAY_14 - 90 * MINUTE_MS);
    await on.reminders.ringDue();
    // What rings late names the day it is by then.
    expect(on.handedOver.map(({ day }) => day)).toEqual(['today', 'today']);
    on.clock.set(TUESDAY_14 + 2 * HOUR_MS);
    await on.reminders.ringDue();
    expect((await on.ends()).sort()).toEqual([
      '24h sent: sent',
      '24h skipped: a nearer reminder is due as well',
      '2h missed: the visit had started',
      '2h sent: sent',
    ]);
  });

  it('tries again under the same id when the chat cannot be reached', async () => {
    const id = await on.agree();
    let fails = 2;
    const tried: string[] = [];
    const shaky = on.another({
      async notify(_conversationId, noticeId) {
        tried.push(noticeId);
        if (fails-- > 0) throw new Error('the chat cannot be reached');
      },
    });
    on.clock.set(TUESDAY_14 - ADVANCE_MS);
    await shaky.ringDue();
    on.clock.advance(MINUTE_MS);
    await shaky.ringDue();
    on.clock.advance(10 * MINUTE_MS);
    await shaky.ringDue();
    expect(tried).toEqual(Array(3).fill(`reminder:${id}:24h:1`));
    expect((await on.ends())[0]).toBe('24h sent: sent');
  });

  it('finishes what a worker left when it died between handing over and recording', async () => {
    const id = await on.agree();
    on.clock.set(TUESDAY_14 - ADVANCE_MS);
    // The trace of a worker that claimed, handed over, and was no more.
    await on.database.db
      .collection<ReminderRow>(REMINDERS)
      .updateOne(
        { _id: `${id}:24h:1` },
        { $set: { leaseUntilUtc: on.clock.nowUtc() + 30_000, leaseToken: 'dead', tries: 1 } },
      );
    await on.reminders.ringDue();
    expect(on.handedOver).toEqual([]);
    on.clock.advance(30_000);
    await on.reminders.ringDue();
    expect(on.handedOver.map(({ noticeId }) => noticeId)).toEqual([`reminder:${id}:24h:1`]);
  });
});

describe('an event', () => {
  it('of any type is understood, also about a booking nobody knows', async () => {
    const event: DomainEvent = {
      id: 'booking.coming:x:1',
      type: 'booking.coming',
      shopId: 'shop',
      bookingId: 'x',
      version: 1,
      atUtc: NOW_UTC,
    };
    await expect(on.reminders.onBookingEvent(event)).resolves.toBeUndefined();
    await expect(on.reminders.onBookingEvent({ ...event, type: 'booking.created' })).resolves.toBeUndefined();
    expect(await on.rows()).toEqual([]);
  });
});
