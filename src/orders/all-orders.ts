import { nameIn } from '../catalogue/index.js';
import type { Booking } from '../booking/index.js';
import type { Money } from '../messaging/format.js';
import type { Instant } from '../messaging/message.js';
import { wordsOf } from './cart.rules.js';
import type { Order } from './order.model.js';
import type { OrderPlace, OrderReader } from './order.reader.js';

/** What every order has, of products and of services alike (ORD-01). */
export interface AnyOrder {
  readonly kind: 'items' | 'service';
  readonly id: string;
  /** OR-######## or BK-######## */
  readonly number: string;
  /** "2 x Shampoo", or the service with its person. */
  readonly title: string;
  readonly customer: { readonly name: string; readonly phone: string | null; readonly email: string | null };
  readonly status: string;
  readonly total: Money;
  readonly createdAtUtc: Instant;
}

export interface AllOrders {
  /** Latest first, both kinds in one order, page after page; or only one of them. */
  (
    filter: {
      readonly shopId: string;
      readonly customerKey?: string | undefined;
      readonly kind?: AnyOrder['kind'] | undefined;
    },
    after: OrderPlace | null,
    limit: number,
  ): Promise<readonly AnyOrder[]>;
}

/** Each kind is kept where it belongs; one page of each holds every row that can be on the joined page. */
export function createAllOrders(deps: {
  readonly orders: Pick<OrderReader, 'list'>;
  readonly newestBookings: (input: {
    readonly shopId: string;
    readonly customerKey?: string | undefined;
    readonly after: OrderPlace | null;
    readonly limit: number;
  }) => Promise<readonly Booking[]>;
}): AllOrders {
  const { orders, newestBookings } = deps;
  return async ({ shopId, customerKey, kind }, after, limit) => {
    const [items, visits] = await Promise.all([
      kind === 'service' ? [] : orders.list({ shopId, customerKey }, after, limit),
      kind === 'items' ? [] : newestBookings({ shopId, customerKey, after, limit }),
    ]);
    return [...items.map(ofItems), ...visits.map(ofService)]
      .toSorted((one, other) => other.createdAtUtc - one.createdAtUtc || (one.id < other.id ? 1 : -1))
      .slice(0, limit);
  };
}

function ofItems({ _id: id, number, lines, customer, status, totalMinor, currency, createdAtUtc }: Order): AnyOrder {
  const total = { amountMinor: totalMinor, currency };
  return { kind: 'items', id, number, title: wordsOf(lines, 'en'), customer, status, total, createdAtUtc };
}

function ofService({ _id: id, reference, service, person, customer, status, price, createdAtUtc }: Booking): AnyOrder {
  const total = { amountMinor: price.totalMinor, currency: price.currency };
  const title = `${nameIn(service, 'en')} with ${person.name}`;
  return { kind: 'service', id, number: reference, title, customer, status, total, createdAtUtc };
}
