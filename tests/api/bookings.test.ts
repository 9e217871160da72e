import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openService, type Service, type Told } from './support/service.js';

const at = (hour: number, minute = 0): string => new Date(Date.UTC(2026, 10, 24, hour, minute)).toISOString();
const ROSA = { name: 'Rosa Field', phone: '07700 900001', email: 'Rosa@Example.com' };

let service: Service;
beforeAll(async () => {
  service = await openService();
});
afterAll(() => service?.stop());

async function hold(startsAt: string, more: object = {}): Promise<string> {
  const { status, body } = await service.ask('/holds', { body: { service: 'cut', startsAt, ...more } });
  expect(status).toBe(201);
  return body.id;
}

async function book(startsAt: string, customer: object = ROSA, more: object = {}): Promise<Told> {
  const { status, body } = await service.ask('/bookings', { body: { hold: await hold(startsAt, more), customer } });
  expect(status).toBe(201);
  return body;
}

describe('bookings over HTTP', () => {
  it('books a kept time as pending, writes its event and answers 201 with the address to read it at [BK-09] [BK-21]', async () => {
    const holdId = await hold(at(9));
    const { status, body, headers } = await service.ask('/bookings', { body: { hold: holdId, customer: ROSA } });

    expect(status).toBe(201);
    expect(body).toMatchObject({
      status: 'pending',
      startsAt: at(9),
      endsAt: at(10),
      customer: { name: 'Rosa Field', phone: '+447700900001', email: 'rosa@example.com' },
      price: { currency: 'GBP', totalMinor: 2500 },
    });
    expect(body.reference).toMatch(/^BK-\d{8}$/);
    // Nobody was asked for, so somebody was chosen.
    expect(['asha', 'ben']).toContain(body.person.id);
    expect((await service.world.events.all()).map(({ type, bookingId }) => [type, bookingId])).toContainEqual([
      'booking.created',
      body.id,
    ]);
    expect(headers.get('location')).toBe(`/api/v1/bookings/${body.id}`);
    const read = await service.ask(`/bookings/${body.id}`);
    expect(read.body).toEqual(body);
  });

  it('answers 400 and names each wrong field when a booking cannot be read [BK-09]', async () => {
    const { status, body } = await service.ask('/bookings', { body: { hold: 'x', customer: { name: '' }, wish: 1 } });

    expect(status).toBe(400);
    expect(body.code).toBe('request.invalid');
    expect(body.fields.map(({ path }: { path: string }) => path).sort()).toEqual(['', 'customer.name', 'hold']);
  });

  it('answers one of two for one time with 201 and the other with 409 and times to take instead', async () => {
    const first = await hold(at(11), { person: 'asha' });
    const lost = await service.ask('/holds', { body: { service: 'cut', person: 'asha', startsAt: at(11) } });

    expect(first).toContain('shop.cut.asha.');
    expect(lost.status).toBe(409);
    expect(lost.body).toMatchObject({ code: 'slot.taken' });
    expect(lost.body.alternatives.length).toBeGreaterThan(0);
    const other = lost.body.alternatives[0];
    expect((await book(other.startsAt, ROSA, { person: other.person.id })).startsAt).toBe(other.startsAt);
  });

  it('refuses a time that no rule allows with its reason', async () => {
    const { status, body } = await service.ask('/holds', { body: { service: 'cut', startsAt: at(3) } });

    expect([status, body.code, body.reason]).toEqual([409, 'slot.refused', 'closed']);
  });

  it('shows a hold, gives it back, and then shows it as lapsed', async () => {
    const id = await hold(at(13), { person: 'ben' });

    expect((await service.ask(`/holds/${id}`)).body).toMatchObject({ state: 'held', total: { amountMinor: 2500 } });
    expect((await service.ask(`/holds/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await service.ask(`/holds/${id}`)).body).toMatchObject({ state: 'lapsed', until: null });
    expect(await hold(at(13), { person: 'ben' })).not.toBe(id);
  });

  it('moves a booking to another time and drops it, each once [BK-28]', async () => {
    // More than a day ahead, so both are free.
    const later = (hour: number): string => new Date(Date.UTC(2026, 10, 26, hour)).toISOString();
    const { id } = await book(later(10), ROSA, { person: 'asha' });
    const to = await hold(later(11), { person: 'asha', moving: id });
    const moved = await service.ask(`/bookings/${id}/move`, { body: { hold: to } });
    const dropped = await service.ask(`/bookings/${id}/drop`, { method: 'POST', idempotencyKey: 'drop-1' });
    const again = await service.ask(`/bookings/${id}/drop`, { method: 'POST', idempotencyKey: 'drop-2' });

    expect(moved.body).toMatchObject({ startsAt: later(11), version: 2 });
    expect(dropped.body.status).toBe('cancelled');
    expect([again.status, again.body.code]).toEqual([409, 'booking.refused']);
    expect((await service.ask(`/bookings/${id}`)).body.history.map(({ act }: { act: string }) => act)).toEqual([
      'create',
      'move',
      'cancel',
    ]);
  });

  it('lets several customers into one time of a group and lists them all [BK-28]', async () => {
    const { catalogue } = service.world;
    const group = {
      id: 'yoga',
      name: 'Yoga',
      durationMin: 60,
      priceMinor: 900,
      capacity: 3,
      noticeMin: 0,
      bufferMin: 0,
    };
    await catalogue.saveService('shop', group);
    const [asha] = (await catalogue.reload('shop')).people;
    await catalogue.savePerson('shop', { ...asha!, id: 'yogi', name: 'Yogi', serviceIds: ['yoga'] });
    const start = at(9);
    const people = ['Ann', 'Bo', 'Cy'];
    for (const name of people) await book(start, { name }, { service: 'yoga' });
    const full = await service.ask('/holds', { body: { service: 'yoga', startsAt: start } });
    const { body } = await service.ask(`/bookings?person=yogi&from=${start}&to=${at(9, 1)}`);

    expect(full.status).toBe(409);
    expect(body.items.map((one: Told) => one.customer.name).sort()).toEqual(people);
  });

  it('books at the desk against warnings with a reason only, for several who come together, and never twice [BK-28] [AV-18]', async () => {
    // Half past four: it would end after closing, and no customer is offered that.
    const startsAt = new Date(Date.UTC(2026, 10, 30, 16, 30)).toISOString();
    const wish = { service: 'cut', person: 'asha', startsAt, customer: ROSA, others: [{ name: 'Ana Field' }] };
    const report = await service.ask(`/conflicts?service=cut&person=asha&startsAt=${startsAt}`);
    const refused = await service.ask('/bookings/by-staff', { body: wish });
    const made = await service.ask('/bookings/by-staff', { body: { ...wish, override: 'She has a train to catch' } });
    const again = await service.ask('/bookings/by-staff', { body: { ...wish, override: 'Once more' } });
    const low = await service.ask('/bookings/by-staff', { body: wish, key: service.keys.write });

    expect(report.body).toMatchObject({ errors: [], mayProceed: true });
    expect(report.body.warnings.length).toBeGreaterThan(0);
    expect([refused.status, refused.body.code]).toEqual([409, 'booking.conflicts']);
    expect(refused.body.conflicts).toEqual(report.body);
    expect([made.status, made.body.booking.status]).toEqual([201, 'accepted']);
    expect(made.body.booking.others).toEqual([{ name: 'Ana Field', phone: null, email: null }]);
    expect(made.body.booking.history[0]).toMatchObject({ by: 'operator', why: expect.stringContaining('train') });
    expect(again.body.conflicts.errors).toHaveLength(1);
    expect(low.body.code).toBe('auth.scope');
  });

  it('says yes, begins, ends and notes a visit that was missed, for keys of the staff only', async () => {
    const early = await book(at(14), ROSA, { person: 'asha' });
    const missed = await book(at(14), ROSA, { person: 'ben' });
    const act = (id: string, name: string, key?: string) =>
      service.ask(`/bookings/${id}/${name}`, { method: 'POST', ...(key ? { key } : {}) });

    expect((await act(early.id, 'accept', service.keys.write)).body.code).toBe('auth.scope');
    expect((await act(early.id, 'accept')).body.status).toBe('accepted');
    expect((await act(early.id, 'reject')).body).toMatchObject({ code: 'booking.refused', reason: 'late' });
    expect((await act(missed.id, 'accept')).body.status).toBe('accepted');
    expect((await act(missed.id, 'no-show')).body).toMatchObject({ code: 'booking.refused', reason: 'tooEarly' });
    expect((await act(early.id, 'start')).body.status).toBe('in_progress');
    expect((await act(early.id, 'done')).body.status).toBe('completed');
    const toldBy = (await service.ask(`/bookings/${early.id}`)).body.history.at(-1);
    expect(toldBy).toMatchObject({ by: 'operator', name: 'a staff key' });
  });

  it('keeps the bookings of one shop from the keys of another', async () => {
    await service.world.catalogue.saveShop({
      id: 'other',
      name: 'Other',
      place: 'There',
      currency: 'GBP',
      country: 'GB',
    });
    const stranger = await service.newKey('staff', 'other');
    const { id, holdId } = { ...(await book(at(15), ROSA, { person: 'ben' })), holdId: await hold(at(16)) };

    for (const path of [`/bookings/${id}`, `/holds/${holdId}`, '/shops/shop']) {
      expect((await service.ask(path, { key: stranger })).status).toBe(404);
    }
    expect((await service.ask(`/bookings/${id}/drop`, { method: 'POST', key: stranger })).status).toBe(404);
    expect((await service.ask(`/holds/${holdId}`, { method: 'DELETE', key: stranger })).status).toBe(404);
    const body = { hold: holdId, customer: ROSA };
    expect((await service.ask('/bookings', { key: stranger, body })).body.code).toBe('hold.unknown');
    expect((await service.ask('/bookings', { key: stranger })).body.items).toEqual([]);
  });

  it('pages bookings of one customer by a cursor that stands still when others come between [ORD-12]', async () => {
    const other = { name: 'Page Turner', phone: '+447700900777' };
    const day = (hour: number, minute = 0): string => new Date(Date.UTC(2026, 10, 27, hour, minute)).toISOString();
    for (const hour of [9, 10, 11, 12, 13]) await book(day(hour), other, { person: 'asha' });
    const of = '/bookings?phone=%2B447700900777&limit=2';
    const first = await service.ask(of);
    // One before the cursor and one behind it.
    await book(day(9), other, { person: 'ben' });
    await book(day(14), other, { person: 'ben' });
    const starts: string[] = first.body.items.map((one: Told) => one.startsAt);
    for (let link = first.headers.get('link'); link !== null;) {
      const path = /^<\/api\/v1(.+)>; rel="next"$/.exec(link)![1]!;
      const page = await service.ask(path);
      starts.push(...page.body.items.map((one: Told) => one.startsAt));
      link = page.headers.get('link');
    }

    expect(starts).toEqual([9, 10, 11, 12, 13, 14].map((hour) => day(hour)));
    const cursor = first.body.next as string;
    expect((await service.ask(`/bookings?limit=2&cursor=${cursor}`)).body.code).toBe('page.cursor');
    const forged = `${Buffer.from('[0,""]').toString('base64url')}.${cursor.split('.')[1]}`;
    expect((await service.ask(`${of}&cursor=${forged}`)).body.code).toBe('page.cursor');
  });
});

describe('the list of bookings', () => {
  it('finds one customer’s by an index, not by looking through the shop’s', async () => {
    const rows = service.database.db.collection('bookings');
    for (const [field, index] of [
      ['customer.phone', 'bookings_by_phone'],
      ['customer.email', 'bookings_by_email'],
    ] as const) {
      const found = rows.find({ shopId: 'shop', [field]: 'x' }).sort({ startsAtUtc: 1, _id: 1 });
      expect(JSON.stringify((await found.explain()).queryPlanner.winningPlan)).toContain(index);
    }
  });
});
