import { minorDigitsOf } from '../../../src/messaging/format.js';
import { spoken } from '../shell/use-fields.js';
import type { ManagedService, ServiceSettingsInput } from '../api/services.js';

/** A service as it stands in the fields of the form. An empty number is one that was not given. */
export interface ServiceForm {
  readonly id: string;
  readonly name: string;
  readonly names: Readonly<Record<string, string>>;
  readonly about: string;
  readonly aboutNames: Readonly<Record<string, string>>;
  readonly category: string;
  readonly photo: string;
  readonly durationMin: number | '';
  /** In whole units of the currency, as people write prices. */
  readonly price: number | '';
  readonly pay: 'before' | 'deposit' | 'after';
  readonly deposit: number | '';
  readonly hourly: number | '';
  readonly estimatedHours: number | '';
  readonly repeat: string;
  readonly personIds: readonly string[];
  /** The paper that is asked for before it is booked; empty: none. */
  readonly proof: string;
  readonly active: boolean;
  readonly bookable: boolean;
  readonly horizonDays: number | '';
  readonly noticeHours: number | '';
  readonly dailyCap: number | '';
  readonly bufferMin: number | '';
  readonly capacity: number | '';
  readonly weeklyHours: ManagedService['weeklyHours'];
  /** One a line. */
  readonly blackoutDates: string;
}

/** What a new service begins with: the rules of the house (CAT-05). */
export const NEW_SERVICE: ServiceForm = {
  ...{ id: '', name: '', names: {}, about: '', aboutNames: {}, category: '', photo: '' },
  ...{ durationMin: 60, price: '', pay: 'after', deposit: '', hourly: '', estimatedHours: '', repeat: '' },
  ...{
    personIds: [],
    proof: '',
    active: true,
    bookable: true,
    horizonDays: 30,
    noticeHours: 24,
    dailyCap: 10,
    bufferMin: 30,
  },
  ...{ capacity: 1, weeklyHours: null, blackoutDates: '' },
};

export function formOf(service: ManagedService, currency: string): ServiceForm {
  const major = (amountMinor: number): number => amountMinor / 10 ** minorDigitsOf(currency);
  return {
    id: service.id,
    name: service.name,
    names: service.names,
    about: service.about,
    aboutNames: service.aboutNames,
    category: service.category ?? '',
    photo: service.photo ?? '',
    durationMin: service.durationMin,
    price: major(service.priceMinor),
    pay: service.pay,
    deposit: service.depositMinor === 0 ? '' : major(service.depositMinor),
    hourly: service.hourlyMinor === null ? '' : major(service.hourlyMinor),
    estimatedHours: service.estimatedHours ?? '',
    repeat: service.repeat ?? '',
    personIds: service.personIds,
    proof: service.proof ?? '',
    active: service.active,
    bookable: service.bookable,
    horizonDays: service.horizonDays,
    noticeHours: service.noticeMin / 60,
    dailyCap: service.dailyCap ?? '',
    bufferMin: service.bufferMin ?? '',
    capacity: service.capacity,
    weeklyHours: service.weeklyHours,
    blackoutDates: service.blackoutDates.join('\n'),
  };
}

/**
 * What is sent. Settings without a field of their own stay as they are.
 * @param service as it was read; null for a new one.
 */
export function settingsFrom(
  form: ServiceForm,
  service: ManagedService | null,
  currency: string,
): ServiceSettingsInput {
  const minor = (amount: number | ''): number => Math.round(Number(amount) * 10 ** minorDigitsOf(currency));
  const orNull = (value: number | ''): number | null => (value === '' ? null : value);
  return {
    ...(service ? othersOf(service) : {}),
    name: form.name.trim(),
    names: spoken(form.names),
    about: form.about.trim(),
    aboutNames: spoken(form.aboutNames),
    category: form.category.trim() || null,
    photo: form.photo.trim() || null,
    durationMin: Number(form.durationMin),
    priceMinor: minor(form.price),
    pay: form.pay,
    depositMinor: minor(form.deposit),
    hourlyMinor: form.hourly === '' ? null : minor(form.hourly),
    estimatedHours: orNull(form.estimatedHours),
    // Chosen from the very list the server knows.
    repeat: (form.repeat || null) as ManagedService['repeat'],
    personIds: [...form.personIds],
    // Chosen from the very list the server knows.
    proof: (form.proof || null) as ManagedService['proof'],
    active: form.active,
    bookable: form.bookable,
    horizonDays: Number(form.horizonDays),
    noticeMin: Math.round(Number(form.noticeHours) * 60),
    dailyCap: orNull(form.dailyCap),
    bufferMin: orNull(form.bufferMin),
    capacity: Number(form.capacity),
    weeklyHours: form.weeklyHours,
    blackoutDates: form.blackoutDates.split(/[\s,]+/).filter(Boolean),
  };
}

function othersOf({ id: _id, order: _order, version: _version, ...settings }: ManagedService): ServiceSettingsInput {
  return settings;
}

/** Under which field of the form the server's complaint belongs. */
const FIELD_OF: Readonly<Record<string, keyof ServiceForm>> = {
  priceMinor: 'price',
  depositMinor: 'deposit',
  hourlyMinor: 'hourly',
  noticeMin: 'noticeHours',
};

export function fieldOf(serverField: string): string {
  const [root = '', ...rest] = serverField.split('.');
  const isList = root === 'names' || root === 'aboutNames';
  return isList ? [root, ...rest].join('.') : (FIELD_OF[root] ?? root);
}
