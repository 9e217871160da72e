import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { WebSocket } from 'ws';
import {
  createWebchatAdapter,
  webchatIndexes,
  type WebchatAdapter,
  type WebchatDeps,
} from '../../../adapters/webchat/index.js';
import type { ChannelEvent, InboundMessage, InboundSink } from '../../../src/messaging/channel.js';
import { createMovableClock, type MovableClock } from '../../../src/platform/clock.js';
import { ensureIndexes } from '../../../src/platform/indexes.js';
import { createLog } from '../../../src/platform/log.js';
import { openTestDatabase } from '../../support/database.js';

export const SECRET = 'a secret of the tests, long enough';
export const START_UTC = Date.UTC(2026, 10, 21, 10, 0);
export const OTHER_SITE = 'https://willow.example';

export type Heard = { type: 'message' } & InboundMessage;

export interface Webchat {
  readonly url: string;
  readonly origin: string;
  readonly adapter: WebchatAdapter;
  readonly mongo: Awaited<ReturnType<typeof openTestDatabase>>;
  readonly clock: MovableClock;
  readonly heard: Heard[];
  readonly http: Server;
  /** What the sink answers from now on; an error is thrown by it. */
  answer: 'accepted' | 'flooded' | Error;
  /** Runs after an event is accepted, e.g. an echo bot. */
  onHeard: (event: Heard) => Promise<void>;
  /** A second process on the same database. */
  another(options?: Partial<WebchatDeps>): Promise<Webchat>;
  stored(): Promise<number>;
  close(): Promise<void>;
}

/** The real adapter behind a real HTTP server on a real database. */
export async function openWebchat(options: Partial<WebchatDeps> = {}): Promise<Webchat> {
  const mongo = await openTestDatabase();
  await ensureIndexes(mongo, webchatIndexes);
  const clock = createMovableClock(START_UTC);
  return open(mongo, clock, options, true);
}

async function open(
  mongo: Webchat['mongo'],
  clock: MovableClock,
  options: Partial<WebchatDeps>,
  ownsDatabase: boolean,
): Promise<Webchat> {
  const app = express().disable('x-powered-by');
  const http = createServer(app);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const shops = new Map([
    ['willow', { id: 'willow', name: 'Willow Salon', language: 'en' }],
    ['sauce', { id: 'sauce', name: 'Peluquería <Sauce>', language: 'es' }],
  ]);
  const adapter = await createWebchatAdapter({
    mongo,
    clock,
    log: createLog('silent'),
    secret: SECRET,
    publicUrl: url,
    shops: { find: async (id) => shops.get(id) ?? null },
    allowedOrigins: [OTHER_SITE],
    tokensPerMinute: 100_000,
    patienceMs: 20_000,
    ...options,
  });
  const heard: Heard[] = [];
  const ids = new Set<string>();
  const sink: InboundSink = {
    async accept(event: ChannelEvent) {
      if (webchat.answer instanceof Error) throw webchat.answer;
      if (webchat.answer === 'flooded') return 'flooded';
      if (event.type !== 'message') throw new Error('web chat has no receipts');
      const id = `${event.address}|${event.eventId}`;
      if (ids.has(id)) return 'duplicate';
      ids.add(id);
      heard.push(event);
      await webchat.onHeard(event);
      return 'accepted';
    },
  };
  const server = adapter.mount(sink);
  app.use(server.router);
  http.on('upgrade', (req, socket, head) => {
    if (!server.handleUpgrade(req, socket, head)) socket.destroy();
  });
  await server.start();
  const webchat: Webchat = {
    url,
    origin: url,
    adapter,
    mongo,
    clock,
    heard,
    http,
    answer: 'accepted',
    onHeard: async () => undefined,
    another: (more = {}) => open(mongo, clock, more, false),
    stored: () => mongo.db.collection('webchat_activities').countDocuments(),
    async close() {
      await server.stop();
      await server.stop();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
      if (ownsDatabase) await mongo.drop();
    },
  };
  return webchat;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: Record<string, unknown>;
}

export async function call(
  webchat: Pick<Webchat, 'url'>,
  method: string,
  path: string,
  {
    token,
    origin,
    body,
    json,
    type,
  }: { token?: string; origin?: string; body?: BodyInit; json?: unknown; type?: string } = {},
): Promise<Answer> {
  const payload = json === undefined ? body : JSON.stringify(json);
  const response = await fetch(webchat.url + path, {
    method,
    headers: {
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      ...(origin === undefined ? {} : { Origin: origin }),
      ...(type === undefined
        ? json === undefined
          ? {}
          : { 'Content-Type': 'application/json' }
        : { 'Content-Type': type }),
    },
    ...(payload === undefined ? {} : { body: payload }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    json: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {},
  };
}

export interface Visitor {
  readonly conversationId: string;
  readonly token: string;
  readonly resume: string;
  readonly userId: string;
}

/** A visitor of the widget: token only, nothing begun. */
export async function visit(webchat: Pick<Webchat, 'url'>, shop = 'willow', origin?: string): Promise<Visitor> {
  const { status, json } = await call(webchat, 'POST', `/chat/${shop}/token`, {
    json: {},
    ...(origin ? { origin } : {}),
  });
  if (status !== 200) throw new Error(`no token: ${status}`);
  return {
    conversationId: String(json['conversationId']),
    token: String(json['token']),
    resume: String(json['resume']),
    userId: String(json['userId']),
  };
}

/** A visitor whose conversation has begun. */
export async function begin(webchat: Pick<Webchat, 'url'>, shop = 'willow'): Promise<Visitor & { streamUrl: string }> {
  const visitor = await visit(webchat, shop);
  const { status, json } = await call(webchat, 'POST', '/v3/directline/conversations', { token: visitor.token });
  if (status !== 201) throw new Error(`not begun: ${status}`);
  return { ...visitor, streamUrl: String(json['streamUrl']) };
}

export const activities = (conversationId: string): string =>
  `/v3/directline/conversations/${conversationId}/activities`;

export function say(
  webchat: Pick<Webchat, 'url'>,
  { conversationId, token }: Pick<Visitor, 'conversationId' | 'token'>,
  activity: Record<string, unknown>,
): Promise<Answer> {
  return call(webchat, 'POST', activities(conversationId), { token, json: { type: 'message', ...activity } });
}

export interface Frame {
  readonly activities: readonly Record<string, never>[];
  readonly watermark: string;
}

export interface Stream {
  readonly socket: WebSocket;
  readonly frames: Frame[];
  /** Resolves with the first frame, past or coming, that satisfies `wanted`. */
  frame(wanted: (frame: Frame) => boolean): Promise<Frame>;
  readonly closed: Promise<number>;
  readonly opened: Promise<void>;
}

export function openStream(streamUrl: string, headers: Record<string, string> = {}): Stream {
  const socket = new WebSocket(streamUrl, { headers });
  const frames: Frame[] = [];
  const waiting = new Set<() => void>();
  const opened = new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  opened.catch(() => undefined); // a test that wants the refusal awaits it
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  socket.on('error', () => undefined); // a refused upgrade also closes
  socket.on('message', (data: Buffer) => {
    const text = data.toString();
    if (text === '') return;
    frames.push(JSON.parse(text) as Frame);
    for (const look of waiting) look();
  });
  return {
    socket,
    frames,
    opened,
    closed,
    frame: (wanted) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = frames.find(wanted);
          if (!found) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
  };
}

/** Call once at the top of a test file: one web chat for all its tests, whole again and at `START_UTC` after each. */
export function withWebchat(): { readonly webchat: Webchat } {
  let webchat: Webchat;
  beforeAll(async () => {
    webchat = await openWebchat();
  });
  afterAll(() => webchat.close());
  afterEach(() => {
    webchat.answer = 'accepted';
    webchat.clock.set(START_UTC);
  });
  return {
    get webchat() {
      return webchat;
    },
  };
}
