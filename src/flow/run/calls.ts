import { expressionScope, lookupIn, render, type Draft } from './draft.js';
import type { DoKind } from '../script/kinds.js';
import type { Call, CallName, Contact, Json } from '../protocol.js';
import type { DoBlock, HttpRequest } from '../script/script.js';
import { heldBelow } from './held-below.js';
import { circleCall } from './circle-calls.js';
import { paperCall } from './paper-calls.js';
import { shoppingCall } from './shopping-calls.js';
import { changeCall, holdCall, textAt, waitCall } from './time-calls.js';
import { renderTemplate, type Template } from '../script/text.js';
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
  lookOrder: 'order.look',
  claimOrder: 'order.claim',
  dropOrder: 'order.cancel',
  orderAgain: 'order.again',
  offerHelp: 'circle.offer',
  nameSomeone: 'circle.name',
  askHelper: 'circle.ask',
  askToHelp: 'circle.ask',
  agreeHelp: 'circle.answer',
  declineHelp: 'circle.answer',
  endCircle: 'circle.end',
  webPage: 'portal.link',
  lookPaper: 'paper.look',
  checkPaper: 'paper.check',
  showPaper: 'paper.show',
  forgetPaper: 'paper.forget',
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
    case 'askHelper':
    case 'askToHelp':
    case 'agreeHelp':
    case 'declineHelp':
    case 'endCircle':
    case 'lookVisit':
    case 'claimVisit':
    case 'saveDetails':
    case 'webPage':
      return circleCall(draft, act);
    case 'lookPaper':
    case 'checkPaper':
    case 'showPaper':
    case 'forgetPaper':
      return paperCall(draft, act);
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
