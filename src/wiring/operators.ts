import type { BookingDesk } from '../booking/index.js';
import { presentBooking } from '../booking/index.js';
import type { Catalogue } from '../catalogue/index.js';
import type { OperatorAct, OperatorPort } from '../messaging/operator.js';
import { createJobCards, createOperatorActs, type ActOutcome, type Job } from '../operations/index.js';
import { TICKET_PREFIX, type Queue } from '../queue/index.js';
import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import type { Mongo } from '../platform/mongo.js';

const LAST_WORDS: Readonly<Record<string, string>> = {
  create: 'Asked for',
  move: 'Moved',
  coming: 'Is coming, said',
  accept: 'Accepted',
  reject: 'Rejected',
  start: 'Started',
  done: 'Done',
  noShow: 'Marked as no-show',
  cancel: 'Dropped',
  drop: 'Dropped',
  expire: 'Expired',
};

/** Joins the operators' room with the bookings it shows and changes. */
export function createOperators(deps: {
  mongo: Mongo;
  clock: Clock;
  leaseClock: Clock;
  log: Log;
  port: OperatorPort;
  desk: BookingDesk;
  catalogue: Catalogue;
  queue: Pick<Queue, 'act' | 'findCard'>;
}) {
  const { mongo, clock, leaseClock, log, port, desk, catalogue, queue } = deps;

  async function findJob(bookingId: string): Promise<Job | null> {
    const booking = await desk.findBooking(bookingId);
    if (!booking) return null;
    const { shop } = await catalogue.current(booking.shopId);
    const last = booking.history.at(-1);
    return {
      view: presentBooking(booking, shop, shop.language, clock.nowUtc()),
      conversationId: booking.conversationId,
      zone: booking.zone,
      language: shop.language,
      visitsBefore: await desk.completedVisits(booking),
      phone: booking.customer.phone,
      note: booking.note,
      answers: booking.answers ?? [],
      channel: booking.channel,
      createdAtUtc: booking.createdAtUtc,
      last: {
        what: LAST_WORDS[last?.act ?? 'create'] ?? 'Changed',
        who: last?.who.name ?? booking.customer.name,
        atUtc: last?.atUtc ?? booking.createdAtUtc,
      },
    };
  }

  const isTicket = (id: string): boolean => id.startsWith(TICKET_PREFIX);
  async function perform(act: OperatorAct, nowUtc: number): Promise<ActOutcome> {
    if (isTicket(act.bookingId)) {
      const reason = await queue.act(act);
      return reason === null ? { kind: 'done' } : { kind: 'refused', reason };
    }
    const { bookingId, act: name, operator, actId, seenVersion } = act;
    const outcome = await desk.operatorAct({ bookingId, act: name, operator, actId, seenVersion, nowUtc });
    return outcome.kind === 'done' ? { kind: 'done' } : { kind: 'refused', reason: outcome.text };
  }

  const findOther = async (id: string) => (isTicket(id) ? queue.findCard(id) : null);
  const cards = createJobCards({ mongo, leaseClock, log, operators: port, findJob, findOther });
  const acts = createOperatorActs({ mongo, clock, log, operators: port, perform, refreshCard: cards.refresh });
  return { cards, acts };
}
