import type { Instant } from '../messaging/message.js';
import { valueAt, type Draft } from './draft.js';
import type { DoKind } from './kinds.js';
import { SLOTS_PER_PAGE } from './kinds.js';
import type { Call, CallName, Contact } from './protocol.js';
import type { AskBlock, DoBlock } from './script.js';

/** The call each act makes. */
export const CALL_OF: Readonly<Record<DoKind, CallName>> = {
  hold: 'hold.place',
  release: 'hold.release',
  pay: 'payment.request',
  book: 'booking.create',
  move: 'booking.move',
  drop: 'booking.drop',
  coming: 'booking.coming',
  note: 'person.note',
};

/** What an act asks of the house; null when a value it needs is not there. */
export function callFor(draft: Draft, { act, moving }: DoBlock): Call | null {
  const holdId = textAt(draft, 'hold', 'id');
  const bookingId = textAt(draft, 'booking', 'id');
  switch (act) {
    case 'hold':
      return holdCall(draft, moving, holdId, bookingId);
    case 'release':
      return holdId === null ? null : { call: 'hold.release', input: { holdId } };
    case 'pay':
    case 'book': {
      const contact = contactOf(draft);
      if (holdId === null || contact === null) return null;
      return { call: act === 'pay' ? 'payment.request' : 'booking.create', input: { holdId, contact } };
    }
    case 'move':
      return bookingId === null || holdId === null ? null : { call: 'booking.move', input: { bookingId, holdId } };
    case 'drop':
      return bookingId === null ? null : { call: 'booking.drop', input: { bookingId } };
    case 'coming':
      return bookingId === null ? null : { call: 'booking.coming', input: { bookingId } };
    case 'note': {
      const note = textAt(draft, 'note');
      return note === null
        ? null
        : { call: 'person.note', input: { note, about: textAt(draft, 'booking', 'reference') } };
    }
  }
}

function holdCall(draft: Draft, moving: boolean, replaces: string | null, bookingId: string | null): Call | null {
  const serviceId = serviceIdOf(draft, moving);
  const startsAtUtc = valueAt(draft, ['slot', 'startsAtUtc']);
  if (serviceId === null || typeof startsAtUtc !== 'number') return null;
  const personId = textAt(draft, 'slot', 'personId');
  return {
    call: 'hold.place',
    input: { serviceId, personId, startsAtUtc, replaces, movingBookingId: moving ? bookingId : null },
  };
}

/** Null when the service is not known. */
export function searchCall(
  draft: Draft,
  { moving }: AskBlock,
  { afterUtc, localDate }: { afterUtc: Instant | null; localDate: string | null },
): Call | null {
  const serviceId = serviceIdOf(draft, moving);
  if (serviceId === null) return null;
  const movingBookingId = moving ? textAt(draft, 'booking', 'id') : null;
  const personId = textAt(draft, 'staff', 'id');
  return {
    call: 'slots.search',
    input: { serviceId, personId, afterUtc, localDate, limit: SLOTS_PER_PAGE, movingBookingId },
  };
}

export function peopleCall(draft: Draft): Call | null {
  const serviceId = textAt(draft, 'service', 'id');
  return serviceId === null ? null : { call: 'people.list', input: { serviceId } };
}

function serviceIdOf(draft: Draft, moving: boolean): string | null {
  return moving ? textAt(draft, 'booking', 'serviceId') : textAt(draft, 'service', 'id');
}

function contactOf(draft: Draft): Contact | null {
  const name = textAt(draft, 'name') ?? textAt(draft, 'person', 'name');
  if (name === null) return null;
  return {
    name,
    phone: textAt(draft, 'phone') ?? textAt(draft, 'person', 'phone'),
    email: textAt(draft, 'email') ?? textAt(draft, 'person', 'email'),
    note: textAt(draft, 'note'),
  };
}

function textAt(draft: Draft, ...path: string[]): string | null {
  const value = valueAt(draft, path);
  return typeof value === 'string' && value !== '' ? value : null;
}
