import type { Booking, BookingDesk } from '../booking/index.js';
import type { Catalogue } from '../catalogue/index.js';
import type { Changes } from '../changes/index.js';
import { formatMoney, minorDigitsOf } from '../messaging/format.js';
import type { OperatorPort, WrittenLine } from '../messaging/operator.js';
import { createJobCards, createOperatorActs, parseCardLine } from '../operations/index.js';
import type { OrderCards } from '../orders/index.js';
import type { Tokens } from '../tokens/index.js';
import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import type { Mongo } from '../platform/mongo.js';
import type { OperatorDesk } from './operator-desk.js';

/** Joins the operators' room with the bookings it shows and changes. */
export function createOperators(deps: {
  mongo: Mongo;
  clock: Clock;
  leaseClock: Clock;
  log: Log;
  port: OperatorPort;
  desk: BookingDesk;
  catalogue: Catalogue;
  orders: Pick<OrderCards, 'owns' | 'hearLine'>;
  operatorDesk: OperatorDesk;
  changes: Pick<Changes, 'noteReason'>;
  tokens: Pick<Tokens, 'reset'>;
}) {
  const { mongo, clock, leaseClock, log, port, desk, catalogue, orders, operatorDesk, changes, tokens } = deps;
  const { findJob, findOther, perform } = operatorDesk;
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
