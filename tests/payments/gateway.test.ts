import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { createStripeGateway, type PaymentGateway } from '../../src/payments/index.js';
import { createMovableClock, type MovableClock } from '../../src/platform/clock.js';
import { createStripeStandIn, type StripeStandIn } from '../../src/simulator/stand-ins/stripe.js';
import { MINUTE_MS } from '../../src/platform/time-units.js';

const NOW_UTC = Date.parse('2026-11-21T08:00:00Z');
const SECRETS = { secretKey: 'sk_test_gateway', webhookSecret: 'whsec_gateway' };

let clock: MovableClock;
let stripe: StripeStandIn;
let gateway: PaymentGateway;
let sdk: Stripe;

beforeEach(async () => {
  clock = createMovableClock(NOW_UTC);
  stripe = createStripeStandIn({ ...SECRETS, webhookUrl: 'http://127.0.0.1:9/', clock, retryDelaysMs: [] });
  await stripe.start();
  gateway = createStripeGateway({ ...SECRETS, baseUrl: stripe.url });
  const { hostname, port } = new URL(stripe.url);
  sdk = new Stripe(SECRETS.secretKey, {
    host: hostname,
    port: Number(port),
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  });
});
afterEach(() => stripe.stop());

const order = (amountMinor = 2500, endsAtUtc = NOW_UTC + 31 * MINUTE_MS) => ({
  paymentId: `pay_${'0'.repeat(32)}`,
  holdId: 'hold-1',
  amount: { amountMinor, currency: 'GBP' },
  description: 'Haircut, Tue 24 Nov 14:00',
  endsAtUtc,
  email: 'rosa@example.com',
  language: 'en',
  doneUrl: 'http://127.0.0.1:8080/paid',
  backUrl: 'http://127.0.0.1:8080/not-paid',
});

async function checkout(key = 'k1'): Promise<string> {
  const made = await gateway.createCheckout(order(), key);
  if (made.kind !== 'ok') throw new Error(made.reason);
  return made.value.checkoutId;
}

async function paidIntent(): Promise<string> {
  const id = await checkout();
  stripe.pay(id, 'paid');
  const found = await gateway.fetchCheckout(id);
  if (found.kind !== 'ok' || found.value.state !== 'paid') throw new Error('not paid');
  return found.value.intentId;
}

describe('a payment gateway', () => {
  it('says what it is and can do [PAY-02]', () => {
    expect(gateway).toMatchObject({
      id: 'stripe',
      name: 'Stripe',
      minLinkLifeMs: 30 * MINUTE_MS,
      fee: { shareBasisPoints: 290 },
    });
    expect(gateway.methods).toContain('card');
    expect(gateway.currencies).toContain('GBP');
  });

  it('does not exist without the secret that proves its events', () => {
    expect(() => createStripeGateway({ ...SECRETS, webhookSecret: '' })).toThrow('STRIPE_WEBHOOK_SECRET');
  });

  it('goes through open, paid and the money given back in part and then in full [PAY-02] [PAY-07]', async () => {
    const id = await checkout();
    expect(await gateway.fetchCheckout(id)).toEqual({ kind: 'ok', value: { state: 'open' } });
    clock.advance(5 * MINUTE_MS);
    stripe.pay(id, 'paid');
    const paid = await gateway.fetchCheckout(id);
    expect(paid).toMatchObject({
      kind: 'ok',
      value: { state: 'paid', amount: { amountMinor: 2500, currency: 'GBP' }, paidAtUtc: NOW_UTC + 5 * MINUTE_MS },
    });
    if (paid.kind !== 'ok' || paid.value.state !== 'paid') throw new Error('not paid');
    const { intentId } = paid.value;
    const give = (amountMinor: number, key: string) =>
      gateway.refund({ paymentId: order().paymentId, intentId, amount: { amountMinor, currency: 'GBP' } }, key);
    const part = await give(1000, 'r1');
    expect(part).toMatchObject({ kind: 'ok', value: { amountMinor: 1000, state: 'succeeded' } });
    expect(await give(1000, 'r1')).toEqual(part);
    expect(await give(2000, 'r2')).toMatchObject({ kind: 'refused', code: 'amount_too_large' });
    expect(await give(1500, 'r3')).toMatchObject({ kind: 'ok', value: { amountMinor: 1500 } });
    expect(await give(2500, 'r4')).toMatchObject({ kind: 'ok', value: { amountMinor: 1500 } });
    expect(stripe.problems).toEqual([]);
  });

  it('tells an expired link, money under way and a closed one apart', async () => {
    const id = await checkout();
    expect(await gateway.expireCheckout(id, 'e1')).toEqual({ kind: 'ok', value: { state: 'expired' } });
    expect(stripe.pay(id, 'paid')).toBe('closed');
    const second = await checkout('k2');
    stripe.pay(second, 'late');
    expect(await gateway.expireCheckout(second, 'e2')).toEqual({ kind: 'ok', value: { state: 'processing' } });
    const third = await checkout('k3');
    clock.advance(31 * MINUTE_MS);
    expect(await gateway.fetchCheckout(third)).toEqual({ kind: 'ok', value: { state: 'expired' } });
  });

  it('asks for nothing twice under one key, and says so when a key is used for something else', async () => {
    const first = await gateway.createCheckout(order(), 'same');
    expect(await gateway.createCheckout(order(), 'same')).toEqual(first);
    expect(await gateway.createCheckout(order(2600), 'same')).toMatchObject({ kind: 'refused' });
    expect(stripe.problems).toEqual(['stripe: the Idempotency-Key same was used with other parameters']);
  });

  it('says again for what may have happened and refused for what did not [PAY-07]', async () => {
    stripe.faults.failBeforeEffect = 1;
    expect(await gateway.createCheckout(order(), 'a')).toMatchObject({ kind: 'again' });
    stripe.faults.rateLimit = 1;
    expect(await gateway.createCheckout(order(), 'a')).toMatchObject({ kind: 'again' });
    // The SDK itself asks once more, under the same key, when a kept connection is closed.
    stripe.faults.cutAfterEffect = 2;
    expect(await gateway.createCheckout(order(), 'a')).toMatchObject({ kind: 'again' });
    expect(await gateway.createCheckout(order(), 'a')).toMatchObject({ kind: 'ok' });
    expect(await gateway.createCheckout(order(20), 'b')).toMatchObject({ kind: 'refused', code: 'amount_too_small' });
    expect(
      await createStripeGateway({ ...SECRETS, secretKey: 'sk_test_wrong', baseUrl: stripe.url }).createCheckout(
        order(),
        'c',
      ),
    ).toMatchObject({ kind: 'refused' });
    expect(await gateway.fetchRefund('re_none')).toMatchObject({ kind: 'refused', code: 'resource_missing' });
  });
});

describe('the stand-in for Stripe', () => {
  it('refuses what Stripe refuses, in its words', async () => {
    const base = {
      mode: 'payment',
      success_url: 'http://127.0.0.1/ok',
      line_items: [
        { quantity: 1, price_data: { currency: 'gbp', unit_amount: 2500, product_data: { name: 'Haircut' } } },
      ],
    } as const;
    const create = (params: object) =>
      sdk.checkout.sessions.create(params, {
        idempotencyKey: JSON.stringify(params),
      });
    const seconds = NOW_UTC / 1000;
    await expect(create({ ...base, mode: undefined })).rejects.toMatchObject({
      statusCode: 400,
      code: 'parameter_missing',
      param: 'mode',
    });
    await expect(create({ ...base, success_url: undefined })).rejects.toMatchObject({ param: 'success_url' });
    await expect(create({ ...base, line_items: undefined })).rejects.toMatchObject({ code: 'parameter_missing' });
    await expect(create({ ...base, expires_at: seconds + 1799 })).rejects.toMatchObject({ param: 'expires_at' });
    await expect(create({ ...base, expires_at: seconds + 86_401 })).rejects.toMatchObject({ param: 'expires_at' });
    await expect(create({ ...base, payment_method_types: ['card'] })).rejects.toMatchObject({
      code: 'parameter_unknown',
    });
    await expect(create({ ...base, expires_at: seconds + 1800 })).resolves.toMatchObject({
      object: 'checkout.session',
      status: 'open',
      payment_intent: null,
    });
    await expect(sdk.checkout.sessions.retrieve('cs_none')).rejects.toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
    });
  });

  it('gives back once, and says so the second time', async () => {
    const intentId = await paidIntent();
    await sdk.refunds.create({ payment_intent: intentId }, { idempotencyKey: 'x' });
    await expect(sdk.refunds.create({ payment_intent: intentId }, { idempotencyKey: 'y' })).rejects.toMatchObject({
      code: 'charge_already_refunded',
    });
    expect((await sdk.events.list()).data.map(({ type }) => type)).toEqual([
      'charge.succeeded',
      'checkout.session.completed',
      'refund.created',
    ]);
  });

  it('shows a page that can be used without seeing, without script and in the dark', async () => {
    const made = await gateway.createCheckout({ ...order(), description: '<script>alert(1)</script>' }, 'page');
    if (made.kind !== 'ok') throw new Error(made.reason);
    const page = await (await fetch(made.value.url)).text();
    expect(page).toContain('<html lang="en">');
    expect(page).toContain('<h1>£25</h1>');
    expect(page).not.toContain('<script');
    expect(page).toContain('prefers-color-scheme: dark');
    expect(
      (await fetch(made.value.url, { method: 'POST', body: new URLSearchParams({ card: 'stolen' }) })).status,
    ).toBe(400);
    expect((await fetch(`${stripe.url}/pay/cs_none`)).status).toBe(404);
  });
});
