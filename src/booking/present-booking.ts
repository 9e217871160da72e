import { nameIn, placeIn, type Shop } from '../catalogue/index.js';
import type { BookingView } from '../flow/protocol.js';
import { formatClock, formatMoney, formatSpan, formatWhen } from '../messaging/format.js';
import type { Instant } from '../messaging/message.js';
import { nameToTell } from '../scheduling/index.js';
import type { BookedPart, Booking } from './booking.model.js';
import { changesOf } from './policy.rules.js';
import type { BookingStatus } from './status.rules.js';
import { statusWords } from './status.text.js';
import { namesOf } from './time-taken.js';
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
  reader: 'customer' | 'staff' = 'customer',
): BookingView {
  const { price, paid, zone } = booking;
  const status = shown[booking.status];
  const who = booking.parts ? namesOf(booking.parts, language) : booking.person.name;
  return {
    id: booking._id,
    version: booking.version,
    reference: booking.reference,
    serviceId: booking.service.id,
    serviceName: nameIn(booking.service, language),
    ...(booking.service.names ? { serviceNames: booking.service.names } : {}),
    personId: booking.person.id,
    personName: booking.status === 'pending' && reader === 'customer' ? nameToTell(shop, who, language) : who,
    ...(booking.seats === undefined ? {} : { seats: booking.seats }),
    ...(booking.parts ? { partLines: partLines(booking.parts, zone, language) } : {}),
    startsAtUtc: booking.startsAtUtc,
    endsAtUtc: booking.endsAtUtc,
    when: formatWhen(booking.startsAtUtc, zone, language),
    span: formatSpan(booking.startsAtUtc, booking.endsAtUtc, zone, language),
    place: placeIn(shop, language),
    shopName: shop.name,
    customerName: booking.customer.name,
    priceText: formatMoney({ amountMinor: price.totalMinor, currency: price.currency }, language),
    paidText: paid ? formatMoney(paid, language) : null,
    status,
    statusText: statusWords(status, language).sentence.replace('{shop}', () => shop.name),
    ...changesOf(booking, nowUtc),
    freeUntil: formatWhen(booking.freeUntilUtc, zone, language),
    freeHours: (booking.startsAtUtc - booking.freeUntilUtc) / 3_600_000,
    timeline: timelineOf(booking).map(({ step, state, atUtc }) => ({
      step,
      state,
      at: atUtc === null ? '' : formatWhen(atUtc, zone, language),
    })),
    trackUrl,
  };
}

/** "9:30 Haircut (Asha)", one below the other. */
function partLines(parts: readonly BookedPart[], zone: string, language: string): string {
  return parts
    .map(
      (part) =>
        `${formatClock(part.startsAtUtc, zone, language)} ${nameIn(part.service, language)} (${part.person.name})`,
    )
    .join('\n');
}
