import { afterEach } from '@jest/globals';
import express from 'express';
import { request } from 'node:http';
import { createErrorHandler, listen } from '../../src/platform/http.js';
import { createMovableClock, type MovableClock } from '../../src/platform/clock.js';
import { createLog } from '../../src/platform/log.js';
import { createXRay, type WatchedXRay } from '../../src/platform/xray.js';
import type { Act } from '../../src/simulator/acts.js';
import { createSimulator, type SimulatorStandIns } from '../../src/simulator/index.js';
import type { ChatLine, Change, PageState, Provider } from '../../src/simulator/page-state.js';
import { createMailStandIn } from '../../src/simulator/stand-ins/mail.js';
import { createSlackStandIn } from '../../src/simulator/stand-ins/slack.js';
import { createStripeStandIn } from '../../src/simulator/stand-ins/stripe.js';
import { createTelegramStandIn } from '../../src/simulator/stand-ins/telegram.js';
import { createTwilioStandIn } from '../../src/simulator/stand-ins/twilio.js';

export const START_UTC = Date.parse('2026-11-23T08:05:00Z');
export const SMS_NUMBER = '+447700900000';
export const WHATSAPP_NUMBER = '+447700900001';
const ACCOUNT = { accountSid: `AC${'1'.repeat(32)}`, authToken: 'page-tests-token' };
const TELEGRAM_TOKEN = '100200300:page-tests';
export const STRIPE = { secretKey: 'sk_test_page', webhookSecret: 'whsec_page' };
const SLACK = { botToken: 'xoxb-page', signingSecret: 'page-tests-signing' };

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

export interface Logged {
  readonly id: string;
  readonly change: Change;
}

/** The phones page in front of real stand-ins, and behind them a shop that echoes: it verifies nothing and knows no business. */
export interface PageHouse {
  readonly url: string;
  readonly clock: MovableClock;
  readonly xray: WatchedXRay;
  readonly standIns: SimulatorStandIns;
  /** Bodies of the clicks Slack posted. */
  readonly clicks: readonly { readonly user: { readonly name: string } }[];
  reminderAtUtc: number | null;
  startedOver: number;
  readonly call: (
    path: string,
    options?: { method?: string; headers?: Record<string, string>; body?: string },
  ) => Promise<Answer>;
  act(act: Act): Promise<Answer>;
  state(): Promise<PageState>;
  /** Resolves as soon as the state is so, looked at after each change. */
  until(isSo: (state: PageState) => boolean): Promise<PageState>;
  /** The events a page gets that saw `lastId` last, until `count` changes have come. */
  changes(count: number, lastId?: string): Promise<readonly Logged[]>;
  /** Calls of the providers' APIs, as the shop makes them. */
  readonly api: {
    sms(to: string, body: string): Promise<void>;
    whatsappButtons(to: string, body: string, titles: readonly string[]): Promise<void>;
    telegram(method: string, params: object): Promise<void>;
    slack(method: string, params: Record<string, string>): Promise<void>;
  };
  stop(): Promise<void>;
}

/** @param absent providers that are real here. @param disguise takes every sign of a foreign caller off a request: the guard's mutant. */
export async function openPageHouse({
  absent = [],
  disguise = false,
}: { absent?: readonly Provider[]; disguise?: boolean } = {}): Promise<PageHouse> {
  const clock = createMovableClock(START_UTC);
  const xray = createXRay(() => clock.nowUtc());
  const log = createLog('silent');
  const app = express();
  const http = await listen(app, 0);
  const url = `http://127.0.0.1:${http.port}`;
  const echoes = new Set<Promise<void>>();
  const clicks: { user: { name: string } }[] = [];
  const standIns: SimulatorStandIns = Object.fromEntries(
    Object.entries({
      twilio: createTwilioStandIn({ ...ACCOUNT, webhookUrl: `${url}/echo/twilio`, clock }),
      telegram: createTelegramStandIn({
        token: TELEGRAM_TOKEN,
        webhookUrl: `${url}/echo/telegram`,
        webhookSecret: 'page-tests',
        clock,
        retryDelaysMs: [],
      }),
      slack: createSlackStandIn({ ...SLACK, webhookUrl: `${url}/echo/slack`, clock }),
      stripe: createStripeStandIn({ ...STRIPE, webhookUrl: `${url}/echo/stripe`, clock, retryDelaysMs: [] }),
      mail: createMailStandIn(),
    }).filter(([name]) => !absent.includes(name as Provider)),
  );
  const all = Object.values(standIns) as { start(): Promise<void>; stop(): Promise<void> }[];
  await Promise.all(all.map((standIn) => standIn.start()));

  const house: Pick<PageHouse, 'reminderAtUtc' | 'startedOver'> = {
    reminderAtUtc: null,
    startedOver: 0,
  };
  const simulator = createSimulator({
    standIns,
    clock,
    xray,
    publicUrl: url,
    shop: { id: 'willow', name: 'Willow Salon', zone: 'Europe/London' },
    smsNumber: SMS_NUMBER,
    whatsappNumber: WHATSAPP_NUMBER,
    nextReminderAtUtc: async () => house.reminderAtUtc,
    startOver: async () => {
      house.startedOver++;
    },
    log,
  });
  const mount = app;
  if (disguise)
    mount.use((req, _res, next) => {
      for (const name of ['origin', 'sec-fetch-site', 'x-forwarded-for', 'forwarded']) delete req.headers[name];
      req.headers.host = new URL(url).host;
      next();
    });
  mount.use('/simulator', simulator.router);
  mount.get(
    '/chat/:shop',
    (_req, res) =>
      void res
        .type('html')
        .send('<!doctype html><html lang="en"><title>Chat</title><main><h1>Willow Salon</h1></main></html>'),
  );

  const form = (path: string, fields: Record<string, string>): Promise<Response> =>
    fetch(standIns.twilio!.url + path, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${ACCOUNT.accountSid}:${ACCOUNT.authToken}`).toString('base64')}`,
      },
      body: new URLSearchParams(fields),
    });
  const send = (fields: Record<string, string>): Promise<Response> =>
    form(`/2010-04-01/Accounts/${ACCOUNT.accountSid}/Messages.json`, fields);
  const api: PageHouse['api'] = {
    sms: async (to, body) => void (await send({ To: to, From: SMS_NUMBER, Body: body })),
    async whatsappButtons(to, body, titles) {
      const content = {
        friendly_name: 'echo',
        language: 'en',
        variables: {},
        types: {
          'twilio/quick-reply': {
            body,
            actions: titles.map((title, n) => ({ type: 'QUICK_REPLY', title, id: `echo.${n + 1}` })),
          },
        },
      };
      const made = await fetch(`${standIns.twilio!.url}/v1/Content`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Basic ${Buffer.from(`${ACCOUNT.accountSid}:${ACCOUNT.authToken}`).toString('base64')}`,
        },
        body: JSON.stringify(content),
      });
      const { sid } = (await made.json()) as { sid: string };
      await send({ To: to, From: `whatsapp:${WHATSAPP_NUMBER}`, ContentSid: sid });
    },
    async telegram(method, params) {
      await fetch(`${standIns.telegram!.url}/bot${TELEGRAM_TOKEN}/${method}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(params),
      });
    },
    async slack(method, params) {
      await fetch(`${standIns.slack!.url}/api/${method}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${SLACK.botToken}` },
        body: new URLSearchParams(params),
      });
    },
  };

  mount.post('/echo/:provider', express.urlencoded({ extended: false }), express.json(), (req, res) => {
    const body = req.body as Record<string, string>;
    res.type('xml').send('<Response/>');
    const echoed = echo(req.params['provider'] ?? '', body);
    echoes.add(echoed);
    void echoed.finally(() => echoes.delete(echoed));
  });

  /** Answers each message with itself, and leaves a trace as the house would. */
  async function echo(provider: string, body: Record<string, string>): Promise<void> {
    if (provider === 'slack') clicks.push(JSON.parse(body['payload'] ?? '{}') as { user: { name: string } });
    if (provider === 'telegram') {
      const { message } = body as unknown as { message?: { chat: { id: number }; text: string } };
      if (message) await api.telegram('sendMessage', { chat_id: message.chat.id, text: `You said ${message.text}` });
    }
    if (provider !== 'twilio' || !body['From'] || !body['To'] || !body['Body']) return;
    const { From: from, To: to, Body: text, MessageSid: eventId = '' } = body;
    const channel = from.startsWith('whatsapp:') ? 'whatsapp' : 'sms';
    await xray.follow({ conversationId: `${channel}:${to}:${from}`, eventId }, async () => {
      xray.note('webhook verified', 'not at all');
      await send({ To: from, From: to, Body: `You said ${text}` });
      xray.note('sent', 'as it came');
    });
  }
  mount.use(createErrorHandler(log));

  const call: PageHouse['call'] = (path, { method = 'GET', headers = {}, body } = {}) =>
    new Promise((resolve, reject) => {
      const outgoing = request(url + path, { method, headers }, (res) => {
        let text = '';
        res.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        res.on('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, text }));
      });
      outgoing.on('error', reject).end(body);
    });

  /** Reads the live feed until `isDone` says so. */
  function readFeed(lastId: string, isDone: (logged: Logged) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        `${url}/simulator/events`,
        { headers: lastId ? { 'last-event-id': lastId } : {} },
        (res) => {
          let rest = '';
          res.setEncoding('utf8').on('data', (chunk: string) => {
            const events = (rest + chunk).split('\n\n');
            rest = events.pop() ?? '';
            for (const event of events) {
              const found = /^id: (.+)\ndata: (.+)$/.exec(event);
              if (!found || !isDone({ id: found[1]!, change: JSON.parse(found[2]!) as Change })) continue;
              outgoing.destroy();
              return resolve();
            }
          });
        },
      );
      outgoing.on('error', (error) => (outgoing.destroyed ? undefined : reject(error))).end();
    });
  }

  return Object.assign(house, {
    url,
    clock,
    xray,
    standIns,
    clicks,
    api,
    call,
    act: (act: Act) =>
      call('/simulator/acts', {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: url },
        body: JSON.stringify(act),
      }),
    state: async () => (JSON.parse((await call('/simulator/state')).text) as { state: PageState }).state,
    async until(isSo: (state: PageState) => boolean) {
      const { applyChange } = await import('../../src/simulator/page-state.js');
      let state: PageState | undefined;
      await readFeed('', ({ change }) => {
        state = change.kind === 'fresh' ? change.state : applyChange(state!, change);
        return isSo(state);
      });
      return state!;
    },
    async changes(count: number, lastId = '') {
      const seen: Logged[] = [];
      await readFeed(lastId, (logged) => seen.push(logged) === count);
      return seen;
    },
    async stop() {
      await simulator.stop();
      while (echoes.size > 0) await Promise.all([...echoes]);
      await standIns.twilio?.settled();
      await Promise.all(all.map((standIn) => standIn.stop()));
      http.server.closeAllConnections();
      await http.stop();
    },
  });
}

/** Call once at the top of a test file: opens houses, and closes them after each test. */
export function withPageHouses(): (options?: Parameters<typeof openPageHouse>[0]) => Promise<PageHouse> {
  const houses: PageHouse[] = [];
  afterEach(async () => {
    for (const house of houses.splice(0)) await house.stop();
  });
  return async (options) => {
    const house = await openPageHouse(options);
    houses.push(house);
    return house;
  };
}

export const ROSA = '+447700900101';
export const MARIA = 'whatsapp:+447700900102';

/** The title in a job card's JSON. */
export const titleOf = ({ text }: { text: string }): string => (JSON.parse(text) as { title: string }).title;

export const ours = (lines: readonly ChatLine[]): readonly ChatLine[] => lines.filter(({ from }) => from === 'us');
