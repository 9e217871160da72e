import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createWalker, type Walker } from '../../src/wiring/walker.js';
import { readFlow } from '../flow/support/scripts.js';
import { scriptOf } from '../flow/support/tiny.js';

const TINY = scriptOf(`  ask:
    ask: choice
    say: { en: "Well?" }
    options: { yes: { label: { en: Good }, goto: done }, no: { label: { en: Bad }, goto: done } }
  done: { end: done }`);

function inputOf(text: string) {
  return {
    scriptId: 'tiny',
    digest: 'd',
    texts: [
      { scriptId: 'tiny', file: 'tiny.yaml', text },
      { scriptId: 'phrases', file: 'phrases.yaml', text: readFlow('phrases.yaml') },
    ],
  };
}

let walker: Walker;
afterEach(() => walker.stop());

const threadOf = (code: string) => () => new Worker(code, { eval: true });

describe('the thread that walks scripts', () => {
  it('says which badge a script earns, or what keeps it from one', async () => {
    walker = createWalker();
    const repairs = ['human', 'clarify', 'cannot-handle', 'language', 'language-offer', 'session-start'];
    const { texts, ...rest } = inputOf(TINY);
    const whole = {
      ...rest,
      texts: [
        ...texts,
        ...repairs.map((id) => ({ scriptId: id, file: `repairs/${id}.yaml`, text: readFlow(`repairs/${id}.yaml`) })),
      ],
    };
    expect(await walker.walk(whole)).toMatchObject({ kind: 'earned', badge: { languages: ['en'] } });
    const long = TINY.replace('Well?', 'And how are you doing on this fine and sunny day? '.repeat(8));
    const outcome = await walker.walk({
      ...whole,
      texts: whole.texts.map((one) => (one.scriptId === 'tiny' ? { ...one, text: long } : one)),
    });
    expect(outcome.kind === 'failed' && outcome.failures[0]).toMatchObject({
      ...{ what: 'tooLong', language: 'en', block: 'ask' },
      says: expect.stringMatching(/^3 parts: "And how are you/),
    });
  });

  it.each([
    ['ends', 'process.exit(1)', /the thread that walks it ended/],
    ['fails', "throw new Error('broken')", /the thread that walks it failed/],
    ['never answers', 'setInterval(() => undefined, 1000)', /it took more than/],
  ])('is given up when it %s, and the next walk has a new one', async (_how, code, why) => {
    let opened = 0;
    const codes = [code, "require('node:worker_threads').parentPort.on('message', () => process.exit(1))"];
    walker = createWalker({ budgetMs: 500, open: () => threadOf(codes[opened++]!)() });
    await expect(walker.walk(inputOf(TINY))).rejects.toMatchObject({ code: 'scripts.walkUnfinished', message: why });
    await expect(walker.walk(inputOf(TINY))).rejects.toMatchObject({ code: 'scripts.walkUnfinished' });
    expect(opened).toBe(2);
  });

  it('starts no walk once it is stopped', async () => {
    walker = createWalker({ open: threadOf('setInterval(() => undefined, 1000)') });
    const walked = walker.walk(inputOf(TINY));
    await walker.stop();
    await expect(walked).rejects.toThrow('stopping');
  });
});
