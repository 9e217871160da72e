import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import twilio from 'twilio';
import { createTwilioAdapters } from '../../adapters/twilio/index.js';
import { createMovableClock, type MovableClock } from '../../src/platform/clock.js';
import {
  createTwilioStandIn,
  type TwilioDeviceEvent,
  type TwilioStandIn,
} from '../../src/simulator/stand-ins/twilio.js';
import { signTwilioRequest } from '../../src/simulator/stand-ins/twilio-signature.js';
import { openReceiver, type Receiver } from './receiver.js';

const ACCOUNT_SID = `AC${'f'.repeat(32)}`;
const TOKEN = 'account-token';
const SHOP = '+441632960000';
const ROSA = '+447700900123';
const WA_SHOP = `whatsapp:${SHOP}`;
const WA_ROSA = `whatsapp:${ROSA}`;

let receiver: Receiver;
let standIn: TwilioStandIn;
let clock: MovableClock;
let seen: TwilioDeviceEvent[];

async function open(fragment = ''): Promise<void> {
  clock = createMovableClock(Date.UTC(2026, 10, 23, 9, 0));
  standIn = createTwilioStandIn({
    accountSid: ACCOUNT_SID,
    authToken: TOKEN,
    webhookUrl: `${receiver.url}/in${fragment}`,
    statusUrl: `${receiver.url}/status`,
    clock,
    approvedTemplates: { visit_reminder: 'See you {{1}}' },
  });
  await standIn.start();
  seen = [];
  standIn.onEvent((event) => seen.push(event));
}
const sdk = (authToken = TOKEN): twilio.Twilio => {
  const client = new twilio.Twilio(ACCOUNT_SID, authToken, {
    httpClient: new twilio.RequestClient({ timeout: 20_000 }),
  });
  client.api.baseUrl = standIn.url;
  client.content.baseUrl = standIn.url;
  return client;
};
const form = (index: number): URLSearchParams =>
  new URLSearchParams(Buffer.from(receiver.requests[index]?.body ?? []).toString());
const statuses = (): (string | null)[] =>
  receiver.requests.flatMap(({ path }, index) => (path === '/status' ? [form(index).get('MessageStatus')] : []));

beforeEach(async () => {
  receiver = await openReceiver();
  await open();
});
afterEach(async () => {
  await standIn.stop();
  await receiver.stop();
});

describe('the Twilio stand-in', () => {
  it('signs as the SDK expects, any field and any character, without using the SDK for it', async () => {
    await standIn.device.text(ROSA, SHOP, 'Hüllo & = + 🙂 "%41"', { fields: { SomethingNew: 'ünïcode', A: '' } });
    const { headers, path } = receiver.requests[0]!;
    const fields = Object.fromEntries(form(0));
    const signature = String(headers['x-twilio-signature']);
    expect(twilio.validateRequest(TOKEN, signature, receiver.url + path, fields)).toBe(true);
    expect(twilio.validateRequest(TOKEN, signature, receiver.url + path, { ...fields, Body: 'x' })).toBe(false);
    expect(signTwilioRequest(TOKEN, 'https://a.example/x?y=1#rc=3', { b: '2', a: '1' })).toBe(
      twilio.getExpectedTwilioSignature(TOKEN, 'https://a.example/x?y=1', { a: '1', b: '2' }),
    );
  });

  it('takes a text from the real SDK, shows it on the phone and reports sent and delivered', async () => {
    const message = await sdk().messages.create({ to: ROSA, from: SHOP, body: 'Hello “Rosa”' });
    await standIn.settled();
    expect(seen).toContainEqual(
      expect.objectContaining({
        type: 'message',
        to: ROSA,
        from: SHOP,
        body: 'Hello “Rosa”',
        encoding: 'UCS-2',
        segments: 1,
        sid: message.sid,
      }),
    );
    expect(statuses().sort()).toEqual(['delivered', 'sent']);
    expect((await sdk().messages(message.sid).fetch()).status).toBe('delivered');
    expect((await sdk().messages.list({ to: ROSA, limit: 5 })).map(({ sid }) => sid)).toEqual([message.sid]);
  });

  it('refuses a wrong token, a body over 1600 characters and a mix of body and content, and says so', async () => {
    await expect(sdk('other').messages.create({ to: ROSA, from: SHOP, body: 'x' })).rejects.toMatchObject({
      status: 401,
      code: 20003,
    });
    await expect(sdk().messages.create({ to: ROSA, from: SHOP, body: 'x'.repeat(1601) })).rejects.toMatchObject({
      code: 21617,
    });
    await expect(sdk().messages.create({ to: ROSA, from: SHOP, body: 'x', contentSid: 'HX1' })).rejects.toMatchObject({
      code: 21619,
    });
    expect(standIn.problems).toHaveLength(3);
    await expect(sdk().messages.create({ to: ROSA, from: SHOP, body: 'x'.repeat(1600) })).resolves.toBeDefined();
  });

  it('refuses the camelCase content that the SDK’s own types demand', async () => {
    const create = sdk().content.v1.contents.create({
      friendlyName: 'a',
      language: 'en',
      types: { twilioText: { body: 'x' } },
    });
    await expect(create).rejects.toMatchObject({ status: 400 });
  });

  it('stops after STOP and starts after START, on SMS only [FL-19]', async () => {
    await standIn.device.text(ROSA, SHOP, 'End');
    await expect(sdk().messages.create({ to: ROSA, from: SHOP, body: 'x' })).rejects.toMatchObject({ code: 21610 });
    await standIn.device.text(ROSA, SHOP, 'yes');
    await expect(sdk().messages.create({ to: ROSA, from: SHOP, body: 'x' })).resolves.toBeDefined();
    await standIn.device.text(WA_ROSA, WA_SHOP, 'STOP');
    await expect(sdk().messages.create({ to: WA_ROSA, from: WA_SHOP, body: 'x' })).resolves.toBeDefined();
    expect(receiver.requests.filter(({ path }) => path === '/in')).toHaveLength(3);
  });

  it('fails free text outside the WhatsApp window by a report with 63016, and lets a template through [NT-23]', async () => {
    const late = await sdk().messages.create({ to: WA_ROSA, from: WA_SHOP, body: 'x' });
    await standIn.settled();
    expect(form(receiver.requests.length - 1).get('ErrorCode')).toBe('63016');
    expect(await sdk().messages(late.sid).fetch()).toMatchObject({ status: 'failed', errorCode: 63016 });
    const contentSid = standIn.templates['visit_reminder'];
    await sdk().messages.create({
      to: WA_ROSA,
      from: WA_SHOP,
      contentSid,
      contentVariables: JSON.stringify({ 1: 'Tue 24 Nov' }),
    });
    await standIn.settled();
    expect(seen).toContainEqual(expect.objectContaining({ type: 'message', body: 'See you Tue 24 Nov' }));
    expect(seen.filter(({ type }) => type === 'message')).toHaveLength(1);
  });

  it('tries again once when nobody answers, and as often as the address orders', async () => {
    receiver.answers.push(0, 500);
    expect(await standIn.device.text(ROSA, SHOP, 'hi')).toMatchObject({ status: 500, attempts: 2 });
    await standIn.stop();
    await open('#rc=3&rp=all');
    receiver.answers.push(503, 0, 429);
    expect(await standIn.device.text(ROSA, SHOP, 'hi')).toMatchObject({ status: 200, attempts: 4 });
    expect(new Set([2, 3, 4, 5].map((index) => form(index).get('MessageSid'))).size).toBe(1);
  });

  it('doubles, reorders and loses what it posts when told to', async () => {
    standIn.faults.duplicateWebhooks = true;
    await standIn.device.text(ROSA, SHOP, 'hi');
    expect(receiver.requests).toHaveLength(2);
    expect(form(1).get('MessageSid')).toBe(form(0).get('MessageSid'));

    standIn.faults.duplicateWebhooks = false;
    standIn.faults.reorderWebhooks = true;
    await Promise.all([standIn.device.text(ROSA, SHOP, 'first'), standIn.device.text(ROSA, SHOP, 'second')]);
    expect([form(2).get('Body'), form(3).get('Body')]).toEqual(['second', 'first']);
    expect(await standIn.device.text(ROSA, SHOP, 'alone')).toMatchObject({ status: 200 });

    standIn.faults.reorderWebhooks = false;
    standIn.faults.loseReceipts = true;
    await sdk().messages.create({ to: ROSA, from: SHOP, body: 'x' });
    await standIn.settled();
    expect(statuses()).toEqual([]);
  });

  it('turns a tap on a button it showed into a webhook our adapter reads as that choice', async () => {
    const adapters = createTwilioAdapters({
      accountSid: ACCOUNT_SID,
      authTokens: [TOKEN],
      smsFrom: SHOP,
      whatsappFrom: SHOP,
      publicUrl: receiver.url,
      statusCallbackPath: '/status',
      apiBaseUrl: standIn.url,
    });
    await standIn.device.text(WA_ROSA, WA_SHOP, 'hi');
    const choices = [1, 2, 3, 4].map((n) => ({ id: `c${n}`, digit: String(n), label: `Choice ${n}` }));
    const rendered = adapters.whatsapp.render({
      text: 'Which?',
      choices,
      stepId: 'which',
      language: 'en',
      class: 'answer',
    });
    const outcome = await adapters.whatsapp.send(
      { channel: 'whatsapp', account: WA_SHOP, address: WA_ROSA },
      rendered,
      'k',
    );
    if (outcome.kind !== 'sent') throw new Error(outcome.reason);
    const [sid = ''] = outcome.providerMessageIds;
    await standIn.device.tap(WA_ROSA, sid, 'which.c4');
    await standIn.settled();
    const received = await Promise.all(receiver.requests.map((request) => adapters.whatsapp.receive(request)));
    const events = received.flatMap((one) => (one.kind === 'accepted' ? one.events : []));
    expect(received.every(({ kind }) => kind === 'accepted')).toBe(true);
    expect(events).toContainEqual(
      expect.objectContaining({ content: { kind: 'choice', token: 'which.c4', label: 'Choice 4' } }),
    );
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'receipt', providerMessageId: sid, status: 'delivered' }),
    );
    expect(() => standIn.device.tap(WA_ROSA, sid, 'which.c5')).toThrow('has no button');
    expect(standIn.problems).toEqual([]);
  });
});
