import {
  allNames,
  isTogether,
  servicesIn,
  type PricingSettings,
  type Quote,
  type QuoteLine,
  type QuoteStep,
  type Service,
  type Snapshot,
} from '../catalogue/index.js';
import type { BookingType } from '../flow/protocol.js';
import type { Instant } from '../messaging/message.js';
import { settingsFor } from './experiment.rules.js';
import { customerFactor, demandFactor, timeFactors, type Factor } from './factors.rules.js';
import type { CustomerFacts, DemandFacts } from './facts.js';
import { shareOf } from './money.rules.js';
import type { Promo } from './promo.model.js';

export interface PriceInput {
  readonly snapshot: Snapshot;
  /** With its add-ons: their prices are part of the base (GP-31). */
  readonly service: Service;
  readonly startsAtUtc: Instant;
  readonly durationMin: number;
  readonly personId: string | null;
  readonly type: BookingType;
  /** Places taken together; 1 when absent. */
  readonly seats?: number;
  /** Null for somebody nobody knows. */
  readonly customer: CustomerFacts | null;
  readonly demand: DemandFacts | null;
  /** One that may be used; whether it may is `promoRefusal` and the store's to say. */
  readonly promo: Pick<Promo, 'code' | 'discount'> | null;
  readonly nowUtc: Instant;
}

/**
 * The one way a price is made (PR-01, DF-45): pure, in integer minor units, each line rounded once half away from zero.
 * Total = base + surcharges − discounts, always.
 */
export function priceOf(input: PriceInput): Quote {
  const { settings, experiment } = settingsFor(input.snapshot.shop.pricing, input.customer?.key ?? null);
  const baseMinor = input.service.priceMinor * (input.seats ?? 1);
  const sum = new Sum(baseMinor);
  const times = timeFactors(input, settings);
  if (settings.engine === 'additive') {
    for (const factor of times) sum.add(factor, baseMinor);
  } else {
    for (const factor of times) sum.add(factor, sum.runningMinor);
    const demand = demandFactor(input, settings);
    if (demand) sum.add(demand, sum.runningMinor);
  }
  const promo = takeDiscounts(sum, baseMinor, input, settings);
  // The additive engine stops at nothing (DF-09), the dynamic one at its share of the base (PR-14).
  const floorMinor = settings.engine === 'additive' ? 0 : shareOf(baseMinor, settings.floorBasisPoints);
  sum.liftTo(floorMinor);
  return {
    currency: input.snapshot.shop.currency,
    baseMinor,
    ...itemsOf(input),
    surcharges: sum.surcharges,
    discounts: sum.discounts,
    totalMinor: sum.runningMinor,
    ...(sum.trail.length > 1 ? { trail: sum.trail } : {}),
    ...(promo ? { promo } : {}),
    ...(experiment ? { experiment } : {}),
  };
}

/** Every service of a visit of several with its own price. */
function itemsOf({ snapshot, service }: PriceInput): Pick<Quote, 'items'> {
  const services = isTogether(service.id) ? servicesIn(snapshot, service.id) : null;
  if (!services) return {};
  const { language } = snapshot.shop;
  return {
    items: services.map((one) => ({ name: one.name, ...allNames(one, language), amountMinor: one.priceMinor })),
  };
}

/** What the customer has by themselves and what the code gives: the better one, or one on the other (CF-14). */
function takeDiscounts(
  sum: Sum,
  baseMinor: number,
  input: PriceInput,
  settings: PricingSettings,
): Quote['promo'] | null {
  const own = settings.engine === 'dynamic' ? customerFactor(input, settings) : null;
  const code = input.promo;
  if (own && code && settings.stacking === 'best') {
    const ownMinor = -shareOf(sum.runningMinor, own.basisPoints ?? 0);
    // Of two equal ones the automatic: the code is then left for another day.
    if (ownMinor >= promoMinor(code, sum, baseMinor, settings)) {
      sum.add(own, sum.runningMinor);
      return { code: code.code, isUsed: false };
    }
  } else if (own) sum.add(own, sum.runningMinor);
  if (!code) return null;
  const amountMinor = promoMinor(code, sum, baseMinor, settings);
  const share = code.discount.kind === 'percent' ? { basisPoints: code.discount.basisPoints } : {};
  sum.addLine('promo', { label: `Code ${code.code}`, ...share }, -amountMinor);
  return { code: code.code, isUsed: amountMinor > 0 };
}

/** Positive, and never more than there is to take it from. */
function promoMinor(
  { discount }: Pick<Promo, 'discount'>,
  { runningMinor }: Sum,
  baseMinor: number,
  { promoOn }: PricingSettings,
): number {
  const from = promoOn === 'base' ? baseMinor : runningMinor;
  const wanted = discount.kind === 'percent' ? shareOf(from, discount.basisPoints) : discount.amountMinor;
  return Math.min(wanted, Math.max(0, runningMinor));
}

/** A price while it is being made; lines, trail and running price cannot disagree. */
class Sum {
  readonly surcharges: QuoteLine[] = [];
  readonly discounts: QuoteLine[] = [];
  readonly trail: QuoteStep[];
  runningMinor: number;

  constructor(baseMinor: number) {
    this.runningMinor = baseMinor;
    this.trail = [{ reason: 'base', changeMinor: baseMinor, runningMinor: baseMinor }];
  }

  /** @param ofMinor what a share is taken of. */
  add({ reason, label, basisPoints, amountMinor, minutes }: Factor, ofMinor: number): void {
    const changeMinor = amountMinor ?? shareOf(ofMinor, basisPoints ?? 0);
    const share = basisPoints === undefined ? {} : { basisPoints: Math.abs(basisPoints) };
    this.addLine(reason, { label, ...share, ...(minutes === undefined ? {} : { minutes }) }, changeMinor);
  }

  addLine(
    reason: NonNullable<QuoteLine['reason']>,
    line: Omit<QuoteLine, 'amountMinor' | 'reason'>,
    changeMinor: number,
  ): void {
    // Factors that change nothing are left out (PR-09).
    if (changeMinor === 0) return;
    this.runningMinor += changeMinor;
    this.trail.push({ reason, changeMinor, runningMinor: this.runningMinor });
    (changeMinor > 0 ? this.surcharges : this.discounts).push({
      ...line,
      amountMinor: Math.abs(changeMinor),
      reason,
    });
  }

  /** What falls below the floor is taken off the discounts, the last first, so that the lines still add up. */
  liftTo(floorMinor: number): void {
    let missing = floorMinor - this.runningMinor;
    if (missing <= 0) return;
    this.runningMinor = floorMinor;
    this.trail.push({ reason: 'floor', changeMinor: missing, runningMinor: floorMinor });
    while (missing > 0) {
      const last = this.discounts.pop();
      if (!last) throw new RangeError('a price fell below its floor without a discount');
      const back = Math.min(missing, last.amountMinor);
      if (last.amountMinor > back) this.discounts.push({ ...last, amountMinor: last.amountMinor - back });
      missing -= back;
    }
  }
}
