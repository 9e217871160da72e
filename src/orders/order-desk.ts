import type { Catalogue } from '../catalogue/index.js';
import type { Clock } from '../platform/clock.js';
import type { BookingDesk } from '../payments/index.js';
import { wordsOf } from './cart.rules.js';
import type { Order } from './order.model.js';
import type { Orders } from './orders.service.js';
import { presentOrder } from './present-order.js';

/**
 * Orders as payments see them: a checkout is the hold, and paying makes the order. So a link, money that comes late and
 * money that goes back are settled as they are for visits.
 */
export function createOrderDesk(deps: {
  readonly orders: Pick<Orders, 'find' | 'keepUntil' | 'letGo' | 'place'>;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly trackUrlOf: (orderId: string) => string;
}): BookingDesk {
  const { orders, catalogue, clock, trackUrlOf } = deps;

  async function ownOrder(shopId: string, orderId: string): Promise<Order | null> {
    const order = await orders.find(orderId);
    return order?.shopId === shopId ? order : null;
  }

  return {
    async quoteHold({ shopId, holdId, language }) {
      const order = await ownOrder(shopId, holdId);
      if (!order) return null;
      const { shop } = await catalogue.current(shopId);
      const { currency, totalMinor, number, lines, createdAtUtc } = order;
      return {
        price: { currency, baseMinor: totalMinor, surcharges: [], discounts: [], totalMinor },
        present: () => {
          throw new Error('an order has one price: it was made with it');
        },
        due: { amountMinor: totalMinor, currency },
        zone: shop.zone,
        shopName: shop.name,
        serviceId: '',
        serviceName: number,
        personId: '',
        startsAtUtc: createdAtUtc,
        wanted: wordsOf(lines, language),
        orderId: order._id,
      };
    },

    async extendHold({ shopId, holdId, untilUtc }) {
      const order = await ownOrder(shopId, holdId);
      const isKept = order !== null && (await orders.keepUntil(holdId, untilUtc));
      return isKept ? { kind: 'extended' } : { kind: 'gone', alternatives: [] };
    },

    releaseHold: ({ holdId }) => orders.letGo(holdId, `unpaid:${clock.nowUtc()}`),

    async createBooking({ shopId, holdId, key, paid: { paymentId, amount, atUtc } }) {
      if (!(await ownOrder(shopId, holdId))) return { kind: 'refused', reason: 'unknown' };
      const outcome = await orders.place({ orderId: holdId, actId: key, paid: { ...amount, paymentId, atUtc } });
      switch (outcome.kind) {
        case 'placed':
          return { kind: 'booked', bookingId: outcome.order._id };
        case 'gone':
          return { kind: 'taken', alternatives: [] };
        case 'refused':
          return outcome;
      }
    },

    async viewBooking({ shopId, bookingId, language }) {
      const order = await ownOrder(shopId, bookingId);
      if (!order) return null;
      const { shop } = await catalogue.current(shopId);
      return { order: presentOrder(order, shop, language, clock.nowUtc(), trackUrlOf(bookingId)) };
    },

    async endingOf({ shopId, bookingId }) {
      const order = await ownOrder(shopId, bookingId);
      if (order?.status !== 'cancelled' && order?.status !== 'refunded') return null;
      const last = order.history.find(({ to }) => to === 'cancelled');
      // What was dropped in time, or could not be given, goes back whole.
      return { by: last?.who.kind === 'customer' ? 'customer' : 'shop', percent: 100 };
    },
  };
}
