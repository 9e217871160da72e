import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTelegramAdapter } from '../../adapters/telegram/index.js';
import { createTwilioAdapters } from '../../adapters/twilio/index.js';
import type { ConversationsDeps } from '../../src/conversation/index.js';
import type { ChannelAdapter } from '../../src/messaging/channel.js';
import { createMovableClock } from '../../src/platform/clock.js';
import { createTelegramStandIn } from '../../src/simulator/stand-ins/telegram.js';
import { createTwilioStandIn } from '../../src/simulator/stand-ins/twilio.js';
import { openTestDatabase } from '../support/database.js';
import { countingEngine, createProbe, prepareIndexes, START_UTC, textFrom } from './probe.js';

const ROSA = { id: 555_000_111, firstName: 'Rosa' };
const MESSAGE_SID = `SM${'0'.repeat(31)}7`;
const clock = createMovableClock(START_UTC);
const telegram = createTelegramStandIn({
  token: '100200300:AAtoken',
  webhookUrl: 'http://127.0.0.1:9/',
  webhookSecret: 'a-secret',
  clock,
  retryDelaysMs: [],
});
const twilio = createTwilioStandIn({
  accountSid: `AC${'0'.repeat(32)}`,
  authToken: 'a-token',
  webhookUrl: 'http://127.0.0.1:9/#rc=0',
  clock,
});
/** What the devices showed, in order: `typing` before the answer it announces. */
const shown: string[] = [];
let onTyping = (): void => undefined;

let mongo: Awaited<ReturnType<typeof openTestDatabase>>;
beforeAll(async () => {
  mongo = await openTestDatabase();
  await prepareIndexes(mongo);
  await Promise.all([telegram.start(), twilio.start()]);
  await telegram.device.start(ROSA);
  await twilio.device.text(ADDRESSES.whatsapp, 'whatsapp:+15550002', 'hi');
  const note = (type: string): void => {
    if (type === 'typing' || type === 'message') shown.push(type);
    if (type === 'typing') onTyping();
  };
  telegram.onEvent(({ type }) => note(type));
  twilio.onEvent((event) =>
    note(
      event.type === 'typing' ? `typing${event.messageSid === MESSAGE_SID ? '' : ' at another message'}` : event.type,
    ),
  );
});
afterAll(async () => {
  await Promise.all([telegram.stop(), twilio.stop()]);
  await mongo.drop();
});

/** Asks the house something for each message, and says the answer. */
const askingEngine: ConversationsDeps['engine'] = {
  ...countingEngine,
  reduce: (state, event, nowUtc) =>
    event.type === 'text'
      ? ({
          control: state.control,
          answers: {},
          effects: [{ effect: 'call', call: { call: 'services.list', input: {} } }],
        } as never)
      : countingEngine.reduce(state, event, nowUtc),
};

function adapters(): Record<'sms' | 'whatsapp' | 'telegram', ChannelAdapter> {
  const { sms, whatsapp } = createTwilioAdapters({
    accountSid: `AC${'0'.repeat(32)}`,
    authTokens: ['a-token'],
    smsFrom: '+15550001',
    whatsappFrom: '+15550002',
    apiBaseUrl: twilio.url,
    publicUrl: 'http://127.0.0.1:9',
  });
  return {
    sms,
    whatsapp,
    telegram: createTelegramAdapter({ token: '100200300:AAtoken', webhookSecret: 'a-secret', apiRoot: telegram.url }),
  };
}

/** @param search how long the house takes to answer. */
function house(search: () => Promise<void>, over: Partial<ConversationsDeps> = {}) {
  return createProbe(mongo, {
    engine: askingEngine,
    handlers: {
      'services.list': async () => {
        await search();
        return { call: 'services.list', exit: 'none', data: {} };
      },
    } as never,
    delivery: { channels: adapters(), bookingVersion: () => Promise.resolve(null) },
    ...over,
  });
}

const ADDRESSES = { sms: '+447700900123', whatsapp: 'whatsapp:+447700900123', telegram: String(ROSA.id) } as const;
let messages = 0;

async function hears(channel: keyof typeof ADDRESSES, probe: ReturnType<typeof house>): Promise<string[]> {
  shown.length = 0;
  const eventId = channel === 'whatsapp' ? MESSAGE_SID : `e${++messages}`;
  const account = channel === 'whatsapp' ? 'whatsapp:+15550002' : '+15550001';
  await probe.conversations.accept({ ...textFrom(ADDRESSES[channel], eventId, 'haircut', channel), account });
  await probe.conversations.idle();
  return [...shown];
}

describe('while an answer is being looked for', () => {
  it.each(['telegram', 'whatsapp'] as const)('%s shows that it is being made [AV-25]', async (channel) => {
    // The house finds nothing before the phone has shown it: without it this never ends.
    const seen = new Promise<void>((resolve) => (onTyping = resolve));
    expect(
      await hears(
        channel,
        house(() => seen, { typingAfterMs: 5 }),
      ),
    ).toEqual(['typing', 'message']);
    expect([...telegram.problems, ...twilio.problems]).toEqual([]);
  });

  it('a phone that can show nothing of the kind is sent nothing more than the answer', async () => {
    const oneTick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    const turns = async (): Promise<void> => {
      for (let tick = 0; tick < 20; tick++) await oneTick();
    };
    expect(await hears('sms', house(turns, { typingAfterMs: 0 }))).toEqual(['message']);
  });

  it('an answer that is there at once is not announced', async () => {
    expect(
      await hears(
        'telegram',
        house(() => Promise.resolve()),
      ),
    ).toEqual(['message']);
  });

  it('the answer comes all the same when the announcement fails', async () => {
    telegram.faults.failBeforeEffect = 1;
    const tried = new Promise<void>((resolve) => {
      const look = (): void => (telegram.faults.failBeforeEffect === 0 ? resolve() : void setImmediate(look));
      look();
    });
    expect(
      await hears(
        'telegram',
        house(() => tried, { typingAfterMs: 0 }),
      ),
    ).toEqual(['message']);
  });
});
