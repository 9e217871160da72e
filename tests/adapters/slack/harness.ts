import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSlackOperator, type SlackDeps } from '../../../adapters/slack/index.js';
import type { RawRequest } from '../../../src/messaging/channel.js';
import type { JobCard, OperatorPort, OperatorReceived } from '../../../src/messaging/operator.js';
import { createMovableClock, type MovableClock } from '../../../src/platform/clock.js';
import { createLog } from '../../../src/platform/log.js';
import { createSlackStandIn, type SlackStandIn } from '../../../src/simulator/stand-ins/slack.js';

export const SIGNING_SECRET = 'the signing secret of the tests';
export const BOT_TOKEN = 'xoxb-the-token-of-the-tests';
export const CHANNEL = 'C0OPERATIONS';
export const NOW_UTC = Date.UTC(2026, 10, 21, 10, 0);

export interface SlackHarness {
  readonly slack: SlackStandIn;
  readonly operators: OperatorPort;
  readonly clock: MovableClock;
  /** What came to our webhook, and what became of it. */
  readonly received: { request: RawRequest; result: OperatorReceived }[];
  another(deps: Partial<SlackDeps>): Promise<OperatorPort>;
  close(): Promise<void>;
}

/** The real adapter and the real SDK, against the stand-in, with a webhook as the app has it. */
export async function openSlack(): Promise<SlackHarness> {
  const clock = createMovableClock(NOW_UTC);
  const received: SlackHarness['received'] = [];
  const webhook = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const request = { method: 'POST', path: req.url ?? '/', headers: req.headers, body: Buffer.concat(chunks) };
      void operators.receive(request).then((result) => {
        received.push({ request, result });
        if (result.kind === 'refused') return res.writeHead(result.status).end();
        res.writeHead(result.response.status).end(result.response.body);
      });
    });
  });
  await new Promise<void>((resolve) => webhook.listen(0, '127.0.0.1', resolve));
  const slack = createSlackStandIn({
    botToken: BOT_TOKEN,
    signingSecret: SIGNING_SECRET,
    webhookUrl: `http://127.0.0.1:${(webhook.address() as AddressInfo).port}/webhooks/slack`,
    clock,
    channels: [CHANNEL],
  });
  await slack.start();
  const another = (more: Partial<SlackDeps>): Promise<OperatorPort> =>
    createSlackOperator({
      botToken: BOT_TOKEN,
      signingSecret: SIGNING_SECRET,
      operationsChannel: CHANNEL,
      apiUrl: `${slack.url}/api/`,
      clock,
      log: createLog('silent'),
      ...more,
    });
  const operators = await another({});
  return {
    slack,
    operators,
    clock,
    received,
    another,
    async close() {
      await slack.stop();
      webhook.closeAllConnections();
      await new Promise((resolve) => webhook.close(resolve));
    },
  };
}

export const CARD: JobCard = {
  bookingId: 'b_48210377',
  version: 3,
  title: 'Haircut · Tue 24 Nov 14:00 · Rosa Field (returning, 6 visits)',
  facts: ['With Asha, 12 Mill Lane', '£25, to pay at the visit', 'BK-48210377, by SMS'],
  status: { label: 'Waiting for an answer', tone: 'waiting' },
  acts: [
    { act: 'accept', label: 'Accept', style: 'primary' },
    { act: 'reject', label: 'Reject', style: 'danger' },
  ],
  lastLine: 'Booked by Rosa Field, Sat 21 Nov 10:00',
  updatedAtUtc: NOW_UTC,
};
