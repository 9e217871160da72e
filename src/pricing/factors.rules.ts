import type { LineReason, PricingSettings, Service, Snapshot } from '../catalogue/index.js';
import type { BookingType } from '../flow/protocol.js';
import type { Instant } from '../messaging/message.js';
import { WEEKS, hourKey, type CustomerFacts, type DemandFacts } from './facts.js';
import { divideRounded, majorToMinor } from './money.rules.js';
import { wallOf } from './wall.js';

/** What bears on a price besides the base, in the fixed order of PR-09. */
export interface Factor {
  readonly reason: Exclude<LineReason, 'promo'>;
  readonly label: string;
  /** Signed share of the base (additive) or of the running price (dynamic); absent for a fixed amount. */
  readonly basisPoints?: number;
  readonly amountMinor?: number;
  readonly minutes?: number;
}

export interface FactorInput {
  readonly snapshot: Snapshot;
  readonly service: Service;
  readonly startsAtUtc: Instant;
  readonly durationMin: number;
  readonly type: BookingType;
  readonly customer: CustomerFacts | null;
  readonly demand: DemandFacts | null;
  readonly nowUtc: Instant;
}

/** Peak, weekend, extra time, emergency: known from the time and the visit alone. */
export function timeFactors(
  { snapshot, service, startsAtUtc, durationMin, type }: FactorInput,
  settings: PricingSettings,
): Factor[] {
  const { peak, weekend, emergencyBasisPoints } = settings;
  // A service's own rate goes before the shop's (CAT-06).
  const hourlyMinor = service.hourlyMinor ?? settings.hourlyMinor;
  const factors: Factor[] = [];
  if (peak.on || weekend.on) {
    const wall = wallOf(startsAtUtc, snapshot.shop.zone);
    const inPeak = peak.windows.some(({ startMin, endMin }) => wall.minute >= startMin && wall.minute < endMin);
    if (peak.on && inPeak) factors.push({ reason: 'peak', label: 'Peak time', basisPoints: peak.basisPoints });
    if (weekend.on && weekend.days.includes(wall.weekday))
      factors.push({ reason: 'weekend', label: 'Weekend', basisPoints: weekend.basisPoints });
  }
  const extraMin = durationMin - service.durationMin;
  if (extraMin > 0 && hourlyMinor > 0) {
    const amountMinor = divideRounded(extraMin * hourlyMinor, 60);
    factors.push({ reason: 'extraTime', label: `Extra ${extraMin} min`, amountMinor, minutes: extraMin });
  }
  if (type === 'emergency')
    factors.push({ reason: 'emergency', label: 'Emergency', basisPoints: emergencyBasisPoints });
  return factors.filter((factor) => (factor.basisPoints ?? factor.amountMinor) !== 0);
}

/** PR-10. Null when nothing is known or nothing is unusual (DF-14). */
export function demandFactor(
  { snapshot, startsAtUtc, demand, nowUtc }: FactorInput,
  { demand: rule }: PricingSettings,
): Factor | null {
  if (!demand) return null;
  const wall = wallOf(startsAtUtc, snapshot.shop.zone);
  const past = demand.past.get(wall.weekday * 24 + Math.floor(wall.minute / 60)) ?? 0;
  if (past < rule.minHistory) return null;
  const booked = demand.booked.get(hourKey(wall)) ?? 0;
  // booked ÷ (past ÷ weeks), in basis points and compared crosswise: no fraction is ever made.
  const ratioTimesPast = booked * WEEKS * 10_000;
  if (ratioTimesPast >= rule.highRatio * past)
    return { reason: 'demand', label: 'High demand', basisPoints: rule.highBasisPoints };
  const isNear = startsAtUtc - nowUtc <= rule.lowWithinHours * 3_600_000;
  if (isNear && ratioTimesPast <= rule.lowRatio * past)
    return { reason: 'quiet', label: 'Quiet time', basisPoints: -rule.lowBasisPoints };
  return null;
}

/** PR-11..13: the best tier somebody has reached; a customer nobody knows is neutral. */
export function customerFactor({ snapshot, customer }: FactorInput, settings: PricingSettings): Factor | null {
  if (!customer?.history) return null;
  const { completed, spentMinor } = customer.history;
  const { currency } = snapshot.shop;
  const reached = (tier: PricingSettings['vip']): boolean =>
    spentMinor > majorToMinor(tier.spentMajor, currency) || completed > tier.completed;
  const { vip, loyal, firstTimeBasisPoints } = settings;
  if (reached(vip)) return { reason: 'vip', label: 'VIP', basisPoints: -vip.basisPoints };
  if (reached(loyal)) return { reason: 'loyal', label: 'Loyal customer', basisPoints: -loyal.basisPoints };
  if (completed === 0) return { reason: 'firstTime', label: 'First visit', basisPoints: -firstTimeBasisPoints };
  return null;
}
