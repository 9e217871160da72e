import { shareMinor } from '../../src/catalogue/index.js';
import { describe, expect, it } from '@jest/globals';
import { linkEndUtc, reducePayment, type EntryKind, type PaymentEntry } from '../../src/payments/payment.rules.js';
import { DAY_MS } from '../../src/platform/time-units.js';

const DUE = { amountMinor: 2500, currency: 'GBP' };

function entry(kind: EntryKind, atS: number, more: Partial<PaymentEntry> = {}): PaymentEntry {
  const money =
    kind === 'checkout.paid'
      ? { amount: DUE, intentId: 'pi_1' }
      : kind.startsWith('refund.')
        ? { amount: DUE, refundId: 're_1' }
        : {};
  return { id: `${kind}@${atS}`, kind, source: 'event', atUtc: atS * 1000, ...money, ...more };
}

function orders<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, at) =>
    orders([...items.slice(0, at), ...items.slice(at + 1)]).map((rest) => [item, ...rest]),
  );
}

const STORIES: readonly [string, PaymentEntry[], string][] = [
  ['nothing heard', [], 'started'],
  ['a link', [entry('link.opened', 1)], 'open'],
  ['a link nobody used', [entry('link.opened', 1), entry('checkout.expired', 9)], 'expired'],
  ['paid', [entry('link.opened', 1), entry('checkout.paid', 2)], 'paid'],
  ['paid in the second the link was made', [entry('link.opened', 1.5), entry('checkout.paid', 1)], 'paid'],
  ['bank money under way', [entry('link.opened', 1), entry('checkout.processing', 2)], 'processing'],
  [
    'bank money that came',
    [entry('link.opened', 1), entry('checkout.processing', 2), entry('checkout.paid', 9)],
    'paid',
  ],
  [
    'bank money that did not come',
    [entry('link.opened', 1), entry('checkout.processing', 2), entry('checkout.failed', 9)],
    'failed',
  ],
  ['late money', [entry('link.opened', 1), entry('checkout.expired', 5), entry('checkout.paid', 9)], 'paid'],
  [
    'paid, then heard of again by a look-up',
    [entry('checkout.paid', 2), entry('checkout.paid', 3, { source: 'lookup' })],
    'paid',
  ],
  ['a refund asked for', [entry('checkout.paid', 2), entry('refund.pending', 3)], 'refunding'],
  ['given back', [entry('checkout.paid', 2), entry('refund.pending', 3), entry('refund.succeeded', 4)], 'refunded'],
  [
    'given back in part',
    [entry('checkout.paid', 2), entry('refund.succeeded', 4, { amount: { ...DUE, amountMinor: 1000 } })],
    'partlyRefunded',
  ],
  [
    'a refund that came back',
    [entry('checkout.paid', 2), entry('refund.succeeded', 3), entry('refund.failed', 4)],
    'refundFailed',
  ],
  [
    'other money than was asked for',
    [entry('checkout.paid', 2, { amount: { ...DUE, amountMinor: 2400 } })],
    'mismatch',
  ],
  [
    'other currency than was asked for',
    [entry('checkout.paid', 2, { amount: { ...DUE, currency: 'EUR' } })],
    'mismatch',
  ],
  ['an expiry after money', [entry('checkout.paid', 2), entry('checkout.expired', 9)], 'unexpected'],
  ['a refund of nothing', [entry('link.opened', 1), entry('refund.succeeded', 4)], 'unexpected'],
  ['an attempt given up', [entry('attempt.abandoned', 1)], 'abandoned'],
  ['an attempt given up and made again', [entry('attempt.abandoned', 1), entry('link.opened', 2)], 'open'],
];

describe('the state of a payment', () => {
  for (const [story, log, status] of STORIES) {
    it(`is the same in every order, once or twice: ${story}`, () => {
      for (const order of orders(log)) {
        expect(reducePayment(DUE, order).status).toBe(status);
        expect(reducePayment(DUE, [...order, ...order])).toEqual(reducePayment(DUE, order));
      }
    });
  }

  it('keeps captured money in sight whatever else is odd [PAY-01]', () => {
    const state = reducePayment(DUE, [entry('checkout.paid', 2), entry('checkout.expired', 9)]);
    expect(state).toMatchObject({
      status: 'unexpected',
      paid: { amount: DUE, intentId: 'pi_1' },
      oddities: ['paid + checkout.expired'],
    });
  });
});

describe('what goes back', () => {
  it('is a whole percentage of what was paid, rounded down, and loses nothing to fractions [GP-07]', () => {
    expect([0, 50, 100].map((percent) => shareMinor(2501, percent))).toEqual([0, 1250, 2501]);
    // 100 × 0.29 is 28.999… in binary fractions.
    expect(shareMinor(100, 29)).toBe(29);
  });
});

describe('the end of a link', () => {
  it('is a whole minute, never shorter than the gateway allows and hardly longer', () => {
    for (let second = 0; second < 240; second++) {
      const nowUtc = 1_795_248_000_000 + second * 997;
      const lifeMs = linkEndUtc(nowUtc, 1_800_000) - nowUtc;
      expect(linkEndUtc(nowUtc, 1_800_000) % 60_000).toBe(0);
      expect(lifeMs).toBeGreaterThanOrEqual(1_830_000);
      expect(lifeMs).toBeLessThan(1_890_000);
      expect(lifeMs).toBeLessThan(DAY_MS);
    }
  });
});
