import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ChannelAdapter } from '../../src/messaging/channel.js';
import { createDeliveryGate } from '../../src/messaging/delivery.js';
import { consentIndexes, createConsents } from '../../src/people/index.js';
import { createMovableClock } from '../../src/platform/clock.js';
import { ensureIndexes } from '../../src/platform/indexes.js';
import { createLog } from '../../src/platform/log.js';
import { openTestDatabase } from '../support/database.js';

const clock = createMovableClock(Date.UTC(2026, 10, 23, 10, 0));
let mongo: Awaited<ReturnType<typeof openTestDatabase>>;
beforeAll(async () => {
  mongo = await openTestDatabase();
  await ensureIndexes(mongo, consentIndexes);
});
afterAll(() => mongo.drop());

const context = (key: string) => ({
  shopId: 'willow',
  conversationId: 'sms:a:b',
  channel: 'sms' as const,
  address: 'b',
  language: 'en',
  key,
  nowUtc: clock.nowUtc(),
});

it('keeps every yes and no with the words shown, once for each call, and the newest counts', async () => {
  const consents = createConsents({ mongo });
  const { blocks } = consents;
  const record = (granted: boolean, key: string, topic = 'offers') =>
    blocks['consent.record']({ topic, granted, words: `May we? ${granted}` }, context(key));
  expect(await consents.isRefused('sms:a:b', 'offers')).toBe(false);
  await record(true, 'k1');
  clock.advance(1);
  await record(false, 'k2');
  await record(false, 'k2');
  expect(await consents.isRefused('sms:a:b', 'offers')).toBe(true);
  expect(await consents.isRefused('sms:a:b', 'reminders')).toBe(false);
  expect(await consents.isRefused('sms:a:c', 'offers')).toBe(false);
  clock.advance(1);
  await record(true, 'k3');
  expect(await consents.isRefused('sms:a:b', 'offers')).toBe(false);
  const rows = await mongo.db.collection('topic_consents').find().sort({ atUtc: 1 }).toArray();
  expect(rows.map(({ granted, words }) => [granted, words])).toEqual([
    [true, 'May we? true'],
    [false, 'May we? false'],
    [true, 'May we? true'],
  ]);
});

it('keeps the delivery gate from sending what the person does not want to hear of, and nothing else', async () => {
  const consents = createConsents({ mongo });
  const { blocks } = consents;
  await blocks['consent.record']({ topic: 'reminders', granted: false, words: 'x' }, context('r1'));
  const sentTexts: string[] = [];
  const sms: Pick<ChannelAdapter, 'render' | 'send'> = {
    render: ({ text }) => ({ parts: [text], plainText: text, shape: 'text', reshaped: [] }),
    send: async (_to, { plainText }) => {
      sentTexts.push(plainText);
      return { kind: 'sent', providerMessageIds: ['m'] };
    },
  };
  const gate = createDeliveryGate({
    clock,
    log: createLog('silent'),
    channels: { sms: { ...sms, id: 'sms' } as ChannelAdapter },
    bookingVersion: async () => null,
    isTopicRefused: (conversationId, topic) => consents.isRefused(conversationId, topic),
  });
  const to = {
    channel: 'sms',
    account: 'a',
    address: 'b',
    conversationId: 'sms:a:b',
    shopId: 'willow',
    lastInboundAtUtc: 0,
    stopped: false,
  } as const;
  const say = (text: string, topic?: string) =>
    gate(to, {
      key: text,
      seq: 1,
      message: { text, language: 'en', class: 'urgent', ...(topic ? { topic } : {}) },
      committedAtUtc: clock.nowUtc(),
      tries: 0,
      notBeforeUtc: 0,
      by: 'p',
      heldSince: 0,
    });
  expect(await say('Tomorrow …', 'reminders')).toMatchObject({
    record: { status: 'skipped', reason: 'skipped: topic opted out', detail: 'reminders' },
  });
  await say('Booked: …');
  await say('News', 'offers');
  expect(sentTexts).toEqual(['Booked: …', 'News']);
});
