import { actsFor, DESK_ACTS, DESK_STANDING, presentBooking, type Booking, type BookingDesk } from '../booking/index.js';
import type { Catalogue } from '../catalogue/index.js';
import type { Changes } from '../changes/index.js';
import { formatMoney } from '../messaging/format.js';
import type { PressedAct } from '../messaging/operator.js';
import { createCardFinder, type ActOutcome, type Job } from '../operations/index.js';
import type { OrderCards } from '../orders/index.js';
import type { Papers } from '../people/index.js';
import type { Clock } from '../platform/clock.js';
import type { Mongo } from '../platform/mongo.js';
import { TICKET_PREFIX, type Queue } from '../queue/index.js';

const CHANGE_ACTS = ['approveChange', 'refuseChange'] as const;

export type OperatorDesk = ReturnType<typeof createOperatorDesk>;

/** What the people of a shop see of a job and may do with it, in Slack as in the panel. */
export function createOperatorDesk(deps: {
  readonly mongo: Mongo;
  readonly clock: Clock;
  readonly desk: BookingDesk;
  readonly catalogue: Catalogue;
  readonly queue: Pick<Queue, 'act' | 'findCard'>;
  readonly orders: OrderCards;
  readonly papers: Pick<Papers, 'owns' | 'act' | 'findCard' | 'linesFor'>;
  readonly changes: Pick<Changes, 'decide' | 'findOpen'>;
}) {
  const { mongo, clock, desk, catalogue, queue, orders, papers, changes } = deps;

  async function findJob(bookingId: string): Promise<Job | null> {
    const booking = await desk.findBooking(bookingId);
    if (!booking) return null;
    const { shop } = await catalogue.current(booking.shopId);
    const last = booking.history.at(-1);
    const isAsked = (await changes.findOpen(bookingId))?.state === 'waiting';
    return {
      acts: [...(isAsked ? CHANGE_ACTS : []), ...actsFor(booking, shop)],
      stage: DESK_STANDING[booking.status],
      view: presentBooking(booking, shop, shop.language, clock.nowUtc(), null, 'staff'),
      conversationId: booking.conversationId,
      zone: booking.zone,
      language: shop.language,
      visitsBefore: await desk.completedVisits(booking),
      phone: booking.customer.phone,
      note: booking.note,
      priceLines: priceLinesOf(booking.price),
      answers: [
        ...(booking.answers ?? []),
        ...(await papers.linesFor(booking.shopId, booking.conversationId, shop.language)),
      ],
      channel: booking.channel,
      createdAtUtc: booking.createdAtUtc,
      last: {
        what: DESK_ACTS[last?.act ?? 'create'],
        who: last?.who.name ?? booking.customer.name,
        atUtc: last?.atUtc ?? booking.createdAtUtc,
      },
    };
  }

  const isTicket = (id: string): boolean => id.startsWith(TICKET_PREFIX);
  async function perform(act: PressedAct, nowUtc: number): Promise<ActOutcome> {
    if (isTicket(act.bookingId)) {
      const reason = await queue.act(act);
      return reason === null ? { kind: 'done' } : { kind: 'refused', reason };
    }
    if (orders.owns(act.bookingId)) {
      const reason = await orders.act(act);
      return reason === null ? { kind: 'done' } : { kind: 'refused', reason };
    }
    if (papers.owns(act.bookingId)) {
      const reason = await papers.act(act);
      return reason === null ? { kind: 'done' } : { kind: 'refused', reason };
    }
    const { bookingId, act: name, operator, actId, seenVersion } = act;
    if (name === 'approveChange' || name === 'refuseChange') {
      const decision = name === 'approveChange' ? 'approve' : 'refuse';
      const reason = await changes.decide({ bookingId, decision, actId, by: operator });
      return reason === null ? { kind: 'done' } : { kind: 'refused', reason };
    }
    if (name === 'cancel') return { kind: 'refused', reason: 'Not possible: reject it, or mark it as missed.' };
    const outcome = await desk.operatorAct({ bookingId, act: name, operator, actId, seenVersion, nowUtc });
    return outcome.kind === 'done' ? { kind: 'done' } : { kind: 'refused', reason: outcome.text };
  }

  const findOther = async (id: string) =>
    isTicket(id)
      ? queue.findCard(id)
      : orders.owns(id)
        ? orders.findCard(id)
        : papers.owns(id)
          ? papers.findCard(id)
          : null;

  return { findJob, findOther, perform, findCard: createCardFinder({ mongo, findJob, findOther }) };
}

/** "£25, Peak time +£5, Code FIRST10 -£3"; nothing where the price is the base alone. */
function priceLinesOf({ currency, baseMinor, items, surcharges, discounts }: Booking['price']): string[] {
  if (surcharges.length + discounts.length === 0 && !items) return [];
  const money = (amountMinor: number): string => formatMoney({ amountMinor, currency }, 'en');
  return [
    ...(items?.map(({ name, amountMinor }) => `${name} ${money(amountMinor)}`) ?? [money(baseMinor)]),
    ...surcharges.map(({ label, amountMinor }) => `${label} +${money(amountMinor)}`),
    ...discounts.map(({ label, amountMinor }) => `${label} -${money(amountMinor)}`),
  ];
}
