import { createCatalogue } from '../../../src/catalogue/index.js';
import {
  createOrders,
  orderIndexes,
  type CheckoutInput,
  type Orders,
  type OrdersDeps,
} from '../../../src/orders/index.js';
import type { Clock } from '../../../src/platform/clock.js';
import type { DomainEvent, EventStore } from '../../../src/platform/events.js';
import { ensureIndexes } from '../../../src/platform/indexes.js';
import type { Mongo } from '../../../src/platform/mongo.js';
import { openShop } from '../../booking/support/world.js';

export interface OrderWorld {
  readonly orders: Orders;
  readonly catalogue: ReturnType<typeof createCatalogue>;
  readonly rings: number[];
  events(): Promise<readonly DomainEvent[]>;
  left(productId: string): Promise<number | null>;
}

/** One process that sells what a shop has. */
export function joinOrders(deps: {
  readonly mongo: Mongo;
  readonly clock: Clock;
  readonly spoil?: OrdersDeps['spoil'];
}): OrderWorld {
  const { mongo, clock, spoil } = deps;
  const catalogue = createCatalogue({ mongo, clock });
  const rows = mongo.connection.collection<DomainEvent & { _id: string }>('test_events');
  const events: EventStore = {
    async record(session, list) {
      await rows.insertMany(
        list.map((event) => ({ ...event, _id: event.id })),
        { session },
      );
    },
    wake: () => undefined,
  };
  const rings: number[] = [];
  const orders = createOrders({
    ...{ mongo, clock, catalogue, events },
    ringAt: (whenUtc) => Promise.resolve(void rings.push(whenUtc)),
    ...(spoil ? { spoil } : {}),
  });
  return {
    orders,
    catalogue,
    rings,
    events: () => rows.find({}).sort({ version: 1 }).toArray(),
    left: async (productId) => (await orders.products.find('shop', [productId])).get(productId)?.left ?? null,
  };
}

/** A shop with shampoo (£9, as many as said), a brush (£12.50, 3) and a guide to download (£5, endless). */
export async function openStore(mongo: Mongo, world: OrderWorld, shampoo = 40): Promise<void> {
  await ensureIndexes(mongo, orderIndexes);
  await openShop(world);
  const { products } = world.orders;
  await products.save('shop', { id: 'shampoo', name: 'Shampoo', names: { es: 'Champú' }, priceMinor: 900, order: 1 });
  await products.save('shop', { id: 'brush', name: 'Brush', priceMinor: 1250, order: 2 });
  await products.save('shop', { id: 'guide', kind: 'digital', name: 'Guide', priceMinor: 500, order: 3, readyDays: 0 });
  await products.setStock('shop', 'shampoo', shampoo);
  await products.setStock('shop', 'brush', 3);
}

let made = 0;

export function checkoutOf(
  quantities: Readonly<Record<string, number>>,
  more: Partial<CheckoutInput> = {},
): CheckoutInput {
  made += 1;
  const address = more.address ?? `+4477009${String(made).padStart(5, '0')}`;
  return {
    shopId: 'shop',
    conversationId: `sms:test:${address}`,
    channel: 'sms',
    address,
    language: 'en',
    customer: { name: 'Rosa Field', phone: null, email: null },
    deliverTo: null,
    items: Object.entries(quantities).map(([productId, quantity]) => ({ productId, quantity })),
    cartRev: null,
    key: `key-${made}`,
    ...more,
  };
}
