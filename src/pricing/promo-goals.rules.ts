import type { Instant } from '../messaging/message.js';
import { divideRounded } from './money.rules.js';
import type { Promo, PromoInput } from './promo.model.js';
import { DAY_MS } from '../platform/time-units.js';

/** What the shop has been doing, for a promo's numbers. */
export interface MonthFacts {
  /** Bookings of the past 30 days. */
  readonly bookings: number;
  /** What they were worth together. */
  readonly worthMinor: number;
  /** One whole unit of the currency in minor units. */
  readonly majorMinor: number;
}

export interface GoalPromo {
  readonly input: PromoInput;
  /** `completion` is not a code: it is credit after a completed visit (GP-30). */
  readonly type: 'percent' | 'fixed' | 'firstTime' | 'completion';
}

const LASTS_DAYS = 30;
/** PR-16: above this average a share says more than an amount. */
const LARGE_AVERAGE_MAJOR = 200;
/** GP-16: how much of a month's bookings may use it, and what it gives. */
const NUMBERS = {
  volume: { share: 5_000, basisPoints: 1_000, perCustomer: 2 },
  revenue: { share: 3_000, basisPoints: 500, perCustomer: 1 },
  newCustomers: { share: 2_000, basisPoints: 1_500, perCustomer: 1 },
  fewerCancellations: { share: 10_000, basisPoints: 500, perCustomer: 1 },
  other: { share: 2_500, basisPoints: 1_000, perCustomer: 1 },
} as const satisfies Record<Promo['goal'], object>;
const NAMES: Readonly<Record<Promo['goal'], string>> = {
  volume: 'Fill the book',
  revenue: 'Worth more',
  newCustomers: 'Welcome',
  fewerCancellations: 'Thank you for coming',
  other: 'Special',
};
const FEWEST_USES = 10;

/**
 * A promo for a goal with all its numbers (PR-16, PR-17, GP-16): starts now, lasts 30 days, its uses follow the month's
 * volume. The owner may change any of it before it is saved.
 * @param suffix makes the code its own, four letters or digits.
 */
export function promoForGoal(
  goal: Promo['goal'],
  { bookings, worthMinor, majorMinor }: MonthFacts,
  given: {
    readonly nowUtc: Instant;
    readonly suffix: string;
    readonly serviceIds?: readonly string[];
    readonly customerKeys?: readonly string[];
  },
): GoalPromo {
  const { share, basisPoints, perCustomer } = NUMBERS[goal];
  const averageMinor = bookings === 0 ? 0 : divideRounded(worthMinor, bookings);
  const isFixed = goal === 'volume' && averageMinor <= LARGE_AVERAGE_MAJOR * majorMinor;
  // A tenth of an average visit, in whole units: nobody advertises 3.17 off.
  const fixedMajor = Math.max(1, divideRounded(averageMinor, 10 * majorMinor));
  const type =
    goal === 'newCustomers'
      ? 'firstTime'
      : goal === 'fewerCancellations'
        ? 'completion'
        : isFixed
          ? 'fixed'
          : 'percent';
  const tag = { volume: 'BOOK', revenue: 'PLUS', newCustomers: 'HELLO', fewerCancellations: 'THANKS', other: 'DEAL' };
  return {
    type,
    input: {
      code: `${tag[goal]}${given.suffix.toUpperCase()}`,
      name: NAMES[goal],
      discount: isFixed ? { kind: 'fixed', amountMinor: fixedMajor * majorMinor } : { kind: 'percent', basisPoints },
      startsAtUtc: given.nowUtc,
      endsAtUtc: given.nowUtc + LASTS_DAYS * DAY_MS,
      serviceIds: [...(given.serviceIds ?? [])],
      customerKeys: [...(given.customerKeys ?? [])],
      maxUses: Math.max(FEWEST_USES, divideRounded(bookings * share, 10_000)),
      perCustomer,
      firstTimeOnly: goal === 'newCustomers',
      goal,
    },
  };
}
