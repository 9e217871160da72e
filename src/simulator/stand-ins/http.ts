import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { readUpTo } from '../../platform/read-up-to.js';
import { noFaults, type Faults, type StandIn } from './stand-in.js';

/** One request as a provider's server sees it. The body is whole and unparsed. */
export interface StandInRequest {
  readonly method: string;
  /** Path without the query, percent-encoding kept. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface StandInResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; use `body` for anything else. */
  readonly json?: unknown;
  readonly body?: string | Uint8Array;
}

export interface StandInServerDeps {
  /** Named in problems: "twilio". */
  readonly name: string;
  /** Answers one request; its effect is complete when the promise resolves. An exception is a problem and a 500. */
  readonly handle: (request: StandInRequest) => Promise<StandInResponse> | StandInResponse;
  /** The provider's own words for 429 (Retry-After is added here) and for 503. Plain text when absent. */
  readonly tooMany?: (request: StandInRequest) => StandInResponse;
  readonly unavailable?: (request: StandInRequest) => StandInResponse;
  /** Requests that faults leave alone, e.g. a pay page opened by a person. */
  readonly isExempt?: (request: StandInRequest) => boolean;
  /** 0, the default, takes any free port of 127.0.0.1. */
  readonly port?: number;
}

/** The parts every stand-in shares. A stand-in passes `url` on by a getter: spreading would freeze it before `start`. */
export interface StandInServer<DeviceEvent> extends StandIn<DeviceEvent> {
  readonly emit: (event: DeviceEvent) => void;
  /** Notes what the provider would have refused or warned of; a sentence naming the field. */
  readonly report: (problem: string) => void;
}

const BODY_LIMIT_BYTES = 60 * 1024 * 1024;
const KEEP_ALIVE_MS = 60_000;

/** A small HTTP server on 127.0.0.1 that obeys the fault switchboard. `start` and `stop` may be called twice. */
export function createStandInServer<DeviceEvent>(deps: StandInServerDeps): StandInServer<DeviceEvent> {
  const faults: Faults = noFaults();
  const problems: string[] = [];
  const listeners = new Set<(event: DeviceEvent) => void>();
  const report = (problem: string): void => void problems.push(`${deps.name}: ${problem}`);
  let server: Server | undefined;
  let starting: Promise<void> | undefined;
  let port = deps.port ?? 0;

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const request = await readRequest(req);
    if (!request) return void req.socket.destroy();
    const before = deps.isExempt?.(request) ? null : faultBeforeEffect(faults, request, deps);
    if (before) return write(res, before);
    const response = await handled(request);
    if (!deps.isExempt?.(request)) {
      if (faults.cutAfterEffect > 0) {
        faults.cutAfterEffect--;
        return void req.socket.destroy();
      }
      if (faults.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, faults.delayMs).unref());
    }
    write(res, response);
  }

  async function handled(request: StandInRequest): Promise<StandInResponse> {
    try {
      return await deps.handle(request);
    } catch (error) {
      report(`${request.method} ${request.path} failed inside the stand-in: ${String(error)}`);
      return { status: 500, body: 'stand-in failure' };
    }
  }

  return {
    get url() {
      return `http://127.0.0.1:${port}`;
    },
    faults,
    problems,
    report,
    start() {
      starting ??= new Promise<void>((resolve, reject) => {
        server = createServer((req, res) => {
          answer(req, res).catch((error: unknown) => {
            report(`a request could not be answered: ${String(error)}`);
            req.socket.destroy();
          });
        });
        // Node's five seconds cut a client off in mid-request whenever this machine was busy for as long.
        server.keepAliveTimeout = KEEP_ALIVE_MS;
        server.once('error', reject);
        server.listen(port, '127.0.0.1', () => {
          port = (server?.address() as AddressInfo).port; // a TCP server's address is never a string
          resolve();
        });
      });
      return starting;
    },
    async stop() {
      const running = server;
      server = undefined;
      starting = undefined;
      if (!running) return;
      await new Promise<void>((resolve) => {
        running.close(() => resolve());
        running.closeAllConnections();
      });
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    emit(event) {
      for (const listener of listeners) listener(event);
    },
  };
}

/** The door every provider's stand-in has, with what only this one has. The address is known after `start`, so it stays a getter. */
export function withServer<DeviceEvent, Own extends object>(
  server: StandInServer<DeviceEvent>,
  own: Own,
  onStop: () => void,
): StandIn<DeviceEvent> & Own {
  const door: StandIn<DeviceEvent> = {
    get url() {
      return server.url;
    },
    start: () => server.start(),
    async stop() {
      onStop();
      await server.stop();
    },
    faults: server.faults,
    problems: server.problems,
    onEvent: (listener) => server.onEvent(listener),
  };
  return Object.assign(door, own);
}

/** The counters go down as they are used, so a test can order exactly N failures. */
function faultBeforeEffect(faults: Faults, request: StandInRequest, deps: StandInServerDeps): StandInResponse | null {
  if (faults.rateLimit > 0) {
    faults.rateLimit--;
    const response = deps.tooMany?.(request) ?? { status: 429, body: 'Too many requests' };
    return { ...response, headers: { 'Retry-After': '1', ...response.headers } };
  }
  if (faults.failBeforeEffect > 0) {
    faults.failBeforeEffect--;
    return deps.unavailable?.(request) ?? { status: 503, body: 'Service unavailable' };
  }
  return null;
}

async function readRequest(req: IncomingMessage): Promise<StandInRequest | null> {
  const body = await readUpTo(req, BODY_LIMIT_BYTES);
  if (!body) return null;
  const [path = '/', query = ''] = splitOnce(req.url ?? '/', '?');
  return {
    method: req.method ?? 'GET',
    path,
    query: new URLSearchParams(query),
    headers: req.headers,
    body,
  };
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}

function write(res: ServerResponse, { status, headers, json, body }: StandInResponse): void {
  if (res.destroyed) return;
  const payload = json === undefined ? (body ?? '') : JSON.stringify(json);
  const contentType = json === undefined ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  res.writeHead(status, { 'Content-Type': contentType, ...headers });
  res.end(payload);
}
