import type { Calendars } from '../calendars/index.js';
import type { Catalogue } from '../catalogue/index.js';
import type { BookingDesk } from '../booking/index.js';
import type { CallHandlers } from '../flow/protocol.js';
import { createPaymentDesk, createPayments, createStripeGateway, type Payments } from '../payments/index.js';
import type { Pricing } from '../pricing/index.js';
import type { SlotSearch } from '../scheduling/index.js';
import type { BusinessDeps } from './business.js';
import { createOrderDesk, joinDesks, type openOrders } from './orders.js';

type MoneyDeps = Pick<BusinessDeps, 'mongo' | 'clock' | 'log' | 'connections' | 'publicUrl' | 'notify'> & {
  readonly desk: BookingDesk;
  readonly catalogue: Catalogue;
  readonly slots: SlotSearch;
  readonly calendars: Calendars;
  readonly pricing: Pricing;
  readonly orders: ReturnType<typeof openOrders>;
  readonly trackUrlOf: (bookingId: string) => string;
};

/** The payments of visits and of orders, by one account. Null where no provider is connected. */
export function openMoney(deps: MoneyDeps): Payments | null {
  const { mongo, clock, log, connections, publicUrl, notify, desk, catalogue, slots, calendars, pricing } = deps;
  const { orders, trackUrlOf } = deps;
  if (!connections.stripe) return null;
  const { secretKey, webhookSecret, apiBaseUrl } = connections.stripe;
  const gateway = createStripeGateway({ secretKey, webhookSecret, ...(apiBaseUrl ? { baseUrl: apiBaseUrl } : {}) });
  const paymentDesk = createPaymentDesk({
    desk,
    catalogue,
    slots,
    clock,
    calendarFor: calendars.attachmentFor,
    trackUrlOf,
    pricing,
  });
  const bothDesks = joinDesks(paymentDesk, createOrderDesk({ orders, catalogue, clock, trackUrlOf }));
  return createPayments({ mongo, clock, log, gateway, desk: bothDesks, notify, publicUrl });
}

/** A service that is paid before cannot be booked where nobody takes money: said, not hidden. */
export const withoutPayments: CallHandlers<'payment.request'> = {
  'payment.request': () =>
    Promise.resolve({ call: 'payment.request', exit: 'failed', data: { reason: 'no payment provider' } }),
};
