import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Json } from '../flow/protocol.js';
import { readUpTo } from '../platform/read-up-to.js';
import { isPublicAddress, type AllowedHost } from './hosts.rules.js';

export interface AskServerDeps {
  readonly hosts: readonly AllowedHost[];
  /** 4 s unless told. */
  readonly budgetMs?: number;
  /** Looks a name up; the system's resolver unless told. */
  readonly lookup?: typeof dnsLookup;
  /** Plain http on 127.0.0.1, for tests. */
  readonly allowLoopback?: boolean;
}

export interface ServerRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly body: Json;
  readonly idempotencyKey: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export type ServerAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly json: Json }
  | { readonly kind: 'failed'; readonly reason: FailReason };

export type FailReason =
  'notAllowed' | 'innerAddress' | 'unreachable' | 'tooSlow' | 'tooLong' | 'movedAway' | 'notJson' | 'refused';

const BUDGET_MS = 4_000;
const ANSWER_LIMIT_BYTES = 64 * 1024;
const REDIRECTS_MAX = 3;

/** One question to one server. Never throws for what a server, a name or a script can cause. */
export function createAskServer(deps: AskServerDeps): (asked: ServerRequest) => Promise<ServerAnswer> {
  const byHost = new Map(deps.hosts.map((allowed) => [allowed.host, allowed]));
  const budgetMs = deps.budgetMs ?? BUDGET_MS;

  const isLoopback = (url: URL): boolean =>
    deps.allowLoopback === true && url.protocol === 'http:' && url.hostname === '127.0.0.1';

  function allowedHost(url: URL): AllowedHost | null {
    if (url.protocol !== 'https:' && !isLoopback(url)) return null;
    if (url.username || url.password) return null;
    return byHost.get(url.host.toLowerCase()) ?? null;
  }

  /** The address that is checked is the one connected to: a name that answers differently the next moment gains nothing. */
  const checkedLookup: LookupFunction = (hostname, options, callback) => {
    (deps.lookup ?? dnsLookup)(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error) return callback(error, []);
      const inside = addresses.find(({ address }) => !isPublicAddress(address));
      if (inside || addresses.length === 0) return callback(new InnerAddressError('an inner address'), []);
      if (options.all) return callback(null, addresses);
      callback(null, addresses[0]!.address, addresses[0]!.family);
    });
  };

  function send(url: URL, asked: ServerRequest, token: string | null, signal: AbortSignal): Promise<IncomingMessage> {
    const payload = asked.method === 'POST' ? JSON.stringify(asked.body) : null;
    const options = {
      method: asked.method,
      signal,
      headers: {
        Accept: 'application/json',
        'User-Agent': 'Parley',
        'Idempotency-Key': asked.idempotencyKey,
        ...asked.headers,
        ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
        ...(payload === null
          ? {}
          : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(payload) }),
      },
      // No connection is shared: one that was checked for another name must not be used for this one.
      agent: false as const,
    };
    return new Promise((resolve, reject) => {
      const outgoing = isLoopback(url)
        ? httpRequest(url, options, resolve)
        : httpsRequest(url, { ...options, lookup: checkedLookup }, resolve);
      outgoing.on('error', reject);
      outgoing.end(payload ?? undefined);
    });
  }

  async function follow(asked: ServerRequest, signal: AbortSignal): Promise<ServerAnswer> {
    let url = URL.canParse(asked.url) ? new URL(asked.url) : null;
    for (let redirects = 0; url && redirects <= REDIRECTS_MAX; redirects++) {
      const allowed = allowedHost(url);
      if (!allowed) return failed(redirects === 0 ? 'notAllowed' : 'movedAway');
      const literal = url.hostname.replace(/^\[|\]$/g, '');
      // A literal address is never looked up.
      if (isIP(literal) && !isPublicAddress(literal) && !isLoopback(url)) return failed('innerAddress');
      const response = await send(url, asked, allowed.token, signal);
      const status = response.statusCode ?? 0;
      if (status < 300 || status > 399) return read(response, status);
      response.resume();
      const next: URL | null = nextUrl(response.headers.location, url);
      // Only a question may be asked again elsewhere on the same host; an order is not given twice.
      if (!next || next.host !== url.host || asked.method !== 'GET') return failed('movedAway');
      url = next;
    }
    return failed(url ? 'movedAway' : 'notAllowed');
  }

  return async (asked) => {
    const signal = AbortSignal.timeout(budgetMs);
    try {
      return await follow(asked, signal);
    } catch (error) {
      // A cut connection looks the same whoever cut it.
      if (signal.aborted) return failed('tooSlow');
      return failed(error instanceof InnerAddressError ? 'innerAddress' : 'unreachable');
    }
  };
}

async function read(response: IncomingMessage, status: number): Promise<ServerAnswer> {
  const body = await readUpTo(response, ANSWER_LIMIT_BYTES);
  if (!body) return failed('tooLong');
  if (status < 200 || status > 299) return failed('refused');
  if (body.length === 0) return { kind: 'answered', status, json: null };
  try {
    return { kind: 'answered', status, json: JSON.parse(body.toString('utf8')) as Json };
  } catch {
    return failed('notJson');
  }
}

function nextUrl(location: string | undefined, base: URL): URL | null {
  return location !== undefined && URL.canParse(location, base) ? new URL(location, base) : null;
}

function failed(reason: FailReason): ServerAnswer {
  return { kind: 'failed', reason };
}

class InnerAddressError extends Error {
  readonly code = 'outside.innerAddress';
}
