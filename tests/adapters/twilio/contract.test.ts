import { createTwilioReceive } from '../../../adapters/twilio/receive.js';
import { toGsmPunctuation } from '../../../adapters/twilio/gsm.js';
import type { RawRequest } from '../../../src/messaging/channel.js';
import { describeChannelContract, type ChannelHarness } from '../../contracts/channel-contract.js';
import {
  inbound,
  makeAdapters,
  newSid,
  openTwilio,
  PUBLIC_URL,
  ROSA,
  signed,
  signedBody,
  SMS_FROM,
  STATUS_PATH,
  visiblePart,
  whatsappInbound,
  WHATSAPP_FROM,
} from './bench.js';

const closers: (() => Promise<void>)[] = [];
const closeAll = async (): Promise<void> => {
  for (const close of closers.splice(0)) await close();
};

async function open(channel: 'sms' | 'whatsapp', samples: ChannelHarness['samples']): Promise<ChannelHarness> {
  const { standIn, adapters } = await openTwilio();
  closers.push(() => standIn.stop());
  const to =
    channel === 'sms'
      ? { channel, account: SMS_FROM, address: ROSA }
      : { channel, account: WHATSAPP_FROM, address: `whatsapp:${ROSA}` };
  // Opens the 24-hour window; nobody listens to the webhook itself.
  await standIn.device.text(to.address, to.account, 'hi');
  const verifying = makeAdapters();
  const adapter = { ...adapters[channel], receive: (request: RawRequest) => verifying[channel].receive(request) };
  return {
    adapter,
    samples,
    sign: (body) => signedBody(body),
    signWithWrongKey: (body) => signedBody(body, { token: 'a-token-of-somebody' }),
    proofHeader: 'x-twilio-signature',
    provesPath: true,
    withoutVerification: createTwilioReceive({
      publicUrl: PUBLIC_URL,
      statusCallbackPath: STATUS_PATH,
      isGenuine: () => true,
      isOn: () => true,
    }),
    visible: visiblePart,
    ...(channel === 'sms' ? { fold: (text: string, language: string) => toGsmPunctuation(text, language).text } : {}),
    outbound: {
      to,
      faults: standIn.faults,
      taken: () => standIn.messages.length,
      unreachable: makeAdapters({ apiBaseUrl: 'http://127.0.0.1:9' })[channel],
      impatient: makeAdapters({ apiBaseUrl: standIn.url, publicUrl: 'http://127.0.0.1:9', timeoutMs: 200 })[channel],
    },
  };
}

describeChannelContract(
  'sms',
  () =>
    open('sms', [
      {
        about: 'text',
        request: inbound({ Body: 'haircut tomorrow' }),
        content: { kind: 'text', text: 'haircut tomorrow' },
      },
      {
        about: 'accents and emoji',
        request: inbound({ Body: '¿Mañana? 🙂 & = +' }),
        content: { kind: 'text', text: '¿Mañana? 🙂 & = +' },
      },
      { about: 'nothing', request: inbound({ Body: '' }), content: { kind: 'text', text: '' } },
      {
        about: 'picture',
        request: inbound({
          NumMedia: '1',
          MediaContentType0: 'image/jpeg',
          MediaUrl0: 'https://api.twilio.com/m',
          Body: 'my hair',
        }),
        content: {
          kind: 'media',
          media: 'image',
          caption: 'my hair',
          file: { ref: 'https://api.twilio.com/m', type: 'image/jpeg', bytes: null, name: null },
        },
      },
      {
        about: 'stop',
        request: inbound({ Body: ' Stop ' }),
        content: { kind: 'consent', granted: false, source: 'keyword STOP' },
      },
      {
        about: 'unstop',
        request: inbound({ Body: 'UNSTOP' }),
        content: { kind: 'consent', granted: true, source: 'keyword UNSTOP' },
      },
      {
        about: 'a field Twilio has not had before',
        request: inbound({ Body: 'hi', SomethingNew: 'x' }),
        content: { kind: 'text', text: 'hi' },
      },
      {
        about: 'a delivery report of a step on the way',
        request: signed(
          { MessageSid: newSid(), MessageStatus: 'queued', From: SMS_FROM, To: ROSA },
          { path: STATUS_PATH },
        ),
        content: null,
      },
    ]),
  closeAll,
  { sends: true },
);

describeChannelContract(
  'whatsapp',
  () =>
    open('whatsapp', [
      { about: 'text', request: whatsappInbound({ Body: 'CANCEL' }), content: { kind: 'text', text: 'CANCEL' } },
      {
        about: 'button',
        request: whatsappInbound({ Body: 'Tue 14:00', ButtonText: 'Tue 14:00', ButtonPayload: 'time.c1' }),
        content: { kind: 'choice', token: 'time.c1', label: 'Tue 14:00' },
      },
      {
        about: 'list row',
        request: whatsappInbound({ Body: 'Haircut', ListTitle: 'Haircut', ListId: 'service.cut' }),
        content: { kind: 'choice', token: 'service.cut', label: 'Haircut' },
      },
      {
        about: 'button of an approved template',
        request: whatsappInbound({ Body: 'I am coming', ButtonText: 'I am coming', ButtonPayload: 'I am coming' }),
        content: { kind: 'text', text: 'I am coming' },
      },
      {
        about: 'sticker',
        request: whatsappInbound({ NumMedia: '1', MediaContentType0: 'image/webp' }),
        content: { kind: 'media', media: 'sticker' },
      },
      {
        about: 'voice note',
        request: whatsappInbound({ NumMedia: '1', MediaContentType0: 'audio/ogg' }),
        content: { kind: 'media', media: 'voice' },
      },
      {
        about: 'contact card',
        request: whatsappInbound({ NumMedia: '1', MediaContentType0: 'text/vcard' }),
        content: { kind: 'media', media: 'contact' },
      },
      {
        about: 'file',
        request: whatsappInbound({ NumMedia: '1', MediaContentType0: 'application/pdf' }),
        content: { kind: 'media', media: 'file' },
      },
      {
        about: 'location',
        request: whatsappInbound({ Latitude: '51.5', Longitude: '-0.1', Label: '12 Mill Lane' }),
        content: {
          kind: 'media',
          media: 'location',
          caption: '12 Mill Lane',
          location: { latitude: 51.5, longitude: -0.1, label: '12 Mill Lane' },
        },
      },
      {
        about: 'a person without a phone number',
        request: whatsappInbound({ From: 'whatsapp:US.13491208655302741918', Body: 'hi' }),
        content: { kind: 'text', text: 'hi' },
      },
      {
        about: 'stop',
        request: whatsappInbound({ Body: 'stop' }),
        content: { kind: 'consent', granted: false, source: 'keyword STOP' },
      },
    ]),
  closeAll,
  { sends: true },
);
