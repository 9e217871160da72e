import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import Stripe from 'stripe';
import { openTestDatabase } from '../support/database.js';
import { NOW_UTC, openPayWorld, SECRETS, type PayWorld } from './support/pay-world.js';
import { createRandom, seedOf, type Random } from './support/random.js';

let database: Awaited<ReturnType<typeof openTestDatabase>>;
let world: PayWorld;
let genuine: string;

beforeAll(async () => {
  database = await openTestDatabase();
  world = await openPayWorld({ mongo: database, deliver: false });
  const { holdId } = await world.hold();
  const { sessionId } = await world.link(holdId);
  world.stripe.pay(sessionId, 'paid');
  genuine = world.stripe.eventBodies.find((body) => body.includes('"checkout.session.completed"'))!;
});
afterAll(async () => {
  await world.close();
  await database.drop();
});

const post = (body: string, headers: Record<string, string>): Promise<Response> =>
  fetch(`${world.appUrl}/webhooks/stripe`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });

const mac = (body: string, stampS: number, secret = SECRETS.webhookSecret): string =>
  createHmac('sha256', secret).update(`${stampS}.${body}`).digest('hex');

const NOW_S = NOW_UTC / 1000;

/** One forged request: something is wrong with it, and everything else is right. */
function forge(random: Random): { body: string; header: string | readonly string[] | undefined } {
  const right = `t=${NOW_S},v1=${mac(genuine, NOW_S)}`;
  switch (random.below(11)) {
    case 0:
      return { body: genuine, header: undefined };
    case 1:
      return { body: genuine, header: right.slice(0, random.below(right.length)) };
    case 2:
      return { body: genuine, header: `t=${NOW_S},v1=${mac(genuine, NOW_S, `whsec_${random.below(1e9)}`)}` };
    case 3: {
      const old = NOW_S - 301 - random.below(1e6);
      return { body: genuine, header: `t=${old},v1=${mac(genuine, old)}` };
    }
    case 4: {
      const future = NOW_S + 301 + random.below(1e6);
      return { body: genuine, header: `t=${future},v1=${mac(genuine, future)}` };
    }
    case 5: {
      const at = random.below(genuine.length);
      const other = genuine[at] === '7' ? '8' : '7';
      return { body: `${genuine.slice(0, at)}${other}${genuine.slice(at + 1)}`, header: right };
    }
    case 6:
      return { body: ` ${genuine}`, header: right };
    case 7:
      return { body: genuine, header: [right, right] };
    case 8:
      return { body: genuine, header: `t=${NOW_S + 1},v1=${mac(genuine, NOW_S)}` };
    case 9:
      return { body: genuine, header: `t=${NOW_S},v0=${mac(genuine, NOW_S)}` };
    default: {
      const wrong = mac(genuine, NOW_S).split('');
      const at = random.below(wrong.length);
      wrong[at] = wrong[at] === 'a' ? 'b' : 'a';
      return { body: genuine, header: `t=${NOW_S},v1=${wrong.join('')}` };
    }
  }
}

describe('the way in for events', () => {
  it('rejects an unsigned caller before anything is read', async () => {
    const answer = await post(genuine, {});
    expect(answer.status).toBe(400);
    expect((await post(genuine, { 'stripe-signature': 't=1,v1=00' })).status).toBe(401);
    expect((await post(genuine, { 'stripe-signature': `t=${NOW_S},v1=00` })).status).toBe(401);
  });

  it('refuses 10,000 forged events and stores nothing of them [PAY-09]', async () => {
    const seed = seedOf('forged events');
    const random = createRandom(seed);
    const before = await database.db.collection('payments').find().toArray();
    const accepted: unknown[] = [];
    for (let forged = 0; forged < 10_000; forged++) {
      const { body, header } = forge(random);
      const headers = header === undefined ? {} : { 'stripe-signature': header };
      const result = await world.payments.receiveStripe({
        method: 'POST',
        path: '/webhooks/stripe',
        headers,
        body: Buffer.from(body),
      });
      if (result.kind !== 'refused') accepted.push({ seed, forged, body, header });
    }
    await world.settle();
    expect(accepted).toEqual([]);
    expect(await database.db.collection('payments').find().toArray()).toEqual(before);
  });

  it('sees a doubled signature header as doubled over HTTP as well', async () => {
    const header = world.stripe.sign(genuine);
    const headers = new Headers([
      ['stripe-signature', header],
      ['stripe-signature', header],
    ]);
    const answer = await fetch(`${world.appUrl}/webhooks/stripe`, { method: 'POST', body: genuine, headers });
    expect(answer.status).toBeGreaterThanOrEqual(400);
  });

  it('answers signed nonsense clearly, never with a crash and never with a write', async () => {
    const bodies = [
      '',
      'null',
      '[]',
      '{}',
      '"x"',
      '{"object":"event"}',
      '{"object":"v2.core.event"}',
      '\u0000',
      '{"id":{"$gt":""},"object":"event","type":"x","created":1,"data":{"object":{}}}',
      JSON.stringify({
        id: 'evt_1',
        object: 'event',
        type: 'checkout.session.completed',
        created: 1,
        data: { object: { id: 'cs', metadata: { paymentId: { $gt: '' } }, payment_status: 'paid' } },
      }),
      JSON.stringify({
        id: 'evt_2',
        object: 'event',
        type: 'checkout.session.completed',
        created: 1,
        data: { object: JSON.parse('{"__proto__":{"a":1}}') as object },
      }),
      `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
    ];
    const before = await database.db.collection('payments').find().toArray();
    for (const body of bodies) {
      const answer = await post(body, { 'stripe-signature': world.stripe.sign(body) });
      expect(answer.status).toBeGreaterThanOrEqual(200);
      expect(answer.status).toBeLessThan(500);
    }
    expect(await database.db.collection('payments').find().toArray()).toEqual(before);
  });

  it('accepts genuine events of things that are not ours without keeping them', async () => {
    const foreign = genuine
      .replaceAll(/pay_[0-9a-f]{32}/g, 'order-12345')
      .replace(/"payment_intent":"[^"]+"/, '"payment_intent":"pi_foreign"');
    expect(await world.deliver(foreign)).toEqual({ kind: 'accepted', result: 'nobody' });
    const other = genuine.replace('checkout.session.completed', 'customer.created');
    expect(await world.deliver(other)).toEqual({ kind: 'accepted', result: 'ignored' });
  });

  it('signs as Stripe does: the SDK and the stand-in make the same header', () => {
    const stripe = new Stripe('sk_test_x');
    const header = stripe.webhooks.generateTestHeaderString({
      payload: genuine,
      secret: SECRETS.webhookSecret,
      timestamp: NOW_S,
    });
    expect(world.stripe.sign(genuine)).toBe(header);
  });

  it('accepts the genuine one, and the same one again as known [PAY-09]', async () => {
    expect((await post(genuine, { 'stripe-signature': world.stripe.sign(genuine) })).status).toBe(200);
    await world.settle();
    expect(await world.deliver(genuine)).toEqual({ kind: 'accepted', result: 'known' });
    await world.settle();
    expect(world.told.map(({ notice }) => notice.name)).toEqual(['payment.booked']);
  });
});
