import { randomInt } from 'node:crypto';
import type { Shop } from '../catalogue/index.js';
import type { OrderRefusal } from '../flow/protocol.js';
import type { Instant } from '../messaging/message.js';
import { DAY_MS, HOUR_MS } from '../platform/time-units.js';
import type { Order, OrderLine } from './order.model.js';
import { isOrderOver } from './order-status.rules.js';
import type { Product } from './product.model.js';

/** When an order made now is to be ready, and until when its customer may drop it (ORD-10). */
export function promisedAt(
  lines: readonly Pick<OrderLine, 'productId'>[],
  products: ReadonlyMap<string, Pick<Product, 'readyDays'>>,
  shop: Pick<Shop, 'cancelFreeHours'>,
  nowUtc: Instant,
): { readonly dueAtUtc: Instant; readonly freeUntilUtc: Instant } {
  const days = Math.max(0, ...lines.map(({ productId }) => products.get(productId)?.readyDays ?? 0));
  const dueAtUtc = nowUtc + days * DAY_MS;
  return { dueAtUtc, freeUntilUtc: dueAtUtc - shop.cancelFreeHours * HOUR_MS };
}

/** Why its customer cannot drop it now, or null when they can. */
export function refusalOf(order: Pick<Order, 'status' | 'freeUntilUtc'>, nowUtc: Instant): OrderRefusal | null {
  if (isOrderOver(order.status)) return 'alreadyOver';
  if (order.status === 'ready') return 'made';
  // Nobody has to be asked as long as the shop has not said yes.
  if (order.status === 'placed') return null;
  return order.freeUntilUtc !== null && nowUtc > order.freeUntilUtc ? 'tooLate' : null;
}

const PAGE_ACT = 'page:';

export function pageActId(orderId: string, seenVersion: number): string {
  return `${PAGE_ACT}${orderId}:${seenVersion}`;
}

/** Whether an act was done on the order's page, where no chat has answered it. */
export function isPageAct(actId: string): boolean {
  return actId.startsWith(PAGE_ACT);
}

/** OR-########; numbers that are drawn twice are drawn again (CF-35). */
export function randomNumber(): string {
  return `OR-${String(randomInt(100_000_000)).padStart(8, '0')}`;
}
