import { describe, expect, it } from '@jest/globals';
import { createTwilioAdapters } from '../../../adapters/twilio/index.js';
import type { ChannelEvent, RawRequest } from '../../../src/messaging/channel.js';
import {
  ACCOUNT_SID,
  AUTH_TOKEN,
  inbound,
  makeAdapters,
  newSid,
  PUBLIC_URL,
  ROSA,
  signed,
  SMS_FROM,
  STATUS_PATH,
  whatsappInbound,
  WHATSAPP_FROM,
} from './bench.js';

const { sms, whatsapp } = makeAdapters();

async function events(request: RawRequest, adapter = sms): Promise<readonly ChannelEvent[]> {
  const received = await adapter.receive(request);
  if (received.kind === 'refused') throw new Error(received.reason);
  return received.events;
}
const contents = async (request: RawRequest): Promise<unknown[]> =>
  (await events(request)).map((event) => (event.type === 'message' ? event.content : event));

describe('verifying', () => {
  it('refuses a request without a signature, with two, and with a wrong one, each with its own status [SEC-14]', async () => {
    const request = inbound({ Body: 'hi' });
    const signature = String(request.headers['x-twilio-signature']);
    const withSignature = (value: string | string[] | undefined): RawRequest => ({
      ...request,
      headers: { ...request.headers, 'x-twilio-signature': value },
    });
    expect(await sms.receive(withSignature(undefined))).toMatchObject({ kind: 'refused', status: 401 });
    expect(await sms.receive(withSignature([signature, signature]))).toMatchObject({ kind: 'refused', status: 400 });
    expect(await sms.receive(withSignature(signature.slice(1)))).toMatchObject({ kind: 'refused', status: 403 });
    expect(await sms.receive(request)).toMatchObject({ kind: 'accepted' });
  });

  it('refuses what is not a form, before looking at it', async () => {
    const request = inbound({ Body: 'hi' });
    for (const contentType of ['application/json', 'text/plain', undefined]) {
      const other = { ...request, headers: { ...request.headers, 'content-type': contentType } };
      expect(await sms.receive(other)).toMatchObject({ kind: 'refused', status: 400 });
    }
  });

  it('takes the address from its settings and never from the Host header', async () => {
    const request = inbound({ Body: 'hi' });
    const moved = makeAdapters({ publicUrl: 'https://elsewhere.example' });
    expect(
      await moved.sms.receive({ ...request, headers: { ...request.headers, host: 'parley.example' } }),
    ).toMatchObject({ status: 403 });
    const slashed = makeAdapters({ publicUrl: `${PUBLIC_URL}/` });
    expect(await slashed.sms.receive(request)).toMatchObject({ kind: 'accepted' });
  });

  it('accepts the new and the old token while one is being rotated, and no third', async () => {
    const rotating = makeAdapters({ authTokens: ['the-new-token', AUTH_TOKEN] });
    const by = (token: string): RawRequest =>
      signed({ MessageSid: newSid(), From: ROSA, To: SMS_FROM, Body: 'hi' }, { token });
    expect(await rotating.sms.receive(by('the-new-token'))).toMatchObject({ kind: 'accepted' });
    expect(await rotating.sms.receive(by(AUTH_TOKEN))).toMatchObject({ kind: 'accepted' });
    expect(await rotating.sms.receive(by('the-token-before'))).toMatchObject({ kind: 'refused' });
  });

  it('answers an empty TwiML, since replies go by the API', async () => {
    expect(await sms.receive(inbound({ Body: 'hi' }))).toMatchObject({
      response: { status: 200, contentType: 'text/xml', body: '<Response/>' },
    });
  });

  it('refuses a genuine form without the fields that say who wrote', async () => {
    expect(await sms.receive(signed({ Body: 'hi' }))).toMatchObject({
      kind: 'refused',
      status: 400,
      reason: 'unreadable form',
    });
  });
});

describe('words that carriers act on', () => {
  it('takes every stop word of SMS as withdrawn consent and as nothing else [FL-19]', async () => {
    for (const word of ['STOP', 'stopall', 'Unsubscribe', 'CANCEL', 'end', 'QUIT', 'revoke', 'OptOut', ' stop \n']) {
      const source = `keyword ${word.trim().toUpperCase()}`;
      expect(await contents(inbound({ Body: word }))).toEqual([{ kind: 'consent', granted: false, source }]);
    }
  });

  it('hears START and YES as consent and also as words, under two ids [FL-19]', async () => {
    for (const word of ['START', 'Yes']) {
      const both = await events(inbound({ Body: word }));
      expect(both.map((event) => (event.type === 'message' ? event.content : null))).toEqual([
        { kind: 'consent', granted: true, source: `keyword ${word.toUpperCase()}` },
        { kind: 'text', text: word },
      ]);
      expect(new Set(both.map(({ eventId }) => eventId)).size).toBe(2);
    }
  });

  it('leaves a stop word inside a sentence alone', async () => {
    expect(await contents(inbound({ Body: 'stop by at 3' }))).toEqual([{ kind: 'text', text: 'stop by at 3' }]);
    expect(await contents(inbound({ Body: 'STOP!' }))).toEqual([{ kind: 'text', text: 'STOP!' }]);
  });

  it('follows the words a shop chose itself, which Twilio names by type', async () => {
    expect(await contents(inbound({ Body: 'basta', OptOutType: 'STOP' }))).toEqual([
      { kind: 'consent', granted: false, source: 'keyword BASTA' },
    ]);
  });

  it('lets CANCEL, END and QUIT be ordinary words on WhatsApp', async () => {
    for (const word of ['CANCEL', 'END', 'QUIT', 'YES']) {
      expect(await contents(whatsappInbound({ Body: word }))).toEqual([{ kind: 'text', text: word }]);
    }
    expect(await contents(whatsappInbound({ Body: 'Unsubscribe' }))).toEqual([
      { kind: 'consent', granted: false, source: 'keyword UNSUBSCRIBE' },
    ]);
  });
});

describe('who wrote', () => {
  it('knows a WhatsApp person without a phone number by the opaque id alone [CH-07]', async () => {
    const [event] = await events(whatsappInbound({ From: 'whatsapp:US.13491208655302741918', Body: 'hi' }));
    expect(event).toMatchObject({
      channel: 'whatsapp',
      account: WHATSAPP_FROM,
      address: 'whatsapp:US.13491208655302741918',
      profile: { displayName: 'Rosa Field' },
    });
    expect(event).not.toHaveProperty('profile.phone');
  });

  it('keeps the number and the display name where the provider tells them [CH-07]', async () => {
    expect((await events(whatsappInbound({ Body: 'hi' })))[0]).toMatchObject({
      profile: { phone: ROSA, displayName: 'Rosa Field' },
    });
    expect((await events(inbound({ Body: 'hi' })))[0]).toMatchObject({
      channel: 'sms',
      address: ROSA,
      profile: { phone: ROSA },
    });
  });

  it('acknowledges and drops what comes for a channel that is switched off', async () => {
    const adapters = createTwilioAdapters({
      accountSid: ACCOUNT_SID,
      authTokens: [AUTH_TOKEN],
      smsFrom: SMS_FROM,
      publicUrl: PUBLIC_URL,
    });
    expect(await adapters.sms.receive(whatsappInbound({ Body: 'hi' }))).toMatchObject({ kind: 'accepted', events: [] });
  });
});

describe('delivery reports', () => {
  const report = (status: string, more: Record<string, string> = {}): RawRequest =>
    signed(
      { MessageSid: 'SM1234567890', MessageStatus: status, From: WHATSAPP_FROM, To: `whatsapp:${ROSA}`, ...more },
      { path: STATUS_PATH },
    );

  it.each([
    ['sent', 'sent'],
    ['delivered', 'delivered'],
    ['read', 'read'],
    ['undelivered', 'failed'],
    ['failed', 'failed'],
    ['canceled', 'failed'],
  ])('makes %s a receipt of %s', async (given, status) => {
    expect(await events(report(given), whatsapp)).toEqual([
      {
        type: 'receipt',
        channel: 'whatsapp',
        account: WHATSAPP_FROM,
        address: `whatsapp:${ROSA}`,
        eventId: `SM1234567890:${given}`,
        providerMessageId: 'SM1234567890',
        status,
      },
    ]);
  });

  it('hands on the code of a failure, so that a closed window can be told from a dead number [NT-12]', async () => {
    expect(await events(report('failed', { ErrorCode: '63016' }))).toMatchObject([
      { status: 'failed', errorCode: '63016' },
    ]);
  });

  it('makes nothing of the steps on the way', async () => {
    for (const status of ['accepted', 'queued', 'sending', 'scheduled'])
      expect(await events(report(status))).toEqual([]);
  });
});
