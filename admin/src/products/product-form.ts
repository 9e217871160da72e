import { minorDigitsOf } from '../../../src/messaging/format.js';
import type { ManagedProduct, ProductSettingsInput, SavingProduct } from '../api/products.js';
import { spoken, type FormErrors } from '../shell/use-fields.js';

/** A product as it stands in the fields of the form. An empty number is one that was not given. */
export interface ProductForm {
  readonly name: string;
  readonly names: Readonly<Record<string, string>>;
  readonly kind: 'physical' | 'digital';
  readonly photoUrl: string;
  readonly downloadUrl: string;
  /** In whole units of the currency, as people write prices. */
  readonly price: number | '';
  /** Empty: as many as are wanted. */
  readonly left: number | '';
  readonly readyDays: number | '';
  readonly active: boolean;
}

export const NEW_PRODUCT: ProductForm = {
  ...{ name: '', names: {}, kind: 'physical', photoUrl: '', downloadUrl: '', price: '', left: '', readyDays: 2 },
  active: true,
};

export function formOf(product: ManagedProduct, currency: string): ProductForm {
  const { name, names, kind, photoUrl, downloadUrl, priceMinor, left, readyDays, active } = product;
  return {
    ...{ name, names, kind, photoUrl: photoUrl ?? '', downloadUrl: downloadUrl ?? '', readyDays, active },
    price: priceMinor / 10 ** minorDigitsOf(currency),
    left: left ?? '',
  };
}

export function settingsFrom(form: ProductForm, currency: string): ProductSettingsInput {
  return {
    name: form.name.trim(),
    names: spoken(form.names),
    kind: form.kind,
    photoUrl: form.photoUrl.trim() || null,
    downloadUrl: form.kind === 'digital' ? form.downloadUrl.trim() || null : null,
    priceMinor: Math.round(Number(form.price) * 10 ** minorDigitsOf(currency)),
    readyDays: Number(form.readyDays),
    active: form.active,
  };
}

/** Only what was counted anew is sent: what was sold meanwhile is not counted back. */
export function stockFrom(
  form: ProductForm,
  begin: ProductForm,
  product: ManagedProduct | null,
): Pick<SavingProduct, 'stock'> {
  const left = form.left === '' ? null : form.left;
  if (product && form.left === begin.left) return {};
  return { stock: { seen: product?.left ?? null, left } };
}

/** What can be said at once, without asking the server. */
export function missingIn(form: ProductForm): FormErrors {
  return {
    ...(form.name.trim() === '' ? { name: 'Give it a name' } : {}),
    ...(form.price === '' ? { price: 'What does it cost? 0 is free' } : {}),
    ...(form.readyDays === '' ? { readyDays: 'In how many days? 0 is at once' } : {}),
  };
}

/** Under which field of the form the server's complaint belongs. */
export function fieldOf(serverField: string): string {
  if (serverField === 'priceMinor') return 'price';
  return serverField.startsWith('stock') ? 'left' : serverField;
}
