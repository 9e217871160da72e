import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAnswers, type Answers } from '../../src/api/answers.store.js';
import type { StoredAnswer } from '../../src/api/answers.model.js';
import { createMovableClock } from '../../src/platform/clock.js';
import { openService, type Service } from './support/service.js';
import { HOUR_MS } from '../../src/platform/time-units.js';

const startsAt = '2026-11-24T10:00:00Z';
const answer = (text: string, status = 200): StoredAnswer => ({
  status,
  type: 'application/json',
  text,
  location: null,
});

let service: Service;
beforeAll(async () => {
  service = await openService();
});
afterAll(() => service?.stop());

describe('a POST under an Idempotency-Key', () => {
  it('is refused without one, on every operation', async () => {
    const posts = Object.entries(service.document.paths).filter(([, methods]) => methods['post']);
    for (const [path] of posts) {
      const url = path.replace('{bookingId}', 'x'.repeat(20)).replace(/\{\w+\}/g, 'x');
      const { status, body } = await service.ask(url, { body: {}, idempotencyKey: null });

      expect([path, status, body.code]).toEqual([path, 400, 'idempotency.missing']);
    }
    expect(posts.length).toBeGreaterThan(8);
  });

  it('answers the same again word for word, and has one effect', async () => {
    const body = { service: 'cut', person: 'asha', startsAt };
    const first = await service.ask('/holds', { body, idempotencyKey: 'one' });
    const again = await service.ask('/holds', { body, idempotencyKey: 'one' });
    const other = await service.ask('/holds', { body: { ...body, person: 'ben' }, idempotencyKey: 'one' });

    expect(first.status).toBe(201);
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect([other.status, other.body.code]).toEqual([409, 'idempotency.otherBody']);
  });

  it('belongs to the caller: another key may use the same name', async () => {
    const asked = { body: { service: 'cut', startsAt: '2026-11-24T11:30:00Z' }, idempotencyKey: 'mine' };
    const first = await service.ask('/holds', asked);
    const second = await service.ask('/holds', { ...asked, key: service.keys.write });

    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body.id).not.toBe(first.body.id);
  });

  it('makes one booking of twenty requests that arrive at once, and tells all of them of it [BK-27]', async () => {
    const { body: held } = await service.ask('/holds', {
      body: { service: 'cut', person: 'ben', startsAt: '2026-11-24T13:00:00Z' },
    });
    const asked = {
      body: { hold: held.id, customer: { name: 'Rosa', phone: '+447700900555' } },
      idempotencyKey: 'burst',
    };
    const answers = await Promise.all(Array.from({ length: 20 }, () => service.ask('/bookings', asked)));
    const { body: list } = await service.ask('/bookings?phone=%2B447700900555');

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(list.items).toHaveLength(1);
  });

  it('finishes what a process that died in between had begun, without a second booking', async () => {
    const { body: held } = await service.ask('/holds', {
      body: { service: 'cut', person: 'ben', startsAt: '2026-11-24T15:00:00Z' },
    });
    const asked = {
      body: { hold: held.id, customer: { name: 'Rosa', phone: '+447700900666' } },
      idempotencyKey: 'crash',
    };
    const first = await service.ask('/bookings', asked);
    // As a crash leaves it: the booking is there, its answer is not, and the lease has run out.
    const { modifiedCount } = await service.database.db
      .collection('api_answers')
      .updateMany({ 'answer.text': { $regex: first.body.id } }, { $set: { answer: null, leaseUntilMs: 0 } });
    const again = await service.ask('/bookings', asked);
    const { body: list } = await service.ask('/bookings?phone=%2B447700900666');

    expect(modifiedCount).toBe(1);
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(again.headers.get('idempotency-replayed')).toBeNull();
    expect(list.items).toHaveLength(1);
  });
});

describe('the store of answers', () => {
  const NOW_UTC = Date.UTC(2026, 10, 23, 8);

  /** Twenty at once, and how often the work was done. */
  async function burst(answers: Answers, id: string): Promise<number> {
    let done = 0;
    const work = async (): Promise<StoredAnswer> => {
      done += 1;
      await service.database.db.command({ ping: 1 });
      return answer(`"${done}"`);
    };
    await Promise.all(Array.from({ length: 20 }, () => answers.once(id, 'same', work)));
    return done;
  }

  it('works one answer out for twenty at once; without its row it would be worked out by each', async () => {
    const clock = createMovableClock(NOW_UTC, { running: true });
    const careless: Answers = {
      once: async (_id, _fingerprint, work) => ({ kind: 'answer', answer: await work(), isRepeated: false }),
    };

    expect(await burst(createAnswers({ mongo: service.database, clock }), 'burst')).toBe(1);
    expect(await burst(careless, 'burst')).toBe(20);
  });

  it('keeps an answer for 24 hours and not a moment longer', async () => {
    const clock = createMovableClock(NOW_UTC);
    const answers = createAnswers({ mongo: service.database, clock });
    const ask = async (text: string, fingerprint = 'a') => answers.once('day', fingerprint, async () => answer(text));
    const first = await ask('1');
    clock.advance(24 * HOUR_MS - 1);
    const last = await ask('2');
    const other = await ask('3', 'b');
    clock.advance(1);
    const fresh = await ask('4', 'b');

    expect([first, last, other, fresh]).toMatchObject([
      { answer: { text: '1' }, isRepeated: false },
      { answer: { text: '1' }, isRepeated: true },
      { kind: 'otherBody' },
      { answer: { text: '4' }, isRepeated: false },
    ]);
  });

  it('keeps no failure of ours: asking again tries again', async () => {
    const answers = createAnswers({ mongo: service.database, clock: createMovableClock(NOW_UTC) });
    const boom = answers.once('down', 'a', () => Promise.reject(new Error('boom')));
    await expect(boom).rejects.toThrow('boom');
    const failed = await answers.once('down', 'a', async () => answer('503', 503));
    const well = await answers.once('down', 'a', async () => answer('200'));

    expect([failed, well]).toMatchObject([{ answer: { status: 503 } }, { answer: { text: '200' }, isRepeated: false }]);
  });

  it('says that it is under way to who waits longer than one waits', async () => {
    const clock = createMovableClock(NOW_UTC);
    const answers = createAnswers({ mongo: service.database, clock, waitMs: 0 });
    let finish = (): void => undefined;
    const began = new Promise<void>((begin) => {
      const work = () => new Promise<StoredAnswer>((done) => ((finish = () => done(answer('ok'))), begin()));
      void answers.once('slow', 'a', work);
    });
    await began;
    const outcome = await answers.once('slow', 'a', async () => answer('twice'));
    finish();

    expect(outcome).toEqual({ kind: 'underWay' });
  });
});
