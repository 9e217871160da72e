import { describe, expect, it } from '@jest/globals';
import { ROOMS, violationsOf } from './house-rules.js';
import { readSources } from './source.js';

describe('the house', () => {
  it('keeps its rules', () => {
    const files = readSources(['src', 'adapters']);

    expect(violationsOf(files)).toEqual([]);
    expect(files.length).toBeGreaterThan(100);
  });

  it('has a file in every room that has a rule', () => {
    const files = readSources(['src', 'adapters']);

    expect([...ROOMS].filter(([, { has }]) => !files.some(({ path }) => has.test(path)))).toEqual([]);
  });
});

describe('the rules', () => {
  it.each<[string, string, string]>([
    ['src/platform/http.ts', `import { x } from '../messaging/message.js';`, 'platform knows no business'],
    ['src/messaging/send.ts', `import type { X } from '../flow/state.js';`, 'messaging imports platform only'],
    ['src/flow/reduce.ts', `import { x } from '../platform/clock.js';`, 'flow imports only the message model'],
    ['src/flow/reduce.ts', `import type { X } from '../messaging/delivery.js';`, 'flow imports only the message model'],
    ['src/flow/reduce.ts', `import { readFile } from 'node:fs';`, 'runs in a browser'],
    ['src/booking/holds.ts', `import { x } from '../conversation/index.js';`, 'a business module imports'],
    ['src/booking/holds.ts', `import type { X } from '../../adapters/slack/index.js';`, 'a business module imports'],
    ['src/booking/holds.ts', `export * from '../scheduling/slots.rules.js';`, 'scheduling is entered through'],
    ['src/booking/holds.ts', `type X = import('../scheduling/day-sheet.store.js').X;`, 'scheduling is entered through'],
    ['src/conversation/turn.ts', `import { x } from '../booking/holds.js';`, 'booking is entered through'],
    ['src/conversation/turn.ts', `await import('../app.js');`, 'conversation stands above'],
    ['src/conversation/turn.ts', `import type { Config } from '../config.js';`, 'conversation stands above'],
    ['adapters/slack/send.ts', `import { x } from '../telegram/index.js';`, 'an adapter imports'],
    ['adapters/slack/send.ts', `import { x } from '../../src/booking/index.js';`, 'an adapter imports'],
    ['adapters/slack/send.ts', `import type { Config } from '../../src/config.js';`, 'an adapter imports'],
    ['adapters/webchat/widget/view.ts', `import { x } from '../tokens.js';`, 'the web chat widget runs in a browser'],
    ['src/simulator/phones.ts', `import { x } from '../catalogue/index.js';`, 'the simulator stands outside'],
    ['src/app.ts', `import { x } from './simulator/phones.js';`, 'by a dynamic import'],
    ['src/app.ts', `import { x } from '../adapters/twilio/send.js';`, 'adapters/twilio is entered through'],
    ['src/app.ts', `import { x } from '../tests/support/database.js';`, 'nothing from outside'],
    ['src/app.ts', `import { x } from './setup/index.js';`, 'the app joins everything'],
    ['src/setup/start.js', `import { x } from '../app.js';`, 'before anything is installed'],
    ['src/cellar/wine.ts', `export const red = 1;`, 'every file has a room'],
    ['src/booking/holds.ts', `const port = process.env['PORT'];`, 'only src/config.ts reads the environment'],
    ['src/app.ts', `const { env } = process;`, 'only src/config.ts reads the environment'],
    ['adapters/slack/send.ts', `import { env } from 'node:process';`, 'only src/config.ts reads the environment'],
    ['src/booking/holds.ts', `const nowUtc = Date.now();`, 'the injected Clock'],
    ['src/booking/holds.ts', `const clock = { nowUtc: Date.now };`, 'the injected Clock'],
    ['adapters/slack/send.ts', `const now = new Date();`, 'the injected Clock'],
  ])('catch in %s: %s', (path, text, rule) => {
    expect(violationsOf([{ path, text }])).toEqual([expect.stringContaining(rule)]);
    expect(violationsOf([{ path, text }])[0]).toContain(path);
  });

  it.each<[string, string]>([
    ['src/messaging/send.ts', `import { x } from '../platform/log.js';`],
    ['src/flow/reduce.ts', `import type { X } from '../messaging/message.js'; import { parse } from 'yaml';`],
    ['src/booking/holds.ts', `import { x } from '../scheduling/index.js'; import { y } from './booking.model.js';`],
    ['src/conversation/turn.ts', `import { reduce } from '../flow/reduce.js';`],
    [
      'adapters/slack/send.ts',
      `import { App } from '@slack/bolt'; import { x } from '../../src/messaging/channel.js';`,
    ],
    ['src/app.ts', `import type { X } from './simulator/phones.js'; await import('./simulator/phones.js');`],
    ['src/config.ts', `const { env } = process;`],
    ['src/platform/clock.ts', `const nowUtc = Date.now();`],
    ['src/booking/holds.ts', `// import '../conversation/index.js' and Date.now()\nconst day = new Date(atUtc);`],
    ['adapters/webchat/widget/view.ts', `const now = new Date();`],
  ])('allow in %s: %s', (path, text) => {
    expect(violationsOf([{ path, text }])).toEqual([]);
  });

  it('catch a circle of business modules and name its way, once', () => {
    const files = [
      { path: 'src/booking/a.ts', text: `import type { X } from '../payments/index.js';` },
      { path: 'src/payments/b.ts', text: `import { x } from '../notifications/index.js';` },
      { path: 'src/notifications/c.ts', text: `import { x } from '../booking/index.js';` },
    ];

    expect(violationsOf(files)).toEqual([expect.stringContaining('booking → payments → notifications → booking')]);
    expect(violationsOf(files.slice(0, 2))).toEqual([]);
  });
});
