import type { Shop } from '../catalogue/index.js';
import type { BookingView } from '../flow/protocol.js';
import { formatMoney, formatWhen } from '../messaging/format.js';
import type { Instant } from '../messaging/message.js';
import type { Booking } from './booking.model.js';
import { changeRefusal } from './policy.rules.js';
import type { BookingStatus } from './status.rules.js';
import { timelineOf } from './timeline.rules.js';

/** Inner states of the work are not the customer's: they see the nearest one they know. */
const shown: Readonly<Record<BookingStatus, BookingView['status']>> = {
  pending: 'pending',
  accepted: 'accepted',
  rejected: 'rejected',
  arrived: 'accepted',
  in_progress: 'in_progress',
  extra_pending: 'in_progress',
  work_done: 'in_progress',
  completed: 'completed',
  billed: 'completed',
  cancelled: 'cancelled',
  no_show: 'no_show',
  expired: 'expired',
};

const statusTexts: Readonly<Record<string, Readonly<Record<BookingView['status'], string>>>> = {
  en: {
    pending: 'received, waiting for {shop}',
    accepted: 'booked',
    rejected: 'not possible',
    in_progress: 'under way',
    completed: 'done',
    cancelled: 'dropped',
    no_show: 'missed',
    expired: 'not answered in time',
  },
  es: {
    pending: 'recibida, a la espera de {shop}',
    accepted: 'reservada',
    rejected: 'no es posible',
    in_progress: 'en curso',
    completed: 'terminada',
    cancelled: 'anulada',
    no_show: 'no acudió',
    expired: 'sin respuesta a tiempo',
  },
  ar: {
    pending: 'بانتظار {shop}',
    accepted: 'محجوز',
    rejected: 'غير ممكن',
    in_progress: 'جارٍ',
    completed: 'انتهى',
    cancelled: 'أُلغي',
    no_show: 'لم يتم الحضور',
    expired: 'لم يصل رد في الوقت',
  },
};

/**
 * A booking as the engine says it, in the shop's zone and the person's language (English where there are no words).
 * @param trackUrl the address of the visit's own page, where the reader may be given it.
 */
export function presentBooking(
  booking: Booking,
  shop: Shop,
  language: string,
  nowUtc: Instant,
  trackUrl: string | null = null,
): BookingView {
  const { price, paid, zone } = booking;
  const status = shown[booking.status];
  const texts = statusTexts[language] ?? statusTexts['en']!;
  const changeable = changeRefusal(booking, nowUtc) === null;
  return {
    id: booking._id,
    version: booking.version,
    reference: booking.reference,
    serviceId: booking.service.id,
    serviceName: booking.service.name,
    personId: booking.person.id,
    personName: booking.person.name,
    startsAtUtc: booking.startsAtUtc,
    endsAtUtc: booking.endsAtUtc,
    when: formatWhen(booking.startsAtUtc, zone, language),
    place: shop.place,
    shopName: shop.name,
    customerName: booking.customer.name,
    priceText: formatMoney({ amountMinor: price.totalMinor, currency: price.currency }, language),
    paidText: paid ? formatMoney(paid, language) : null,
    status,
    statusText: texts[status].replace('{shop}', () => shop.name),
    canMove: changeable,
    canDrop: changeable,
    freeUntil: formatWhen(booking.freeUntilUtc, zone, language),
    freeAhead: nowUtc <= booking.freeUntilUtc,
    freeHours: (booking.startsAtUtc - booking.freeUntilUtc) / 3_600_000,
    timeline: timelineOf(booking).map(({ step, state, atUtc }) => ({
      step,
      state,
      at: atUtc === null ? '' : formatWhen(atUtc, zone, language),
    })),
    trackUrl,
  };
}
