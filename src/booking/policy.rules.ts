import type { PolicyRefusal } from '../flow/protocol.js';
import type { Instant } from '../messaging/message.js';
import type { Booking } from './booking.model.js';
import { isAhead, isOver } from './status.rules.js';

/** Until when dropping and moving are free: stored with the booking, so a later change of the rule moves no promise (CX-02). */
export function freeUntil(startsAtUtc: Instant, cancelFreeHours: number): Instant {
  return startsAtUtc - cancelFreeHours * 3_600_000;
}

/**
 * Why a customer may not drop or move now, or null when they may (CX-01, CF-21: free up to the deadline, refused after).
 * What the shop has not said yes to yet may be taken back until it begins (BK-26).
 */
export function changeRefusal(
  booking: Pick<Booking, 'status' | 'startsAtUtc' | 'freeUntilUtc'>,
  nowUtc: Instant,
): PolicyRefusal | null {
  if (['cancelled', 'rejected', 'expired'].includes(booking.status)) return 'gone';
  if (isOver(booking.status) || !isAhead(booking.status) || nowUtc >= booking.startsAtUtc) return 'alreadyOver';
  if (booking.status !== 'pending' && nowUtc > booking.freeUntilUtc) return 'pastDeadline';
  return null;
}
