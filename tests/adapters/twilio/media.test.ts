import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TwilioAdapters } from '../../../adapters/twilio/index.js';
import type { TwilioStandIn } from '../../../src/simulator/stand-ins/twilio.js';
import { ACCOUNT_SID, makeAdapters, openTwilio, ROSA, SMS_FROM } from './bench.js';

const LIMIT_BYTES = 1_000;
const PATH = `/2010-04-01/Accounts/${ACCOUNT_SID}/Messages/MM1/Media/ME1`;

const servers: Server[] = [];
async function serve(handle: (req: IncomingMessage, res: ServerResponse, body: string) => void): Promise<string> {
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => handle(req, res, Buffer.concat(chunks).toString()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

let standIn: TwilioStandIn;
let adapters: TwilioAdapters;
const posted: string[] = [];

beforeAll(async () => {
  const webhookUrl = await serve((_req, res, body) => {
    posted.push(body);
    res.end();
  });
  ({ standIn, adapters } = await openTwilio({ webhookUrl: `${webhookUrl}/` }));
});
afterAll(async () => {
  await standIn.stop();
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function sentRef(content: Buffer): Promise<string> {
  await standIn.device.media(ROSA, SMS_FROM, 'image/jpeg', 'my hair', content);
  return new URLSearchParams(posted.at(-1)).get('MediaUrl0')!;
}

describe('a picture that came by Twilio', () => {
  it('is fetched whole from the address the webhook named', async () => {
    const content = Buffer.from('a picture, as far as anybody here knows');
    const fetched = await adapters.sms.fetchFile!(await sentRef(content), LIMIT_BYTES);
    expect(fetched.kind === 'fetched' && Buffer.from(fetched.content).equals(content)).toBe(true);
    expect(standIn.problems).toEqual([]);
  });

  it('is too big one byte beyond the limit, and gone when Twilio does not have it', async () => {
    expect((await adapters.whatsapp.fetchFile!(await sentRef(Buffer.alloc(LIMIT_BYTES)), LIMIT_BYTES)).kind).toBe(
      'fetched',
    );
    expect(await adapters.whatsapp.fetchFile!(await sentRef(Buffer.alloc(LIMIT_BYTES + 1)), LIMIT_BYTES)).toEqual({
      kind: 'tooBig',
    });
    expect(await adapters.whatsapp.fetchFile!(standIn.url + PATH, LIMIT_BYTES)).toEqual({ kind: 'gone' });
  });

  it('is asked for again when Twilio is away', async () => {
    const ref = await sentRef(Buffer.from('x'));
    standIn.faults.failBeforeEffect = 1;
    expect((await adapters.sms.fetchFile!(ref, LIMIT_BYTES)).kind).toBe('retry');
    const away = makeAdapters({ apiBaseUrl: 'http://127.0.0.1:9' });
    expect((await away.sms.fetchFile!(`https://api.twilio.com${PATH}`, LIMIT_BYTES)).kind).toBe('retry');
  });

  it('never sends the account’s password anywhere else, and follows nobody who leads it away', async () => {
    const heard: (string | undefined)[] = [];
    const elsewhere = await serve((req, res) => {
      heard.push(req.headers.authorization);
      res.end('stolen');
    });
    for (const ref of [`${elsewhere}${PATH}`, `https://api.twilio.com/other`, `file://${PATH}`, 'nonsense', ''])
      expect(await adapters.sms.fetchFile!(ref, LIMIT_BYTES)).toEqual({ kind: 'gone' });
    const leading = await serve((_req, res) => res.writeHead(307, { Location: `${elsewhere}/x` }).end());
    const led = makeAdapters({ apiBaseUrl: leading });
    expect(await led.sms.fetchFile!(`${leading}${PATH}`, LIMIT_BYTES)).toEqual({ kind: 'gone' });
    expect(heard).toEqual([]);
  });
});
