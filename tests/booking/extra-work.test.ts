import { describe, expect, it } from '@jest/globals';
import { actsFor } from '../../src/booking/index.js';
import type { DeskAct } from '../../src/booking/index.js';
import { parseCardLine } from '../../src/operations/index.js';
import { book, eventTypes, useSalon } from './support/salon.js';
import { chat, openShop } from './support/world.js';

const salon = useSalon();
const MARIA = { id: 'u1', name: 'Maria' };
let presses = 0;

const press = (bookingId: string, act: DeskAct) =>
  salon.world.desk.operatorAct({
    bookingId,
    act,
    operator: MARIA,
    actId: `press-${++presses}`,
    nowUtc: salon.clock.nowUtc(),
  });
const note = (bookingId: string, key = 'line-1') =>
  salon.world.desk.noteExtra({ bookingId, key, words: 'new chain', amountMinor: 4_500, operator: MARIA });
const answer = (bookingId: string, isApproved: boolean, key?: string) =>
  salon.world.blocks['extra.answer']({ bookingId, isApproved }, chat(key ? { key } : {}));

async function repairUnderWay(): Promise<string> {
  await openShop(salon.world, { shop: { profile: 'workshop', acceptance: 'instant' } });
  const { id } = await book(salon);
  await press(id, 'start');
  return id;
}

describe('extra work found on the way', () => {
  it('is asked about by a press once it is written down with its price, and waits for the customer [BK-04]', async () => {
    const id = await repairUnderWay();
    expect(await press(id, 'askExtra')).toMatchObject({ kind: 'refused', reason: 'unpriced' });
    await note(id);
    const written = (await salon.world.desk.findBooking(id))!;
    const { shop } = await salon.world.catalogue.current('shop');
    expect(actsFor(written, shop)).toEqual(['askExtra', 'done']);
    expect(await press(id, 'askExtra')).toMatchObject({ kind: 'done', booking: { status: 'extra_pending' } });
    expect(await eventTypes(salon)).toContain('booking.extraAsked');
    expect(await press(id, 'done')).toMatchObject({ kind: 'refused' });
  });

  it('approved, is a line of the price, once however many answers come at the same time [BK-04]', async () => {
    const id = await repairUnderWay();
    await note(id);
    await press(id, 'askExtra');
    const answers = await Promise.all([
      answer(id, true, 'one'),
      answer(id, true, 'one'),
      answer(id, true, 'two'),
      answer(id, true, 'three'),
    ]);
    expect(answers.some(({ exit }) => exit === 'noted')).toBe(true);
    expect(await salon.world.desk.findBooking(id)).toMatchObject({
      status: 'in_progress',
      extra: { state: 'approved' },
      price: { surcharges: [{ label: 'new chain', amountMinor: 4_500 }], totalMinor: 7_000 },
    });
  });

  it('is added twice if answers only looked and then wrote (deliberate mutant)', async () => {
    const id = await repairUnderWay();
    await note(id);
    await press(id, 'askExtra');
    const rows = salon.database.connection.collection<{ _id: string; status: string }>('bookings');
    // Both have looked before either writes.
    const looked = await Promise.all([rows.findOne({ _id: id }), rows.findOne({ _id: id })]);
    for (const row of looked) {
      if (row?.status !== 'extra_pending') continue;
      await rows.updateOne({ _id: id }, { $inc: { 'price.totalMinor': 4_500 }, $set: { status: 'in_progress' } });
    }
    expect((await salon.world.desk.findBooking(id))?.price.totalMinor).not.toBe(7_000);
  });

  it('that is only time costs its minutes of the hourly rate, once the customer agrees [PR-04]', async () => {
    const id = await repairUnderWay();
    const longer = (key: string) => salon.world.desk.noteLonger({ bookingId: id, key, minutes: 25, operator: MARIA });
    expect(await longer('one')).toEqual({ kind: 'refused', reason: 'noRate' });
    await openShop(salon.world, {
      shop: { profile: 'workshop', acceptance: 'instant', pricing: { hourlyMinor: 4_001 } },
    });
    expect(parseCardLine('Longer 25 min', 2)).toEqual({ kind: 'longer', minutes: 25 });
    expect(await longer('two')).toMatchObject({ kind: 'noted', extra: { words: '25 min longer', amountMinor: 1_667 } });
    await press(id, 'askExtra');
    await answer(id, true);
    expect((await salon.world.desk.findBooking(id))?.price).toMatchObject({
      surcharges: [{ label: '25 min longer', amountMinor: 1_667 }],
      totalMinor: 4_167,
    });
  });

  it('declined, leaves the price and lets the work go on; a later word changes nothing', async () => {
    const id = await repairUnderWay();
    await note(id);
    await press(id, 'askExtra');
    expect(await answer(id, false)).toMatchObject({ exit: 'noted' });
    expect(await answer(id, true)).toMatchObject({ exit: 'gone' });
    expect(await salon.world.desk.findBooking(id)).toMatchObject({
      status: 'in_progress',
      extra: { state: 'declined' },
      price: { totalMinor: 2_500 },
    });
  });

  it('ends in a bill once the invoice has gone out [BK-04]', async () => {
    const id = await repairUnderWay();
    for (const act of ['done', 'done', 'bill'] as const) expect((await press(id, act)).kind).toBe('done');
    expect((await salon.world.desk.findBooking(id))?.history.map(({ to }) => to)).toEqual([
      'accepted',
      'in_progress',
      'work_done',
      'completed',
      'billed',
    ]);
  });

  it('is given up by the workshop when nobody answers', async () => {
    const id = await repairUnderWay();
    await note(id);
    await press(id, 'askExtra');
    expect(await press(id, 'dropExtra')).toMatchObject({ kind: 'done', booking: { extra: { state: 'withdrawn' } } });
    expect(await answer(id, true)).toMatchObject({ exit: 'gone' });
  });

  it('is nothing of a salon', async () => {
    await openShop(salon.world, { shop: { acceptance: 'instant' } });
    const { id } = await book(salon);
    await press(id, 'start');
    expect(await note(id)).toBeNull();
  });
});

describe('what operators write into the thread of a card', () => {
  it.each([
    ['extra 45 new chain', 2, { kind: 'extra', amountMinor: 4_500, words: 'new chain' }],
    ['Extra: £45.5  new   chain', 2, { kind: 'extra', amountMinor: 4_550, words: 'new chain' }],
    ['extra 4500 new chain', 0, { kind: 'extra', amountMinor: 4_500, words: 'new chain' }],
    ['extra 45.50 new chain', 0, { kind: 'unclear' }],
    ['extra new chain', 2, { kind: 'unclear' }],
    ['extra 0 new chain', 2, { kind: 'unclear' }],
    ['reason: we have bought the parts', 2, { kind: 'reason', words: 'we have bought the parts' }],
    ['shall we ask her about an extra chain?', 2, null],
  ])('reads %s', (text, digits, expected) => {
    expect(parseCardLine(text, digits)).toEqual(expected);
  });
});

describe('history', () => {
  it('lists what lies behind, latest first, of one service when it is named, and nothing that is ahead [BK-18]', async () => {
    await openShop(salon.world, {
      shop: { acceptance: 'instant' },
      services: [
        { id: 'cut', name: 'Haircut', durationMin: 60, priceMinor: 2500, noticeMin: 0, dailyCap: null, bufferMin: 0 },
        { id: 'cutlong', name: 'Long', durationMin: 60, priceMinor: 2500, noticeMin: 0, dailyCap: null, bufferMin: 0 },
      ],
    });
    const day = 24 * 3_600_000;
    const first = await book(salon, Date.parse('2026-11-22T10:00:00Z'));
    const second = await book(salon, Date.parse('2026-11-23T10:00:00Z'));
    const ahead = await book(salon, Date.parse('2026-11-27T10:00:00Z'));
    salon.clock.advance(4 * day);
    const list = async (input: object) => {
      const outcome = await salon.world.blocks['bookings.list'](input, chat());
      return outcome.exit === 'found' ? outcome.data.bookings.map(({ id }) => id) : [];
    };
    expect(await list({ past: true })).toEqual([second.id, first.id]);
    expect(await list({ past: true, serviceId: 'cut' })).toEqual([second.id, first.id]);
    expect(await list({ past: true, serviceId: 'cutlong' })).toEqual([]);
    expect(await list({})).toEqual([ahead.id]);
  });
});
