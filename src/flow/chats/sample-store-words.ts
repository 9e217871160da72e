import { formatDay, formatMoney, formatWhen } from '../../messaging/format.js';
import type { Instant } from '../../messaging/message.js';
import { DAY_MS } from '../../platform/time-units.js';
import type { CartView, OrderView } from '../protocol.js';
import type { SampleDays } from './sample-days.js';
import type { SampleProduct, SampleShop } from './sample-shops.js';

export interface Line {
  readonly product: SampleProduct;
  readonly quantity: number;
}

export interface Sold {
  readonly id: string;
  readonly number: string;
  readonly lines: readonly Line[];
  readonly deliverTo: string | null;
  readonly status: OrderView['status'];
  readonly isPaid: boolean;
  readonly untilUtc: Instant;
  readonly placedUtc: Instant;
  readonly note: string | null;
  /** When money that is under way arrives. */
  readonly arrivesUtc: Instant | null;
}

const ENGLISH = {
  left: 'left',
  checkout: 'not paid yet',
  lapsed: 'not paid',
  placed: 'waiting for the shop',
  accepted: 'being made ready',
  ready: 'ready',
  collected: 'collected',
  delivered: 'delivered',
  cancelled: 'dropped',
  refunded: 'dropped, money on its way back',
};
const WORDS: Readonly<Record<string, Partial<typeof ENGLISH>>> = {
  es: { left: 'quedan', placed: 'pendiente de la tienda', accepted: 'en preparación', ready: 'listo' },
  ar: { left: 'بقي', placed: 'بانتظار المتجر', accepted: 'قيد التجهيز', ready: 'جاهز' },
};

/** What is sold, in the words of the chat. */
export function createStoreWords(shop: SampleShop, days: SampleDays, language: () => string) {
  const comma = (): string => (language() === 'ar' ? '، ' : ', ');
  const word = (key: keyof typeof ENGLISH): string => WORDS[language()]?.[key] ?? ENGLISH[key];
  const money = (amountMinor: number): string => formatMoney(priceOf(amountMinor), language());
  const priceOf = (amountMinor: number) => ({ amountMinor, currency: shop.facts.currency });
  const nameOf = (product: SampleProduct): string => days.named(product).name;
  const sumOf = (lines: readonly Line[]): number =>
    lines.reduce((sum, { product, quantity }) => sum + product.priceMinor * quantity, 0);
  const itemsOf = (lines: readonly Line[]): string =>
    lines.map(({ product, quantity }) => `${quantity} x ${nameOf(product)}`).join(', ');

  function cart(lines: readonly Line[]): CartView {
    return {
      items: itemsOf(lines),
      lines: lines
        .map(
          (one) => `${one.quantity} x ${nameOf(one.product)}${comma()}${money(one.product.priceMinor * one.quantity)}`,
        )
        .join('\n'),
      totalText: money(sumOf(lines)),
      count: lines.reduce((sum, { quantity }) => sum + quantity, 0),
      isPhysical: lines.some(({ product }) => product.downloadUrl === undefined),
    };
  }

  function order(one: Sold, nowUtc: Instant): OrderView {
    const { zone, place, placeNames } = shop.facts;
    const isMade = one.lines.some(({ product }) => product.downloadUrl === undefined);
    const dueUtc = one.placedUtc + (isMade ? 2 * DAY_MS : 0);
    const freeUtc = dueUtc - DAY_MS;
    const canCancel = one.status === 'placed' || (one.status === 'accepted' && nowUtc <= freeUtc);
    const links = one.lines.flatMap(({ product }) => product.downloadUrl ?? []).join('\n');
    return {
      ...{ id: one.id, number: one.number, items: itemsOf(one.lines), totalText: money(sumOf(one.lines)) },
      ...{ status: one.status, statusText: word(one.status), deliverTo: one.deliverTo, canCancel, note: one.note },
      paidText: one.isPaid ? money(sumOf(one.lines)) : null,
      place: placeNames?.[language()] ?? place,
      dueText: formatDay(dueUtc, zone, language()),
      freeUntil: canCancel ? formatWhen(freeUtc, zone, language()) : null,
      links: one.status === 'delivered' && links !== '' ? links : null,
      trackUrl: `https://shop.example/t/${one.id}`,
    };
  }

  return { comma, word, money, priceOf, nameOf, sumOf, itemsOf, cart, order };
}
