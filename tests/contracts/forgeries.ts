import type { RawRequest } from '../../src/messaging/channel.js';

/** A small repeatable generator (mulberry32): the seed printed by a failing test replays it. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface ForgerySource {
  readonly samples: readonly { readonly request: RawRequest }[];
  readonly sign: (body: Buffer) => RawRequest;
  readonly signWithWrongKey: (body: Buffer) => RawRequest;
  readonly proofHeader: string;
  readonly provesPath: boolean;
}

export interface Forgery {
  readonly about: string;
  readonly request: RawRequest;
}

/** An endless run of forged requests: half over genuine bodies, half over bodies that cannot be read at all. */
export function* forgeries(source: ForgerySource, random: () => number): Generator<Forgery, never> {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!; // the index is always inside
  for (;;) {
    const sample = pick(source.samples).request;
    const body =
      random() < 0.5
        ? Buffer.from(sample.body)
        : Buffer.from(`{"unreadable":${'['.repeat(Math.floor(random() * 40))}&=%`);
    const genuine = source.sign(body);
    const proof = String(genuine.headers[source.proofHeader]);
    const withProof = (value: string | readonly string[] | undefined): RawRequest => ({
      ...genuine,
      headers: { ...genuine.headers, [source.proofHeader]: value },
    });
    const flip = Math.floor(random() * proof.length);
    const kinds: Forgery[] = [
      { about: 'missing', request: withProof(undefined) },
      { about: 'empty', request: withProof('') },
      { about: 'cut', request: withProof(proof.slice(0, Math.max(1, Math.floor(random() * proof.length)))) },
      {
        about: 'one character changed',
        request: withProof(proof.slice(0, flip) + (proof[flip] === 'A' ? 'B' : 'A') + proof.slice(flip + 1)),
      },
      { about: 'wrong key', request: source.signWithWrongKey(body) },
      { about: 'white space before', request: withProof(` ${proof}`) },
      { about: 'white space after', request: withProof(`${proof}\n`) },
      { about: 'doubled header', request: withProof([proof, proof]) },
      { about: 'joined header', request: withProof(`${proof}, ${proof}`) },
      {
        about: 'other case',
        request: withProof(proof === proof.toLowerCase() ? proof.toUpperCase() : proof.toLowerCase()),
      },
      ...(source.provesPath
        ? [
            { about: 'other address', request: { ...genuine, path: `${genuine.path}/x` } },
            { about: 'query added', request: { ...genuine, path: `${genuine.path}?a=1` } },
            {
              about: 'body changed',
              request: { ...genuine, body: Buffer.concat([Buffer.from('x'), Buffer.from(genuine.body)]) },
            },
          ]
        : []),
    ];
    yield pick(kinds);
  }
}

const NASTY = [
  '__proto__',
  'constructor',
  'prototype',
  '$gt',
  '$where',
  '{"$gt":""}',
  '\u0000',
  '\ud800',
  '\\ud800',
  '%ED%A0%80',
  '%00',
  '%FF',
  '{{1}}',
  '[[[[[[[[',
  '{"a":{"a":{"a":',
  '"',
  "'",
  '\\',
  '\r\n',
  '&',
  '=',
  '1e999',
  '-0',
  'null',
  'true',
  '9007199254740993',
  '🙂',
  'ﷺ',
  '\u202e',
];

/** A body with a few seeded wounds: bytes flipped, pieces cut, doubled or swapped, nasty words put in; now and then huge or very deep. */
export function sprinkle(body: Buffer, random: () => number): Buffer {
  let text = body.toString('utf8');
  const at = (): number => Math.floor(random() * (text.length + 1));
  for (let wounds = 1 + Math.floor(random() * 4); wounds > 0; wounds--) {
    const [from, to] = [at(), at()].sort((a, b) => a - b) as [number, number]; // two elements stay two
    const nasty = NASTY[Math.floor(random() * NASTY.length)] ?? '';
    const kind = Math.floor(random() * 7);
    if (kind === 0) text = text.slice(0, from) + nasty + text.slice(from);
    else if (kind === 1) text = text.slice(0, from) + text.slice(to);
    else if (kind === 2) text = text.slice(0, to) + text.slice(from, to) + text.slice(to);
    else if (kind === 3) text = text.slice(0, from) + nasty + text.slice(to);
    else if (kind === 4)
      text = text.slice(0, from) + String.fromCharCode(Math.floor(random() * 65_536)) + text.slice(from);
    else if (kind === 5) text = swapValue(text, nasty, random);
    else {
      const rare = random();
      if (rare < 0.02) text = text.slice(0, from) + '['.repeat(20_000) + text.slice(from);
      else if (rare < 0.04) text = text.slice(0, from) + 'x'.repeat(300_000) + text.slice(from);
    }
  }
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length > 0 && random() < 0.3) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
  return bytes;
}

/** Puts something nasty where a value stood, so that the body often stays readable. */
function swapValue(text: string, nasty: string, random: () => number): string {
  const values = [...text.matchAll(/(:)("(?:[^"\\]|\\.)*"|\d+|true|false)|(=)([^&]*)/g)];
  const value = values[Math.floor(random() * values.length)];
  if (!value) return text;
  const isJson = value[1] !== undefined;
  const start = value.index + 1;
  const old = (isJson ? value[2] : value[4]) ?? '';
  const fresh = isJson
    ? random() < 0.5
      ? JSON.stringify(nasty)
      : `{"$gt":${JSON.stringify(nasty)}}`
    : encodeURIComponent(Buffer.from(nasty).toString());
  return text.slice(0, start) + fresh + text.slice(start + old.length);
}
