import { splitAddOns } from '../flow/index.js';
import type { Instant } from '../messaging/message.js';
import type { ReleasePlace } from '../scheduling/index.js';
import type { Actor, Booking } from './booking.model.js';
import type { Owner } from './change-booking.js';

export interface CustomerActInput extends Owner {
  readonly bookingId: string;
  /** The same key again has no second effect and the same answer. */
  readonly key: string;
  /** The shop has allowed what the customer may not do by themselves any more (CX-15). */
  readonly isGranted?: true;
}

/** The history row of a customer's act. */
export function actOf(
  { key, isGranted }: Pick<CustomerActInput, 'key' | 'isGranted'>,
  name: 'cancel' | 'move' | 'coming' | 'answerExtra',
  booking: Booking,
  atUtc: Instant,
) {
  const who: Actor = { kind: 'customer', id: booking.conversationId, name: booking.customer.name };
  return { actId: key, act: name, who, atUtc, why: null, ...(isGranted ? { isGranted } : {}) };
}

/** Where a booking's claims stand. */
export function timeOf(booking: Booking, dayZone: ReleasePlace['dayZone']): ReleasePlace {
  const { shopId, startsAtUtc, endsAtUtc, bufferMs, setupMs = 0, cleanupMs = 0, units } = booking;
  return {
    shopId,
    personId: booking.person.id,
    // Whatever is added to it, it counts towards the same daily cap.
    serviceId: splitAddOns(booking.service.id).serviceId,
    dayZone,
    startsAtUtc: startsAtUtc - setupMs,
    endsAtUtc: endsAtUtc + cleanupMs,
    bufferMs,
    units,
  };
}
