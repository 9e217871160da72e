import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openService, type Service, type Told } from './support/service.js';

const PHONE = '+447700900001';
const tomorrow = (hour: number): string =>
  new Date(Date.UTC(2026, 10, 23 + (hour > 24 ? 1 : 0), hour % 24)).toISOString();

let service: Service;
beforeAll(async () => {
  service = await openService();
  const { catalogue } = service.world;
  const { shop } = await catalogue.current('shop');
  await catalogue.saveShop({ ...shop, acceptance: 'instant', policy: { ...shop.policy, late: 'token' } });
});
afterAll(() => service?.stop());

/** Today: inside the deadline of 24 hours. */
async function bookToday(hour: number, phone = PHONE): Promise<Told> {
  const { body: hold } = await service.ask('/holds', { body: { service: 'cut', startsAt: tomorrow(hour) } });
  return service.ask('/bookings', { body: { hold: hold.id, customer: { name: 'Rosa', phone } } });
}
const purse = async (phone = PHONE): Promise<Told> =>
  (await service.ask(`/tokens?phone=${encodeURIComponent(phone)}`)).body;

describe('tokens over HTTP', () => {
  it('reads the balance, takes one for a booking once, and fills it by hand [CX-11]', async () => {
    const before = await purse();
    const { body: booking } = await bookToday(10);
    const take = () => service.ask('/tokens/use', { body: { booking: booking.id, why: 'noShow' } });
    const first = await take();
    const second = await take();
    const filled = await service.ask('/tokens/issue', { body: { phone: PHONE, to: 5, why: 'a gift' } });

    expect(before).toMatchObject({ left: 2, grant: 2, resetsAt: '2026-12-01T00:00:00.000Z' });
    expect([first.body.took, first.body.tokens.left]).toEqual([1, 1]);
    expect([second.body.took, second.body.tokens.left]).toEqual([0, 1]);
    expect([filled.body.left, (await purse()).left]).toEqual([5, 5]);
    const low = { key: service.keys.write, body: { phone: PHONE } };
    expect((await service.ask('/tokens/issue', low)).body.code).toBe('auth.scope');
  });

  it('says what a late drop costs before it is done, and does it only when that is accepted', async () => {
    const phone = '+447700900002';
    const { body: booking } = await bookToday(11, phone);
    const path = `/bookings/${booking.id}/drop`;
    const cost = await service.ask(path);
    const asked = await service.ask(path, { method: 'POST' });
    const untouched = await purse(phone);
    const done = await service.ask(path, { body: { acceptsCost: true }, idempotencyKey: 'late-drop' });
    const after = await purse(phone);

    expect(cost.body).toMatchObject({ kind: 'late', tokens: { left: 2 } });
    expect([asked.status, asked.body.code, asked.body.cost.kind]).toEqual([409, 'booking.costs', 'late']);
    expect(untouched.left).toBe(2);
    expect([done.body.status, after.left]).toEqual(['cancelled', 1]);
    expect((await service.ask(path)).body).toMatchObject({ kind: 'refused', reason: 'gone' });
  });

  it('books nobody whose purse is empty, and says until when', async () => {
    const phone = '+447700900003';
    await service.ask('/tokens/issue', { body: { phone, to: 0 } });
    const { status, body } = await bookToday(12, phone);

    expect([status, body.code]).toEqual([409, 'booking.noTokens']);
    expect(body.tokens).toMatchObject({ left: 0, blockedUntil: '2026-12-01T00:00:00.000Z' });
  });
});

describe('changes past the deadline over HTTP', () => {
  it('are asked for once, and a refusal leaves the booking as it was', async () => {
    const { body: booking } = await bookToday(13);
    const path = `/bookings/${booking.id}/change`;
    const none = await service.ask(path);
    const asked = await service.ask(path, { body: { wish: 'drop' } });
    const twice = await service.ask(path, { body: { wish: 'drop' } });
    const refused = await service.ask(`${path}/refuse`, { body: { why: 'Too late for us' } });
    const again = await service.ask(`${path}/refuse`, { method: 'POST' });

    expect(none.body.code).toBe('change.unknown');
    expect([asked.status, asked.body]).toMatchObject([201, { wish: 'drop', state: 'waiting', booking: booking.id }]);
    expect(twice.body).toMatchObject({ code: 'change.refused', reason: 'waiting' });
    expect([refused.status, refused.body.status]).toEqual([200, 'accepted']);
    expect(again.body.code).toBe('change.refused');
  });

  it('are carried out when the shop says yes, whatever the deadline', async () => {
    const { body: booking } = await bookToday(14);
    const path = `/bookings/${booking.id}/change`;
    await service.ask(path, { body: { wish: 'drop' } });
    const approved = await service.ask(`${path}/approve`, { method: 'POST' });

    expect([approved.status, approved.body.status]).toEqual([200, 'cancelled']);
    const { status, body } = await service.ask(path, { body: { wish: 'move' } });
    expect([status, body.fields[0].path]).toEqual([400, 'startsAt']);
  });
});
