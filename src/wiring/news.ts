import { asWhose, isAnothers, presentBooking, type Booking } from '../booking/index.js';
import type { Calendars } from '../calendars/index.js';
import type { Shop } from '../catalogue/index.js';
import type { BookingNews } from '../conversation/index.js';
import type { Payments } from '../payments/index.js';
import type { Clock } from '../platform/clock.js';
import { isPageAct } from '../tracking/index.js';
import { isOvertaken, type createPolicyRooms } from './policy.js';

interface NewsDeps {
  readonly clock: Clock;
  readonly findSpoken: (bookingId: string) => Promise<Booking | null>;
  readonly findShop: (shopId: string) => Promise<Shop>;
  readonly trackUrlOf: (bookingId: string) => string;
  readonly calendars: Calendars;
  readonly payments: Payments | null;
  readonly policy: ReturnType<typeof createPolicyRooms>;
}

/** What the customer of a booking hears when somebody else has changed it. */
export function createNews(deps: NewsDeps) {
  const { clock, findSpoken, findShop, trackUrlOf, calendars, payments, policy } = deps;

  async function refundOf(booking: Booking) {
    const isOff = REFUSED.has(booking.status) || isDroppedOnPage(booking);
    return isOff && payments ? payments.refundForBooking(booking._id) : null;
  }

  return async (bookingId: string, version: number): Promise<BookingNews | null> => {
    const booking = await findSpoken(bookingId);
    if (!booking) return null;
    const shop = await findShop(booking.shopId);
    return {
      conversationId: booking.conversationId,
      view: asWhose(
        presentBooking(booking, shop, booking.language, clock.nowUtc(), trackUrlOf(booking._id)),
        isAnothers(booking),
      ),
      attachment: await calendars.attachmentFor(booking, shop),
      refunded: await refundOf(booking),
      droppedOnPage: isDroppedOnPage(booking),
      movedOnPage: isMovedOnPage(booking, version),
      isOvertaken: isOvertaken(booking, version),
      // Nobody is told of another person who was never told of the first.
      wasPerson: shop.assign === 'admin' && booking.status === 'pending' ? null : givenOnBy(booking, version),
      ...(await policy.newsOf(booking, shop)),
    };
  };
}

/** The shop has said no, or nothing at all. */
const REFUSED: ReadonlySet<Booking['status']> = new Set(['rejected', 'expired']);

/** Who was to do it before; of several only the last change is news. */
function givenOnBy({ history }: Booking, version: number): string | null {
  const last = history.findLast(({ act }) => act === 'assign');
  return last?.version === version ? (last.wasPerson ?? null) : null;
}

/** Its last move was made where no chat has said so yet; what the shop granted is told as its answer. */
function isMovedOnPage({ history }: Booking, version: number): boolean {
  const moved = history.findLast(({ act }) => act === 'move');
  return moved?.version === version && moved.isGranted !== true && isPageAct(moved.actId);
}

/** Dropped where no chat has said so yet. */
function isDroppedOnPage({ status, history }: Booking): boolean {
  return status === 'cancelled' && history.some(({ act, actId }) => act === 'cancel' && isPageAct(actId));
}
