import type { ClientSession } from 'mongoose';
import { splitAddOns } from '../flow/index.js';
import type { Instant } from '../messaging/message.js';
import type { DaySheets, ReleasePlace } from '../scheduling/index.js';
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
  { key, isGranted, conversationId }: Pick<CustomerActInput, 'key' | 'isGranted' | 'conversationId'>,
  name: 'cancel' | 'move' | 'coming' | 'answerExtra',
  booking: Booking,
  atUtc: Instant,
) {
  // The chat it was done in, which may be that of somebody who helps them.
  const who: Actor = { kind: 'customer', id: conversationId, name: booking.customer.name };
  return { actId: key, act: name, who, atUtc, why: null, ...(isGranted ? { isGranted } : {}) };
}

/** Frees all time a booking has, inside the transaction that ends or moves it. @param except claims that stay. */
export async function freeTime(
  sheets: Pick<DaySheets, 'freeBooking'>,
  booking: Booking,
  dayZone: ReleasePlace['dayZone'],
  session: ClientSession,
  except: readonly string[] = [],
): Promise<void> {
  for (const part of booking.parts ?? [booking]) {
    const { startsAtUtc, endsAtUtc, bufferMs, setupMs = 0, cleanupMs = 0, units } = part;
    const place: ReleasePlace = {
      shopId: booking.shopId,
      personId: part.person.id,
      // Whatever is added to it, it counts towards the same daily cap.
      serviceId: splitAddOns(part.service.id).serviceId,
      dayZone,
      startsAtUtc: startsAtUtc - setupMs,
      endsAtUtc: endsAtUtc + cleanupMs,
      bufferMs,
      units,
    };
    await sheets.freeBooking(place, booking._id, session, except);
  }
}
