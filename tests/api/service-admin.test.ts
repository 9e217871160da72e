import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openService, type Answered, type Service } from './support/service.js';

let service: Service;
beforeAll(async () => {
  service = await openService();
});
afterAll(() => service?.stop());

const post = (path: string, body: unknown, idempotencyKey?: string): Promise<Answered> =>
  service.ask(path, { method: 'POST', body, ...(idempotencyKey ? { idempotencyKey } : {}) });
const CUT = { name: 'Haircut', durationMin: 60, priceMinor: 2_500, personIds: ['asha'] };
const TAX = { name: 'Tax return', durationMin: 60, priceMinor: 12_000, personIds: ['asha'] };

describe('the services of a shop over HTTP', () => {
  it('are not for whoever may only read or book', async () => {
    for (const scope of ['read', 'write'] as const) {
      const { status, body } = await service.ask('/catalogue/services', { key: service.keys[scope] });
      expect([status, body.code]).toEqual([403, 'auth.scope']);
    }
  });

  it('are added once under one key, with the booking rules of the house, and offered at once [CAT-10] [CAT-05]', async () => {
    const made = await post('/catalogue/services', { id: 'tax', ...TAX }, 'add-tax');
    const again = await post('/catalogue/services', { id: 'tax', ...TAX }, 'add-tax');
    const other = await post('/catalogue/services', { id: 'tax', ...TAX }, 'add-tax-2');

    expect([made.status, again.status, other.status]).toEqual([201, 201, 409]);
    expect(made.body).toMatchObject({
      ...TAX,
      version: 1,
      bookable: true,
      horizonDays: 30,
      noticeMin: 1440,
      bufferMin: 30,
    });
    expect(other.body.code).toBe('service.exists');
    expect((await service.ask('/services/tax')).body).toMatchObject({ name: 'Tax return', estimatedMinutes: 60 });
    expect((await service.ask('/people/asha')).body.serviceIds).toContain('tax');
  });

  it('keep what CAT-06 asks for and give it to whoever books [CAT-06]', async () => {
    const about = {
      category: 'Money',
      hourlyMinor: 6_000,
      estimatedHours: 2.5,
      repeat: 'yearly',
      about: 'We file it.',
    };
    const { status } = await post('/catalogue/services/tax', { seenVersion: 1, ...TAX, ...about });

    expect(status).toBe(200);
    expect((await service.ask('/services/tax')).body).toMatchObject({
      category: 'Money',
      about: 'We file it.',
      repeat: 'yearly',
      estimatedMinutes: 150,
      hourlyRate: { amountMinor: 6_000, currency: 'GBP' },
    });
  });

  it('are not written over by somebody who has not seen the last change [CAT-10]', async () => {
    const late = await post('/catalogue/services/tax', { seenVersion: 1, ...TAX, name: 'Late' });

    const both = await Promise.all(
      ['one', 'two'].map((category) => post('/catalogue/services/cut', { ...CUT, seenVersion: 1, category })),
    );

    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect([late.status, late.body.code, late.body.version]).toEqual([409, 'service.changed', 2]);
    expect((await service.ask('/services/tax')).body.name).toBe('Tax return');
  });

  it('name every wrong field, and nobody who does not work there', async () => {
    const wrong = await post('/catalogue/services/tax', { seenVersion: 2, ...TAX, durationMin: 0, colour: 'red' });
    const stranger = await post('/catalogue/services/tax', { seenVersion: 2, ...TAX, personIds: ['nobody'] });

    expect(wrong.status).toBe(400);
    expect(wrong.body.fields.map(({ path }: { path: string }) => path)).toContain('durationMin');
    expect([stranger.status, stranger.body.code]).toEqual([404, 'person.unknown']);
  });

  it('are neither listed nor bookable once they are switched off, and come back [CAT-07]', async () => {
    const off = await post('/catalogue/services/tax/deactivate', { seenVersion: 2 });
    const listed = await service.ask('/services');
    const times = await service.ask('/times?service=tax');
    const hold = await post('/holds', { service: 'tax', startsAt: '2026-11-25T10:00:00Z' });

    expect(off.body).toMatchObject({ active: false, version: 3 });
    expect(listed.body.items.map(({ id }: { id: string }) => id)).not.toContain('tax');
    expect([times.status, hold.status]).toEqual([404, 409]);
    expect((await post('/catalogue/services/tax/activate', { seenVersion: 3 })).body.active).toBe(true);
    expect((await service.ask('/services/tax')).status).toBe(200);
  });

  it('are counted in the order they are put in, all of them or none [CAT-10]', async () => {
    const { body: before } = await service.ask('/catalogue/services');
    const ids: string[] = before.items.map(({ id }: { id: string }) => id);
    const turned = [...ids].reverse();
    const half = await post('/catalogue/order', { serviceIds: ids.slice(1) });
    const { body } = await post('/catalogue/order', { serviceIds: turned });

    expect([half.status, half.body.code]).toEqual([409, 'service.changed']);
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual(turned);
    expect((await service.ask('/services')).body.items.map(({ id }: { id: string }) => id)).toEqual(turned);
  });
});
