import { z } from 'zod';
import type { Person, Service, Shop } from '../../catalogue/index.js';
import { answers, moneySchema, nextSchema } from './common.js';

export const shopSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    place: z.string(),
    zone: z.string().describe('Name of its time zone, e.g. Europe/London.'),
    currency: z.string(),
    country: z.string(),
    language: z.string(),
    acceptance: z.enum(['operator', 'instant']).describe('Whether a booking waits for a yes of the shop.'),
    cancelFreeHours: z.number().describe('Until how long before its start a visit is moved or dropped for nothing.'),
    holdMinutes: z.int(),
  })
  .register(answers, { id: 'Shop' });

const addOnSchema = z
  .object({ id: z.string(), name: z.string(), price: moneySchema, durationMinutes: z.int() })
  .register(answers, { id: 'AddOn' });

export const serviceSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    durationMinutes: z.int(),
    price: moneySchema.describe('Before surcharges and discounts: the price of a time stands with the time.'),
    pay: z.enum(['before', 'deposit', 'after']),
    deposit: moneySchema.nullable(),
    noticeMinutes: z.int(),
    horizonDays: z.int(),
    places: z.int().describe('How many can come at one time.'),
    addOns: z.array(addOnSchema).describe('Booked by service id `service~addOn`.'),
  })
  .register(answers, { id: 'Service' });

export const personSchema = z
  .object({ id: z.string(), name: z.string(), serviceIds: z.array(z.string()) })
  .register(answers, { id: 'Person' });

export const shopsSchema = z
  .object({ items: z.array(shopSchema), next: nextSchema })
  .register(answers, { id: 'Shops' });
export const servicesSchema = z
  .object({ items: z.array(serviceSchema), next: nextSchema })
  .register(answers, { id: 'Services' });
export const peopleSchema = z
  .object({ items: z.array(personSchema), next: nextSchema })
  .register(answers, { id: 'People' });

export function presentShop(shop: Shop): z.input<typeof shopSchema> {
  const { id, name, place, zone, currency, country, language, acceptance, cancelFreeHours, holdMin } = shop;
  return { id, name, place, zone, currency, country, language, acceptance, cancelFreeHours, holdMinutes: holdMin };
}

export function presentService(service: Service, { currency }: Shop): z.input<typeof serviceSchema> {
  const money = (amountMinor: number) => ({ amountMinor, currency });
  return {
    id: service.id,
    name: service.name,
    durationMinutes: service.durationMin,
    price: money(service.priceMinor),
    pay: service.pay,
    deposit: service.pay === 'deposit' ? money(service.depositMinor) : null,
    noticeMinutes: service.noticeMin,
    horizonDays: service.horizonDays,
    places: service.capacity,
    addOns: service.addOns
      .filter(({ active }) => active)
      .map(({ id, name, priceMinor, durationMin }) => ({
        id,
        name,
        price: money(priceMinor),
        durationMinutes: durationMin,
      })),
  };
}

export function presentPerson({ id, name, serviceIds }: Person): z.input<typeof personSchema> {
  return { id, name, serviceIds: [...serviceIds] };
}
