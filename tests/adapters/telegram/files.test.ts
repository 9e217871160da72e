import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TelegramAdapter } from '../../../adapters/telegram/index.js';
import type { OutboundMessage } from '../../../src/messaging/message.js';
import type { TelegramMessage, TelegramStandIn } from '../../../src/simulator/stand-ins/telegram.js';
import { makeAdapter, openTelegram, ROSA } from './bench.js';

const LIMIT_BYTES = 1_000;
let standIn: TelegramStandIn;
let adapter: TelegramAdapter;
beforeAll(async () => {
  ({ standIn, adapter } = await openTelegram());
});
afterAll(() => standIn.stop());

let files = 0;
/** The id under which Telegram names what Rosa sends. */
async function sent(content: Buffer, name = 'cv.pdf'): Promise<string> {
  await standIn.device.file(ROSA, { name, type: 'application/pdf', content });
  return `BQACAgQAAx${++files}`;
}

describe('a file that came by Telegram', () => {
  it('is fetched whole by its id', async () => {
    const content = Buffer.from('%PDF-1.4 as far as anybody here knows');
    const fetched = await adapter.fetchFile!(await sent(content), LIMIT_BYTES);
    expect(fetched.kind === 'fetched' && Buffer.from(fetched.content).equals(content)).toBe(true);
    expect(standIn.problems).toEqual([]);
  });

  it('is too big one byte beyond the limit, and gone when nobody knows it', async () => {
    expect((await adapter.fetchFile!(await sent(Buffer.alloc(LIMIT_BYTES)), LIMIT_BYTES)).kind).toBe('fetched');
    expect(await adapter.fetchFile!(await sent(Buffer.alloc(LIMIT_BYTES + 1)), LIMIT_BYTES)).toEqual({
      kind: 'tooBig',
    });
    expect(await adapter.fetchFile!('nothing', LIMIT_BYTES)).toEqual({ kind: 'gone' });
  });

  it('is asked for again when Telegram is away, and no reason carries the token', async () => {
    const id = await sent(Buffer.from('x'));
    standIn.faults.failBeforeEffect = 1;
    expect((await adapter.fetchFile!(id, LIMIT_BYTES)).kind).toBe('retry');
    const away = await makeAdapter({ apiRoot: 'http://127.0.0.1:9' }).fetchFile!(id, LIMIT_BYTES);
    expect(away).toEqual({ kind: 'retry', reason: 'Telegram could not be reached' });
  });
});

describe('a picture that is shown with a question', () => {
  const card = (url: string): OutboundMessage => ({
    text: 'Cut, 30 min',
    choices: [{ id: 'take', digit: '1', label: 'Take this' }],
    stepId: 'q1',
    language: 'en',
    class: 'answer',
    file: { name: 'Cut', type: 'image/jpeg', bytes: 0, url, elsewhere: true },
  });
  const shown = async (by: TelegramAdapter, url: string): Promise<TelegramMessage> => {
    const to = { channel: 'telegram', account: by.account, address: String(ROSA.id) } as const;
    expect(await by.send(to, by.render(card(url)), url)).toMatchObject({ kind: 'sent' });
    return standIn.messages.at(-1)!;
  };

  it('carries the words and the buttons in one message, also one of ours that Telegram cannot reach [CAT-09]', async () => {
    const ours = makeAdapter({ apiRoot: standIn.url, loadFile: async () => Buffer.from('a picture') });
    const there = await shown(adapter, 'https://shop.example/cut.jpg');
    const handedOver = await shown(ours, 'http://127.0.0.1:8080/pictures/cut.jpg');

    for (const { text, keyboard } of [there, handedOver]) {
      expect(text).toBe('Cut, 30 min');
      expect(keyboard.flat().map((button) => button.text)).toEqual(['Take this']);
    }
    expect(handedOver.document!.content.toString()).toBe('a picture');
  });

  it('takes nothing with it when it cannot be fetched', async () => {
    const { text, keyboard, document } = await shown(adapter, 'http://127.0.0.1:9/cut.jpg');

    expect([text, keyboard.flat().length, document]).toEqual(['Cut, 30 min', 1, undefined]);
  });
});
