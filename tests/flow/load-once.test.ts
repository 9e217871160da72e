import { describe, expect, it } from '@jest/globals';
import { createTextLoader } from '../../src/flow/index.js';

const script = (id: string): string =>
  `id: ${id}\nlanguages: [en]\nstart: a\nblocks:\n  a: { say: { en: Hello }, then: z }\n  z: { end: done }\n`;

describe('a loader that remembers', () => {
  it('compiles the same text under the same name once', () => {
    const { loadScript } = createTextLoader();
    const first = loadScript('one.yaml', script('one'));
    expect(first.script?.id).toBe('one');
    expect(loadScript('one.yaml', script('one'))).toBe(first);
  });

  it('takes another text and another name for what they are: a problem names its file', () => {
    const { loadScript } = createTextLoader();
    loadScript('one.yaml', script('one'));
    expect(loadScript('one.yaml', script('two')).script?.id).toBe('two');
    expect(loadScript('a.yaml', 'id: [').problems[0]?.file).toBe('a.yaml');
    expect(loadScript('b.yaml', 'id: [').problems[0]?.file).toBe('b.yaml');
  });

  it('forgets what was asked for longest ago when it is full', () => {
    const { loadScript } = createTextLoader({ limit: 2 });
    const load = (id: string) => loadScript(`${id}.yaml`, script(id));
    const [one, two] = [load('one'), load('two')];
    expect(load('one')).toBe(one);
    load('three');
    expect(load('one')).toBe(one);
    expect(load('two')).not.toBe(two);
  });
});
