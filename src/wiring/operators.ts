import { actsFor, presentBooking, type Booking, type BookingDesk } from '../booking/index.js';
import type { Catalogue } from '../catalogue/index.js';
import type { Changes } from '../changes/index.js';
import { formatMoney, minorDigitsOf } from '../messaging/format.js';
import type { JobCard, OperatorAct, OperatorPort, WrittenLine } from '../messaging/operator.js';
import { createJobCards, createOperatorActs, parseCardLine, type ActOutcome, type Job } from '../operations/index.js';
import type { OrderCards } from '../orders/index.js';
import type { Papers } from '../people/index.js';
import { TICKET_PREFIX, type Queue } from '../queue/index.js';
import type { Tokens } from '../tokens/index.js';
import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import type { Mongo } from '../platform/mongo.js';

const LAST_WORDS: Readonly<Record<string, string>> = {
  create: 'Asked for',
  move: 'Moved',
  assign: 'Given to another person',
  coming: 'Is coming, said',
  accept: 'Accepted',
  reject: 'Rejected',
  start: 'Started',
  done: 'Done',
  noShow: 'Marked as no-show',
  undoNoShow: 'No-show taken back',
  confirm: 'Confirmed as done',
  noteExtra: 'Extra work written down',
  askExtra: 'Customer asked about extra work',
  answerExtra: 'Extra work answered',
  dropExtra: 'Extra work given up',
  bill: 'Invoice sent',
  cancel: 'Dropped',
  drop: 'Dropped',
  expire: 'Expired',
};

const CHANGE_ACTS = ['approveChange', 'refuseChange'] as const;

const STAGES: Readonly<Partial<Record<Booking['status'], JobCard['status']>>> = {
  extra_pending: { label: 'Waiting for the customer’s word on extra work', tone: 'waiting' },
  work_done: { label: 'Work finished', tone: 'underWay' },
  billed: { label: 'Billed', tone: 'done' },
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
  orders: OrderCards;
  papers: Pick<Papers, 'owns' | 'act' | 'findCard' | 'linesFor'>;
  changes: Pick<Changes, 'decide' | 'findOpen' | 'noteReason'>;
  tokens: Pick<Tokens, 'reset'>;
}) {
  const { mongo, clock, leaseClock, log, port, desk, catalogue, queue, orders, papers, changes, tokens } = deps;

  async function findJob(bookingId: string): Promise<Job | null> {
    const booking = await desk.findBooking(bookingId);
    if (!booking) return null;
    const { shop } = await catalogue.current(booking.shopId);
    const last = booking.history.at(-1);
    const isAsked = (await changes.findOpen(bookingId))?.state === 'waiting';
    return {
      acts: [...(isAsked ? CHANGE_ACTS : []), ...actsFor(booking, shop)],
      stage: STAGES[booking.status],
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
  const cards = createJobCards({ mongo, leaseClock, log, operators: port, findJob, findOther });
  const acts = createOperatorActs({ mongo, clock, log, operators: port, perform, refreshCard: cards.refresh });

  /** A line in a job card's thread: extra work with its price, the reason for a no, a full purse. All else is only talk. */
  async function hearLine({ lineId, thread, operatorId, text }: WrittenLine): Promise<void> {
    const bookingId = await cards.cardAt(thread);
    if (bookingId !== null && orders.owns(bookingId)) {
      const told = await orders.hearLine({ orderId: bookingId, lineId, operatorId, text });
      return told === null ? undefined : port.whisper({ operatorId }, told);
    }
    const booking = bookingId === null ? null : await desk.findBooking(bookingId);
    if (!booking) return;
    const { currency } = booking.price;
    const line = parseCardLine(text, minorDigitsOf(currency));
    if (!line) return;
    const say = (words: string): Promise<void> => port.whisper({ operatorId }, words);
    if (line.kind === 'unclear') return say('Write it like this: extra 45 new chain');
    if (line.kind === 'reason') {
      const isKept = await changes.noteReason(booking._id, line.words);
      if (!isKept) return say('Nobody is asking for a change of this booking now.');
      const remark = { key: lineId, topic: 'changeReason', text: `To be said with a no: ${line.words}` };
      return cards.remark(booking._id, remark);
    }
    if (line.kind === 'fillPurse') return fillPurse(booking, { key: lineId, operatorId, why: line.why });
    const of = { bookingId: booking._id, key: lineId, operator: { id: operatorId, name: operatorId } };
    const noted = line.kind === 'longer' ? await desk.noteLonger({ ...of, minutes: line.minutes }) : null;
    if (noted?.kind === 'refused' && noted.reason === 'noRate')
      return say('This shop has no price for an hour. Write it like this: extra 45 an hour longer');
    const extra = line.kind === 'longer' ? (noted?.kind === 'noted' ? noted.extra : null) : line;
    const isNoted = line.kind === 'longer' ? extra !== null : await desk.noteExtra({ ...of, ...line });
    if (!extra || !isNoted) return say('Extra work is asked about while a workshop’s job is under way.');
    const { words, amountMinor } = extra;
    const price = formatMoney({ amountMinor, currency }, 'en');
    const remark = `Extra work: ${words}, ${price}. The customer is asked once you press “Ask the customer”.`;
    await cards.remark(booking._id, { key: lineId, topic: 'extra', text: remark, onlyWhile: 'in_progress' });
  }

  /** CX-08: kept with who asked for it and why; the same line again changes nothing. */
  async function fillPurse(
    booking: Booking,
    of: { key: string; operatorId: string; why: string | null },
  ): Promise<void> {
    const { shopId, channel, address, customer } = booking;
    const { key, operatorId, why } = of;
    const { shop } = await catalogue.current(shopId);
    if (shop.policy.late !== 'token') return port.whisper({ operatorId }, 'Late drops are not counted here.');
    const { left } = await tokens.reset({
      shopId,
      customer: { phone: customer.phone, channel, address },
      key,
      by: { id: operatorId, name: operatorId },
      why,
    });
    const text = `${customer.name} has ${left} late ${left === 1 ? 'drop' : 'drops'} again${why ? `: ${why}` : ''}.`;
    await cards.remark(booking._id, { key, topic: 'purse', text });
    await port.whisper({ operatorId }, text);
  }

  return { cards, acts, hearLine };
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
