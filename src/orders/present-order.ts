import { nameIn, placeIn, type Shop } from '../catalogue/index.js';
import type { CartView, OrderView, ThingOption } from '../flow/protocol.js';
import { formatDay, formatMoney, formatWhen } from '../messaging/format.js';
import type { Instant } from '../messaging/message.js';
import { totalOf, wordsOf } from './cart.rules.js';
import type { Order, OrderLine } from './order.model.js';
import { refusalOf } from './order.rules.js';
import { statusText, stockText } from './orders.text.js';
import type { Stocked } from './products.service.js';

type Where = Pick<Shop, 'currency'>;

/** The summary of a cart: every line priced, and the sum (PR-20). */
export function presentCart(lines: readonly OrderLine[], { currency }: Where, language: string): CartView {
  const money = (amountMinor: number): string => formatMoney({ amountMinor, currency }, language);
  return {
    items: wordsOf(lines, language),
    lines: lines
      .map((line) => `${line.quantity} x ${nameIn(line, language)}${comma(language)}${money(line.totalMinor)}`)
      .join('\n'),
    totalText: money(totalOf(lines)),
    count: lines.reduce((sum, { quantity }) => sum + quantity, 0),
    isPhysical: lines.some(({ kind }) => kind === 'physical'),
  };
}

/** @param trackUrl the address of the order's own page, where the reader may be given it. */
export function presentOrder(
  order: Order,
  shop: Shop,
  language: string,
  nowUtc: Instant,
  trackUrl: string | null = null,
): OrderView {
  const { currency, totalMinor, status, dueAtUtc, freeUntilUtc, paid } = order;
  const money = (amountMinor: number): string => formatMoney({ amountMinor, currency }, language);
  const canCancel = refusalOf(order, nowUtc) === null;
  return {
    id: order._id,
    number: order.number,
    items: wordsOf(order.lines, language),
    totalText: money(totalMinor),
    status,
    statusText: statusText(status, language),
    paidText: paid && money(paid.amountMinor),
    deliverTo: order.deliverTo?.text ?? null,
    place: placeIn(shop, language),
    dueText: dueAtUtc === null ? null : formatDay(dueAtUtc, shop.zone, language),
    freeUntil: canCancel && freeUntilUtc !== null ? formatWhen(freeUntilUtc, shop.zone, language) : null,
    canCancel,
    note: order.lateNote,
    links:
      status === 'delivered' ? order.lines.flatMap(({ downloadUrl }) => downloadUrl ?? []).join('\n') || null : null,
    trackUrl,
  };
}

/** A product in a list: what it costs, and how many are left when that is few. */
export function presentProduct(
  product: Stocked,
  shop: Pick<Shop, 'currency'>,
  language: string,
  pictureUrl: (photo: string) => string,
): ThingOption {
  const price = formatMoney({ amountMinor: product.priceMinor, currency: shop.currency }, language);
  const left = stockText(product.left, language);
  return {
    id: product.id,
    name: nameIn(product, language),
    detail: left === null ? price : `${price}${comma(language)}${left}`,
    ...(product.photoUrl === null ? {} : { photo: pictureUrl(product.photoUrl) }),
  };
}

/** A line of the cart in a list. */
export function presentLine(line: OrderLine, shop: Pick<Shop, 'currency'>, language: string): ThingOption {
  const price = formatMoney({ amountMinor: line.totalMinor, currency: shop.currency }, language);
  return { id: line.productId, name: nameIn(line, language), detail: `${line.quantity} x${comma(language)}${price}` };
}

/** An order in a list. */
export function presentListed(order: Order, language: string): ThingOption {
  return { id: order._id, name: wordsOf(order.lines, language), detail: statusText(order.status, language) };
}

function comma(language: string): string {
  return language === 'ar' ? '، ' : ', ';
}
