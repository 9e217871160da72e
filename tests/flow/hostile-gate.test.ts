import { describe, expect, it } from '@jest/globals';
import { checkDraft } from '../../src/flow/checks/index.js';
import { edit } from '../../src/flow/edit/index.js';
import { loadScript } from '../../src/flow/index.js';
import { walkForBadge } from '../../src/flow/walk/index.js';
import { RENDERERS } from './checks/support.js';
import { bestMs } from './support/best-ms.js';
import { shippedScripts } from './support/scripts.js';

const { scripts, phrases } = shippedScripts();

/** Nothing a script holds may keep whoever checks it busy longer than this. */
const LIMIT_MS = 50;

const head = 'id: bad\nlanguages: [en]\nstart: a\nblocks:\n';
const done = '  done: { end: done }\n';

/** Hostile, but of a shape the loader takes: what the checks and the walk must stand. */
const TAKEN: readonly (readonly [string, string])[] = [
  [
    'an endless round of questions',
    `${head}  a: { ask: choice, say: { en: A }, options: { x: { label: { en: X }, goto: a } } }\n`,
  ],
  ['a round of scripts that call each other', `${head}  a: { call: bad, then: done }\n${done}`],
  ['a text full of braces and digits', `${head}  a: { say: { en: "${'text 1 '.repeat(140)}" }, then: done }\n${done}`],
  ['a text of one endless word', `${head}  a: { say: { en: "${'x'.repeat(1_000)}" }, then: done }\n${done}`],
  [
    'a text that looks like keys',
    `${head}  a: { say: { en: "${'sk_live_ AKIA key= '.repeat(50)}" }, then: done }\n${done}`,
  ],
  ['a text of marks', `${head}  a: { say: { en: "${'!?.,;: '.repeat(140)}" }, then: done }\n${done}`],
  [
    'a crowd of synonyms',
    `${head}  a:\n    ask: choice\n    say: { en: A }\n    options:\n${Array.from({ length: 6 }, (_, order) => `      o${order}: { label: { en: L${order} }, synonyms: { en: [${Array.from({ length: 30 }, (_one, index) => `w${order}x${index}`).join(', ')}] }, goto: done }\n`).join('')}${done}`,
  ],
];

describe('hostile scripts at the gate', () => {
  it.each(TAKEN)('%s: checked in time', (_what, text) => {
    const run = () =>
      checkDraft({ file: 'bad.yaml', text, scripts: [], phrases, context: { renderers: { sms: RENDERERS.sms! } } });
    expect(run().script).not.toBeNull();
    expect(bestMs(run, 3)).toBeLessThan(LIMIT_MS);
  });

  it.each(TAKEN)('%s: walked within its bound', (_what, text) => {
    const { script } = loadScript('bad.yaml', text);
    if (!script) throw new Error('it does not load');
    const result = walkForBadge({ script, scripts, phrases, renderers: RENDERERS }, 'd', 300);
    expect(result.places).toBeLessThanOrEqual(300);
  });

  it.each([
    ['a prototype as a block', { op: 'addBlock', id: '__proto__', block: {} }],
    ['a constructor as a block', { op: 'rename', from: 'a', to: 'constructor' }],
    ['a path through a prototype', { op: 'setField', path: ['blocks', '__proto__', 'polluted'], value: 'yes' }],
    ['a path through a constructor', { op: 'setText', path: ['constructor', 'prototype', 'polluted'], words: 'yes' }],
  ] as const)('%s: an edit pollutes nothing', (_what, operation) => {
    const text = `${head}  a: { end: done }\n`;
    const result = edit({ text, layout: {} }, operation);
    if (result.ok) expect(loadScript('bad.yaml', result.draft.text).script).toBeNull();
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
