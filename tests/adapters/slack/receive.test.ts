import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createReceive } from '../../../adapters/slack/receive.js';
import { createSignatureCheck, type SignatureCheck } from '../../../adapters/slack/signature.js';
import { createSlackOperator } from '../../../adapters/slack/index.js';
import type { RawRequest } from '../../../src/messaging/channel.js';
import type { OperatorPort } from '../../../src/messaging/operator.js';
import { createMovableClock } from '../../../src/platform/clock.js';
import { createLog } from '../../../src/platform/log.js';
import { signSlack } from '../../../src/simulator/stand-ins/slack-wire.js';
import { forgeries, seededRandom, sprinkle, type ForgerySource } from '../../contracts/forgeries.js';
import { profile } from '../../support/profile.js';
import { CARD, CHANNEL, NOW_UTC, openSlack, SIGNING_SECRET, type SlackHarness } from './harness.js';

const BEN = { id: 'U0BEN', name: 'ben' };
const ASHA = { id: 'U0ASHA', name: 'asha' };
const ROUNDS = profile({ short: 10_000, full: 1_000_000 });

let harness: SlackHarness;
let cardTs: string;
beforeAll(async () => {
  harness = await openSlack();
  await harness.operators.postCard(CARD, 'card');
  cardTs = harness.slack.messages.at(-1)?.ts ?? '';
});
afterAll(() => harness.close());

const sign = (
  body: Buffer,
  { secret = SIGNING_SECRET, atUtc = NOW_UTC, type = 'application/x-www-form-urlencoded' } = {},
): RawRequest => {
  const timestamp = String(Math.floor(atUtc / 1000));
  return {
    method: 'POST',
    path: '/webhooks/slack',
    headers: {
      'content-type': type,
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': signSlack(secret, timestamp, body),
    },
    body,
  };
};

/** A genuine click, as it came to our webhook. */
async function click(person = BEN, act = 'job:accept'): Promise<SlackHarness['received'][number]> {
  const before = harness.received.length;
  const answer = await harness.slack.device.click(person, cardTs, act);
  const received = harness.received[before];
  if (!received) throw new Error(`no click came: ${answer.status}`);
  return received;
}

describe('a click', () => {
  it('becomes one act: who, what, on which booking, seen at which version [CH-06]', async () => {
    const { result } = await click();
    expect(result).toEqual({
      kind: 'accepted',
      response: { status: 200 },
      talkActs: [],
      written: [],
      acts: [
        {
          actId: expect.stringMatching(new RegExp(`^U0BEN:${cardTs}:job:accept:\\d+\\.\\d+$`)),
          act: 'accept',
          bookingId: 'b_48210377',
          seenVersion: 3,
          operator: { id: 'U0BEN', name: 'ben' },
          card: { channel: CHANNEL, messageId: cardTs },
          replyTo: CHANNEL,
        },
      ],
    });
  });

  it('has an id of its own, the same only when the same click is delivered again', async () => {
    const idOf = ({ result }: SlackHarness['received'][number]) =>
      result.kind === 'accepted' ? result.acts[0]?.actId : undefined;
    harness.slack.faults.duplicateWebhooks = true;
    const before = harness.received.length;
    await harness.slack.device.click(BEN, cardTs, 'job:accept');
    await harness.slack.settled();
    harness.slack.faults.duplicateWebhooks = false;
    const [once, twice] = harness.received.slice(before);
    expect(idOf(once!)).toBe(idOf(twice!));
    const others = [await click(BEN), await click(ASHA), await click(BEN, 'job:reject')].map(idOf);
    expect(new Set([idOf(once!), ...others]).size).toBe(4);
  });

  it('is answered without asking Slack anything, even when Slack is away', async () => {
    const { request } = await click();
    const clock = createMovableClock(NOW_UTC);
    const operators = await createSlackOperator({
      botToken: 'xoxb-unused',
      signingSecret: SIGNING_SECRET,
      operationsChannel: CHANNEL,
      apiUrl: 'http://127.0.0.1:1/api/',
      clock,
      log: createLog('silent'),
    });
    expect(await operators.receive(request)).toMatchObject({ kind: 'accepted', acts: [{ act: 'accept' }] });
  });

  it('on anything but a job button is genuine and does nothing', async () => {
    const { slack, received } = harness;
    for (const payload of [
      { type: 'view_submission', view: {} },
      { type: 'shortcut', callback_id: 'x' },
      {
        type: 'block_actions',
        user: { id: 'U1' },
        channel: { id: 'C1' },
        message: { ts: '1.1' },
        actions: [{ action_id: 'other', action_ts: '1.2' }],
      },
    ]) {
      expect(await slack.device.inject(payload)).toMatchObject({ status: 200 });
      expect(received.at(-1)?.result).toMatchObject({ kind: 'accepted', acts: [] });
    }
  });

  it('that does not say which booking is refused', async () => {
    const { slack, received } = harness;
    for (const value of [
      '',
      '{}',
      '{"b":"x"}',
      '{"b":{"$gt":""},"v":1}',
      '{"b":"x","v":-1}',
      '{"b":"x","v":1.5}',
      'null',
    ]) {
      const action = { action_id: 'job:accept', action_ts: '1.2', value };
      const answer = await slack.device.inject({
        type: 'block_actions',
        user: { id: 'U1' },
        channel: { id: 'C1' },
        message: { ts: '1.1' },
        actions: [action],
      });
      expect(answer.status).toBe(400);
      expect(received.at(-1)?.result).toMatchObject({ kind: 'refused', reason: 'unreadable button' });
    }
  });
});

it('answers the question Slack asks when its address is set', async () => {
  expect(await harness.slack.device.verifyUrl('3eZbrw1aBm2rZgRNFdxV')).toMatchObject({
    status: 200,
    body: '3eZbrw1aBm2rZgRNFdxV',
  });
});

it('does not start without a signing secret [SEC-14]', async () => {
  const { clock } = harness;
  const start = createSlackOperator({
    botToken: 'x',
    signingSecret: '',
    operationsChannel: CHANNEL,
    clock,
    log: createLog('silent'),
  });
  await expect(start).rejects.toThrow('signing secret');
});

describe('the signature', () => {
  it('is good for five minutes either way, to the second [SEC-14]', async () => {
    const { request } = await click();
    const body = Buffer.from(request.body);
    const at = async (offsetS: number): Promise<string> => {
      const result = await harness.operators.receive(sign(body, { atUtc: NOW_UTC + offsetS * 1000 }));
      return result.kind === 'refused' ? result.reason : result.kind;
    };
    expect(await at(-300)).toBe('accepted');
    expect(await at(-301)).toBe('time stamp too far away');
    expect(await at(300)).toBe('accepted');
    expect(await at(301)).toBe('time stamp too far away');
  });

  it('covers every byte of the body and the time stamp as it is spelt [SEC-14]', async () => {
    const { request } = await click();
    const genuine = sign(Buffer.from(request.body));
    const tampered: RawRequest[] = [
      { ...genuine, body: Buffer.concat([genuine.body, Buffer.from(' ')]) },
      { ...genuine, body: Buffer.concat([Buffer.from([0xff]), genuine.body.subarray(1)]) },
      ...[' ', '0', '+', '1e'].map((more) => ({
        ...genuine,
        headers: {
          ...genuine.headers,
          'x-slack-request-timestamp': more + String(genuine.headers['x-slack-request-timestamp']),
        },
      })),
      { ...genuine, headers: { ...genuine.headers, 'x-slack-request-timestamp': String(NOW_UTC / 1000 + 1) } },
      {
        ...genuine,
        headers: { ...genuine.headers, 'x-slack-signature': `${String(genuine.headers['x-slack-signature'])}=more` },
      },
    ];
    for (const forged of tampered)
      expect(await harness.operators.receive(forged)).toMatchObject({ kind: 'refused', status: 401 });
    expect(await harness.operators.receive(genuine)).toMatchObject({ kind: 'accepted' });
  });

  it('keeps ten thousand forgeries out, and not one of them is read [SEC-14]', async () => {
    const seed = 20_261_121;
    const outcome = await attack((request) => harness.operators.receive(request), seed);
    expect({ seed, ...outcome }).toEqual({ seed, accepted: 0, parsed: 0, refusedOtherwise: 0 });
  });

  const careful = createSignatureCheck({ signingSecret: SIGNING_SECRET, clock: { nowUtc: () => NOW_UTC } });
  const mutants: Record<string, SignatureCheck> = {
    'looks at the first half of the signature': (request) => {
      const given = String(request.headers['x-slack-signature']);
      const wanted = signSlack(SIGNING_SECRET, String(request.headers['x-slack-request-timestamp']), request.body);
      return given.slice(0, 30) === wanted.slice(0, 30) ? { isGenuine: true } : careful(request);
    },
    'does not mind the case': (request) => {
      const proof = request.headers['x-slack-signature'];
      if (typeof proof !== 'string') return careful(request);
      return careful({ ...request, headers: { ...request.headers, 'x-slack-signature': proof.trim().toLowerCase() } });
    },
    'does not mind the time': (request) => {
      const clock = { nowUtc: () => Number(request.headers['x-slack-request-timestamp']) * 1000 };
      return createSignatureCheck({ signingSecret: SIGNING_SECRET, clock })(request);
    },
    'takes the first of two signatures': (request) => {
      const proof = [request.headers['x-slack-signature']].flat()[0];
      return careful({ ...request, headers: { ...request.headers, 'x-slack-signature': proof } });
    },
  };
  for (const name of Object.keys(mutants))
    it(`would let some in if it ${name}, so the check above can fail`, async () => {
      const outcome = await attack(
        createReceive(mutants[name]!, async () => ({ acts: [], talkActs: [] })),
        5,
        3_000,
      );
      expect(outcome.accepted).toBeGreaterThan(50);
      expect(outcome.parsed).toBeGreaterThan(50);
    });
});

it(
  'survives genuine requests with mutated bodies, ten thousand or in full a million, and hands on nothing but plain values',
  async () => {
    const seed = 481_516;
    const random = seededRandom(seed);
    const { request } = await click();
    const payload = new URLSearchParams(Buffer.from(request.body).toString()).get('payload') ?? '';
    const counts = { accepted: 0, refused: 0 };
    for (let round = 0; round < ROUNDS; round++) {
      const body =
        random() < 0.7
          ? Buffer.from(new URLSearchParams({ payload: sprinkle(Buffer.from(payload), random).toString() }).toString())
          : sprinkle(Buffer.from(request.body), random);
      const received = await harness.operators.receive(sign(body, random() < 0.1 ? { type: 'application/json' } : {}));
      counts[received.kind]++;
      if (received.kind === 'refused') expect(received.status).toBe(400);
      else
        for (const { bookingId, seenVersion, operator, card, actId } of received.acts) {
          const plain = [bookingId, operator.id, operator.name, card.channel, card.messageId, actId].every(
            (value) => typeof value === 'string' && Buffer.from(value).toString() === value,
          );
          expect({ seed, round, plain, version: Number.isSafeInteger(seenVersion) }).toEqual({
            seed,
            round,
            plain: true,
            version: true,
          });
        }
    }
    expect(counts.accepted).toBeGreaterThan(100);
    expect(counts.refused).toBeGreaterThan(100);
  },
  profile({ short: 60_000, full: 3_600_000 }),
);

/** Forgeries of the proof, and genuine proofs over another body or from another hour. */
async function attack(
  receive: OperatorPort['receive'],
  seed: number,
  rounds = ROUNDS,
): Promise<{ accepted: number; parsed: number; refusedOtherwise: number }> {
  const random = seededRandom(seed);
  const { request } = await click();
  const source: ForgerySource = {
    samples: [{ request }],
    sign: (body) => sign(body),
    signWithWrongKey: (body) => sign(body, { secret: 'another secret' }),
    proofHeader: 'x-slack-signature',
    provesPath: false,
  };
  const run = forgeries(source, random);
  const parse = JSON.parse;
  const counts = { accepted: 0, parsed: 0, refusedOtherwise: 0 };
  JSON.parse = (...given) => {
    counts.parsed++;
    return parse(...given) as unknown;
  };
  try {
    for (let round = 0; round < rounds; round++) {
      const kind = random();
      const offsetS = (random() < 0.5 ? 1 : -1) * (301 + Math.floor(random() * 100_000));
      const forged =
        kind < 0.1
          ? sign(Buffer.from(request.body), { atUtc: NOW_UTC + offsetS * 1000 })
          : kind < 0.2
            ? { ...sign(Buffer.from(request.body)), body: sprinkleUntilChanged(Buffer.from(request.body), random) }
            : run.next().value.request;
      const result = await receive(forged);
      if (result.kind === 'accepted') counts.accepted++;
      else if (![400, 401].includes(result.status)) counts.refusedOtherwise++;
    }
  } finally {
    JSON.parse = parse;
  }
  return counts;
}

function sprinkleUntilChanged(body: Buffer, random: () => number): Buffer {
  for (;;) {
    const changed = sprinkle(body, random);
    if (!changed.equals(body)) return changed;
  }
}
