import { createHash, randomUUID } from 'node:crypto';
import express, {
  type ErrorRequestHandler,
  type Request,
  type RequestHandler,
  type Response,
  type Router,
} from 'express';
import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import { sendProblem } from '../platform/problem.js';
import type { Answers } from './answers.store.js';
import type { StoredAnswer } from './answers.model.js';
import { mayDo, type ApiKey, type ApiKeys } from './api-keys.service.js';
import { createLimit, type Limits } from './limits.js';
import type { AnyOperation, Call, Reply } from './operation.js';
import { ApiProblem, problemOf } from './problems.js';
import { knownProblem } from './known-errors.js';
import { readBody, readInput } from './read-input.js';

export interface RouterDeps {
  readonly operations: readonly AnyOperation[];
  readonly keys: ApiKeys;
  readonly answers: Answers;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: Limits;
}

const IDEMPOTENCY_KEY = /^[A-Za-z0-9_.:-]{1,128}$/;
const JSON_TYPE = 'application/json';
const PROBLEM_TYPE = 'application/problem+json';
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * The routes of exactly these operations. Everything that is the same for all of them happens here and in this order:
 * method, limit of the address, form of the answer, key, limit of the key, body, fields, idempotency.
 */
export function createApiRouter(deps: RouterDeps): Router {
  const router = express.Router({ strict: true, caseSensitive: true });
  const byPath = new Map<string, AnyOperation[]>();
  for (const one of deps.operations) byPath.set(one.path, [...(byPath.get(one.path) ?? []), one]);
  const limitOfAddress = createLimit('address', deps.limits.perAddress);
  const limitOfKey = createLimit('key', deps.limits.perKey, (_req, res) => apiKeyOf(res)?.id ?? 'guest');

  // Paths without a parameter first: `/bookings/lookup` is not the booking called "lookup".
  const paths = [...byPath].sort(([one], [other]) => Number(one.includes('{')) - Number(other.includes('{')));
  for (const [path, operations] of paths) {
    const route = path.replaceAll(/\{(\w+)\}/g, ':$1');
    router.all(route, limitOfAddress);
    for (const operation of operations) {
      const { method, guessesPerMinute } = operation;
      const guesses = guessesPerMinute === undefined ? [] : [createLimit('guesses', guessesPerMinute)];
      router[method](route, ...guesses, ...chainOf(operation, limitOfKey, deps));
    }
    router.all(route, notAllowed(operations));
  }
  router.use(createFailure(deps.log));
  return router;
}

function chainOf(operation: AnyOperation, limitOfKey: RequestHandler, deps: RouterDeps): RequestHandler[] {
  const authorize: RequestHandler = async (req, res, next) => {
    checkAccept(operation, req);
    if (operation.scope === null) return next();
    const key = await openKey(req, deps.keys);
    if (!mayDo(key.scope, operation.scope)) throw new ApiProblem('auth.scope', { needed: operation.scope });
    res.locals['apiKey'] = key;
    next();
  };
  const perform: RequestHandler = async (req, res) => {
    // Said first: without it the request is not answered at all, whatever else is in it.
    const name = operation.method === 'post' ? idempotencyKeyOf(req) : null;
    const given = readInput(operation, req);
    const apiKey = apiKeyOf(res);
    const caller = apiKey ? { id: apiKey.id, name: apiKey.name } : { id: 'guest', name: 'Guest' };
    const call = { ...given, shopId: apiKey?.shopId ?? '', caller, key: '', nowUtc: deps.clock.nowUtc() };
    if (name === null) {
      const reply = await operation.handle(call);
      if (reply.next) res.set('Link', `<${nextPage(req, reply.next)}>; rel="next"`);
      return send(res, stored(reply));
    }
    // A key that was changed is still the same caller, so its acts are still the same acts.
    const id = digest([apiKey?.id ?? `guest ${req.ip ?? ''}`, name]);
    const fingerprint = digest([operation.id, req.params, req.body ?? null]);
    const work = (): Promise<StoredAnswer> => answerOf(operation, { ...call, key: `api:${id}` });
    const outcome = await deps.answers.once(id, fingerprint, work);
    if (outcome.kind === 'otherBody') throw new ApiProblem('idempotency.otherBody');
    if (outcome.kind === 'underWay') throw new ApiProblem('idempotency.underWay');
    if (outcome.isRepeated) res.set('Idempotency-Replayed', 'true');
    send(res, outcome.answer);
  };
  return [authorize, ...(operation.scope === null ? [] : [limitOfKey]), ...(operation.body ? readBody : []), perform];
}

function idempotencyKeyOf(req: Request): string {
  const name = req.get('idempotency-key');
  if (name !== undefined && IDEMPOTENCY_KEY.test(name)) return name;
  const message = 'Has to be 1 to 128 letters, digits or _ . : -';
  throw new ApiProblem('idempotency.missing', { fields: [{ in: 'header', path: 'Idempotency-Key', message }] });
}

/** Refusals are answers too: asked again under the same key, they are the same. */
async function answerOf(operation: AnyOperation, call: Call<unknown, unknown, unknown>): Promise<StoredAnswer> {
  try {
    return stored(await operation.handle(call));
  } catch (error) {
    const known = knownProblem(error);
    if (!known) throw error;
    return { status: known.status, type: PROBLEM_TYPE, text: JSON.stringify(known), location: null };
  }
}

function stored({ status, body, location, type = JSON_TYPE }: Reply): StoredAnswer {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  return { status, type, text, location: location ?? null };
}

function send(res: Response, { status, type, text, location }: StoredAnswer): void {
  if (location !== null) res.location(location);
  res.status(status).set('Cache-Control', 'no-store');
  if (text === '') res.end();
  else {
    if (type === 'text/html') res.set('Content-Security-Policy', PAGE_POLICY);
    res.type(type).send(text);
  }
}

function nextPage(req: Request, cursor: string): string {
  const url = new URL(req.originalUrl, 'http://here');
  url.searchParams.set('cursor', cursor);
  return `${url.pathname}${url.search}`;
}

async function openKey(req: Request, keys: ApiKeys): Promise<ApiKey> {
  const header = req.get('authorization');
  if (header === undefined) throw new ApiProblem('auth.missing');
  const text = /^Bearer ([\w-]{1,100})$/i.exec(header)?.[1];
  const key = text === undefined ? null : await keys.open(text);
  if (!key) throw new ApiProblem('auth.unknown');
  return key;
}

/** Set by `authorize` and nobody else. */
const apiKeyOf = (res: Response): ApiKey | undefined => res.locals['apiKey'] as ApiKey | undefined;

function checkAccept({ answers }: AnyOperation, req: Request): void {
  const types = Object.values(answers).map(({ type }) => type ?? JSON_TYPE);
  // Whoever only takes problems still has to be able to hear one.
  if (req.accepts([...types, PROBLEM_TYPE]) === false) throw new ApiProblem('accept.unsupported');
}

function notAllowed(operations: readonly AnyOperation[]): RequestHandler {
  const allowed = operations.flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]));
  return (_req, res) => {
    res.set('Allow', allowed.join(', '));
    sendProblem(res, problemOf('method.notAllowed'));
  };
}

/** What is known is said; anything else is ours, and says so without saying what. */
function createFailure(log: Log): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (res.headersSent) return next(error);
    res.set('Cache-Control', 'no-store');
    const known = knownProblem(error);
    if (!known) {
      const id = randomUUID();
      log.error({ err: error, id, method: req.method }, 'an API request failed');
      return sendProblem(res, problemOf('house.failed', { id }));
    }
    if (known.status === 401) res.set('WWW-Authenticate', 'Bearer realm="Parley"');
    if (known.status === 503 || known.code === 'idempotency.underWay') res.set('Retry-After', '1');
    sendProblem(res, known);
  };
}

function digest(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 32);
}
