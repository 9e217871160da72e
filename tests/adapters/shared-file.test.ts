import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { renderSms } from '../../adapters/twilio/render-sms.js';
import { renderWhatsapp } from '../../adapters/twilio/render-whatsapp.js';
import type { OutboundMessage, SharedFile } from '../../src/messaging/message.js';
import { PNG } from '../files/support/bytes.js';
import { BOT_ID, makeAdapter, openTelegram, ROSA } from './telegram/bench.js';

const MB = 1024 * 1024;
const withFile = (file: Partial<SharedFile>, text = 'Like this?'): OutboundMessage => ({
  text,
  file: { name: 'look.png', type: 'image/png', bytes: 90, url: 'https://book.example/f/x', ...file },
  language: 'en',
  class: 'answer',
});

describe('a file of the house on WhatsApp', () => {
  it('is a picture with its words as caption, up to 5 MB and 1024 characters', () => {
    const media = { kind: 'media', url: 'https://book.example/f/x' };
    expect(renderWhatsapp(withFile({ bytes: 5 * MB })).parts).toEqual([{ ...media, body: 'Like this?' }]);
    const linked = { kind: 'text', body: 'Like this?\nlook.png:\nhttps://book.example/f/x' };
    expect(renderWhatsapp(withFile({ bytes: 5 * MB + 1 })).parts).toEqual([linked]);
    expect(renderWhatsapp(withFile({}, 'x'.repeat(1_024))).parts).toEqual([{ ...media, body: 'x'.repeat(1_024) }]);
    expect(renderWhatsapp(withFile({}, 'x'.repeat(1_025))).parts).toEqual([
      { kind: 'text', body: 'x'.repeat(1_025) },
      { ...media, body: '' },
    ]);
  });

  it('is a message of its own after the words where it is heard or read, and a link where WhatsApp knows no such kind', () => {
    for (const type of ['audio/ogg', 'application/pdf'])
      expect(renderWhatsapp(withFile({ type })).parts).toMatchObject([{ kind: 'text' }, { kind: 'media', body: '' }]);
    for (const type of ['text/plain', 'application/zip', 'image/heic'])
      expect(renderWhatsapp(withFile({ type })).parts).toMatchObject([
        { kind: 'text', body: expect.stringContaining('/f/x') },
      ]);
  });
});

describe('a file of the house by SMS', () => {
  it('is its name and a bare address on a line of its own', () => {
    expect(renderSms(withFile({})).plainText).toBe('Like this?\nlook.png:\nhttps://book.example/f/x');
  });
});

describe('a file of the house on Telegram', () => {
  let telegram: Awaited<ReturnType<typeof openTelegram>>;
  beforeAll(async () => {
    telegram = await openTelegram();
  });
  afterAll(() => telegram.standIn.stop());
  const to = { channel: 'telegram', account: BOT_ID, address: String(ROSA.id) } as const;

  it('is read when it is sent; one that is not kept any more is refused and never half-sent', async () => {
    const { standIn } = telegram;
    const adapter = makeAdapter({
      apiRoot: standIn.url,
      loadFile: async (url) => (url.endsWith('/x') ? PNG : null),
    });
    expect(await adapter.send(to, adapter.render(withFile({})), 'k1')).toMatchObject({ kind: 'sent' });
    expect(standIn.messages.at(-1)).toMatchObject({ text: 'Like this?', document: { content: PNG } });
    const before = standIn.messages.length;
    const gone = withFile({ url: 'https://book.example/f/gone' });
    expect(await adapter.send(to, adapter.render(gone), 'k2')).toEqual({
      kind: 'refused',
      reason: 'the file is not kept any more',
      cause: 'invalid',
    });
    expect(standIn.messages).toHaveLength(before);
  });
});
