import { describe, expect, it } from '@jest/globals';
import { book, eventTypes, hold, NOW_UTC, offered, TUESDAY_14, useSalon } from './support/salon.js';
import { chat } from './support/world.js';
import { HOUR_MS } from '../../src/platform/time-units.js';

const salon = useSalon();

describe('operators', () => {
  const maria = { id: 'u1', name: 'Maria' };
  const ben = { id: 'u2', name: 'Ben' };

  it('work a booking from accept to done, each act logged with who and when [BK-05] [BK-02]', async () => {
    const { id } = await book(salon);
    const acts = ['accept', 'start', 'done'] as const;
    for (const [index, act] of acts.entries()) {
      const outcome = await salon.world.desk.operatorAct({
        bookingId: id,
        act,
        operator: maria,
        actId: `a${index}`,
        nowUtc: NOW_UTC + index,
      });
      expect(outcome.kind).toBe('done');
    }
    const row = await salon.world.desk.findBooking(id);
    expect(
      row?.history.slice(1).map(({ who, atUtc, from, to, version }) => [who.name, atUtc - NOW_UTC, from, to, version]),
    ).toEqual([
      ['Maria', 0, 'pending', 'accepted', 2],
      ['Maria', 1, 'accepted', 'in_progress', 3],
      ['Maria', 2, 'in_progress', 'completed', 4],
    ]);
    expect(await eventTypes(salon)).toEqual([
      'booking.created',
      'booking.accepted',
      'booking.started',
      'booking.completed',
    ]);
  });

  it('racing for one job: the first click wins and the others hear who it was [BK-05]', async () => {
    const { id } = await book(salon);
    const outcomes = await Promise.all(
      [maria, ben, maria, ben].map((operator, index) =>
        salon.world.desk.operatorAct({
          bookingId: id,
          act: 'accept',
          operator,
          actId: `click-${index}`,
          nowUtc: NOW_UTC,
        }),
      ),
    );
    expect(outcomes.filter(({ kind }) => kind === 'done')).toHaveLength(1);
    const winner = (await salon.world.desk.findBooking(id))!.history[1]!.who.name;
    for (const outcome of outcomes) {
      if (outcome.kind === 'refused')
        expect(outcome).toMatchObject({ reason: 'late', text: `${winner} was first: accepted since 8:00.` });
    }
    expect(await eventTypes(salon)).toEqual(['booking.created', 'booking.accepted']);
  });

  it('clicking twice have one effect', async () => {
    const { id } = await book(salon);
    const click = () =>
      salon.world.desk.operatorAct({
        bookingId: id,
        act: 'accept',
        operator: maria,
        actId: 'one-click',
        nowUtc: NOW_UTC,
      });
    await Promise.all([click(), click(), click()]);
    expect((await click()).kind).toBe('done');
    expect((await salon.world.desk.findBooking(id))?.version).toBe(2);
  });

  it('hear why an act is not possible [BK-05]', async () => {
    const { id } = await book(salon);
    const act = (name: 'done' | 'noShow' | 'accept', actId: string) =>
      salon.world.desk.operatorAct({ bookingId: id, act: name, operator: maria, actId, nowUtc: NOW_UTC });
    expect(await act('done', 'x1')).toMatchObject({
      reason: 'illegal',
      text: 'That is not possible now: this booking is waiting for an answer.',
    });
    await act('accept', 'x2');
    expect(await act('noShow', 'x3')).toMatchObject({ reason: 'tooEarly' });
  });

  it('do not accept a time they have not seen', async () => {
    const { id } = await book(salon);
    const held = await hold(salon, TUESDAY_14 + 2 * HOUR_MS, {}, { movingBookingId: id });
    await salon.world.blocks['booking.move']({ bookingId: id, holdId: held.holdId }, chat());
    const click = (seenVersion: number) =>
      salon.world.desk.operatorAct({
        bookingId: id,
        act: 'accept',
        operator: maria,
        actId: `seen-${seenVersion}`,
        seenVersion,
        nowUtc: NOW_UTC,
      });
    expect(await click(1)).toMatchObject({ kind: 'refused', reason: 'stale' });
    expect(await click(2)).toMatchObject({ kind: 'done' });
  });

  it('give the time back by saying no', async () => {
    const { id } = await book(salon);
    await salon.world.desk.operatorAct({ bookingId: id, act: 'reject', operator: maria, actId: 'no', nowUtc: NOW_UTC });
    expect(await offered(salon, '2026-11-24')).toContain('14:00');
  });
});
