import type { Service, ServiceInput, ShopInput, Snapshot } from '../../../src/catalogue/index.js';
import { serviceSchema, shopSchema } from '../../../src/catalogue/catalogue.model.js';
import { priceOf, type PriceInput, type PromoInput } from '../../../src/pricing/index.js';

export const NOW_UTC = Date.parse('2026-11-21T08:00:00Z');
/** Saturday, nobody's peak. */
export const SATURDAY_13 = Date.parse('2026-11-28T13:00:00Z');
/** Saturday, 9:00. */
export const SATURDAY_9 = Date.parse('2026-11-28T09:00:00Z');
/** Tuesday. */
export const TUESDAY_9 = Date.parse('2026-11-24T09:00:00Z');
export const TUESDAY_13 = Date.parse('2026-11-24T13:00:00Z');

type Pricing = NonNullable<ShopInput['pricing']>;

/** A shop in UTC with peak and weekend switched on. */
export function shopInput(pricing: Pricing = {}, more: Partial<ShopInput> = {}): ShopInput {
  return {
    id: 'shop',
    name: 'Willow Salon',
    place: '12 Mill Lane',
    currency: 'GBP',
    country: 'GB',
    pricing: { peak: { on: true }, weekend: { on: true }, hourlyMinor: 6000, ...pricing },
    ...more,
  };
}

export function serviceInput(more: Partial<ServiceInput> = {}): ServiceInput {
  return { id: 'cut', name: 'Haircut', durationMin: 60, priceMinor: 10_000, ...more };
}

export function snapshotOf(shop: ShopInput, service: ServiceInput = serviceInput()): Snapshot & { service: Service } {
  const parsed = serviceSchema.parse(service);
  const shopRow = shopSchema.parse(shop);
  const empty = { services: [parsed], people: [], storedSlots: [], schedule: [] };
  return { shop: shopRow, revision: 1, dayZone: shopRow.zone, ...empty, service: parsed };
}

/** The price of an ordinary visit, with what a test changes. */
export function price(pricing: Pricing, input: Partial<PriceInput> = {}, service: ServiceInput = serviceInput()) {
  const snapshot = snapshotOf(shopInput(pricing), service);
  return priceOf({
    snapshot,
    service: snapshot.service,
    startsAtUtc: TUESDAY_13,
    durationMin: service.durationMin,
    personId: null,
    type: 'standard',
    customer: null,
    demand: null,
    promo: null,
    nowUtc: NOW_UTC,
    ...input,
  });
}

export function promoInput(more: Partial<PromoInput> = {}): PromoInput {
  return {
    code: 'FIRST10',
    name: 'Ten off',
    discount: { kind: 'percent', basisPoints: 1_000 },
    startsAtUtc: NOW_UTC - 1,
    endsAtUtc: NOW_UTC + 30 * 86_400_000,
    ...more,
  };
}
