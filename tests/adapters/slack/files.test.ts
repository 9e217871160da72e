import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createFetchFile } from '../../../adapters/slack/files.js';
import type { TalkPort } from '../../../src/messaging/operator.js';
import { JPEG, PNG } from '../../files/support/bytes.js';
import { BOT_TOKEN, CARD, CHANNEL, openSlack, type SlackHarness } from './harness.js';

const ASHA = { id: 'U0ASHA', name: 'Asha' };
const LOOK = { name: 'look.png', type: 'image/png', content: PNG };
const LIMIT_BYTES = 1_000;

let harness: SlackHarness;
beforeAll(async () => {
  harness = await openSlack();
});
afterAll(() => harness.close());

async function talk(): Promise<{ channel: string; messageId: string }> {
  const posted = await harness.operators.postCard(CARD, 'k');
  if (posted.kind !== 'ok') throw new Error(posted.kind);
  return posted.ref;
}

/** What our webhook understood of the newest event. */
const written = () => harness.received.flatMap(({ result }) => (result.kind === 'accepted' ? result.written : []));

describe('a file in a thread', () => {
  it('is put there by the real SDK, whole, with its words, and is not taken for an operator’s when it comes back', async () => {
    const ref = await talk();
    const before = written().length;
    const outcome = await harness.operators.talks.postFile(
      ref,
      { name: 'hair.jpg', content: JPEG, text: 'Rosa: <b> & *green*' },
      'k1',
    );
    expect(outcome).toEqual({ kind: 'ok', ref });
    await harness.slack.settled();
    expect(harness.slack.messages.at(-1)).toMatchObject({
      channel: CHANNEL,
      threadTs: ref.messageId,
      text: 'Rosa: &lt;b&gt; &amp; *green*',
      files: [{ name: 'hair.jpg', content: JPEG }],
    });
    expect(harness.received.at(-1)!.result).toMatchObject({ kind: 'accepted', written: [] });
    expect(written()).toHaveLength(before);
    expect(harness.slack.problems).toEqual([]);
  });

  it('is told apart from a lost one: try again, or never', async () => {
    const ref = await talk();
    const post = () => harness.operators.talks.postFile(ref, { name: 'a.jpg', content: JPEG, text: 'x' }, 'k2');
    harness.slack.faults.rateLimit = 1;
    expect(await post()).toMatchObject({ kind: 'retry', retryAfterMs: 1_000 });
    harness.slack.faults.failBeforeEffect = 1;
    expect(await post()).toMatchObject({ kind: 'retry' });
    harness.slack.device.forbidFiles();
    expect(await post()).toEqual({ kind: 'refused', reason: 'Slack: missing_scope' });
  });

  it('of an operator comes with its name, size and address, with words or without, and is fetched with our token', async () => {
    const ref = await talk();
    await harness.slack.device.write(ASHA, ref.messageId, '', [LOOK]);
    await harness.slack.settled();
    const line = written().at(-1)!;
    expect(line).toMatchObject({
      operatorId: 'U0ASHA',
      text: '',
      files: [{ name: 'look.png', type: 'image/png', bytes: PNG.length }],
    });
    const address = line.files![0]!.ref;
    const fetchFile: TalkPort['fetchFile'] = (at, most) => harness.operators.talks.fetchFile(at, most);
    expect(await fetchFile(address, LIMIT_BYTES)).toEqual({ kind: 'fetched', content: PNG });
    expect(await fetchFile(address, PNG.length - 1)).toEqual({ kind: 'tooBig' });
    expect(await fetchFile(`${address.split('/download')[0]!}9/download/x`, LIMIT_BYTES)).toEqual({ kind: 'gone' });
    harness.slack.faults.failBeforeEffect = 1;
    expect(await fetchFile(address, LIMIT_BYTES)).toMatchObject({ kind: 'retry' });
  });
});

describe('the token', () => {
  let elsewhere: Server;
  const asked: unknown[] = [];
  beforeAll(async () => {
    elsewhere = createServer((req, res) => {
      asked.push(req.headers.authorization);
      res.end('x');
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    elsewhere.closeAllConnections();
    await new Promise((resolve) => elsewhere.close(resolve));
  });

  it('goes to Slack alone: another address is not asked, a login page is not followed', async () => {
    const other = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/files-pri/x`;
    const fetchFile: TalkPort['fetchFile'] = (at, most) => harness.operators.talks.fetchFile(at, most);
    for (const ref of [other, 'nonsense', '', 'file:///etc/passwd'])
      expect(await fetchFile(ref, LIMIT_BYTES)).toEqual({ kind: 'gone' });
    expect(asked).toEqual([]);
    const withoutToken = createFetchFile({
      botToken: `${BOT_TOKEN}-old`,
      apiUrl: `${harness.slack.url}/api/`,
      timeoutMs: 20_000,
    });
    const ref = await talk();
    await harness.slack.device.write(ASHA, ref.messageId, 'look', [LOOK]);
    await harness.slack.settled();
    expect(await withoutToken(written().at(-1)!.files![0]!.ref, LIMIT_BYTES)).toEqual({ kind: 'gone' });
  });
});
