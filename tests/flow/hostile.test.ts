import { describe, expect, it } from '@jest/globals';
import { loadScript, reduce } from '../../src/flow/index.js';
import { hasCardNumber } from '../../src/messaging/mask.js';
import { bestMs } from './support/best-ms.js';
import { createChat } from './support/chat.js';
import { loaded, readFlow, testLibrary } from './support/scripts.js';

/** Nothing a script or a message holds may keep the process busy longer than this. */
const LIMIT_MS = 50;

const head = 'id: bad\nlanguages: [en]\nstart: a\nblocks:\n';
const chain = (count: number): string =>
  head +
  Array.from({ length: count }, (_, index) => `  b${index}: { say: { en: x }, then: b${index + 1} }\n`)
    .join('')
    .replace('b0:', 'a:') +
  `  b${count}: { end: done }\n`;

const HOSTILE: readonly (readonly [string, () => string, RegExp])[] = [
  ['10,000 steps', () => chain(10_000), /longer than 64000 characters/],
  ['1,500 steps in few characters', () => chain(1_500), /more than 4000 keys/],
  [
    'a text of a million characters',
    () => `${head}  a: { say: { en: "${'x'.repeat(1_000_000)}" }, then: a }\n`,
    /longer than 64000 characters/,
  ],
  [
    'a text of 60,000 characters',
    () => `${head}  a: { say: { en: "${'x'.repeat(60_000)}" }, then: b }\n  b: { end: done }\n`,
    /must not be longer than 1000/,
  ],
  [
    '450 steps',
    () => head + Array.from({ length: 450 }, (_, index) => `  b${index}: { end: done }\n`).join(''),
    /450 blocks are more than 400/,
  ],
  [
    'a cycle',
    () => `${head}  a: { say: { en: x }, then: b }\n  b: { say: { en: y }, then: a }\n`,
    /goes round without ever waiting/,
  ],
  ['a cycle through calls to the house', () => `${head}  a: { do: release, then: a }\n`, /goes round|may be missing/],
  ['a block that leads to itself', () => `${head}  a: { set: { x: "1" }, then: a }\n`, /goes round/],
  ['a million braces', () => `${head}  a: { say: { en: "${'{'.repeat(60_000)}" }, then: a }\n`, /nested|longer than/],
  ['deep brackets', () => `${head}  a: ${'['.repeat(20_000)}`, /nested deeper/],
  [
    'deep indentation',
    () => `${head}${Array.from({ length: 200 }, (_, depth) => `${' '.repeat(depth * 2)}a${depth}:\n`).join('')}`,
    /nested deeper/,
  ],
  ['deep sequences on one line', () => `${head}  a: \n${'- '.repeat(20_000)}`, /nested deeper/],
  ['an alias bomb', () => `${head}  a: &a { say: { en: &t x }, then: b }\n  b: *a\n`, /an alias/],
  [
    'a merge of an alias',
    () => `${head}  a: &a { end: done }\n  b: { <<: *a }\n`,
    /alias|Unrecognized key|a block must/,
  ],
  [
    'a prototype as a block',
    () => `${head}  a: { end: done }\n  __proto__: { end: done }\n`,
    /"__proto__" cannot be a name/,
  ],
  [
    'a constructor as a variable',
    () => `${head}  a: { set: { constructor: "1" }, then: b }\n  b: { end: done }\n`,
    /"constructor" cannot be a name/,
  ],
  [
    'a prototype in a text',
    () => `${head}  a: { say: { en: "{person.constructor}" }, then: b }\n  b: { end: done }\n`,
    /does not exist/,
  ],
  [
    'an endless expression',
    () =>
      `${head}  a: { if: [{ when: "${'('.repeat(120)}true${')'.repeat(120)}", goto: b }], else: b }\n  b: { end: done }\n`,
    /block "a"/,
  ],
  [
    'an expression with a thousand parts',
    () => `${head}  a: { if: [{ when: "${'first && '.repeat(1_000)}first", goto: b }], else: b }\n  b: { end: done }\n`,
    /block "a"/,
  ],
  [
    'a loop inside an expression',
    () => `${head}  a: { if: [{ when: "[1,2].all(x, x > 0)", goto: b }], else: b }\n  b: { end: done }\n`,
    /may not use all\(\)/,
  ],
  ['a tag', () => `${head}  a: !!js/function "x"\n`, /./],
  ['nothing', () => '', /the file is empty/],
  ['a number', () => '42', /expected object/i],
  ['lone surrogates', () => `${head}  a: { say: { en: "\ud800" }, then: zz }\n`, /there is no block "zz"/],
];

describe('hostile scripts', () => {
  it.each(HOSTILE)('%s: refused with its place and reason, quickly', (_what, make, reason) => {
    const text = make();
    const { problems, script } = loadScript('bad.yaml', text);
    expect(script).toBeNull();
    expect(
      problems
        .map((one) => `${one.line}:${one.column} ${one.block ?? ''} ${one.reason} block "${one.block ?? ''}"`)
        .join('\n'),
    ).toMatch(reason);
    expect(bestMs(() => loadScript('bad.yaml', text))).toBeLessThan(LIMIT_MS);
  });

  it('at every limit at once, a script is still read in time', () => {
    const body = Array.from(
      { length: 390 },
      (_, index) => `  b${index}: { say: { en: "${'x'.repeat(100)}" }, then: b${index + 1} }\n`,
    ).join('');
    const text = `${head.replace('start: a', 'start: b0')}${body}  b390: { end: done }\n`;
    expect(loadScript('big.yaml', text).problems).toEqual([]);
    expect(bestMs(() => loadScript('big.yaml', text))).toBeLessThan(LIMIT_MS * 4);
  });
});

describe('hostile messages', () => {
  const bombs = [
    'a'.repeat(1_000_000),
    '1'.repeat(1_000_000),
    '4 '.repeat(500_000),
    '\u0301'.repeat(100_000),
    '((((((((('.repeat(10_000),
    `${'tomorrow '.repeat(10_000)}`,
    '\ud800'.repeat(1_000),
    '__proto__',
    'constructor',
    '{service.name}',
    '${7*7}',
    '\u202E\u0000\u0007',
  ];
  it.each(bombs.map((bomb, index) => [index, bomb] as const))('number %i never stops the engine', (_index, bomb) => {
    for (const place of [
      ['hi'],
      ['hi', '1'],
      ['hi', '1', '1'],
      ['hi', '1', '1', '4'],
      ['hi', '1', '1', '2'],
      ['hi', '9'],
    ]) {
      const chat = createChat();
      for (const said of place) chat.says(said);
      chat.says(bomb);
      const library = testLibrary();
      expect(bestMs(() => reduce(library, chat.state, { type: 'text', text: bomb }, chat.nowUtc))).toBeLessThan(
        LIMIT_MS,
      );
      expect(chat.turns.every(({ fault }) => fault === undefined)).toBe(true);
      expect(JSON.stringify(chat.state).length).toBeLessThan(5_000);
    }
    expect(typeof hasCardNumber(bomb)).toBe('boolean');
  });
});

describe('a script changed in mid-conversation', () => {
  it('lets running chats go on with the version they began with', () => {
    const old = loaded('salon.yaml', readFlow('salon.yaml'));
    const renewed = loaded(
      'salon.yaml',
      readFlow('salon.yaml').replace('version: 1', 'version: 2').replace('What is your name?', 'Your name, please?'),
    );
    const chat = createChat();
    for (const said of ['hi', '1', '1']) chat.says(said);
    const after = createChat({ library: testLibrary([old, renewed]) });
    after.state = chat.state;
    expect(after.says('2')).toMatch(/What is your name\?/);
    const fresh = createChat({ library: testLibrary([old, renewed]) });
    for (const said of ['hi', '1', '1']) fresh.says(said);
    expect(fresh.says('2')).toMatch(/Your name, please\?/);
  });

  it('starts again with an apology when its version is no longer there', () => {
    const chat = createChat();
    for (const said of ['hi', '1', '1']) chat.says(said);
    const frames = chat.state.control.frames.map((frame) => ({ ...frame, v: 99 }));
    chat.state = { ...chat.state, control: { ...chat.state.control, frames } };
    expect(chat.says('2')).toMatch(
      /^Something went wrong on our side, I am sorry\. Let us start again\.\n---\nWillow Salon/,
    );
    expect(chat.turns.at(-1)?.fault).toMatch(/script "salon" version 99/);
  });
});
