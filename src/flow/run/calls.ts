import type { Instant } from '../../messaging/message.js';
import { expressionScope, lookupIn, render, valueAt, type Draft } from './draft.js';
import type { DoKind } from '../script/kinds.js';
import { SLOTS_PER_PAGE } from '../script/kinds.js';
import { PARTS_OF_DAY, type Call, type CallName, type Contact, type Json } from '../protocol.js';
import type { AskBlock, DoBlock, HttpRequest } from '../script/script.js';
import { withAddOns } from '../add-ons.js';
import { heldBelow } from './held-below.js';
import { circleCall } from './circle-calls.js';
import { shoppingCall } from './shopping-calls.js';
import { slotVisit, visitWish } from './visit-wish.js';
import { renderTemplate, wordsOf, type Template } from '../script/text.js';
import { workSpecificationOf } from '../say/work-specification.js';

/** The call each act makes. */
export const CALL_OF: Readonly<Record<DoKind, CallName>> = {
  hold: 'hold.place',
  release: 'hold.release',
  coupon: 'promo.apply',
  pay: 'payment.request',
  book: 'booking.create',
  move: 'booking.move',
  drop: 'booking.drop',
  coming: 'booking.coming',
  weigh: 'booking.weigh',
  askChange: 'change.request',
  approveExtra: 'extra.answer',
  declineExtra: 'extra.answer',
  tokens: 'tokens.read',
  note: 'person.note',
  handOff: 'handOff.start',
  http: 'http.request',
  emit: 'event.emit',
  callback: 'callback.make',
  sendCode: 'code.send',
  hours: 'hours.check',
  optIn: 'consent.record',
  optOut: 'consent.record',
  area: 'area.find',
  keepAsset: 'asset.keep',
  card: 'shop.card',
  join: 'queue.join',
  place: 'queue.place',
  later: 'queue.later',
  leaveQueue: 'queue.leave',
  joinWait: 'wait.join',
  declineWait: 'wait.decline',
  leaveWait: 'wait.leave',
  kinds: 'shop.kinds',
  mine: 'my.kinds',
  readCart: 'cart.read',
  putInCart: 'cart.put',
  emptyCart: 'cart.empty',
  checkOut: 'order.place',
  letGoOrder: 'order.letGo',
  readOrder: 'order.read',
  dropOrder: 'order.cancel',
  orderAgain: 'order.again',
  offerHelp: 'circle.offer',
  nameSomeone: 'circle.name',
  endCircle: 'circle.end',
  webPage: 'portal.link',
  lookVisit: 'visit.look',
  saveDetails: 'person.save',
  claimVisit: 'visit.claim',
};

/** What an act asks of the house; null when a value it needs is not there. */
export function callFor(draft: Draft, block: DoBlock): Call | null {
  const { act, moving } = block;
  const holdId = textAt(draft, 'hold', 'id');
  const bookingId = textAt(draft, 'booking', 'id');
  switch (act) {
    case 'hold':
      return holdCall(draft, moving, holdId, bookingId);
    case 'release':
      return holdId === null ? null : { call: 'hold.release', input: { holdId } };
    case 'coupon': {
      const code = textAt(draft, 'code');
      return code === null ? null : { call: 'promo.apply', input: { code, ...heldBelow(draft) } };
    }
    case 'pay':
    case 'book': {
      const contact = contactOf(draft);
      if (holdId === null || contact === null) return null;
      const quoteId = textAt(draft, 'hold', 'quoteId');
      const input = { holdId, contact, ...(quoteId === null ? {} : { quoteId }) };
      return { call: act === 'pay' ? 'payment.request' : 'booking.create', input };
    }
    case 'move':
      return bookingId === null || holdId === null ? null : { call: 'booking.move', input: { bookingId, holdId } };
    case 'drop':
      return bookingId === null
        ? null
        : {
            call: 'booking.drop',
            input: { bookingId, ...(textAt(draft, 'weighed') === 'late' ? { lateAgreed: true } : {}) },
          };
    case 'weigh':
      return bookingId === null ? null : { call: 'booking.weigh', input: { bookingId } };
    case 'askChange':
      return bookingId === null ? null : changeCall(draft, moving, bookingId);
    case 'approveExtra':
    case 'declineExtra':
      return bookingId === null
        ? null
        : { call: 'extra.answer', input: { bookingId, isApproved: act === 'approveExtra' } };
    case 'tokens':
      return { call: 'tokens.read', input: {} };
    case 'coming':
      return bookingId === null ? null : { call: 'booking.coming', input: { bookingId } };
    case 'note': {
      const note = textAt(draft, 'note');
      return note === null
        ? null
        : { call: 'person.note', input: { note, about: textAt(draft, 'booking', 'reference') } };
    }
    case 'handOff': {
      const note = block.note === null ? null : textAt(draft, ...block.note);
      return { call: 'handOff.start', input: { reason: block.reason ?? '', note } };
    }
    case 'http':
      return block.http && requestCall(draft, block.http);
    case 'emit':
      return (
        block.emit && { call: 'event.emit', input: { event: block.emit.event, data: valuesOf(draft, block.emit.data) } }
      );
    case 'callback':
      return block.callback && { call: 'callback.make', input: block.callback };
    case 'sendCode': {
      const address = block.address && textAt(draft, ...block.address);
      return address && block.to ? { call: 'code.send', input: { to: block.to, address } } : null;
    }
    case 'hours':
      return { call: 'hours.check', input: {} };
    case 'optIn':
    case 'optOut': {
      const words = block.say ? render(draft, block.say) : '';
      return { call: 'consent.record', input: { topic: block.topic ?? '', granted: act === 'optIn', words } };
    }
    case 'area': {
      const words = textAt(draft, 'postcode');
      return words === null ? null : { call: 'area.find', input: { words } };
    }
    case 'keepAsset': {
      const words = textAt(draft, 'described');
      return words === null ? null : { call: 'asset.keep', input: { words } };
    }
    case 'join': {
      const contact = contactOf(draft);
      return contact && { call: 'queue.join', input: { personId: textAt(draft, 'queue', 'id'), contact } };
    }
    case 'card':
      return { call: 'shop.card', input: {} };
    case 'place':
      return { call: 'queue.place', input: {} };
    case 'later':
      return { call: 'queue.later', input: {} };
    case 'leaveQueue':
      return { call: 'queue.leave', input: {} };
    case 'offerHelp':
    case 'nameSomeone':
    case 'endCircle':
    case 'lookVisit':
    case 'claimVisit':
    case 'saveDetails':
    case 'webPage':
      return circleCall(draft, act);
    case 'joinWait':
      return waitCall(draft, moving, bookingId);
    case 'declineWait':
    case 'leaveWait': {
      const waitId = textAt(draft, 'wait', 'id');
      return waitId === null
        ? null
        : { call: act === 'declineWait' ? 'wait.decline' : 'wait.leave', input: { waitId } };
    }
    default:
      return shoppingCall(draft, act, contactOf);
  }
}

/** Values are encoded where they stand, so that none can change the path or add a parameter. */
export function addressOf(draft: Draft, url: Template): string {
  return url
    .map((part) => (typeof part === 'string' ? part : encodeURIComponent(renderTemplate([part], lookupIn(draft)))))
    .join('');
}

function requestCall(draft: Draft, { method, url, body, take }: HttpRequest): Call {
  const sent = valuesOf(draft, body);
  return {
    call: 'http.request',
    input: {
      method,
      url: addressOf(draft, url),
      body: method === 'POST' ? sent : null,
      take: Object.fromEntries(take.map(({ name, path }) => [name, path])),
    },
  };
}

function valuesOf(draft: Draft, given: HttpRequest['body']): Readonly<Record<string, Json>> {
  const scope = expressionScope(draft);
  return Object.fromEntries(given.map(([name, value]) => [name, value.evaluate(scope) ?? null]));
}

function holdCall(draft: Draft, moving: boolean, replaces: string | null, bookingId: string | null): Call | null {
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

function changeCall(draft: Draft, moving: boolean, bookingId: string): Call | null {
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

function waitCall(draft: Draft, moving: boolean, bookingId: string | null): Call | null {
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

/** The number and the address that are known are the person's own: another's visit is not given them. */
function contactOf(draft: Draft): Contact | null {
  const forWhom = textAt(draft, 'someone', 'id');
  const own = (fact: string): string | null => (forWhom === null ? textAt(draft, 'person', fact) : null);
  const name = textAt(draft, 'name') ?? textAt(draft, 'person', 'name');
  if (name === null) return null;
  const answers = workSpecificationOf(draft);
  return {
    name,
    phone: textAt(draft, 'phone') ?? own('phone'),
    email: textAt(draft, 'email') ?? own('email'),
    note: textAt(draft, 'note'),
    ...(forWhom === null ? {} : { forWhom }),
    ...(answers.length > 0 ? { answers } : {}),
  };
}

export function textAt(draft: Draft, ...path: string[]): string | null {
  const value = valueAt(draft, path);
  return typeof value === 'string' && value !== '' ? value : null;
}
