import { describe, expect, it } from '@jest/globals';
import { wordPrice } from '../../src/flow/say/price-words.js';
import { shippedScripts } from '../flow/support/scripts.js';
import { dueBefore, orderSummary, quoteOfHeld, keptQuote, presentPrice } from '../../src/pricing/index.js';
import { divideRounded, exponentOf, majorToMinor, shareOf } from '../../src/pricing/money.rules.js';
import { price, SATURDAY_9, TUESDAY_9 } from './support/shop.js';

const FIRST10 = { code: 'FIRST10', discount: { kind: 'percent', basisPoints: 1_000 } } as const;

describe('money', () => {
  it('is rounded half away from zero, on integers only', () => {
    expect([5, 15, 14, 16, -5, -15, -14].map((one) => divideRounded(one, 10))).toEqual([1, 2, 1, 2, -1, -2, -1]);
    expect([shareOf(333, 1_500), shareOf(-333, 1_500), shareOf(10, 500)]).toEqual([50, -50, 1]);
    expect(() => divideRounded(0.5, 10)).toThrow(RangeError);
    expect(() => shareOf(Number.MAX_SAFE_INTEGER, 2)).toThrow(RangeError);
  });

  it('has the decimals of its currency', () => {
    expect(['GBP', 'JPY', 'KWD', 'BHD', 'AED'].map(exponentOf)).toEqual([2, 0, 3, 3, 2]);
    expect(['GBP', 'JPY', 'KWD'].map((currency) => majorToMinor(10_000, currency))).toEqual([
      1_000_000, 10_000, 10_000_000,
    ]);
    for (const currency of Intl.supportedValuesOf('currency').filter((one) => MINOR_UNITS_IN_USE.has(one)))
      expect([
        currency,
        new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits,
      ]).toEqual([currency, exponentOf(currency)]);
  });
});

/** Currencies whose decimals in daily use are those of the standard. */
const MINOR_UNITS_IN_USE = new Set([
  'GBP',
  'EUR',
  'USD',
  'AED',
  'INR',
  'JPY',
  'KRW',
  'BHD',
  'KWD',
  'OMR',
  'JOD',
  'TND',
  'CLP',
  'ISK',
  'VND',
]);

describe('a deposit', () => {
  const total = { amountMinor: 8_000, currency: 'GBP' };
  const due = (depositMinor: number, depositBasisPoints: number, depositFloorMinor: number) =>
    dueBefore({ pay: 'deposit', depositMinor, depositBasisPoints }, total, { pricing: { depositFloorMinor } })
      .amountMinor;

  it('is its amount or its share, at least what taking it costs and never more than the price', () => {
    expect([due(1_000, 0, 0), due(1_000, 2_500, 0), due(0, 0, 300), due(0, 1, 300), due(9_000, 0, 0)]).toEqual([
      1_000, 2_000, 300, 300, 8_000,
    ]);
  });

  it('is everything, or nothing, for services paid before or after', () => {
    const rule = { pricing: { depositFloorMinor: 500 } };
    const of = (pay: 'before' | 'after') =>
      dueBefore({ pay, depositMinor: 1, depositBasisPoints: 1 }, total, rule).amountMinor;
    expect([of('before'), of('after')]).toEqual([8_000, 0]);
  });
});

describe('a quote', () => {
  it('is kept with a held time and is whole again, with an id that another price does not have [PR-15]', () => {
    const quote = price({}, { startsAtUtc: SATURDAY_9 });
    const held = { id: 'hold', amountMinor: quote.totalMinor, currency: 'GBP', quote: keptQuote(quote) };
    const again = quoteOfHeld(held);
    expect(again).toEqual({ ...quote, id: again.id });
    expect(quoteOfHeld(held).id).toBe(again.id);
    expect(quoteOfHeld({ ...held, amountMinor: 1 }).id).not.toBe(again.id);
    expect(quoteOfHeld({ ...held, id: 'other' }).id).not.toBe(again.id);
    expect(keptQuote(price({}))).toBeNull();
  });

  it('is said in one line with its parts, in three languages, and not at all when it is the base alone', () => {
    const quote = price({}, { startsAtUtc: SATURDAY_9, promo: FIRST10 });
    const { phrases } = shippedScripts();
    const shop = {
      name: 'Willow',
      place: '',
      zone: 'UTC',
      country: 'GB',
      currency: 'GBP',
      language: 'en',
      script: 'salon',
    };
    const said = (language: string) =>
      wordPrice(phrases, presentPrice(quote, language)!, { language, channel: 'sms', shop });
    expect(said('en')).toBe('£100 + peak time £20 + weekend £15 - code FIRST10 £13.50 = £121.50');
    expect(said('es')).toBe('100 £ + hora punta 20 £ + fin de semana 15 £ - código FIRST10 13,50 £ = 121,50 £');
    expect(said('ar')).toContain('وقت الذروة');
    expect(presentPrice(price({}), 'en')).toBeNull();
  });

  it('adds up over several things, each at its own price [PR-20]', () => {
    const peak = price({}, { startsAtUtc: TUESDAY_9 });
    const cheap = price({}, { promo: FIRST10 });
    expect(
      orderSummary([
        { name: 'Haircut', quantity: 1, quote: peak },
        { name: 'Shampoo', quantity: 3, quote: cheap },
      ]),
    ).toEqual({
      currency: 'GBP',
      items: [
        { name: 'Haircut', quantity: 1, totalMinor: 12_000 },
        { name: 'Shampoo', quantity: 3, totalMinor: 27_000 },
      ],
      baseMinor: 40_000,
      surchargesMinor: 2_000,
      discountsMinor: 3_000,
      totalMinor: 39_000,
    });
    expect(() =>
      orderSummary([
        { name: 'x', quantity: 1, quote: peak },
        { name: 'y', quantity: 1, quote: { ...peak, currency: 'EUR' } },
      ]),
    ).toThrow(RangeError);
  });
});
