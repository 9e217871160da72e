import type { ShopAnswer, ShopSettingsInput } from '../api/shop.js';
import { spoken, type FormErrors } from '../shell/use-fields.js';

/** A shop as it stands in the fields of the form. */
export interface ShopForm {
  readonly name: string;
  readonly phone: string;
  readonly place: string;
  readonly placeNames: Readonly<Record<string, string>>;
  readonly photo: string;
  readonly welcome: string;
  readonly welcomeNames: Readonly<Record<string, string>>;
  readonly acceptance: 'operator' | 'instant';
  readonly cancelFreeHours: number | '';
}

export function formOf({ phone, photo, welcome, ...settings }: ShopAnswer['settings']): ShopForm {
  return { ...settings, phone: phone ?? '', photo: photo ?? '', welcome: welcome ?? '' };
}

export function settingsFrom(form: ShopForm): ShopSettingsInput {
  return {
    name: form.name.trim(),
    phone: form.phone.trim() || null,
    place: form.place.trim(),
    placeNames: spoken(form.placeNames),
    photo: form.photo.trim() || null,
    welcome: form.welcome.trim() || null,
    welcomeNames: spoken(form.welcomeNames),
    acceptance: form.acceptance,
    cancelFreeHours: Number(form.cancelFreeHours),
  };
}

/** What can be said at once, without asking the server. */
export function missingIn(form: ShopForm): FormErrors {
  return {
    ...(form.name.trim() === '' ? { name: 'Give it a name' } : {}),
    ...(form.place.trim() === '' ? { place: 'Where is it?' } : {}),
    ...(form.cancelFreeHours === '' ? { cancelFreeHours: 'How many hours? 0 is until the start' } : {}),
  };
}
