import {
  createConversations,
  conversationIndexes,
  type Conversations,
  type ConversationsDeps,
} from '../../src/conversation/index.js';
import type { Engine } from '../../src/flow/index.js';
import type { ChannelAdapter, InboundMessage, SendOutcome } from '../../src/messaging/channel.js';
import { transcriptIndexes } from '../../src/messaging/transcript.js';
import { createMovableClock, systemClock, type MovableClock } from '../../src/platform/clock.js';
import { ensureIndexes } from '../../src/platform/indexes.js';
import { createLog } from '../../src/platform/log.js';
import { createMetrics } from '../../src/platform/metrics.js';
import type { Mongo } from '../../src/platform/mongo.js';

/** An engine that counts: it answers "<n>. <text>", so that order, loss and doubling can be read off the replies. */
export const countingEngine: Engine = {
  begin: () => ({ v: 1, control: { n: 0 }, answers: {}, person: {} }) as never,
  reduce: (state, event) => {
    const n = (state.control as unknown as { n: number }).n + 1;
    const text = event.type === 'text' ? event.text : event.type === 'notice' ? event.notice.name : event.type;
    return {
      control: { n },
      answers: { [`a${n}`]: text },
      effects: [{ effect: 'say', message: { text: `${n}. ${text}`, language: 'en', class: 'answer' } }],
    } as never;
  },
  apply: (state, turn) =>
    ({ ...state, control: turn.control, answers: { ...state.answers, ...turn.answers } }) as never,
  hidesAnswer: () => false,
  languageOf: () => 'en',
  apology: () => ({ text: 'Something went wrong on our side.', language: 'en', class: 'answer' }),
};

/** A channel whose sends are scripted: each send takes the next outcome, or succeeds. */
export interface ProbeChannel extends ChannelAdapter {
  readonly sent: { readonly to: string; readonly text: string; readonly key: string }[];
  readonly outcomes: (SendOutcome | (() => Promise<SendOutcome>))[];
}

export function createProbeChannel(id: ChannelAdapter['id'] = 'sms'): ProbeChannel {
  const sent: { to: string; text: string; key: string }[] = [];
  const outcomes: ProbeChannel['outcomes'] = [];
  return {
    id,
    sent,
    outcomes,
    limits: { textChars: 1600, buttons: 0, buttonLabelChars: 0, listRows: 0, listLabelChars: 0, files: false },
    receive: () => Promise.resolve({ kind: 'refused', status: 400, reason: 'not used' }),
    render: ({ text }) => ({ parts: [text], plainText: text, shape: 'text', reshaped: [] }),
    async send(to, rendered, key) {
      const next = outcomes.shift();
      const outcome =
        typeof next === 'function' ? await next() : (next ?? { kind: 'sent', providerMessageIds: [`p-${key}`] });
      if (outcome.kind === 'sent' || outcome.kind === 'unknown')
        sent.push({ to: to.address, text: rendered.plainText, key });
      return outcome;
    },
  };
}

export interface Probe {
  readonly conversations: Conversations;
  readonly channel: ProbeChannel;
  readonly clock: MovableClock;
  readonly leaseClock: MovableClock;
}

/** 2026-03-02 09:00 UTC. */
export const START_UTC = Date.UTC(2026, 2, 2, 9);

/** One "process": its own instance over the shared database. */
export function createProbe(mongo: Mongo, more: Partial<ConversationsDeps> & { channel?: ProbeChannel } = {}): Probe {
  const channel = more.channel ?? createProbeChannel();
  const clock = createMovableClock(START_UTC);
  const leaseClock = createMovableClock(systemClock.nowUtc(), { running: true });
  const conversations = createConversations({
    mongo,
    clock,
    leaseClock,
    log: createLog('silent'),
    metrics: createMetrics(),
    engine: countingEngine,
    handlers: {} as never,
    delivery: { channels: { [channel.id]: channel }, bookingVersion: () => Promise.resolve(null) },
    shopOf: () => 'willow',
    ...more,
  });
  return { conversations, channel, clock, leaseClock };
}

export async function prepareIndexes(mongo: Mongo): Promise<void> {
  await ensureIndexes(mongo, [...conversationIndexes, ...transcriptIndexes]);
}

export function textFrom(
  address: string,
  eventId: string,
  text: string,
  channel: ChannelAdapter['id'] = 'sms',
): { type: 'message' } & InboundMessage {
  return { type: 'message', channel, account: '+15550001', address, eventId, content: { kind: 'text', text } };
}
