import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TelegramAdapter } from '../../../adapters/telegram/index.js';
import type { TelegramStandIn } from '../../../src/simulator/stand-ins/telegram.js';
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
