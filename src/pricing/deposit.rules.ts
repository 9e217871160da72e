import type { Service, Shop } from '../catalogue/index.js';
import type { Money } from '../messaging/format.js';
import { shareOf } from './money.rules.js';

/**
 * What has to be paid before the visit (CF-18): everything, the deposit, or nothing. A deposit is the larger of its amount
 * and its share of the price, at least the shop's floor, and never more than the price.
 */
export function dueBefore(
  service: Pick<Service, 'pay' | 'depositMinor' | 'depositBasisPoints'>,
  total: Money,
  { pricing }: { readonly pricing: Pick<Shop['pricing'], 'depositFloorMinor'> },
): Money {
  if (service.pay === 'before') return total;
  if (service.pay === 'after') return { ...total, amountMinor: 0 };
  const shareMinor = shareOf(total.amountMinor, service.depositBasisPoints);
  const wantedMinor = Math.max(service.depositMinor, shareMinor, pricing.depositFloorMinor);
  return { ...total, amountMinor: Math.min(wantedMinor, total.amountMinor) };
}
