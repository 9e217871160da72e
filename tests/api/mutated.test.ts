import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createRandom, seedOf } from '../scheduling/support/random.js';
import { profile } from '../support/profile.js';
import { openService, type Service } from './support/service.js';

const REQUESTS = profile({ short: 1_000, full: 50_000 });
const AT_ONCE = 16;

let service: Service;
beforeAll(async () => {
  service = await openService();
});
afterAll(() => service?.stop());

type Random = ReturnType<typeof createRandom>;

/** What breaks programs: other types, other sizes, words of query languages, halves of characters. */
const ODD: readonly unknown[] = [
  null,
  '',
  ' ',
  0,
  -1,
  1e308,
  true,
  [],
  {},
  [[]],
  { $gt: '' },
  { $where: 'sleep(1)' },
  '__proto__',
  '\u0000',
  '\ud800',
  '😀'.repeat(300),
  '9'.repeat(5_000),
  '9999-12-31T23:59:59Z',
  '0000-00-00',
  '2026-11-24T10:00:00+99:99',
  "' OR 1=1 --",
  '../../etc/passwd',
  '%00',
  'shop.cut.asha.zzzzzzzzzzz.aaaaaaaaaaaa',
  'shop.cut.asha.0.aaaaaaaaaaaa',
];

function mutate(value: unknown, random: Random, depth = 0): unknown {
  const roll = random.next();
  if (roll < 0.25 || depth > 3) return random.pick(ODD);
  if (typeof value === 'string') {
    const at = random.int(0, value.length);
    if (roll < 0.5)
      return value.slice(0, at) + random.pick(['\u0000', '$', '.', '~', 'é', '\ud800', '']) + value.slice(at + 1);
    return roll < 0.6 ? value.repeat(random.int(2, 50)) : value;
  }
  if (Array.isArray(value)) return value.map((one) => mutate(one, random, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  const rows = Object.entries(value).filter(() => random.next() > 0.08);
  const hit = random.int(0, Math.max(0, rows.length - 1));
  const mutated = rows.map(([name, one], index) => [name, index === hit ? mutate(one, random, depth + 1) : one]);
  if (random.next() < 0.1) mutated.push([random.pick(['__proto__', '$set', 'x', 'constructor']), random.pick(ODD)]);
  return Object.fromEntries(mutated);
}

it(`answers none of thousands of mutated requests with a fault of its own, and nothing undescribed`, async () => {
  const random = createRandom(seedOf('mutated API requests'));
  const startsAt = '2026-11-24T10:00:00Z';
  const { body: held } = await service.ask('/holds', { body: { service: 'cut', person: 'asha', startsAt } });
  const customer = { name: 'Rosa', phone: '+447700900001', email: 'rosa@example.com' };
  const { body: booking } = await service.ask('/bookings', { body: { hold: held.id, customer, note: 'a note' } });
  const bodies: Readonly<Record<string, object>> = {
    createHold: { service: 'cut', startsAt, person: 'ben', replaces: held.id, moving: booking.id },
    createBooking: { hold: held.id, customer, note: 'x', language: 'en' },
    requestPayment: { hold: held.id, customer },
    moveBooking: { hold: held.id },
    findGuestBooking: { reference: booking.reference, email: 'rosa@example.com' },
    requestChange: { wish: 'move', startsAt, person: 'ben' },
    issueTokens: { phone: customer.phone, to: 3, why: 'because' },
    createStaffBooking: { service: 'cut', startsAt, person: 'ben', customer, others: [customer], override: 'because' },
    useToken: { booking: booking.id, why: 'noShow' },
  };
  const queries: Readonly<Record<string, object>> = {
    readAvailability: { service: 'cut', date: '2026-11-24', person: 'asha', duration: '60', limit: '5' },
    listBookings: {
      phone: customer.phone,
      email: customer.email,
      person: 'asha',
      status: 'pending',
      from: startsAt,
      limit: '2',
    },
    readConflicts: { service: 'cut', person: 'asha', startsAt, seats: '1' },
    readTokens: { phone: customer.phone },
    listServices: { limit: '2', cursor: `${'a'.repeat(12)}.${'b'.repeat(20)}` },
  };
  const holes: Readonly<Record<string, string>> = {
    bookingId: booking.id,
    holdId: held.id,
    serviceId: 'cut',
    personId: 'asha',
    shopId: 'shop',
    token: service.trackingToken(booking.id),
    paymentId: `pay_${'0'.repeat(32)}`,
  };
  const operations = Object.entries(service.document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => ({ path, method: method.toUpperCase(), operationId })),
  );
  const text = (value: unknown): string =>
    (typeof value === 'string' ? value : JSON.stringify(value)).replaceAll(/\p{Cs}/gu, '?');
  const encode = (value: unknown): string => encodeURIComponent(text(value)).slice(0, 2_000);

  // Reading the documents again and waiting after guesses teaches little.
  const slow = new Set(['findGuestBooking', 'readDocument', 'readDocs']);
  const quick = operations.filter(({ operationId }) => !slow.has(operationId));
  const statuses = new Map<number, number>();
  async function one(n: number): Promise<void> {
    const { path, method, operationId } = random.pick(n % 50 === 0 ? operations : quick);
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
      encode(random.next() < 0.2 ? mutate(holes[name] ?? name, random) : (holes[name] ?? name)),
    );
    const query = mutate(queries[operationId] ?? {}, random);
    const asked = typeof query === 'object' && query !== null ? Object.entries(query) : [['x', query]];
    const search = asked.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
    const body = mutate(bodies[operationId] ?? {}, random);
    const odd = random.next();
    const { status } = await service.ask(`${filled}${search === '' || random.next() < 0.5 ? '' : `?${search}`}`, {
      method,
      ...(method === 'POST' ? (odd < 0.05 ? { text: '{"a":[' } : { body }) : {}),
      ...(odd > 0.95 ? { idempotencyKey: text(random.pick(ODD)).replace(/[^ -~]/g, '') } : {}),
    });
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  let next = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < REQUESTS) await one((next += 1));
    }),
  );

  console.log(
    [...statuses]
      .sort()
      .map(([status, count]) => `${status}: ${count}`)
      .join(', '),
  );
  expect([...statuses.keys()].filter((status) => status >= 500 && status !== 503)).toEqual([]);
  expect(statuses.get(200)).toBeGreaterThan(REQUESTS / 50);
  expect(statuses.get(400)).toBeGreaterThan(REQUESTS / 10);
}, 300_000);
