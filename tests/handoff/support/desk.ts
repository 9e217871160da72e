import express from 'express';
import type { AddressInfo } from 'node:net';
import { createSlackOperator } from '../../../adapters/slack/index.js';
import type { CallContext, FlowEvent } from '../../../src/flow/protocol.js';
import { createHandOffs, handOffIndexes, type HandOffs } from '../../../src/handoff/index.js';
import {
  createBuiltInScanner,
  createFiles,
  fileIndexes,
  FileNotFetchedError,
  type Files,
} from '../../../src/files/index.js';
import type { TalkFiles } from '../../../src/handoff/index.js';
import type { FetchedFile } from '../../../src/messaging/channel.js';
import { createOperatorRoutes } from '../../../src/operations/index.js';
import { createMovableClock, type MovableClock } from '../../../src/platform/clock.js';
import { ensureIndexes } from '../../../src/platform/indexes.js';
import { createLog } from '../../../src/platform/log.js';
import { createMetrics } from '../../../src/platform/metrics.js';
import { createSlackStandIn, type SlackMessage, type SlackStandIn } from '../../../src/simulator/stand-ins/slack.js';
import { openTestDatabase } from '../../support/database.js';

export const ASHA = { id: 'U1', name: 'Asha' };
export const BEN = { id: 'U2', name: 'Ben' };
/** Monday morning: somebody is there. */
export const START_UTC = Date.UTC(2026, 10, 23, 10, 0);

export interface Told {
  readonly conversationId: string;
  readonly eventId: string;
  readonly event: FlowEvent;
}

/** The real hand-offs with the real Bolt against the stand-in, and a conversation that only writes down what it is told. */
export interface Desk {
  readonly slack: SlackStandIn;
  readonly clock: MovableClock;
  /** Real time as leases see it; moving it lets another process take over. */
  readonly leaseClock: MovableClock;
  readonly mongo: Awaited<ReturnType<typeof openTestDatabase>>;
  readonly handOffs: HandOffs;
  /** Told to the conversation, repeats left out as the conversation leaves them out. */
  readonly told: Told[];
  /** What every process said, repeats and all. */
  readonly tries: Told[];
  /** A second process on the same database; Slack's webhook stays with the first. */
  another(more?: { tell?: (told: Told) => Promise<void> }): HandOffs;
  /** Runs before the conversation takes an event; a rejection is a process that died there. */
  beforeTelling: () => Promise<void>;
  isOpen: boolean;
  start(
    more?: Partial<CallContext> & { note?: string | null; key?: string },
  ): ReturnType<HandOffs['blocks']['handOff.start']>;
  say(text: string, key: string, conversationId?: string): Promise<void>;
  /** The customer sends something; their channel answers so when it is fetched. */
  share(media: string, fetched: FetchedFile, key: string, caption?: string): Promise<void>;
  settle(): Promise<void>;
  /** The messages of hand-offs, oldest first. */
  cards(): SlackMessage[];
  thread(card: SlackMessage): SlackMessage[];
  press(who: { id: string; name: string }, message: SlackMessage, label: string): Promise<void>;
  close(): Promise<void>;
}

export const ROSA = 'sms:+441632960000:+447700900123';

export async function openDesk(): Promise<Desk> {
  const mongo = await openTestDatabase();
  await ensureIndexes(mongo, [...handOffIndexes, ...fileIndexes]);
  const clock = createMovableClock(START_UTC);
  const leaseClock = createMovableClock(START_UTC);
  const log = createLog('silent');
  const app = express();
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const webhookUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/slack`;
  const own = { botToken: 'xoxb-tests', signingSecret: 'the signing secret' };
  const slack = createSlackStandIn({ ...own, webhookUrl, clock, channels: ['C0OPERATIONS'] });
  await slack.start();
  const operators = await createSlackOperator({
    ...own,
    operationsChannel: 'C0OPERATIONS',
    apiUrl: `${slack.url}/api/`,
    clock,
    log,
  });
  const channel = new Map<string, FetchedFile>();
  const files = createFiles({
    mongo,
    clock,
    scanner: createBuiltInScanner(),
    fetchFrom: async (_channel, ref) => channel.get(ref) ?? { kind: 'gone' },
  });
  const told: Told[] = [];
  const tries: Told[] = [];
  const ring = new Set<string>();
  const all: HandOffs[] = [];
  const shop = { name: 'Willow Salon', zone: 'Europe/London', language: 'en' };

  function build(more: { tell?: (told: Told) => Promise<void> } = {}): HandOffs {
    const made = createHandOffs({
      mongo,
      clock,
      leaseClock,
      log,
      operators,
      files: talkFilesOf(files),
      async tell(conversationId, eventId, event) {
        await (more.tell ?? desk.beforeTelling)({ conversationId, eventId, event });
        tries.push({ conversationId, eventId, event });
        if (ring.has(`${conversationId}|${eventId}`)) return;
        ring.add(`${conversationId}|${eventId}`);
        told.push({ conversationId, eventId, event });
      },
      findCustomer: async () => ({ name: 'Rosa Field', phone: '+447700900123' }),
      findShop: async () => shop,
      closedUntil: async () => (desk.isOpen ? null : { opensAtUtc: Date.UTC(2026, 10, 24, 9, 0) }),
    });
    all.push(made);
    return made;
  }

  const desk: Desk = {
    slack,
    clock,
    leaseClock,
    mongo,
    get handOffs() {
      return all[0]!;
    },
    told,
    tries,
    another: build,
    beforeTelling: async () => undefined,
    isOpen: true,
    async start({ note = null, ...more } = {}) {
      const context: CallContext = {
        shopId: 'willow',
        conversationId: ROSA,
        channel: 'sms',
        address: '+447700900123',
        language: 'en',
        key: `${ROSA}:7:0`,
        nowUtc: clock.nowUtc(),
        ...more,
      };
      const outcome = await desk.handOffs.blocks['handOff.start']({ reason: 'Asked for a person', note }, context);
      await desk.settle();
      return outcome;
    },
    async say(text, key, conversationId = ROSA) {
      await desk.handOffs.forward({ conversationId, text, key, epoch: 1, nowUtc: clock.nowUtc(), channel: 'sms' });
      await desk.settle();
    },
    async share(media, fetched, key, caption = '') {
      channel.set(`ref-${key}`, fetched);
      await desk.handOffs.forward({
        conversationId: ROSA,
        text: caption,
        sent: { media, file: { ref: `ref-${key}`, type: null, bytes: null, name: null } },
        key,
        epoch: 1,
        nowUtc: clock.nowUtc(),
        channel: 'whatsapp',
      });
      await desk.settle();
    },
    async settle() {
      for (let quiet = 0; quiet < 2; quiet++) {
        await slack.settled();
        for (const one of all) await one.idle();
      }
    },
    cards: () => slack.messages.filter(({ threadTs }) => threadTs === undefined),
    thread: (card) => slack.messages.filter(({ threadTs }) => threadTs === card.ts),
    async press(who, message, label) {
      await slack.device.click(who, message.ts, buttonOf(message, label));
      await desk.settle();
    },
    async close() {
      await desk.settle();
      await slack.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await mongo.drop();
    },
  };
  const handOffs = build();
  app.use(
    createOperatorRoutes({
      path: '/webhooks/slack',
      operators,
      take: () => Promise.resolve(),
      talks: handOffs.acts!,
      log,
      metrics: createMetrics(),
    }),
  );
  return desk;
}

/** The house's own files, as the wiring joins them to talks. */
function talkFilesOf(files: Files): TalkFiles {
  return {
    takeIn: (content, meta) => files.takeIn(content, meta),
    async keep(file, about) {
      try {
        const outcome = await files.keep({ file, media: 'file', accept: [] }, { ...about, address: '', language: '' });
        if (outcome.exit === 'refused') return { kind: 'refused', reason: outcome.data.reason };
        const { id: fileId, ...kept } = outcome.data.file;
        return { kind: 'kept', fileId, ...kept };
      } catch (error) {
        if (error instanceof FileNotFetchedError) return { kind: 'retry' };
        throw error;
      }
    },
    open: (fileId) => files.open(fileId),
    urlOf: (fileId) => `https://book.example/f/${fileId}`,
  };
}

/** The action of the button with that label. @throws when the message shows none. */
export function buttonOf(message: SlackMessage, label: string): string {
  const found = message.blocks
    .flatMap(({ elements }) => elements ?? [])
    .find(({ text }) => typeof text === 'object' && text.text === label);
  if (!found?.action_id) throw new Error(`no button "${label}" in ${wordsOf(message)}`);
  return found.action_id;
}

/** Everything a reader of the message sees. */
export function wordsOf({ text, blocks }: SlackMessage): string {
  const seen = blocks.flatMap((block) => [
    block.text?.text,
    ...(block.elements ?? []).map((element) => (typeof element.text === 'string' ? element.text : element.text?.text)),
  ]);
  return blocks.length === 0 ? text : seen.filter(Boolean).join('\n');
}
