import type { Problem } from '../platform/problem.js';
import { ApiProblem, problemOf, type ProblemCode } from './problems.js';

/** Codes of the modules behind, as the API says them. */
const BY_CODE: Readonly<Record<string, ProblemCode>> = {
  'booking.unknown': 'booking.unknown',
  'booking.unknownHold': 'hold.unknown',
  'booking.contended': 'house.busy',
  'catalogue.unknownPerson': 'person.unknown',
  'catalogue.unknownShop': 'shop.unknown',
};

/** How a body that cannot be read is told by the parser. */
const BY_PARSER: Readonly<Record<string, ProblemCode>> = {
  'entity.too.large': 'body.tooLarge',
  'entity.parse.failed': 'request.unreadable',
  'request.size.invalid': 'request.unreadable',
  'request.aborted': 'request.unreadable',
  'encoding.unsupported': 'body.unsupported',
  'charset.unsupported': 'body.unsupported',
};

/** The refusal behind an error, or null for one that nobody foresaw. */
export function knownProblem(error: unknown): Problem | null {
  if (error instanceof ApiProblem) return problemOf(error.code, error.more);
  if (typeof error !== 'object' || error === null) return null;
  const { code, type, status } = error as { code?: unknown; type?: unknown; status?: unknown };
  const known = (typeof code === 'string' && BY_CODE[code]) || (typeof type === 'string' && BY_PARSER[type]);
  if (known) return problemOf(known);
  // A path or an encoding that cannot be decoded.
  return typeof status === 'number' && status >= 400 && status < 500 ? problemOf('request.invalid') : null;
}
