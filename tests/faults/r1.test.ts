import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../src/platform/clock.js';
import { createTwilioStandIn, type TwilioStandIn } from '../../src/simulator/stand-ins/twilio.js';
import { openTestDatabase } from '../support/database.js';
import { audit, type Books } from './audit.js';
import { buildApp, createKillable, freePort } from './killable.js';
import { createTexter, someReplies } from './texter.js';
import { profile } from '../support/profile.js';

const MOMENTS = Number(process.env['MOMENTS'] ?? profile({ short: 20, full: 300 }));
const SEED = Number(process.env['SEED'] ?? 20261121);
const POINTS = ['accepted', 'turn.ran', 'effect.done', 'turn.committed', 'sent'];
const OUR_NUMBER = '+447700900000';

/** mulberry32: the same seed gives the same moments. */
function randomFrom(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

let database: Awaited<ReturnType<typeof openTestDatabase>>;
let twilio: TwilioStandIn;
let program: Awaited<ReturnType<typeof buildApp>>;
let port: number;
const arrived: { to: string; body: string; atMs: number }[] = [];
const credentials = { accountSid: `AC${'1'.repeat(32)}`, authToken: 'kill-test-token' };

beforeAll(async () => {
  database = await openTestDatabase();
  program = await buildApp();
  port = await freePort();
  const base = `http://127.0.0.1:${port}/webhooks/twilio`;
  twilio = createTwilioStandIn({
    ...credentials,
    webhookUrl: `${base}/messages`,
    statusUrl: `${base}/status`,
    clock: systemClock,
  });
  await twilio.start();
  twilio.onEvent((event) => {
    if (event.type === 'message') arrived.push({ to: event.to, body: event.body, atMs: performance.now() });
  });
});
afterAll(async () => {
  await twilio.stop();
  program.remove();
  await database.drop();
});

async function booksOf(): Promise<Books> {
  const rows = (name: string) => database.db.collection(name).find().toArray();
  return {
    bookings: (await rows('bookings')).map((b) => ({
      conversationId: b['conversationId'],
      personId: b['person'].id,
      startsAtUtc: b['startsAtUtc'],
      endsAtUtc: b['endsAtUtc'],
      status: b['status'],
    })),
    conversations: (await rows('conversations')).map((c) => ({
      id: String(c._id),
      pending: c['pending'].length,
      outbox: c['outbox'].length,
    })),
    heard: (await rows('messages')).filter((m) => m['direction'] === 'in').map((m) => String(m._id)),
    said: (await rows('messages'))
      .filter((m) => m['direction'] === 'out')
      .map((m) => ({ key: String(m._id), status: m['status'] })),
    provider: arrived,
  };
}

/** What is stored of one chat, for the message of a failing test. */
async function holdingsOf(address: string): Promise<string> {
  const doc = await database.db.collection('conversations').findOne({ address });
  if (!doc) return 'nothing';
  const { rev, seq, tries, dueAt, pending, outbox, state } = doc;
  const waits = outbox.map(
    (item: { kind: string; seq?: number; by?: string; heldSince?: number }) =>
      `${item.kind} ${item.seq ?? ''} ${item.by?.slice(0, 4) ?? ''} ${item.heldSince ?? ''}`,
  );
  const where = state?.control.frames.map((frame: { b: string }) => frame.b);
  return JSON.stringify({
    now: systemClock.nowUtc(),
    rev,
    seq,
    tries,
    dueAt,
    pending,
    waits,
    where,
    wait: state?.control.wait,
  });
}

/** The newest message was handled and every answer up to it has left. */
async function isAnswered(address: string, sids: readonly string[]): Promise<boolean> {
  const { db } = database;
  const doc = await db.collection('conversations').findOne({ address });
  if (!doc || doc['pending'].length > 0 || doc['outbox'].length > 0) return false;
  const newest = await db
    .collection<{ _id: string }>('messages')
    .findOne({ _id: `${String(doc._id)}:in:${sids.at(-1)}` });
  return newest !== null;
}

/** Looks until no chat has anything left; a chat that is stuck makes the test's own time run out. */
async function everythingIsDone(): Promise<void> {
  while (!(await booksOf()).conversations.every(({ pending, outbox }) => pending + outbox === 0)) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe('killing the app at random moments and between every two effects', () => {
  it(
    `loses nothing, doubles nothing and leaves nobody stuck after ${MOMENTS} kills (seed ${SEED})`,
    async () => {
      const random = randomFrom(SEED);
      const env = {
        PORT: String(port),
        LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'fatal',
        TWILIO_ACCOUNT_SID: credentials.accountSid,
        TWILIO_AUTH_TOKEN: credentials.authToken,
        TWILIO_SMS_FROM: OUR_NUMBER,
        TWILIO_WHATSAPP_FROM: '+447700900001',
        TWILIO_API_BASE_URL: twilio.url,
      };
      const app = createKillable(program, {
        env,
        mongoUri: process.env['MONGODB_TEST_URI']!,
        dbName: database.connection.name,
        leaseMs: 400,
      });
      await app.up();
      const texters = new Set<ReturnType<typeof createTexter>>();
      let more = true;
      let next = 0;

      /** A stream of people: whoever is done makes room for somebody new, until enough kills have happened. */
      const lanes = Array.from({ length: 6 }, async () => {
        while (more) {
          const texter = createTexter({
            twilio,
            from: `+4477015${String(next++).padStart(5, '0')}`,
            to: OUR_NUMBER,
            random,
            isAnswered,
          });
          texters.add(texter);
          await texter.book().catch(async (error: Error) => {
            throw new Error(
              `${error.message}; ${texter.log.slice(-4).join(' | ')}; the house holds ${await holdingsOf(texter.from)}`,
            );
          });
        }
      });
      while (app.deathsAtMs.length < MOMENTS) {
        const atPoint = random() < 0.5;
        const before = app.deathsAtMs.length;
        if (atPoint) {
          app.killNextAt({ point: POINTS[Math.floor(random() * POINTS.length)]!, nth: 1 + Math.floor(random() * 8) });
          app.kill();
          await app.up();
        }
        await someReplies(twilio, 4 + Math.floor(random() * 16));
        if (app.deathsAtMs.length === before) app.kill();
        await app.up();
      }
      more = false;
      await Promise.all(lanes);
      await everythingIsDone();
      const books = await booksOf();
      await app.stop();
      const people = [...texters].map(({ from, sids }) => ({
        conversationId: `sms:${OUR_NUMBER}:${from}`,
        from,
        sids,
      }));
      expect(audit(books, people, app.deathsAtMs)).toEqual([]);
      expect(books.bookings.length).toBe(texters.size);
    },
    profile({ short: 600_000, full: 3_600_000 }),
  );
});

describe('the audit of the books', () => {
  const person = { conversationId: 'c', from: '+1', sids: ['SM1'] };
  const booking = { conversationId: 'c', personId: 'asha', startsAtUtc: 0, endsAtUtc: 10, status: 'pending' };
  const good: Books = {
    bookings: [booking],
    conversations: [{ id: 'c', pending: 0, outbox: 0 }],
    heard: ['c:in:SM1'],
    said: [{ key: 'c:1', status: 'sent' }],
    provider: [{ to: '+1', body: 'hello', atMs: 1_000 }],
  };

  it.each([
    ['a doubled booking', { bookings: [booking, { ...booking, startsAtUtc: 20, endsAtUtc: 30 }] }],
    ['an overlap', { bookings: [booking, { ...booking, conversationId: 'd', startsAtUtc: 5, endsAtUtc: 15 }] }],
    ['a lost booking', { bookings: [] }],
    ['a stuck chat', { conversations: [{ id: 'c', pending: 1, outbox: 0 }] }],
    ['a lost message', { heard: [] }],
    ['a reply that never left', { provider: [] }],
    [
      'a doubled reply that no kill explains',
      { provider: [1_000, 2_500].map((atMs) => ({ to: '+1', body: 'hello', atMs })) },
    ],
    [
      'a reply that is not in the books',
      { provider: ['hello', 'again'].map((body) => ({ to: '+1', body, atMs: 1_000 })) },
    ],
  ])('finds %s', (_what, wrong) => {
    expect(audit(good, [person], [])).toEqual([]);
    expect(audit({ ...good, ...wrong }, [person], [])).not.toEqual([]);
  });
});
