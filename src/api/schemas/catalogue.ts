import { z } from 'zod';
import { REPEATS, type Person, type Service, type Shop } from '../../catalogue/index.js';
import { answers, moneySchema, nextSchema } from './common.js';

export const shopSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    place: z.string(),
    phone: z.string().nullable(),
    photo: z.string().nullable().describe('The address of a picture; one that begins with / is below this server.'),
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
    category: z.string().nullable(),
    about: z.string().nullable().describe('What it is, in a sentence or two.'),
    photo: z.string().nullable().describe('The address of a picture; one that begins with / is below this server.'),
    hourlyRate: moneySchema.nullable().describe('For an hour beyond its duration.'),
    estimatedMinutes: z.int().describe('How long the work is likely to take with all that belongs to it.'),
    repeat: z.enum(REPEATS).nullable().describe('How often customers usually come again.'),
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
  const { phone, photo } = shop;
  const { id, name, place, zone, currency, country, language, acceptance, cancelFreeHours, holdMin } = shop;
  const about = { id, name, place, phone, photo, zone, currency, country, language };
  return { ...about, acceptance, cancelFreeHours, holdMinutes: holdMin };
}

export function presentService(service: Service, shop: Shop): z.input<typeof serviceSchema> {
  const { currency } = shop;
  const money = (amountMinor: number) => ({ amountMinor, currency });
  return {
    id: service.id,
    name: service.name,
    durationMinutes: service.durationMin,
    price: money(service.priceMinor),
    category: service.category,
    about: service.about === '' ? null : service.about,
    photo: service.photo,
    hourlyRate: overrunRate(service, shop),
    estimatedMinutes: service.estimatedHours === null ? service.durationMin : service.estimatedHours * 60,
    repeat: service.repeat,
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

function overrunRate({ hourlyMinor }: Service, { currency, pricing }: Shop): z.input<typeof moneySchema> | null {
  const amountMinor = hourlyMinor ?? pricing.hourlyMinor;
  return amountMinor === 0 ? null : { amountMinor, currency };
}

export function presentPerson({ id, name, serviceIds }: Person): z.input<typeof personSchema> {
  return { id, name, serviceIds: [...serviceIds] };
}
