import { describe, expect, it } from '@jest/globals';
import type { ShopInput } from '../../src/catalogue/index.js';
import type { Tokens } from '../../src/tokens/index.js';
import { book, hold, NOW_UTC, offered, TUESDAY_14, useSalon } from './support/salon.js';
import { chat, joinWorld, openShop } from './support/world.js';
import { HOUR_MS } from '../../src/platform/time-units.js';

const salon = useSalon();
const MARIA = { id: 'u1', name: 'Maria' };
const SOMEBODY = { name: 'Ann Lee', phone: '+447700900099', email: null, note: null };

type Policy = NonNullable<ShopInput['policy']>;

/** An accepted booking, looked at one millisecond after its deadline. */
async function lateBooking(policy: Policy = {}, startsAtUtc = TUESDAY_14) {
  await openShop(salon.world, { shop: { policy } });
  const booking = await book(salon, startsAtUtc);
  await press(booking.id, 'accept');
  salon.clock.set(startsAtUtc - 24 * HOUR_MS + 1);
  return booking;
}

/** Another visit of that person, begun by hand: its own moment is the day before unless given. */
async function beginAnother(startsAtUtc = TUESDAY_14 - 24 * HOUR_MS, personId = 'asha') {
  const who = { conversationId: 'chat-9', address: '+447700900099' };
  const { holdId } = await hold(salon, startsAtUtc, who, { personId });
  const outcome = await salon.world.blocks['booking.create']({ holdId, contact: SOMEBODY }, chat(who));
  if (outcome.exit !== 'booked') throw new Error('expected a booking');
  const { id } = outcome.data.booking;
  await press(id, 'accept');
  await press(id, 'start');
}

async function press(
  bookingId: string,
  act: 'accept' | 'start' | 'noShow' | 'undoNoShow',
  actId = `${act}:${bookingId}`,
) {
  const nowUtc = salon.clock.nowUtc();
  return salon.world.desk.operatorAct({ bookingId, act, operator: MARIA, actId, nowUtc });
}

const drop = (bookingId: string, lateAgreed = true, key?: string) =>
  salon.world.blocks['booking.drop']({ bookingId, ...(lateAgreed ? { lateAgreed } : {}) }, chat(key ? { key } : {}));

async function tokensLeft(): Promise<number> {
  const outcome = await salon.world.blocks['tokens.read']({}, chat());
  if (outcome.exit !== 'found') throw new Error('no tokens here');
  return outcome.data.tokens.left;
}

describe('a late drop', () => {
  it('says that it uses 1 of 2 before it does, and takes it once however often the same answer comes [CX-04] [CX-05] [CX-12]', async () => {
    const { id } = await lateBooking();
    expect(await salon.world.blocks['booking.weigh']({ bookingId: id }, chat())).toMatchObject({
      exit: 'late',
      data: { refund: null, kept: null, tokens: { left: 2, after: 1, grant: 2, resets: 'Tue 1 Dec' } },
    });
    const first = await drop(id, true, 'one');
    expect(first).toMatchObject({ exit: 'dropped', data: { booking: { status: 'cancelled' }, tokens: { left: 1 } } });
    expect(await drop(id, true, 'one')).toEqual(first);
    expect(await tokensLeft()).toBe(1);
    expect(await offered(salon, '2026-11-24')).toContain('14:00');
  });

  it('is not done while only a free one was agreed to, such as a question answered after the deadline', async () => {
    const { id } = await lateBooking();
    expect(await drop(id, false)).toMatchObject({ exit: 'refused', data: { reason: 'pastDeadline' } });
    expect(await tokensLeft()).toBe(2);
  });

  it('costs nothing at the deadline itself, and nothing while the shop has not answered [CX-13]', async () => {
    const { id } = await lateBooking();
    salon.clock.advance(-1);
    expect(await salon.world.blocks['booking.weigh']({ bookingId: id }, chat())).toMatchObject({ exit: 'free' });
    expect(await drop(id)).toMatchObject({ exit: 'dropped' });
    const waiting = await book(salon, TUESDAY_14 + HOUR_MS);
    salon.clock.set(TUESDAY_14 + HOUR_MS - 1);
    expect(await drop(waiting.id, false)).toMatchObject({ exit: 'dropped' });
    expect(await tokensLeft()).toBe(2);
  });

  it('shows what goes back and what does not before anything is done [GP-07]', async () => {
    const { id } = await lateBooking({ lateRefundPercent: 50 });
    const paid = { amountMinor: 2501, currency: 'GBP', paymentId: 'p', atUtc: NOW_UTC };
    await salon.database.connection.collection<{ _id: string }>('bookings').updateOne({ _id: id }, { $set: { paid } });
    expect(await salon.world.blocks['booking.weigh']({ bookingId: id }, chat())).toMatchObject({
      exit: 'late',
      data: { refund: { amountMinor: 1250, currency: 'GBP' }, kept: { amountMinor: 1251, currency: 'GBP' } },
    });
    expect(await drop(id)).toMatchObject({ data: { refunded: { amountMinor: 1250, currency: 'GBP' } } });
  });

  it('is refused with an empty purse, and nothing of the drop stays [CX-12]', async () => {
    const { id } = await lateBooking();
    await salon.world.tokens.reset({
      shopId: 'shop',
      customer: { phone: null, channel: 'sms', address: '+447700900001' },
      key: 'empty',
      by: MARIA,
      why: null,
      to: 0,
    });
    expect(await salon.world.blocks['booking.weigh']({ bookingId: id }, chat())).toMatchObject({
      exit: 'refused',
      data: { reason: 'noTokens' },
    });
    expect(await drop(id)).toMatchObject({ exit: 'refused', data: { reason: 'noTokens' } });
    expect((await salon.world.desk.findBooking(id))?.status).toBe('accepted');
    expect(await offered(salon, '2026-11-24')).not.toContain('14:00');
  });

  it('keeps the terms it was booked on when the shop changes them [CX-02]', async () => {
    const { id } = await lateBooking({ late: 'deny' });
    await openShop(salon.world, { shop: { policy: { late: 'token' } } });
    expect(await drop(id)).toMatchObject({ exit: 'refused', data: { reason: 'pastDeadline' } });
  });
});

describe('tokens under parallel hands', () => {
  /** Five late visits of one person dropped in the same instant, with two tokens to pay for them. */
  async function fiveAtOnce(): Promise<{ dropped: number; left: number }> {
    await openShop(salon.world);
    const starts = [0, 1, 2].map((hour) => TUESDAY_14 + hour * HOUR_MS);
    const made = [];
    for (const startsAtUtc of starts) made.push(await book(salon, startsAtUtc));
    for (const { id } of made) await press(id, 'accept');
    salon.clock.set(TUESDAY_14 - HOUR_MS);
    // The last one twice, as two different answers.
    const ids = [...made.map(({ id }) => id), made[2]!.id, made[0]!.id];
    const outcomes = await Promise.all(ids.map((id) => drop(id)));
    const rows = await Promise.all(made.map(({ id }) => salon.world.desk.findBooking(id)));
    expect(outcomes.length).toBe(5);
    return { dropped: rows.filter((row) => row?.status === 'cancelled').length, left: await tokensLeft() };
  }

  it('pay for as many late drops as there are tokens and not one more, never below 0 [CX-12]', async () => {
    expect(await fiveAtOnce()).toEqual({ dropped: 2, left: 0 });
  });

  it('would not if the purse were read outside the transaction (deliberate mutant)', async () => {
    const unguarded = (tokens: Tokens): Tokens => ({
      ...tokens,
      async spend(_session, { shop, customer }) {
        const balance = await tokens.balanceOf({ shop, customer });
        return { took: balance.left > 0 ? 1 : 0, balance };
      },
    });
    salon.world = joinWorld({ mongo: salon.database, clock: salon.clock, spoilTokens: unguarded });
    expect(await fiveAtOnce()).not.toEqual({ dropped: 2, left: 0 });
  });
});

describe('a missed visit', () => {
  it('costs a token once, however many press and ring, and nothing from an empty purse [CX-06] [BK-23] [CX-12]', async () => {
    await beginAnother();
    const { id } = await lateBooking();
    salon.clock.set(TUESDAY_14 + 15 * 60_000);
    const outcomes = await Promise.all([
      press(id, 'noShow', 'a'),
      press(id, 'noShow', 'b'),
      salon.world.desk.markMissed(),
      salon.world.desk.markMissed(),
    ]);
    expect(outcomes.length).toBe(4);
    const row = await salon.world.desk.findBooking(id);
    expect(row?.history.filter(({ act }) => act === 'noShow')).toHaveLength(1);
    expect(await tokensLeft()).toBe(1);
  });

  it('is marked by the house a full grace after the start and not a millisecond sooner [GP-19] [BK-23]', async () => {
    await beginAnother();
    const { id } = await lateBooking();
    salon.clock.set(TUESDAY_14 + 15 * 60_000 - 1);
    expect(await salon.world.desk.markMissed()).toBe(0);
    salon.clock.advance(1);
    expect(await salon.world.desk.markMissed()).toBe(1);
    expect(await salon.world.desk.markMissed()).toBe(0);
    const row = await salon.world.desk.findBooking(id);
    expect(row?.history.at(-1)).toMatchObject({ act: 'noShow', who: { kind: 'system' }, to: 'no_show' });
  });

  it('is not marked where that person began no other visit in seven days: it stays open and is shown once [BK-23]', async () => {
    const shown: string[] = [];
    const desk = joinWorld({
      mongo: salon.database,
      clock: salon.clock,
      showLeftOpen: async ({ _id }) => void shown.push(_id),
    }).desk;
    // Somebody else's press, one that is too old, and one that comes after the grace say nothing of this visit.
    await beginAnother(TUESDAY_14 - 24 * HOUR_MS, 'ben');
    const { id } = await lateBooking();
    salon.clock.set(TUESDAY_14 + 15 * 60_000);
    expect(await desk.markMissed()).toBe(0);
    salon.clock.advance(1);
    await beginAnother(TUESDAY_14 + 2 * HOUR_MS);
    expect(await desk.markMissed()).toBe(0);
    expect(shown).toEqual([id]);
    expect((await desk.findBooking(id))?.status).toBe('accepted');
    expect(await tokensLeft()).toBe(2);
  });

  it('is marked after a visit that began seven days before, and not a minute more', async () => {
    for (const [days, minutes, marked] of [
      [7, 0, 1],
      [7, 1, 0],
    ] as const) {
      await salon.database.clear();
      await openShop(salon.world);
      const nextTuesday = TUESDAY_14 + 7 * 24 * HOUR_MS;
      salon.clock.set(NOW_UTC);
      await beginAnother(nextTuesday - days * 24 * HOUR_MS);
      await salon.database.connection
        .collection('bookings')
        .updateOne({ conversationId: 'chat-9' }, { $inc: { startsAtUtc: -minutes * 60_000 } });
      await lateBooking({}, nextTuesday);
      salon.clock.set(nextTuesday + 15 * 60_000);
      expect(await salon.world.desk.markMissed()).toBe(marked);
    }
  });

  it('is left to people where the shop says so, and where nobody watched for a day', async () => {
    await lateBooking({ noShowAfterMin: null });
    salon.clock.set(TUESDAY_14 + HOUR_MS);
    expect(await salon.world.desk.markMissed()).toBe(0);
    await openShop(salon.world);
    salon.clock.set(TUESDAY_14 + 25 * HOUR_MS);
    expect(await salon.world.desk.markMissed()).toBe(0);
  });

  it('is taken back once by an operator, gives its token back once, and is not marked again by the house [GP-19]', async () => {
    await beginAnother();
    const { id } = await lateBooking();
    salon.clock.set(TUESDAY_14 + 15 * 60_000);
    await salon.world.desk.markMissed();
    expect(await tokensLeft()).toBe(1);
    await Promise.all([press(id, 'undoNoShow', 'u1'), press(id, 'undoNoShow', 'u1'), press(id, 'undoNoShow', 'u2')]);
    expect(await tokensLeft()).toBe(2);
    expect((await salon.world.desk.findBooking(id))?.status).toBe('accepted');
    expect(await salon.world.desk.markMissed()).toBe(0);
    expect(await press(id, 'noShow', 'again')).toMatchObject({ kind: 'done' });
    expect(await tokensLeft()).toBe(1);
    expect(await press(id, 'undoNoShow', 'u3')).toMatchObject({ kind: 'refused', reason: 'undone' });
  });

  it('that took nothing from an empty purse and was taken back is not free the second time [CX-06]', async () => {
    const customer = { phone: null, channel: 'sms', address: '+447700900001' } as const;
    const reset = (to: number) =>
      salon.world.tokens.reset({ shopId: 'shop', customer, key: `to-${to}`, by: MARIA, why: null, to });
    const { id } = await lateBooking();
    salon.clock.set(TUESDAY_14 + 15 * 60_000);
    await reset(0);
    await press(id, 'noShow', 'first');
    await press(id, 'undoNoShow');
    await reset(2);
    await press(id, 'noShow', 'second');
    expect(await tokensLeft()).toBe(1);
  });
});

describe('somebody without tokens', () => {
  const empty = (to = 0) =>
    salon.world.tokens.reset({
      shopId: 'shop',
      customer: { phone: null, channel: 'sms', address: '+447700900001' },
      key: `to-${to}`,
      by: MARIA,
      why: 'asked on the phone',
      to,
    });
  const holding = {
    serviceId: 'cut',
    personId: 'asha',
    startsAtUtc: TUESDAY_14,
    replaces: null,
    movingBookingId: null,
  };

  it('cannot book, is told until when and by whom to be helped, and can again after a reset by hand [CX-07] [CX-08]', async () => {
    await openShop(salon.world, { shop: { policy: { contact: '020 7946 0958' } } });
    await empty();
    expect(await salon.world.blocks['hold.place'](holding, chat())).toMatchObject({
      exit: 'blocked',
      data: { tokens: { left: 0, grant: 2, resets: 'Tue 1 Dec', contact: '020 7946 0958' } },
    });
    // The same person by another channel is the same person.
    const whatsapp = chat({ channel: 'whatsapp', address: 'whatsapp:+447700900001' });
    expect(await salon.world.blocks['hold.place'](holding, whatsapp)).toMatchObject({ exit: 'blocked' });
    await empty(2);
    expect(await salon.world.blocks['hold.place'](holding, chat())).toMatchObject({ exit: 'held' });
  });

  it('keeps what is booked and may still move it in time', async () => {
    const { id } = await book(salon);
    await empty();
    const input = { ...holding, startsAtUtc: TUESDAY_14 + HOUR_MS, movingBookingId: id };
    expect(await salon.world.blocks['hold.place'](input, chat())).toMatchObject({ exit: 'held' });
  });
});
