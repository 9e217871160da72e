import { expect, it } from '@jest/globals';
import type { ChannelAdapter, RawRequest, Received } from '../../src/messaging/channel.js';
import { profile } from '../support/profile.js';
import { forgeries, seededRandom, sprinkle } from './forgeries.js';
import type { ChannelHarness } from './harness.js';

const FORGERIES = 10_000;
const MUTATIONS = profile({ short: 10_000, full: 1_000_000 });
const LONG_MS = profile({ short: 60_000, full: 3_600_000 });

export function describeInbound(harness: () => ChannelHarness): void {
  it('accepts every genuine sample as exactly what it is [CH-01]', async () => {
    for (const { about, request, content } of harness().samples) {
      const received = await harness().adapter.receive(request);
      expect({ about, ...contentsOf(received) }).toEqual({
        about,
        kind: 'accepted',
        contents: content ? [content] : [],
      });
    }
  });

  it('gives the same event id to the same delivery and different ids to different ones', async () => {
    const ids: string[] = [];
    for (const { request } of harness().samples) {
      const [once, again] = [await harness().adapter.receive(request), await harness().adapter.receive(request)];
      expect(eventIds(again)).toEqual(eventIds(once));
      ids.push(...eventIds(once));
    }
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('tells who wrote to whom without assuming a phone number [CH-07]', async () => {
    const { adapter, samples } = harness();
    for (const { request } of samples) {
      const received = await adapter.receive(request);
      if (received.kind !== 'accepted') throw new Error(received.reason);
      for (const event of received.events) {
        expect(event).toMatchObject({ account: expect.stringMatching(/./), address: expect.stringMatching(/./) });
        expect(event.channel).toBe(adapter.id);
      }
    }
  });

  it('refuses ten thousand forged requests without reading one [SEC-14]', async () => {
    const seed = 20_261_121;
    const outcome = await attack(harness(), (request) => harness().adapter.receive(request), seed);
    expect({ seed, ...outcome }).toEqual({ seed, accepted: 0, parsed: 0, tried: FORGERIES });
  });

  it('would let forgeries in with its verification switched off, so the check above can fail', async () => {
    const outcome = await attack(harness(), harness().withoutVerification, 7);
    expect(outcome.accepted + outcome.parsed).toBeGreaterThan(1_000);
  });

  it(
    'survives genuine requests with mutated bodies, ten thousand or in full a million, and hands on nothing but strings',
    async () => {
      const outcome = await survive(harness(), (request) => harness().adapter.receive(request), 481_516);
      expect(outcome.accepted + outcome.refused).toBe(MUTATIONS);
      // Enough of both, or the mutations are too mild or too wild to prove anything.
      expect(outcome.accepted).toBeGreaterThan(300);
      expect(outcome.refused).toBeGreaterThan(300);
    },
    LONG_MS,
  );

  it('would be seen to crash or to hand on an object, so the check above can fail', async () => {
    const receive = (request: RawRequest): Promise<Received> => harness().adapter.receive(request);
    const crashing = async (request: RawRequest): Promise<Received> => {
      const received = await receive(request);
      if (received.kind === 'refused') throw new TypeError('a crash on a body that cannot be read');
      return received;
    };
    await expect(survive(harness(), crashing, 1)).rejects.toThrow('a crash');
    const careless = async (request: RawRequest): Promise<Received> => {
      const received = await receive(request);
      if (received.kind === 'refused') return received;
      return {
        ...received,
        events: received.events.map((event) => ({ ...event, eventId: { $gt: '' } as unknown as string })),
      };
    };
    await expect(survive(harness(), careless, 1)).rejects.toThrow('a field named $gt');
  });
}

/** Feeds mutated genuine bodies to `receive`. @throws naming seed and round as soon as something other than plain strings comes out. */
async function survive(
  harness: ChannelHarness,
  receive: ChannelAdapter['receive'],
  seed: number,
): Promise<{ accepted: number; refused: number }> {
  const random = seededRandom(seed);
  const bodies = harness.samples.map(({ request }) => Buffer.from(request.body));
  const outcome = { accepted: 0, refused: 0 };
  for (let round = 0; round < MUTATIONS; round++) {
    const body = sprinkle(bodies[Math.floor(random() * bodies.length)] ?? Buffer.alloc(0), random);
    const received = await receive(harness.sign(body));
    outcome[received.kind]++;
    if (received.kind === 'refused') continue;
    if (received.response.status > 299)
      throw new Error(`seed ${seed} round ${round}: status ${received.response.status}`);
    for (const event of received.events) expectPlain(event, `seed ${seed} round ${round}`);
  }
  return outcome;
}

/** Throws every kind of forgery at `receive`; `parsed` counts refusals that can only come from having read the body. */
async function attack(
  harness: ChannelHarness,
  receive: ChannelAdapter['receive'],
  seed: number,
): Promise<{ accepted: number; parsed: number; tried: number }> {
  let accepted = 0;
  let parsed = 0;
  const source = forgeries(harness, seededRandom(seed));
  for (let tried = 0; tried < FORGERIES; tried++) {
    const { request } = source.next().value;
    const received = await receive(request);
    if (received.kind === 'accepted') accepted++;
    else if (received.reason.startsWith('unreadable')) parsed++;
  }
  return { accepted, parsed, tried: FORGERIES };
}

function contentsOf(received: Received): object {
  if (received.kind === 'refused') return received;
  return {
    kind: 'accepted',
    contents: received.events.flatMap((event) => (event.type === 'message' ? [event.content] : [])),
  };
}

function eventIds(received: Received): string[] {
  return received.kind === 'accepted' ? received.events.map(({ eventId }) => eventId) : [];
}

/** Everything that will reach a database filter or a document: plain values under plain names, real numbers, valid Unicode. */
function expectPlain(value: unknown, where: string): void {
  if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      if (key.startsWith('$') || key === '__proto__') throw new Error(`${where}: a field named ${key}`);
      expectPlain(inner, where);
    }
    return;
  }
  const isPlain =
    value === null ||
    typeof value === 'boolean' ||
    Number.isFinite(value) ||
    (typeof value === 'string' && Buffer.from(value).toString('utf8') === value);
  if (!isPlain) throw new Error(`${where}: ${typeof value} is no plain value`);
}
