import { formatDay, formatMoney, formatWhen } from '../messaging/format.js';
import type { JobCard, OperatorActName } from '../messaging/operator.js';
import type { Order } from './order.model.js';
import type { OrderAct, OrderStatus } from './order-status.rules.js';

/** How an order stands, for the people of the shop. */
export const ORDER_STANDING: Readonly<Record<OrderStatus, JobCard['status']>> = {
  checkout: { label: 'Not paid yet', tone: 'waiting' },
  lapsed: { label: 'Not paid', tone: 'refused' },
  placed: { label: 'New', tone: 'waiting' },
  accepted: { label: 'To be made ready', tone: 'accepted' },
  ready: { label: 'Ready', tone: 'underWay' },
  collected: { label: 'Collected', tone: 'done' },
  delivered: { label: 'Delivered', tone: 'done' },
  cancelled: { label: 'Cancelled', tone: 'refused' },
  refunded: { label: 'Cancelled, money on its way back', tone: 'refused' },
};

const OUT = { act: 'reject', label: 'Out of stock', style: 'danger' } as const;
const CANCEL = { act: 'cancel', label: 'Cancel', style: 'danger' } as const;

/** The names of acts are the operators' common ones; what they mean here stands on the button. */
const ACTS: Readonly<Partial<Record<OrderStatus, (order: Order) => JobCard['acts']>>> = {
  placed: () => [{ act: 'accept', label: 'Accept', style: 'primary' }, OUT, CANCEL],
  accepted: () => [{ act: 'start', label: 'Ready', style: 'primary' }, OUT, CANCEL],
  ready: ({ deliverTo }) => [
    { act: 'done', label: deliverTo === null ? 'Collected' : 'Delivered', style: 'primary' },
    CANCEL,
  ],
};

/** What a press means for an order; null for a button no card of an order has. */
export function orderActOf(act: OperatorActName, { deliverTo }: Pick<Order, 'deliverTo'>) {
  switch (act) {
    case 'accept':
      return 'accept';
    case 'start':
      return 'ready';
    case 'done':
      return deliverTo === null ? 'collect' : 'deliver';
    case 'reject':
      return 'soldOut';
    case 'cancel':
      return 'cancel';
    default:
      return null;
  }
}

/** What was done to it, before "by Asha". */
export const ORDER_WORDS: Readonly<Record<OrderAct | 'begin', string>> = {
  begin: 'Begun',
  place: 'Ordered',
  lapse: 'Let go',
  accept: 'Accepted',
  ready: 'Made ready',
  collect: 'Handed over',
  deliver: 'Delivered',
  handOver: 'Sent',
  late: 'Said to be late',
  soldOut: 'Out of stock',
  cancel: 'Cancelled',
  refund: 'Refunded',
};

/** It is promised and not there yet. */
export function canBeLate(status: OrderStatus): boolean {
  return status === 'placed' || status === 'accepted';
}

/** An order as a card (ORD-05). Pure. */
export function presentOrderCard(order: Order, zone: string, language: string): JobCard {
  const { number, customer, lines, currency, totalMinor, paid, status } = order;
  const money = (amountMinor: number): string => formatMoney({ amountMinor, currency }, language);
  const last = order.history.at(-1);
  const atUtc = last?.atUtc ?? order.createdAtUtc;
  return {
    bookingId: order._id,
    version: order.version,
    title: `Order ${number} · ${customer.name}`,
    facts: [
      ...lines.map(({ quantity, name, totalMinor: sum }) => `${quantity} x ${name}, ${money(sum)}`),
      `${money(totalMinor)} in all, ${paid ? `${money(paid.amountMinor)} paid` : 'to be paid on the spot'}`,
      ...orderFacts(order, zone, language),
      ...(canBeLate(status) ? ['To say it is late, write in the thread: late, and why'] : []),
    ],
    status: ORDER_STANDING[status],
    acts: ACTS[status]?.(order) ?? [],
    lastLine: `${ORDER_WORDS[last?.act ?? 'begin']} by ${last?.who.name ?? customer.name}, ${formatWhen(atUtc, zone, language)}`,
    updatedAtUtc: atUtc,
  };
}

/** What is to be done with it, beside its lines and its money. */
export function orderFacts(order: Order, zone: string, language: string): readonly string[] {
  const { deliverTo, customer, dueAtUtc, lateNote } = order;
  return [
    deliverTo === null ? 'To be collected' : `To be delivered: ${deliverTo.text}`,
    ...(customer.phone === null ? [] : [customer.phone]),
    ...(dueAtUtc === null ? [] : [`Promised for ${formatDay(dueAtUtc, zone, language)}`]),
    ...(lateNote === null ? [] : [`Late: ${lateNote}`]),
  ];
}

/** Why a press could not be done, a sentence for the operator. */
export function orderRefusal(status: OrderStatus | null): string {
  return status === null
    ? 'This order is not known here any more.'
    : `Not possible: ${ORDER_STANDING[status].label.toLowerCase()}.`;
}

const NOTE_MAX = 60;

/** "late the parcel has not come yet": what the customer is told; null for any other talk. */
export function parseLateLine(text: string): string | null {
  const note = /^late[:,\s]\s*(\S.*)$/is.exec(text.trim())?.[1];
  return note === undefined ? null : note.replace(/\s+/g, ' ').trim().slice(0, NOTE_MAX);
}
