import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ConversationRef, DeliveryReceipt, SendOutcome } from '../../src/messaging/channel.js';
import { createDeliveryGate, type Recipient } from '../../src/messaging/delivery.js';
import {
  createDeliveryRescue,
  type DeliveryRescueDeps,
  type LostMessage,
} from '../../src/messaging/delivery-rescue.js';
import { deliveryRescueIndexes, UNDELIVERED } from '../../src/messaging/delivery-rescue.model.js';
import { createUndeliveredStore, type UndeliveredStore } from '../../src/messaging/delivery-rescue.store.js';
import type { OutboundMessage } from '../../src/messaging/message.js';
import { createMovableClock, systemClock, type MovableClock } from '../../src/platform/clock.js';
import { ensureIndexes } from '../../src/platform/indexes.js';
import { createLog } from '../../src/platform/log.js';
import { createProbeChannel, type ProbeChannel } from '../conversation/probe.js';
import { openTestDatabase } from '../support/database.js';

const NOW_UTC = Date.parse('2026-11-23T08:00:00Z');
const ROSA = '+447700900123';
const SMS: Recipient = chatOf('sms', ROSA);
const WHATSAPP: Recipient = chatOf('whatsapp', `whatsapp:${ROSA}`);
const LEASE_MS = 90_000;

const NEWS: OutboundMessage = {
  text: 'Willow Salon cannot take your haircut.',
  language: 'en',
  class: 'urgent',
  template: { name: 'booking_news', variables: { '1': 'Willow Salon' } },
};

let database: Awaited<ReturnType<typeof openTestDatabase>>;
let clock: MovableClock;
let leaseClock: MovableClock;
let sms: ProbeChannel;
let whatsapp: ProbeChannel;
let hasTemplate: boolean;
let others: Recipient[];
let stops: { address: string; eventId: string; source: string }[];
let shown: LostMessage[];

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.drop());

beforeEach(async () => {
  for (const { name } of await database.db.listCollections().toArray()) await database.db.dropCollection(name);
  await ensureIndexes(database, deliveryRescueIndexes);
  clock = createMovableClock(NOW_UTC);
  leaseClock = createMovableClock(systemClock.nowUtc(), { running: true });
  sms = createProbeChannel('sms');
  whatsapp = createProbeChannel('whatsapp');
  hasTemplate = true;
  others = [];
  stops = [];
  shown = [];
});

function chatOf(channel: 'sms' | 'whatsapp', address: string): Recipient {
  const conversationId = `${channel}:us:${address}`;
  return { channel, account: 'us', address, conversationId, shopId: 'shop', lastInboundAtUtc: NOW_UTC, stopped: false };
}

const makeStore = (): UndeliveredStore => createUndeliveredStore({ mongo: database, clock, leaseClock });

function makeRescue(overrides: Partial<DeliveryRescueDeps> = {}) {
  return createDeliveryRescue({
    store: makeStore(),
    clock,
    leaseClock,
    log: createLog('silent'),
    gate: createDeliveryGate({
      channels: { sms, whatsapp },
      clock,
      log: createLog('silent'),
      bookingVersion: () => Promise.resolve(1),
      smsAccount: 'us',
      renderTemplate: ({ name }) =>
        hasTemplate ? { parts: [name], plainText: `[${name}]`, shape: 'text', reshaped: [] } : null,
    }),
    findRecipient: (id) => Promise.resolve([SMS, WHATSAPP].find(({ conversationId }) => conversationId === id) ?? null),
    otherChats: () => Promise.resolve(others),
    async stopWriting({ address }, eventId, source) {
      stops.push({ address, eventId, source });
    },
    show: async (lost) => void shown.push(lost),
    ...overrides,
  });
}

/** A message that left, as the transcript keeps it. */
async function sent(to: Recipient, ids: readonly string[], message = NEWS, reason = 'sent'): Promise<void> {
  const { conversationId, shopId, channel } = to;
  const row = { conversationId, shopId, channel, direction: 'out', text: message.text, reason, message };
  await database.db.collection<{ _id: string }>('messages').insertOne({
    _id: `${conversationId}:1`,
    ...row,
    about: message.about ?? null,
    providerMessageIds: ids,
    committedAtUtc: NOW_UTC,
  } as { _id: string });
}

function failed(
  to: ConversationRef,
  id: string,
  cause?: DeliveryReceipt['cause'],
  errorCode = '30005',
): DeliveryReceipt {
  const { channel, account, address } = to;
  const receipt = { channel, account, address, eventId: `${id}:failed`, providerMessageId: id, errorCode } as const;
  return { ...receipt, status: 'failed', ...(cause ? { cause } : {}) };
}

const rows = () => database.db.collection(UNDELIVERED).find().sort({ _id: 1 }).toArray();
const allSent = (): string[] =>
  [...sms.sent, ...whatsapp.sent].map(({ to, text }) => `${to.startsWith('whatsapp:') ? 'WhatsApp' : 'SMS'}: ${text}`);

describe('a WhatsApp message outside the window', () => {
  it('goes again as the approved template, once, however often and in whatever order it is reported [NT-23]', async () => {
    await sent(WHATSAPP, ['SM1']);
    const one = makeRescue();
    const other = makeRescue();
    const report = failed(WHATSAPP, 'SM1', 'windowClosed', '63016');
    await Promise.all([one.onReceipt(report), other.onReceipt(report), one.onReceipt({ ...report, status: 'sent' })]);
    await Promise.all([one.idle(), other.idle()]);
    await one.onReceipt(report);
    await one.idle();
    expect(allSent()).toEqual(['WhatsApp: [booking_news]']);
    expect(await rows()).toMatchObject([{ state: 'resent', reason: 'sent: template', code: '63016' }]);
    const again = await database.db
      .collection<{ _id: string }>('messages')
      .findOne({ _id: `${WHATSAPP.conversationId}:1:again` });
    expect(again).toMatchObject({ reason: 'sent: template', insteadOf: `${WHATSAPP.conversationId}:1` });
    expect(shown).toEqual([]);
  });

  it('goes by SMS when there is no template for it, with the reason recorded [NT-23]', async () => {
    hasTemplate = false;
    await sent(WHATSAPP, ['SM1']);
    const rescue = makeRescue();
    await rescue.onReceipt(failed(WHATSAPP, 'SM1', 'windowClosed', '63016'));
    await rescue.idle();
    expect(allSent()).toEqual([`SMS: ${NEWS.text}`]);
    expect(await rows()).toMatchObject([{ state: 'resent', reason: 'sent: sms instead' }]);
  });

  it('is shown to operators when neither is possible', async () => {
    hasTemplate = false;
    sms.outcomes.push({ kind: 'refused', cause: 'unreachable', reason: 'twilio 21614' });
    await sent(WHATSAPP, ['SM1']);
    const rescue = makeRescue();
    await rescue.onReceipt(failed(WHATSAPP, 'SM1', 'windowClosed', '63016'));
    await rescue.idle();
    expect(allSent()).toEqual([]);
    expect(await rows()).toMatchObject([{ state: 'dead', reason: 'failed: unreachable', toShow: false }]);
    expect(shown).toMatchObject([{ id: 'SM1', text: NEWS.text }]);
  });
});

describe('a person who has stopped our texts at the provider', () => {
  it('has consent off there, recorded under one event, and gets nothing again', async () => {
    others = [WHATSAPP];
    await sent(SMS, ['SM1']);
    const rescue = makeRescue();
    await rescue.onReceipt(failed(SMS, 'SM1', 'optedOut', '21610'));
    await rescue.onReceipt(failed(SMS, 'SM1', 'optedOut', '21610'));
    await rescue.idle();
    expect(stops).toEqual([{ address: ROSA, eventId: 'SM1:optedOut', source: 'sms provider 21610' }]);
    expect(allSent()).toEqual([]);
    expect(await rows()).toMatchObject([{ state: 'stopped' }]);
  });
});

describe('a number that cannot be reached', () => {
  it('is replaced by another chat of the same person, as news without a question [NT-12]', async () => {
    others = [SMS];
    const message = { ...NEWS, choices: [{ id: 'a', digit: '1', label: 'Fine' }], stepId: 's' };
    await sent(WHATSAPP, ['SM1'], message);
    const rescue = makeRescue();
    await rescue.onReceipt(failed(WHATSAPP, 'SM1', 'unreachable', '63024'));
    await rescue.idle();
    expect(allSent()).toEqual([`SMS: ${NEWS.text}\nTo answer, write to me by WhatsApp.`]);
  });

  it('ends as a row operators are shown, with the code, when there is no other chat [NT-24]', async () => {
    await sent(SMS, ['SM1'], { ...NEWS, about: { bookingId: 'b1', version: 1 } });
    const rescue = makeRescue();
    await rescue.onReceipt(failed(SMS, 'SM1', 'unreachable', '30005'));
    await rescue.idle();
    await rescue.sweep();
    expect(await rows()).toMatchObject([{ state: 'dead', reason: 'no other way to this person', code: '30005' }]);
    expect(shown).toEqual([
      {
        id: 'SM1',
        bookingId: 'b1',
        channel: 'sms',
        line: 'A message did not arrive by SMS at +447700900123 (code 30005): no other way to this person.',
        text: NEWS.text,
      },
    ]);
  });

  it('does not send by SMS in place of WhatsApp when SMS is what failed', async () => {
    hasTemplate = false;
    others = [{ ...WHATSAPP, lastInboundAtUtc: NOW_UTC - 25 * 3_600_000 }];
    await sent(SMS, ['SM1']);
    const rescue = makeRescue();
    await rescue.onReceipt(failed(SMS, 'SM1', 'unreachable'));
    await rescue.idle();
    expect(allSent()).toEqual([]);
    expect(await rows()).toMatchObject([{ state: 'dead', reason: 'skipped: window closed' }]);
  });

  it('is not written to again about what has changed meanwhile', async () => {
    others = [SMS];
    await sent(WHATSAPP, ['SM1'], { ...NEWS, about: { bookingId: 'b1', version: 0 } });
    clock.advance(60_000);
    const rescue = makeRescue();
    await rescue.onReceipt(failed(WHATSAPP, 'SM1', 'unreachable'));
    await rescue.idle();
    expect(allSent()).toEqual([]);
    expect(await rows()).toMatchObject([{ state: 'skipped', reason: 'skipped: overtaken' }]);
  });

  it('counts as reached when another report says that it arrived', async () => {
    others = [SMS];
    await sent(WHATSAPP, ['SM1']);
    const delivered = { _id: 'SM1:delivered', providerMessageId: 'SM1', status: 'delivered' };
    await database.db.collection<{ _id: string }>('receipts').insertOne(delivered);
    const rescue = makeRescue();
    await rescue.onReceipt(failed(WHATSAPP, 'SM1', 'unreachable'));
    await rescue.idle();
    expect(allSent()).toEqual([]);
    expect(await rows()).toMatchObject([{ state: 'skipped', reason: 'it arrived after all' }]);
  });

  it('waits for the message’s own row when the report is quicker', async () => {
    others = [SMS];
    const rescue = makeRescue();
    await rescue.onReceipt(failed(WHATSAPP, 'SM1', 'unreachable'));
    await sent(WHATSAPP, ['SM1']);
    await rescue.idle();
    expect(allSent()).toEqual([`SMS: ${NEWS.text}`]);
  });

  it('waits while the other channel is away, and is written to once afterwards', async () => {
    others = [SMS];
    sms.outcomes.push({ kind: 'retry', retryAfterMs: 1_000, reason: 'twilio 20429' });
    await sent(WHATSAPP, ['SM1']);
    const rescue = makeRescue();
    await rescue.onReceipt(failed(WHATSAPP, 'SM1', 'unreachable'));
    await rescue.idle();
    expect(await rows()).toMatchObject([{ state: 'waiting' }]);
    leaseClock.advance(LEASE_MS);
    await rescue.sweep();
    await rescue.sweep();
    expect(allSent()).toEqual([`SMS: ${NEWS.text}`]);
  });

  it('is tried over no third way when the second is reported as failed too', async () => {
    others = [SMS];
    await sent(WHATSAPP, ['SM1']);
    const rescue = makeRescue();
    await rescue.onReceipt(failed(WHATSAPP, 'SM1', 'unreachable'));
    await rescue.idle();
    others = [WHATSAPP];
    await rescue.onReceipt(failed(SMS, `p-${WHATSAPP.conversationId}:1:again`, 'unreachable'));
    await rescue.idle();
    expect(allSent()).toHaveLength(1);
    expect(shown.map(({ line }) => line)).toEqual([expect.stringContaining('the second way failed as well')]);
  });
});

describe('a message refused at the moment of sending', () => {
  it('goes another way as well, and the gate’s own row stays', async () => {
    others = [SMS];
    const rescue = makeRescue();
    const gate = createDeliveryGate({
      channels: { whatsapp },
      clock,
      log: createLog('silent'),
      bookingVersion: () => Promise.resolve(1),
      onUnreached: (...told) => rescue.onUnreached(...told),
    });
    whatsapp.outcomes.push({ kind: 'refused', cause: 'unreachable', reason: 'twilio 63024' });
    const entry = {
      key: 'k1',
      seq: 1,
      message: NEWS,
      committedAtUtc: NOW_UTC,
      tries: 0,
      notBeforeUtc: 0,
      by: '',
      heldSince: 0,
    };
    const verdict = await gate(WHATSAPP, entry);
    expect(verdict).toMatchObject({ kind: 'done', record: { reason: 'failed: unreachable' } });
    if (verdict.kind !== 'done') throw new Error(verdict.kind);
    const { key, ...record } = verdict.record;
    await database.db.collection<{ _id: string }>('messages').insertOne({ _id: key, ...record });
    await rescue.idle();
    expect(allSent()).toEqual([`SMS: ${NEWS.text}`]);
    expect(await rows()).toMatchObject([{ _id: 'k1', state: 'resent', code: '63024' }]);
  });

  it('by a window the provider holds for closed goes as a template at once [NT-23]', async () => {
    whatsapp.outcomes.push({ kind: 'refused', cause: 'windowClosed', reason: 'twilio 63016' });
    const gate = createDeliveryGate({
      channels: { whatsapp },
      clock,
      log: createLog('silent'),
      bookingVersion: () => Promise.resolve(1),
      renderTemplate: ({ name }) => ({ parts: [name], plainText: `[${name}]`, shape: 'text', reshaped: [] }),
    });
    const entry = {
      key: 'k2',
      seq: 1,
      message: NEWS,
      committedAtUtc: NOW_UTC,
      tries: 0,
      notBeforeUtc: 0,
      by: '',
      heldSince: 0,
    };
    expect(await gate(WHATSAPP, entry)).toMatchObject({ record: { reason: 'sent: template' } });
  });

  it('by SMS in place of WhatsApp leaves the WhatsApp chat’s consent alone', async () => {
    sms.outcomes.push({ kind: 'refused', cause: 'optedOut', reason: 'twilio 21610' });
    const gate = createDeliveryGate({
      channels: { whatsapp, sms },
      clock,
      log: createLog('silent'),
      bookingVersion: () => Promise.resolve(1),
      smsAccount: 'us',
      stopWriting: async ({ address }, eventId, source) => void stops.push({ address, eventId, source }),
    });
    const entry = {
      key: 'k3',
      seq: 1,
      message: NEWS,
      committedAtUtc: NOW_UTC,
      tries: 0,
      notBeforeUtc: 0,
      by: '',
      heldSince: 0,
    };
    const verdict = await gate({ ...WHATSAPP, lastInboundAtUtc: null }, entry);
    expect(verdict).toMatchObject({ optedOut: false, record: { reason: 'skipped: opted out' } });
    expect(stops).toMatchObject([{ address: ROSA, source: 'twilio 21610' }]);
  });
});

/** A message in two parts, both reported as failed, twice each, to two processes at once. Resolves with how often it was sent again. */
async function stormOf(store: () => UndeliveredStore): Promise<number> {
  others = [SMS];
  await sent(WHATSAPP, ['SM1', 'SM2']);
  const two = [makeRescue({ store: store() }), makeRescue({ store: store() })];
  for (const id of ['SM2', 'SM1', 'SM2', 'SM1'])
    await Promise.all(two.map((rescue) => rescue.onReceipt(failed(WHATSAPP, id, 'unreachable'))));
  await Promise.all(two.map((rescue) => rescue.idle()));
  leaseClock.advance(2 * LEASE_MS);
  for (const rescue of two) await rescue.sweep();
  return sms.sent.length;
}

describe('never twice', () => {
  it('holds for a message of two parts whose failures are told twice to two processes', async () => {
    expect(await stormOf(makeStore)).toBe(1);
  });

  it('is noticed when it does not hold: a store that forgets whose message it is', async () => {
    const forgetful = (): UndeliveredStore => ({ ...makeStore(), takeMessage: () => Promise.resolve(true) });
    expect(await stormOf(forgetful)).toBeGreaterThan(1);
  });

  it('is noticed when it does not hold: a store that takes each report for a new one', async () => {
    await database.db.collection(UNDELIVERED).dropIndex('one_rescue_a_message');
    let told = 0;
    const doubling = (): UndeliveredStore => {
      const store = makeStore();
      const asNew = (id: string): string => `${id}#${++told}`;
      return {
        ...store,
        add: (id, ref, facts) => store.add(asNew(id), ref, facts),
        findMessage: (row) => store.findMessage({ ...row, _id: row._id.split('#')[0]! }),
      };
    };
    expect(await stormOf(doubling)).toBeGreaterThan(1);
  });

  it('calls a send uncertain whose process died, and does not repeat it', async () => {
    others = [SMS];
    await sent(WHATSAPP, ['SM1']);
    let reached = (): void => undefined;
    const atTheProvider = new Promise<void>((resolve) => (reached = resolve));
    sms.outcomes.push(() => {
      reached();
      return new Promise<SendOutcome>(() => undefined);
    });
    await makeRescue().onReceipt(failed(WHATSAPP, 'SM1', 'unreachable'));
    await atTheProvider;
    leaseClock.advance(LEASE_MS + 1);
    await makeRescue().sweep();
    expect(await rows()).toMatchObject([{ state: 'uncertain', reason: 'the process ended while sending it again' }]);
    expect(shown.map(({ line }) => line)).toEqual([expect.stringContaining('may not have arrived')]);
    expect(sms.sent).toEqual([]);
  });
});
