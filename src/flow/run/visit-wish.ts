import { BOOKING_TYPES, type BookingType, type CallInput } from '../protocol.js';
import { valueAt, type Draft } from './draft.js';

type HoldInput = CallInput<'hold.place'>;

/** The sort of visit the time was offered for. */
export function slotVisit(draft: Draft): BookingType | null {
  const offered = valueAt(draft, ['slot', 'visit']);
  return BOOKING_TYPES.find((one) => one === offered) ?? null;
}

/** What sort of visit it is and for how many: one that is moved keeps what it was booked as. */
export function visitWish(
  draft: Draft,
  moving: boolean,
  wished: BookingType | null,
): Pick<HoldInput, 'kind' | 'seats'> {
  if (moving) {
    const kept = valueAt(draft, ['booking', 'seats']);
    return typeof kept === 'number' && kept > 1 ? { seats: kept } : {};
  }
  // The service may have been changed since: one that is not to be had sooner must not be paid as if it were.
  const isOffered = wished !== 'emergency' || valueAt(draft, ['service', 'soon']) === true;
  const seats = valueAt(draft, ['seats']);
  return { ...(wished && isOffered ? { kind: wished } : {}), ...(typeof seats === 'number' ? { seats } : {}) };
}
