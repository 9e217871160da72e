import { termsOf, type Shop, type Terms } from '../catalogue/index.js';
import type { PolicyRefusal } from '../flow/protocol.js';
import type { Instant } from '../messaging/message.js';
import type { Booking } from './booking.model.js';
import { isAhead, isOver } from './status.rules.js';

type Facts = Pick<Booking, 'status' | 'startsAtUtc' | 'freeUntilUtc' | 'terms'>;

/** What was promised with this booking; one from before there were terms has the house's oldest rule: no after the deadline. */
const OLDEST: Terms = { late: 'deny', lateMeans: 'deadline', lateRefundPercent: 0 };
export function promisedTerms({ terms }: Pick<Booking, 'terms'>): Terms {
  return terms ?? OLDEST;
}

/** The terms and the deadline a booking is made or moved with: stored, so a later change of the rule moves no promise (CX-02). */
export function promise(
  startsAtUtc: Instant,
  { cancelFreeHours, policy }: Pick<Shop, 'cancelFreeHours' | 'policy'>,
): { readonly freeUntilUtc: Instant; readonly terms: Terms } {
  // Where late is as free as early there is no deadline but the start itself.
  const freeHours = policy.late === 'free' ? 0 : cancelFreeHours;
  return { freeUntilUtc: startsAtUtc - freeHours * 3_600_000, terms: termsOf(policy) };
}

/**
 * Whether a change now is late (CF-22). What the shop has not said yes to may be taken back until it begins (BK-26, CX-13);
 * the deadline's own instant is still in time.
 */
export function isLate(booking: Facts, nowUtc: Instant): boolean {
  if (booking.status === 'pending') return false;
  const { late, lateMeans } = promisedTerms(booking);
  if (late === 'free') return false;
  return lateMeans === 'confirmed' || nowUtc > booking.freeUntilUtc;
}

/** What dropping now would be. `late`: possible, at its price; the purse may still refuse it. */
export function weighDrop(
  booking: Facts,
  nowUtc: Instant,
):
  { readonly kind: 'free' } | { readonly kind: 'late' } | { readonly kind: 'refused'; readonly reason: PolicyRefusal } {
  const reason = overRefusal(booking, nowUtc);
  if (reason) return { kind: 'refused', reason };
  if (!isLate(booking, nowUtc)) return { kind: 'free' };
  return promisedTerms(booking).late === 'token' ? { kind: 'late' } : { kind: 'refused', reason: 'pastDeadline' };
}

/** Why a customer may not move now, or null when they may: a late move is the shop's to grant (CX-15). */
export function moveRefusal(booking: Facts, nowUtc: Instant): PolicyRefusal | null {
  return overRefusal(booking, nowUtc) ?? (isLate(booking, nowUtc) ? 'pastDeadline' : null);
}

/** Why nobody may drop or move it any more, whatever is agreed; null while it is still ahead. */
export function overRefusal({ status, startsAtUtc }: Facts, nowUtc: Instant): PolicyRefusal | null {
  if (['cancelled', 'rejected', 'expired'].includes(status)) return 'gone';
  return isOver(status) || !isAhead(status) || nowUtc >= startsAtUtc ? 'alreadyOver' : null;
}

/** The flags that go with a booking wherever it is shown (CX-02). */
export function changesOf(booking: Facts, nowUtc: Instant) {
  const drop = weighDrop(booking, nowUtc).kind;
  const inTime = promisedTerms(booking).lateMeans === 'deadline' && nowUtc <= booking.freeUntilUtc;
  return {
    canDrop: drop !== 'refused',
    canMove: moveRefusal(booking, nowUtc) === null,
    lateDrop: drop === 'late',
    /** The deadline is still to come, and means something. */
    freeAhead: inTime,
  };
}

/**
 * How much of what was paid goes back for a visit that has ended without taking place (GP-07), and who ended it: everything
 * when the shop did or has allowed it, or while it was free to drop, else the share that was promised.
 */
export function givesBack(booking: Pick<Booking, 'status' | 'history' | 'startsAtUtc' | 'freeUntilUtc' | 'terms'>): {
  readonly by: 'customer' | 'shop';
  readonly percent: number;
} {
  const ended = booking.history.findLast(({ to }) => to === booking.status);
  if (booking.status !== 'cancelled' || ended?.who.kind !== 'customer') return { by: 'shop', percent: 100 };
  const before = { ...booking, status: ended.from ?? 'accepted' };
  const isFree = ended.isGranted === true || !isLate(before, ended.atUtc);
  return { by: 'customer', percent: isFree ? 100 : promisedTerms(booking).lateRefundPercent };
}
