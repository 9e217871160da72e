import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import twilioSdk from 'twilio';
import { systemClock } from '../../src/platform/clock.js';
import { createTwilioStandIn, type TwilioStandIn } from '../../src/simulator/stand-ins/twilio.js';
import { openTestDatabase } from '../support/database.js';
import { buildApp, createKillable, freePort, type Killable } from './killable.js';

const PEOPLE = 12;
const OUR_NUMBER = '+447700900000';
const PUBLIC_URL = 'https://parley.example';
const PATH = '/webhooks/twilio/messages';
const credentials = { accountSid: `AC${'2'.repeat(32)}`, authToken: 'two-process-token' };
const SAID = ['hi', '1', '1', '4', 'friday', '2', 'Rosa Field', '1'];

let database: Awaited<ReturnType<typeof openTestDatabase>>;
let twilio: TwilioStandIn;
let program: Awaited<ReturnType<typeof buildApp>>;
let processes: { app: Killable; port: number }[];

beforeAll(async () => {
  database = await openTestDatabase();
  const nowhere = 'http://127.0.0.1:9/webhooks/twilio/status';
  twilio = createTwilioStandIn({ ...credentials, webhookUrl: nowhere, statusUrl: nowhere, clock: systemClock });
  twilio.faults.loseReceipts = true;
  await twilio.start();
  program = await buildApp();
  processes = [];
  for (let i = 0; i < 2; i++) {
    const port = await freePort();
    const env = {
      PORT: String(port),
      PUBLIC_URL,
      LOG_LEVEL: 'fatal',
      TWILIO_ACCOUNT_SID: credentials.accountSid,
      TWILIO_AUTH_TOKEN: credentials.authToken,
      TWILIO_SMS_FROM: OUR_NUMBER,
      TWILIO_WHATSAPP_FROM: '+447700900001',
      TWILIO_API_BASE_URL: twilio.url,
    };
    const mongoUri = process.env['MONGODB_TEST_URI']!;
    const app = createKillable(program, { env, mongoUri, dbName: database.connection.name });
    processes.push({ app, port });
    await app.up();
  }
}, 120_000);
afterAll(async () => {
  for (const { app } of processes) await app.stop();
  await twilio.stop();
  program.remove();
  await database.drop();
});

/** A signed webhook to one of the processes, as a load balancer would hand it on. Resolves when it is accepted. */
async function post(port: number, from: string, body: string, sid: string): Promise<number> {
  const params = {
    MessageSid: sid,
    AccountSid: credentials.accountSid,
    From: from,
    To: OUR_NUMBER,
    Body: body,
    NumMedia: '0',
  };
  const signature = twilioSdk.getExpectedTwilioSignature(credentials.authToken, PUBLIC_URL + PATH, params);
  for (;;) {
    const { status } = await fetch(`http://127.0.0.1:${port}${PATH}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature },
      body: new URLSearchParams(params).toString(),
    });
    // A process that has too much under way says "come again", and a provider does.
    if (status !== 503) return status;
  }
}

describe('two processes and people who do not wait for answers', () => {
  it('handles every message in the order it was accepted, whichever process took it [FL-21]', async () => {
    const expected = PEOPLE * SAID.length;
    const arrived: { to: string; body: string }[] = [];
    const all = new Promise<void>((resolve) => {
      twilio.onEvent((event) => {
        if (event.type !== 'message') return;
        arrived.push({ to: event.to, body: event.body });
        if (arrived.length === expected) resolve();
      });
    });
    await Promise.all(
      Array.from({ length: PEOPLE }, async (_, n) => {
        for (const [i, text] of SAID.entries()) {
          const { port } = processes[(n + i) % 2]!;
          const sid = `SM${String(n).padStart(16, '0')}${String(i).padStart(16, '0')}`;
          expect(await post(port, `+4477018${String(n).padStart(5, '0')}`, text, sid)).toBe(200);
          // The provider may deliver it twice, and to the other process.
          expect(await post(processes[(n + i + 1) % 2]!.port, `+4477018${String(n).padStart(5, '0')}`, text, sid)).toBe(
            200,
          );
        }
      }),
    );
    await all;
    for (let n = 0; n < PEOPLE; n++) {
      const replies = arrived
        .filter(({ to }) => to === `+4477018${String(n).padStart(5, '0')}`)
        .map(({ body }) => body.split('\n')[0]);
      expect(replies).toHaveLength(SAID.length);
      const places = [
        /^Willow Salon/,
        /^What would you like/,
        /When suits you/,
        /^Which day/,
        /When suits you|Closest/,
        /What is your name|has just gone/,
      ];
      places.forEach((pattern, index) => expect(replies[index]).toMatch(pattern));
    }
    const docs = await database.db.collection('conversations').find().toArray();
    expect(docs.map(({ rev }) => rev as number)).toEqual(Array.from({ length: PEOPLE }, () => SAID.length));
  }, 120_000);
});
