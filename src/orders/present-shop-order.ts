import { DESK_ACTS, DESK_STANDING, type Booking } from '../booking/index.js';
import { nameIn } from '../catalogue/index.js';
import { TICKET_STANDING, type Ticket } from '../queue/index.js';
import type { OrderRow, OrderSheet } from './api.js';
import { wordsOf } from './cart.rules.js';
import { canBeLate, ORDER_STANDING, ORDER_WORDS } from './order-card.rules.js';
import type { Order } from './order.model.js';

/** The people of a shop read English, as on their cards. */
const LANGUAGE = 'en';

export function rowOfItems(order: Order): OrderRow {
  const { _id: id, number, lines, customer, status, totalMinor, currency, createdAtUtc } = order;
  return {
    ...{ id, number, title: wordsOf(lines, LANGUAGE), customerName: customer.name, createdAtUtc },
    ...{ personName: null, startsAtUtc: null, place: null },
    status: ORDER_STANDING[status],
    total: { amountMinor: totalMinor, currency },
  };
}

export function rowOfVisit(booking: Booking, place: number | null): OrderRow {
  const { _id: id, reference: number, service, person, customer, status, price, startsAtUtc, createdAtUtc } = booking;
  return {
    ...{ id, number, title: nameIn(service, LANGUAGE), customerName: customer.name, personName: person.name },
    ...{ startsAtUtc, place, createdAtUtc },
    status: DESK_STANDING[status],
    total: { amountMinor: price.totalMinor, currency: price.currency },
  };
}

export function rowOfTicket(
  { _id: id, contact, personName, state, joinedAtUtc }: Ticket,
  place: number | null,
): OrderRow {
  return {
    ...{ id, number: null, title: 'Without an appointment', customerName: contact.name, personName },
    ...{ startsAtUtc: null, place, total: null, createdAtUtc: joinedAtUtc },
    status: TICKET_STANDING[state],
  };
}

type Own = Pick<OrderSheet, 'number' | 'customer' | 'lines' | 'total' | 'paid' | 'history'>;

/** What is known of an order of products. To say that it is late is a button here, and a line in Slack. */
export function itemsSheet(order: Order, acts: OrderSheet['acts']): Own & Pick<OrderSheet, 'acts'> {
  const { number, customer, lines, currency, totalMinor, paid, history, status } = order;
  return {
    ...{ number, customer, total: { amountMinor: totalMinor, currency } },
    acts: canBeLate(status) ? [...acts, { act: 'late', label: 'It is late' }] : acts,
    lines: lines.map(({ quantity, name, totalMinor: amountMinor }) => ({
      name: `${quantity} x ${name}`,
      price: { amountMinor, currency },
    })),
    paid: paidOf(paid),
    history: history.map(({ act, who, why, atUtc }) => ({ what: ORDER_WORDS[act], who: who.name, why, atUtc })),
  };
}

export function visitSheet({ reference: number, customer, service, price, parts, paid, history }: Booking): Own {
  const { currency, baseMinor, items, surcharges, discounts, totalMinor } = price;
  const priced = (name: string, amountMinor: number) => ({ name, price: { amountMinor, currency } });
  return {
    ...{ number, customer, total: { amountMinor: totalMinor, currency } },
    lines: [
      ...(items?.map(({ name, amountMinor }) => priced(name, amountMinor)) ?? [
        priced(parts ? parts.map((part) => part.service.name).join(', ') : service.name, baseMinor),
      ]),
      ...surcharges.map(({ label, amountMinor }) => priced(label, amountMinor)),
      ...discounts.map(({ label, amountMinor }) => priced(label, -amountMinor)),
    ],
    paid: paidOf(paid),
    history: history.map(({ act, who, why, atUtc }) => ({ what: DESK_ACTS[act], who: who.name, why, atUtc })),
  };
}

/** A place in a queue costs nothing and keeps only what happened last. */
export function ticketSheet({ contact: { name, phone, email }, last }: Ticket): Own {
  return {
    ...{ number: null, customer: { name, phone, email }, lines: [], total: null, paid: null },
    history: [{ ...last, why: null }],
  };
}

function paidOf(paid: Order['paid'] | Booking['paid']): OrderSheet['paid'] {
  return paid && { amount: { amountMinor: paid.amountMinor, currency: paid.currency }, atUtc: paid.atUtc };
}
