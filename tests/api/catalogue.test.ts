import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openService, type Service } from './support/service.js';

let service: Service;
beforeAll(async () => {
  service = await openService();
  const { catalogue } = service.world;
  await catalogue.saveService('shop', { id: 'gone', name: 'Gone', durationMin: 30, priceMinor: 100, active: false });
  for (const id of ['b', 'a', 'c']) {
    await catalogue.saveService('shop', { id, name: `Service ${id}`, durationMin: 30, priceMinor: 100, order: 5 });
  }
});
afterAll(() => service?.stop());

describe('the catalogue over HTTP', () => {
  it('lists the services that can be booked and gives each by its id, in one shape [CAT-11]', async () => {
    const { status, body } = await service.ask('/services');
    const one = await service.ask('/services/cut');

    expect(status).toBe(200);
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual(['cut', 'a', 'b', 'c']);
    expect(one.body).toEqual(body.items[0]);
    expect(one.body).toMatchObject({
      name: 'Haircut',
      durationMinutes: 60,
      price: { amountMinor: 2500, currency: 'GBP' },
    });
  });

  it('answers what is not there, or is switched off, as a problem with a code [CAT-11]', async () => {
    for (const [path, code] of [
      ['/services/nothing', 'service.unknown'],
      ['/services/gone', 'service.unknown'],
      ['/people/nobody', 'person.unknown'],
      ['/shops/other', 'shop.unknown'],
    ] as const) {
      const { status, headers, body } = await service.ask(path);

      expect([status, body.code]).toEqual([404, code]);
      expect(headers.get('content-type')).toContain('application/problem+json');
      expect(body.title).not.toBe('');
    }
  });

  it('pages through them, also when the row a page ended with is gone', async () => {
    const { body: first } = await service.ask('/services?limit=2');
    await service.world.catalogue.saveService('shop', {
      id: 'a',
      name: 'A',
      durationMin: 30,
      priceMinor: 100,
      order: 5,
      active: false,
    });
    await service.world.catalogue.reload('shop');
    const { body: second } = await service.ask(`/services?limit=2&cursor=${first.next}`);

    expect(first.items.map(({ id }: { id: string }) => id)).toEqual(['cut', 'a']);
    expect(second.items.map(({ id }: { id: string }) => id)).toEqual(['b', 'c']);
    expect(second.next).toBeNull();
    expect((await service.ask(`/people?cursor=${first.next}`)).body.code).toBe('page.cursor');
  });

  it('shows the people and the shop without what is nobody else’s business', async () => {
    const people = await service.ask('/people');
    const shop = await service.ask('/shops/shop');

    expect(people.body.items[0]).toEqual({ id: 'asha', name: 'asha', serviceIds: ['cut'] });
    expect((await service.ask('/people/ben')).body.id).toBe('ben');
    expect((await service.ask('/shops')).body).toEqual({ items: [shop.body], next: null });
  });
});

describe('availability over HTTP', () => {
  it('needs a service and a date, each missing one named in a 400 [AV-15]', async () => {
    for (const [query, path] of [
      ['service=cut', 'date'],
      ['date=2026-11-24', 'service'],
      ['service=cut&date=2026-02-30', 'date'],
      ['service=cut&date=2026-11-24&duration=0', 'duration'],
      ['service=cut&date=2026-11-24&when=now', ''],
    ] as const) {
      const { status, body } = await service.ask(`/availability?${query}`);

      expect([status, body.code, body.fields.map((one: { path: string }) => one.path)]).toEqual([
        400,
        'request.invalid',
        [path],
      ]);
    }
    const { parameters } = service.document.paths['/availability']!['get']!;
    const duration = parameters.find(({ name }) => name === 'duration');
    expect(duration).toMatchObject({ required: false, schema: { default: 60 } });
  });

  it('answers 500 without saying what happened when the search fails [AV-15]', async () => {
    const { slots } = service.world;
    const broken = await openService({ slots: { ...slots, search: () => Promise.reject(new Error('secret detail')) } });
    const { status, body } = await broken.ask('/availability?service=cut&date=2026-11-24');
    await broken.stop();

    expect(status).toBe(500);
    expect(body).toMatchObject({ code: 'house.failed', id: expect.any(String) });
    expect(JSON.stringify(body)).not.toContain('secret');
  });

  it('gives a day’s free times with person and price, and why a day has none', async () => {
    const open = await service.ask('/availability?service=cut&date=2026-11-24&person=asha&limit=3');
    const past = await service.ask('/availability?service=cut&date=2026-11-20');

    expect(open.body).toMatchObject({
      zone: 'Europe/London',
      durationMinutes: 60,
      more: true,
      reason: null,
      nearest: [],
    });
    expect(open.body.slots).toHaveLength(3);
    expect(open.body.slots[0]).toMatchObject({
      startsAt: '2026-11-24T09:00:00.000Z',
      endsAt: '2026-11-24T10:00:00.000Z',
      person: { id: 'asha' },
      price: { amountMinor: 2500, currency: 'GBP' },
    });
    expect(past.body).toMatchObject({ slots: [], reason: 'past' });
    expect(past.body.nearest.length).toBeGreaterThan(0);
  });
});
