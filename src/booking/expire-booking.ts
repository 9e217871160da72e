import type { Catalogue } from '../catalogue/index.js';
import type { Instant } from '../messaging/message.js';
import { zoneOf, type DaySheets } from '../scheduling/index.js';
import type { Actor, Booking } from './booking.model.js';
import type { BookingWriter } from './change-booking.js';
import { freeTime } from './customer-act.js';
import { nextStatus } from './status.rules.js';

export interface ExpireInput {
  readonly bookingId: string;
  /** The same key again has no second effect. */
  readonly key: string;
  /** The request that nobody answered: one that was moved meanwhile is another. */
  readonly timeVersion: number;
  readonly nowUtc: Instant;
}

export type ExpireOutcome =
  | { readonly kind: 'expired'; readonly booking: Booking }
  /** Somebody answered it, or it was moved. */
  | { readonly kind: 'kept'; readonly booking: Booking };

/** Nobody pressed anything: the house itself did it. */
export const HOUSE: Actor = { kind: 'system', id: 'house', name: 'the house' };

/**
 * Ends a request nobody answered (GP-18): status, sheets and event together, as with every other act. An answer in the same
 * instant wins or loses as a whole, by the version.
 * @throws `booking.unknown`.
 */
export function createExpireBooking(deps: {
  readonly catalogue: Catalogue;
  readonly sheets: DaySheets;
  readonly writer: BookingWriter;
}): (input: ExpireInput) => Promise<ExpireOutcome> {
  const { catalogue, sheets, writer } = deps;

  return async ({ bookingId, key, timeVersion, nowUtc }) => {
    const found = await writer.find(bookingId);
    const snapshot = found ? await catalogue.current(found.shopId) : null;
    return writer.change<ExpireOutcome>(
      bookingId,
      null,
      nowUtc,
      (booking) => {
        if (booking.history.some(({ actId }) => actId === key)) return { answer: { kind: 'expired', booking } };
        const status = nextStatus(snapshot?.shop.profile ?? 'appointment', booking.status, 'expire');
        if (!status || !snapshot || booking.timeVersion !== timeVersion) return { answer: { kind: 'kept', booking } };
        return {
          change: {
            set: { status },
            bumpsVersion: true,
            history: { actId: key, act: 'expire', who: HOUSE, atUtc: nowUtc, why: 'no answer', wasStartsAtUtc: null },
            event: 'booking.expired',
            onSheets: (session) => freeTime(sheets, booking, zoneOf(snapshot.dayZone), session),
          },
        };
      },
      (booking) => ({ kind: 'expired', booking }),
    );
  };
}
