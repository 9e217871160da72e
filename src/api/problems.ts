import type { Problem } from '../platform/problem.js';

interface ProblemKind {
  readonly status: number;
  readonly title: string;
}

/** Every refusal the API knows. The codes are for programs and never change; the titles may. */
export const PROBLEMS = {
  'request.invalid': { status: 400, title: 'The request cannot be used as it is' },
  'request.unreadable': { status: 400, title: 'The body is not JSON' },
  'idempotency.missing': { status: 400, title: 'A POST needs an Idempotency-Key header' },
  'page.cursor': { status: 400, title: 'This cursor is not one of this list' },
  'auth.missing': { status: 401, title: 'An API key is needed' },
  'auth.unknown': { status: 401, title: 'This API key is not known, or no longer good' },
  'auth.scope': { status: 403, title: 'This API key may not do that' },
  'path.unknown': { status: 404, title: 'There is nothing here' },
  'shop.unknown': { status: 404, title: 'No such shop for this key' },
  'service.unknown': { status: 404, title: 'No such service' },
  'person.unknown': { status: 404, title: 'No such person' },
  'hold.unknown': { status: 404, title: 'No such hold' },
  'booking.unknown': { status: 404, title: 'No such booking' },
  'change.unknown': { status: 404, title: 'Nobody has asked for a change of this booking' },
  'place.unknown': { status: 404, title: 'Nobody waits under this id' },
  'promo.unknown': { status: 404, title: 'No such code' },
  'record.unknown': { status: 404, title: 'Nothing of that kind is in the schedule' },
  'block.unknown': { status: 404, title: 'Nothing is blocked there under this id' },
  'proof.unknown': { status: 404, title: 'No such proof' },
  'order.unknown': { status: 404, title: 'No such order' },
  'product.unknown': { status: 404, title: 'Something of that is not sold here' },
  'payment.unknown': { status: 404, title: 'No such payment' },
  'guest.unknown': { status: 404, title: 'No booking goes with these details' },
  'method.notAllowed': { status: 405, title: 'That cannot be done here' },
  'accept.unsupported': { status: 406, title: 'The answer cannot be given in any of the accepted forms' },
  'service.exists': { status: 409, title: 'There is a service with that id already' },
  'service.changed': { status: 409, title: 'Somebody has changed the services since they were read' },
  'slot.taken': { status: 409, title: 'This time is no longer available' },
  'slot.refused': { status: 409, title: 'This time cannot be booked' },
  'hold.repriced': { status: 409, title: 'This time costs another price now' },
  'booking.refused': { status: 409, title: 'That is not possible with this booking now' },
  'booking.payFirst': { status: 409, title: 'This service is paid before it is booked' },
  'booking.conflicts': { status: 409, title: 'Something speaks against this time' },
  'booking.costs': { status: 409, title: 'Dropping this booking now costs something' },
  'booking.noTokens': { status: 409, title: 'This customer has no tokens left and cannot book until they are filled' },
  'tokens.unused': { status: 409, title: 'This shop does not use tokens' },
  'change.refused': { status: 409, title: 'That is not possible with this change request now' },
  'place.refused': { status: 409, title: 'Nobody can wait for that' },
  'place.over': { status: 409, title: 'They do not wait any more' },
  'promo.exists': { status: 409, title: 'This code was used before' },
  'block.inTheWay': { status: 409, title: 'Something stands there already' },
  'proof.busy': { status: 409, title: 'A proof is under way; please wait for it to end' },
  'order.refused': { status: 409, title: 'That is not possible with this order now' },
  'stock.short': { status: 409, title: 'There are fewer of something than wanted' },
  'payment.refused': { status: 409, title: 'No payment link can be made for this' },
  'idempotency.otherBody': { status: 409, title: 'This Idempotency-Key was used with another request' },
  'idempotency.underWay': { status: 409, title: 'The first request under this Idempotency-Key is still under way' },
  'body.tooLarge': { status: 413, title: 'The body is too large' },
  'body.unsupported': { status: 415, title: 'The body has to be application/json in UTF-8' },
  'customer.invalid': { status: 422, title: 'A detail of the customer cannot be used' },
  'rate.limited': { status: 429, title: 'Too many requests' },
  'house.failed': { status: 500, title: 'Something went wrong on our side' },
  'house.busy': { status: 503, title: 'Too many changed the same thing at once; please try again' },
  'payment.unavailable': { status: 503, title: 'Payments cannot be taken at the moment' },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof PROBLEMS;

export function problemOf(code: ProblemCode, more: Readonly<Record<string, unknown>> = {}): Problem {
  return { ...PROBLEMS[code], code, ...more };
}

/** Thrown inside an operation where the answer is a refusal; the router turns it into the answer. */
export class ApiProblem extends Error {
  readonly code: ProblemCode;
  readonly more: Readonly<Record<string, unknown>>;
  constructor(code: ProblemCode, more: Readonly<Record<string, unknown>> = {}) {
    super(code);
    this.name = 'ApiProblem';
    this.code = code;
    this.more = more;
  }
}
