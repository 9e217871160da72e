import type { Instant } from '../../messaging/message.js';
import { withAddOns } from '../add-ons.js';
import { PARTS_OF_DAY, type Call } from '../protocol.js';
import { SLOTS_PER_PAGE } from '../script/kinds.js';
import type { AskBlock } from '../script/script.js';
import { wordsOf } from '../script/text.js';
import { valueAt, type Draft } from './draft.js';
import { visitWish, slotVisit } from './visit-wish.js';

/** What is asked of the house about times: those that are free, one to keep, one to wait for, those that are booked. */

export function holdCall(
  draft: Draft,
  moving: boolean,
  replaces: string | null,
  bookingId: string | null,
): Call | null {
  const serviceId = serviceIdOf(draft, moving);
  const startsAtUtc = valueAt(draft, ['slot', 'startsAtUtc']);
  if (serviceId === null || typeof startsAtUtc !== 'number') return null;
  const personId = textAt(draft, 'slot', 'personId');
  const movingBookingId = moving ? bookingId : null;
  // Who stands with the time was proposed by the house, unless somebody was asked for by name.
  const isOpen = !moving && textAt(draft, 'staff', 'id') === null;
  return {
    call: 'hold.place',
    input: {
      ...{ serviceId, personId, startsAtUtc, replaces, movingBookingId },
      ...visitWish(draft, moving, slotVisit(draft)),
      ...(isOpen ? { anyPerson: true } : {}),
    },
  };
}

/** Those ahead are all the chat has; those behind may be of one service, when one was chosen. */
export function bookingsCall(draft: Draft, { past }: AskBlock): Call {
  if (!past) return { call: 'bookings.list', input: {} };
  const serviceId = textAt(draft, 'service', 'id');
  return { call: 'bookings.list', input: { past, ...(serviceId === null ? {} : { serviceId }) } };
}

export function changeCall(draft: Draft, moving: boolean, bookingId: string): Call | null {
  const wish = moving ? 'move' : 'drop';
  const startsAtUtc = moving ? valueAt(draft, ['slot', 'startsAtUtc']) : null;
  if (moving && typeof startsAtUtc !== 'number') return null;
  const personId = moving ? textAt(draft, 'slot', 'personId') : null;
  return {
    call: 'change.request',
    input: { bookingId, wish, startsAtUtc: typeof startsAtUtc === 'number' ? startsAtUtc : null, personId },
  };
}

/** Null when the service is not known. */
export function searchCall(
  draft: Draft,
  { moving, except, visit }: AskBlock,
  { afterUtc, localDate }: { afterUtc: Instant | null; localDate: string | null },
): Call | null {
  const serviceId = serviceIdOf(draft, moving);
  if (serviceId === null) return null;
  const movingBookingId = moving ? textAt(draft, 'booking', 'id') : null;
  const personId = textAt(draft, 'staff', 'id');
  // One more, since the time left out may be among them.
  const limit = SLOTS_PER_PAGE + (except === null ? 0 : 1);
  return {
    call: 'slots.search',
    input: { serviceId, personId, afterUtc, localDate, limit, movingBookingId, ...visitWish(draft, moving, visit) },
  };
}

/** How long somebody waits who did not say: as far ahead as most shops can be booked. */
const WAIT_DAYS = 30;

export function waitCall(draft: Draft, moving: boolean, bookingId: string | null): Call | null {
  const serviceId = serviceIdOf(draft, moving);
  if (serviceId === null || (moving && bookingId === null)) return null;
  const part = PARTS_OF_DAY.find((one) => one === valueAt(draft, ['part'])) ?? 'any';
  const days = valueAt(draft, ['days']);
  const input = {
    ...{ serviceId, part, personId: textAt(draft, 'staff', 'id'), bookingId: moving ? bookingId : null },
    days: typeof days === 'number' ? days : WAIT_DAYS,
    atNight: valueAt(draft, ['atNight']) === true,
  };
  return { call: 'wait.join', input };
}

export function peopleCall(draft: Draft): Call | null {
  const serviceId = textAt(draft, 'service', 'id');
  return serviceId === null ? null : { call: 'people.list', input: { serviceId } };
}

function serviceIdOf(draft: Draft, moving: boolean): string | null {
  return moving ? textAt(draft, 'booking', 'serviceId') : chosenServiceId(draft);
}

/** The service with what was added to it. */
export function chosenServiceId(draft: Draft): string | null {
  const id = textAt(draft, 'service', 'id');
  const extras = valueAt(draft, ['extras']);
  if (id === null || !Array.isArray(extras)) return id;
  return withAddOns(
    id,
    extras.map((one) => wordsOf(one, 'id')).filter((one) => one !== ''),
  );
}

export function textAt(draft: Draft, ...path: string[]): string | null {
  const value = valueAt(draft, path);
  return typeof value === 'string' && value !== '' ? value : null;
}
