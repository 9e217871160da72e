import type { Instant } from '../messaging/message.js';

/** A span of somebody's time as a day sheet has it. */
export interface TakenTime {
  readonly id: string;
  readonly kind: string;
  readonly serviceId: string | null;
  readonly startsAtUtc: Instant;
  readonly endsAtUtc: Instant;
  readonly untilUtc: Instant;
  readonly seats: number;
  readonly bookingId: string | null;
  readonly movingBookingId: string | null;
}

export interface Overlap {
  readonly resource: string;
  readonly ids: readonly [string, string];
  readonly startsAtUtc: Instant;
}

/**
 * Pairs of live claims on one resource that share time, by plain comparison of each with each that begins before it ends.
 * People of one group session share theirs, up to its places; the hold of a move may lie over the visit it moves.
 * @param capacityOf places in one time of a service.
 */
export function overlapsOf(
  resource: string,
  claims: readonly TakenTime[],
  nowUtc: Instant,
  capacityOf: (serviceId: string) => number,
): readonly Overlap[] {
  const live = claims
    .filter(({ untilUtc }) => untilUtc > nowUtc)
    .sort((one, other) => one.startsAtUtc - other.startsAtUtc);
  const found: Overlap[] = [];
  for (const [index, one] of live.entries()) {
    let seats = one.seats;
    for (const other of live.slice(index + 1)) {
      if (other.startsAtUtc >= one.endsAtUtc) break;
      if (isOwnMove(one, other)) continue;
      seats += other.seats;
      if (isTogether(one, other) && seats <= capacityOf(one.serviceId ?? '')) continue;
      found.push({ resource, ids: [one.id, other.id], startsAtUtc: other.startsAtUtc });
    }
  }
  return found;
}

function isTogether(one: TakenTime, other: TakenTime): boolean {
  return (
    one.serviceId !== null &&
    one.serviceId === other.serviceId &&
    one.startsAtUtc === other.startsAtUtc &&
    one.endsAtUtc === other.endsAtUtc
  );
}

function isOwnMove(one: TakenTime, other: TakenTime): boolean {
  const moves = (hold: TakenTime, visit: TakenTime): boolean =>
    hold.kind === 'hold' && hold.movingBookingId !== null && hold.movingBookingId === visit.bookingId;
  return moves(one, other) || moves(other, one);
}
