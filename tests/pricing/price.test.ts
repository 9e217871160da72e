import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { priceOf } from '../../src/pricing/index.js';
import { serviceOf } from '../../src/catalogue/index.js';
import { wallOf } from '../../src/pricing/wall.js';
import {
  NOW_UTC,
  price,
  SATURDAY_13,
  SATURDAY_9,
  serviceInput,
  shopInput,
  snapshotOf,
  TUESDAY_13,
  TUESDAY_9,
} from './support/shop.js';

const FIRST10 = { code: 'FIRST10', discount: { kind: 'percent', basisPoints: 1_000 } } as const;
const amounts = (lines: readonly { reason?: string; amountMinor: number }[]) =>
  lines.map(({ reason, amountMinor }) => [reason, amountMinor]);

describe('the additive engine', () => {
  it('charges the price list alone where nothing bears on it', () => {
    expect(price({})).toMatchObject({ baseMinor: 10_000, surcharges: [], discounts: [], totalMinor: 10_000 });
    expect(price({})).not.toHaveProperty('trail');
  });

  it('adds 20 % in the peak windows of the shop, whose start counts and whose end does not [PR-02]', () => {
    expect(amounts(price({}, { startsAtUtc: TUESDAY_9 }).surcharges)).toEqual([['peak', 2_000]]);
    const at = (clock: string) => price({}, { startsAtUtc: Date.parse(`2026-11-24T${clock}:00Z`) }).totalMinor;
    expect(['08:59', '09:00', '10:59', '11:00', '16:59', '17:00', '18:59', '19:00'].map(at)).toEqual([
      10_000, 12_000, 12_000, 10_000, 10_000, 12_000, 12_000, 10_000,
    ]);
  });

  it('adds 15 % on the weekend days the shop names [PR-03]', () => {
    expect(amounts(price({}, { startsAtUtc: SATURDAY_13 }).surcharges)).toEqual([['weekend', 1_500]]);
    const friday = Date.parse('2026-11-27T13:00:00Z');
    const inTheGulf = { weekend: { on: true, days: [5, 6] } };
    expect(price(inTheGulf, { startsAtUtc: friday }).totalMinor).toBe(11_500);
    expect(price({}, { startsAtUtc: friday }).totalMinor).toBe(10_000);
  });

  it('reads the hour and the weekday where the shop is, also across midnight', () => {
    const snapshot = snapshotOf(shopInput({}, { zone: 'Asia/Dubai' }));
    const lateFridayUtc = Date.parse('2026-11-27T21:00:00Z');
    const visit = {
      durationMin: 60,
      personId: null,
      customer: null,
      demand: null,
      promo: null,
      nowUtc: NOW_UTC,
    } as const;
    const quote = priceOf({
      snapshot,
      service: snapshot.service,
      startsAtUtc: lateFridayUtc,
      type: 'standard',
      ...visit,
    });
    expect(amounts(quote.surcharges)).toEqual([['weekend', 1_500]]);
    expect(wallOf(Date.parse('2026-11-24T00:00:00Z'), 'Asia/Kathmandu')).toMatchObject({ minute: 345, weekday: 2 });
  });

  it('charges minutes beyond the standard ones by the hour [PR-04]', () => {
    const { surcharges } = price({}, { durationMin: 90 });
    expect(surcharges).toEqual([{ label: 'Extra 30 min', minutes: 30, amountMinor: 3_000, reason: 'extraTime' }]);
    expect(price({}, { durationMin: 45 }).totalMinor).toBe(10_000);
    // 20 minutes at 50.00 an hour are 16.666…
    expect(price({ hourlyMinor: 5_000 }, { durationMin: 80 }).totalMinor).toBe(11_667);
  });

  it("charges them at the service's own rate where it has one, also none [CAT-06]", () => {
    const total = (hourlyMinor: number | null) =>
      price({}, { durationMin: 90 }, serviceInput({ hourlyMinor })).totalMinor;
    // The visit lasts 90 minutes, the service 60; the shop's rate is 60.00.
    expect([null, 9_000, 0].map(total)).toEqual([13_000, 14_500, 10_000]);
  });

  it('adds 50 % to an emergency [PR-05]', () => {
    expect(amounts(price({}, { type: 'emergency' }).surcharges)).toEqual([['emergency', 5_000]]);
    for (const type of ['standard', 'recurring', 'consultation'] as const)
      expect(price({}, { type }).totalMinor).toBe(10_000);
  });

  const table = [
    ['peak', { startsAtUtc: TUESDAY_9 }, 2_000],
    ['weekend', { startsAtUtc: SATURDAY_13 }, 1_500],
    ['peak and weekend', { startsAtUtc: SATURDAY_9 }, 3_500],
    ['peak and emergency', { startsAtUtc: TUESDAY_9, type: 'emergency' }, 7_000],
    ['weekend and emergency', { startsAtUtc: SATURDAY_13, type: 'emergency' }, 6_500],
    ['all three', { startsAtUtc: SATURDAY_9, type: 'emergency' }, 8_500],
  ] as const;
  it('takes each surcharge of the base and adds them, so that all three are 85 % [PR-06]', () => {
    for (const [what, input, added] of table)
      expect([what, price({}, input).totalMinor]).toEqual([what, 10_000 + added]);
  });

  it('leaves 270.00 of 300.00 with FIRST10, the add-on included, on the base and on the running price [PR-08]', () => {
    const service = serviceInput({
      priceMinor: 25_000,
      addOns: [{ id: 'wash', name: 'Wash', priceMinor: 5_000, durationMin: 10 }],
    });
    for (const promoOn of ['base', 'running'] as const) {
      const snapshot = snapshotOf(shopInput({ promoOn }), service);
      const withWash = serviceOf(snapshot, 'cut~wash')!;
      const quote = priceOf({
        snapshot,
        service: withWash,
        startsAtUtc: TUESDAY_13,
        durationMin: withWash.durationMin,
        personId: null,
        type: 'standard',
        customer: null,
        demand: null,
        promo: FIRST10,
        nowUtc: NOW_UTC,
      });
      expect(quote).toMatchObject({ baseMinor: 30_000, totalMinor: 27_000, promo: { isUsed: true } });
      expect(amounts(quote.discounts)).toEqual([['promo', 3_000]]);
    }
  });

  it('takes a code of the running price or of the base, as the shop says', () => {
    const at = { startsAtUtc: TUESDAY_9, promo: FIRST10 };
    expect(price({ promoOn: 'running' }, at).totalMinor).toBe(10_800);
    expect(price({ promoOn: 'base' }, at).totalMinor).toBe(11_000);
  });

  it('stops at nothing, never below, and its lines still add up', () => {
    const promo = { code: 'HUGE', discount: { kind: 'fixed', amountMinor: 99_999 } } as const;
    expect(price({}, { promo })).toMatchObject({ totalMinor: 0, discounts: [{ amountMinor: 10_000 }] });
  });
});

describe('the dynamic engine', () => {
  const vip = { key: 'k', history: { completed: 21, spentMinor: 0 } };
  const busy = { booked: new Map([[20_781 * 24 + 9, 6]]), past: new Map([[2 * 24 + 9, 16]]) };

  it('takes time, demand, customer and code in that order, each of the running price [PR-09]', () => {
    const quote = price(
      { engine: 'dynamic', stacking: 'all' },
      { startsAtUtc: TUESDAY_9, demand: busy, customer: vip, promo: FIRST10 },
    );
    expect(quote.trail).toEqual([
      { reason: 'base', changeMinor: 10_000, runningMinor: 10_000 },
      { reason: 'peak', changeMinor: 2_000, runningMinor: 12_000 },
      { reason: 'demand', changeMinor: 2_400, runningMinor: 14_400 },
      { reason: 'vip', changeMinor: -2_160, runningMinor: 12_240 },
      { reason: 'promo', changeMinor: -1_224, runningMinor: 11_016 },
    ]);
  });

  it('multiplies peak by weekend', () => {
    expect(price({ engine: 'dynamic' }, { startsAtUtc: SATURDAY_9 }).totalMinor).toBe(13_800);
  });

  it('raises by 20 % from one and a half times the usual, lowers by 10 % down from half of it [PR-10]', () => {
    const day = Math.floor(TUESDAY_13 / 86_400_000);
    const at = (booked: number, past: number, nowUtc = TUESDAY_13 - 3_600_000) =>
      price(
        { engine: 'dynamic' },
        { nowUtc, demand: { booked: new Map([[day * 24 + 13, booked]]), past: new Map([[2 * 24 + 13, past]]) } },
      ).totalMinor;
    // 16 in four weeks are 4 usual ones.
    expect([5, 6, 7, 3, 2, 1].map((booked) => at(booked, 16))).toEqual([10_000, 12_000, 12_000, 10_000, 9_000, 9_000]);
    // Too little history, and a time that is still far away: neutral.
    expect([at(6, 3), at(0, 3), at(0, 0)]).toEqual([10_000, 10_000, 10_000]);
    expect(at(0, 16, TUESDAY_13 - 25 * 3_600_000)).toBe(10_000);
    expect(at(6, 16, TUESDAY_13 - 25 * 3_600_000)).toBe(12_000);
  });

  const of = (completed: number, spentMinor: number) =>
    price({ engine: 'dynamic' }, { customer: { key: 'k', history: { completed, spentMinor } } });

  it('gives a VIP 15 %: over 10,000 spent or over 20 visits [PR-11]', () => {
    expect(amounts(of(21, 0).discounts)).toEqual([['vip', 1_500]]);
    expect(amounts(of(1, 1_000_001).discounts)).toEqual([['vip', 1_500]]);
    expect(amounts(of(20, 1_000_000).discounts)).not.toEqual([['vip', 1_500]]);
  });

  it('gives a loyal customer 5 %: over 5,000 spent or over 10 visits [PR-12]', () => {
    expect([of(11, 0), of(1, 500_001), of(20, 1_000_000)].map(({ totalMinor }) => totalMinor)).toEqual([
      9_500, 9_500, 9_500,
    ]);
    expect(of(10, 500_000).totalMinor).toBe(10_000);
  });

  it('gives a first visit 10 %, and somebody nobody knows nothing [PR-13]', () => {
    expect(amounts(of(0, 0).discounts)).toEqual([['firstTime', 1_000]]);
    expect(price({ engine: 'dynamic' }, { customer: null }).totalMinor).toBe(10_000);
    expect(price({ engine: 'dynamic' }, { customer: { key: 'k', history: null } }).totalMinor).toBe(10_000);
  });

  it('gives the better of an automatic discount and a code, or one on the other where the shop says so', () => {
    const first = { key: 'k', history: { completed: 0, spentMinor: 0 } };
    const half = { code: 'HALF', discount: { kind: 'percent', basisPoints: 4_000 } } as const;
    const both = price({ engine: 'dynamic' }, { customer: first, promo: FIRST10 });
    expect(both).toMatchObject({ totalMinor: 9_000, promo: { code: 'FIRST10', isUsed: false } });
    expect(price({ engine: 'dynamic' }, { customer: first, promo: half }).totalMinor).toBe(6_000);
    expect(price({ engine: 'dynamic', stacking: 'all' }, { customer: first, promo: FIRST10 }).totalMinor).toBe(8_100);
  });

  it('says where the floor stopped it, and the lines add up', () => {
    const most = { code: 'MOST', discount: { kind: 'percent', basisPoints: 9_000 } } as const;
    const quote = price({ engine: 'dynamic', stacking: 'all' }, { customer: vip, promo: most });
    expect(quote).toMatchObject({ totalMinor: 5_000 });
    expect(amounts(quote.discounts)).toEqual([
      ['vip', 1_500],
      ['promo', 3_500],
    ]);
    expect(quote.trail?.at(-1)).toMatchObject({ reason: 'floor', runningMinor: 5_000 });
  });
});

describe('every price', () => {
  const share = fc.integer({ min: 0, max: 10_000 });
  const setting = fc.record({
    engine: fc.constantFrom('additive' as const, 'dynamic' as const),
    stacking: fc.constantFrom('best' as const, 'all' as const),
    promoOn: fc.constantFrom('base' as const, 'running' as const),
    peak: fc.record({ on: fc.boolean(), basisPoints: share }),
    weekend: fc.record({ on: fc.boolean(), basisPoints: share }),
    emergencyBasisPoints: share,
    hourlyMinor: fc.integer({ min: 0, max: 50_000 }),
    firstTimeBasisPoints: share,
  });
  const promo = fc.option(
    fc.record({
      code: fc.constant('CODE1'),
      discount: fc.oneof(
        fc.record({ kind: fc.constant('percent' as const), basisPoints: fc.integer({ min: 1, max: 10_000 }) }),
        fc.record({ kind: fc.constant('fixed' as const), amountMinor: fc.integer({ min: 1, max: 5_000_000 }) }),
      ),
    }),
  );
  const visit = fc.record({
    startsAtUtc: fc.integer({ min: 0, max: 60 * 24 * 30 }).map((minute) => NOW_UTC + minute * 60_000),
    durationMin: fc.integer({ min: 5, max: 600 }),
    type: fc.constantFrom('standard' as const, 'emergency' as const),
    customer: fc.option(
      fc.record({
        key: fc.string(),
        history: fc.option(
          fc.record({ completed: fc.integer({ min: 0, max: 40 }), spentMinor: fc.integer({ min: 0, max: 2_000_000 }) }),
        ),
      }),
    ),
    promo,
  });
  const base = fc.integer({ min: 0, max: 10_000_000 });
  const sum = (lines: readonly { amountMinor: number }[]) => lines.reduce((all, one) => all + one.amountMinor, 0);
  const options = { numRuns: 400 };

  it('is the base and its lines, in whole minor units, the trail ending where the total is [PR-01]', () => {
    fc.assert(
      fc.property(setting, visit, base, (pricing, input, priceMinor) => {
        const quote = price(pricing, input, serviceInput({ priceMinor }));
        expect(quote.totalMinor).toBe(quote.baseMinor + sum(quote.surcharges) - sum(quote.discounts));
        const numbers = [quote.totalMinor, ...[...quote.surcharges, ...quote.discounts].map((one) => one.amountMinor)];
        expect(numbers.every((one) => Number.isSafeInteger(one) && one >= 0)).toBe(true);
        expect(quote.trail?.at(-1)?.runningMinor ?? quote.baseMinor).toBe(quote.totalMinor);
      }),
      options,
    );
  });

  it('is never below half of the base in the dynamic engine, whatever is taken off [PR-14]', () => {
    fc.assert(
      fc.property(setting, visit, base, (pricing, input, priceMinor) => {
        const { totalMinor } = price({ ...pricing, engine: 'dynamic' }, input, serviceInput({ priceMinor }));
        expect(totalMinor * 2).toBeGreaterThanOrEqual(priceMinor);
      }),
      options,
    );
  });

  it('is never lower for a dearer service by more than the rounding of its lines', () => {
    fc.assert(
      fc.property(setting, visit, base, base, (pricing, input, one, other) => {
        const [less, more] = one <= other ? [one, other] : [other, one];
        const of = (priceMinor: number) => price(pricing, input, serviceInput({ priceMinor })).totalMinor;
        expect(of(more)).toBeGreaterThanOrEqual(of(less) - 4);
      }),
      options,
    );
  });

  it('is the sum of its surcharges taken alone in the additive engine: no order of factors can matter', () => {
    fc.assert(
      fc.property(setting, visit, base, (pricing, input, priceMinor) => {
        const service = serviceInput({ priceMinor });
        const on = { ...pricing, engine: 'additive' as const };
        const bare = { ...input, promo: null };
        const all = price(on, bare, service).totalMinor - priceMinor;
        const none = { peak: { on: false }, weekend: { on: false }, emergencyBasisPoints: 0, hourlyMinor: 0 };
        const alone = (['peak', 'weekend', 'emergencyBasisPoints', 'hourlyMinor'] as const).map(
          (name) => price({ ...on, ...none, [name]: on[name] }, bare, service).totalMinor - priceMinor,
        );
        expect(alone.reduce((total, one) => total + one, 0)).toBe(all);
      }),
      options,
    );
  });
});
