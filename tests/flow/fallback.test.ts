import { describe, expect, it } from '@jest/globals';
import { checkTogether, createLibrary, type CompiledScript } from '../../src/flow/index.js';
import { walkForBadge } from '../../src/flow/walk/index.js';
import { RENDERERS } from './checks/support.js';
import { createChat, type Chat } from './support/chat.js';
import { NEW, OLD } from './support/old-and-new.js';
import { loaded, shippedPhrases, shippedScripts, testLibrary } from './support/scripts.js';

const [newWay, oldWay] = [loaded('new.yaml', NEW), loaded('old.yaml', OLD)];
const GOES_ON =
  /^Something went wrong on our side, I am sorry\. We go on in a simpler way, with what you have told me\.\n---\n/;

function chatIn(scripts: readonly CompiledScript[], script = 'new'): Chat {
  return createChat({ library: testLibrary(scripts, { script }) });
}

/** What the house does not know ends this chat's script, as an outcome nobody expects. */
function breakNext(chat: Chat, call: 'event.emit' | 'hold.place'): void {
  chat.house.next[call] = [() => ({ call, exit: 'never heard of', data: {} }) as never];
}

function scriptOf(id: string, blocks: string, head = ''): CompiledScript {
  const start = /^ {2}([a-z]\w*):/m.exec(blocks)?.[1] ?? '';
  return loaded(`${id}.yaml`, `id: ${id}\nlanguages: [en]\nstart: ${start}\n${head}\nblocks:\n${blocks}\n`);
}

describe('a script with a fallback', () => {
  it('goes on there with the answers it has, and asks the rest [FL-16]', () => {
    const chat = chatIn([newWay, oldWay]);
    chat.says('hi');
    chat.says('1');
    breakNext(chat, 'event.emit');
    const said = chat.says('2');
    expect(said).toMatch(GOES_ON);
    expect(said).toMatch(/What is your name\?$/);
    expect(chat.house.calls.map(({ call }) => call)).toEqual([
      ...['services.list', 'slots.search', 'hold.place', 'event.emit', 'hold.place'],
    ]);
    expect(chat.says('Rosa Field')).toMatch(/^Old: Rosa Field, Tue 24 Nov 14:00\./);
    expect(chat.says('1')).toBe('Old: booked, BK-48210377.');
    expect(chat.turns.flatMap(({ steps = [] }) => steps.filter(({ what }) => what === 'left'))).toMatchObject([
      { script: 'new', block: 'heldEvent' },
    ]);
  });

  it('begins again with an apology where none is named', () => {
    const chat = chatIn([{ ...newWay, fallback: null }, oldWay]);
    chat.says('hi');
    chat.says('1');
    breakNext(chat, 'event.emit');
    expect(chat.says('2')).toMatch(/Let us start again\.\n---\n.*What would you like\?/s);
  });

  it('gives way where its version is gone, and where a block throws', () => {
    const chat = chatIn([newWay, oldWay]);
    chat.says('hi');
    chat.says('1');
    const [run] = chat.state.control.frames;
    chat.state = { ...chat.state, control: { ...chat.state.control, frames: [{ ...run!, v: 7 }] } };
    expect(chat.says('2')).toMatch(/^Something went wrong.*\n---\nWhen suits you\?/s);

    const blocks = newWay.blocks.map((block) =>
      block.id !== 'time'
        ? block
        : Object.defineProperty({ ...block }, 'fromAlternatives', {
            get: () => {
              throw new Error('a fault of ours');
            },
          }),
    );
    const thrown = chatIn([{ ...newWay, blocks }, oldWay]);
    thrown.says('hi');
    expect(thrown.says('1')).toMatch(/^Something went wrong.*\n---\nWhen suits you\?/s);
    expect(thrown.turns.at(-1)?.fault ?? thrown.turns.at(-2)?.fault).toMatch(/a block threw: Error: a fault of ours/);
    const without = chatIn([{ ...newWay, blocks, fallback: null }, oldWay]);
    without.says('hi');
    expect(() => without.says('1')).toThrow('a fault of ours');
  });

  it('asks again for what was brought along once it does not hold, such as a time that has gone', () => {
    const chat = chatIn([newWay, oldWay]);
    chat.says('hi');
    chat.says('1');
    breakNext(chat, 'hold.place');
    chat.house.next['hold.place']!.push(() => ({
      ...{ call: 'hold.place', exit: 'taken' },
      data: { alternatives: chat.house.slots.slice(2, 4), wanted: 'Tue 24 Nov 14:00' },
    }));
    expect(chat.says('2')).toMatch(/That one has just gone\. Closest:\n1 Wed 25 Nov 11:00/);
    expect(chat.says('1')).toMatch(/What is your name/);
    expect(chat.says('8')).toMatch(/When suits you|Closest/);
  });

  it('takes over for a script it called, and never for one it was interrupted by', () => {
    const failing = '  go: { do: emit, event: x, then: done }\n  done: { end: done }';
    const caller = scriptOf(
      'new',
      '  guests: { ask: number, save: guests, say: { en: How many? }, then: sub }\n  sub: { call: sub, then: done }\n  done: { end: done }',
      'fallback: old',
    );
    const simple = scriptOf(
      'old',
      '  guests: { ask: number, save: guests, say: { en: How many then? }, then: told }\n  told: { ask: text, save: words, say: { en: "{guests}, then. And?" }, then: done }\n  done: { end: done }',
    );
    const chat = chatIn([caller, simple, scriptOf('sub', failing)]);
    chat.says('hi');
    breakNext(chat, 'event.emit');
    expect(chat.says('4')).toMatch(/^Something went wrong.*\n---\n4, then\. And\?$/s);
    expect(chat.state.control.frames).toMatchObject([{ s: 'old', fell: ['new'] }]);

    const laidOver = chatIn([caller, simple, scriptOf('aside', failing, 'triggers: { en: [aside] }')]);
    laidOver.says('hi');
    breakNext(laidOver, 'event.emit');
    laidOver.says('aside');
    expect(laidOver.says('1')).toMatch(/Let us start again/);
  });

  it('goes down a chain of them and never round in a circle', () => {
    const failing =
      '  go: { do: emit, event: x, then: ask }\n  ask: { ask: number, save: guests, say: { en: How many? }, then: done }\n  done: { end: done }';
    const chain = [
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'a'],
    ].map(([id, to]) => scriptOf(id!, failing, `fallback: ${to}`));
    const chat = chatIn(chain, 'a');
    chat.house.next['event.emit'] = [1, 2, 3].map(() => () => ({ exit: 'no', call: 'event.emit', data: {} }) as never);
    const said = chat.says('hi');
    expect(said.match(/We go on in a simpler way/g)).toHaveLength(2);
    expect(said).toMatch(/Let us start again\.\n---\n.*How many\?$/s);
    expect(chat.state.control.frames).toMatchObject([{ s: 'a', b: 'ask' }]);
  });

  it('passes over no answer that is none there: a choice it does not offer, a value of another kind', () => {
    const choice = (id: string, option: string, kind: string, head = ''): CompiledScript =>
      scriptOf(
        id,
        `  way: { ask: choice, save: way, say: { en: Which way? }, options: { ${option}: { label: { en: By ${option} }, goto: many } } }
  many: { ask: ${kind}, save: many, say: { en: How many? }, then: go }
  go: { do: emit, event: x, then: done }
  done: { end: done }`,
        head,
      );
    const chat = chatIn([choice('new', 'bus', 'number', 'fallback: old'), choice('old', 'train', 'text')]);
    chat.says('hi');
    chat.says('1');
    breakNext(chat, 'event.emit');
    expect(chat.says('3')).toMatch(GOES_ON);
    expect(chat.says('1')).toMatch(/How many\?/);
  });
});

describe('before a script with a fallback is published', () => {
  const { scripts, phrases } = shippedScripts();
  const ENDS = '  go: { end: done }';

  it.each([
    ['is not there', ['fallback: none'], /no script "none" to fall back on/],
    ['is the script itself', ['fallback: a'], /goes round in a circle: a → a/],
    ['leads back to it', ['fallback: b', 'fallback: a'], /goes round in a circle: a → b → a/],
    [
      'needs what may be missing',
      ['fallback: b\ninputs: { x: text? }', 'inputs: { x: text }'],
      /needs "x", which this/,
    ],
    [
      'takes another kind',
      ['fallback: b\ninputs: { x: text }', 'inputs: { x: number }'],
      /takes "x" as number, here it is text/,
    ],
    ['returns less', ['fallback: b\noutputs: { x: number? }', ''], /does not return "x"/],
  ])('it is refused when that %s [FL-16]', (_what, [one = '', two = ''], reason) => {
    const pair = [scriptOf('a', ENDS, one), scriptOf('b', ENDS, two)];
    expect(checkTogether([...scripts, ...pair], phrases).join('\n')).toMatch(reason);
  });

  it('it is refused when that speaks fewer languages, and passes when it fits', () => {
    expect(checkTogether([...scripts, { ...newWay, languages: ['en', 'es'] }, oldWay], phrases).join()).toMatch(
      /is not written in es/,
    );
    expect(checkTogether([...scripts, newWay, oldWay], phrases)).toEqual([]);
  });

  it('both are gone through with digits: the failing of the one, and what is brought to the other', () => {
    const walk = (script: CompiledScript, other: CompiledScript) =>
      walkForBadge(
        { script, scripts: [...scripts, script, other], phrases: shippedPhrases(), renderers: RENDERERS },
        '',
      );
    // It only ends because it may fail.
    const round = scriptOf(
      'round',
      '  ask: { ask: choice, say: { en: Again? }, options: { a: { label: { en: Again }, goto: go } } }\n  go: { do: emit, event: x, then: ask }',
      'fallback: old',
    );
    expect(walk(round, oldWay).earned).toBe(true);
    expect(walk({ ...round, fallback: null }, oldWay).earned).toBe(false);
    // It says too much to those alone who have answered already.
    const wordy = loaded(
      'old.yaml',
      OLD.replace('  sure:', `  long: { say: { en: '${'{name} '.repeat(12)}' }, then: sure }\n  sure:`)
        .replace('then: sure }\n  book', 'then: sure }\n  book')
        .replace('held: name', 'held: known')
        .replace('  hold:', '  known: { if: [{ when: has(answer.name), goto: long }], else: name }\n  hold:'),
    );
    expect(walk(oldWay, newWay).earned).toBe(true);
    const result = walk(wordy, newWay);
    expect(result.earned ? [] : result.failures.map(({ what, path }) => `${what} ${path[0]}`)).toContain(
      'tooLong somebody new, where new failed',
    );
  });
});

describe('a library', () => {
  it('keeps a damaged frame that only looks like a fallen one out', () => {
    const chat = createChat({
      library: createLibrary({
        scripts: [newWay, oldWay, ...shippedScripts().scripts],
        phrases: shippedPhrases(),
        shop: testLibrary([], { script: 'new' }).shop,
      }),
    });
    chat.says('hi');
    const frame = { ...chat.state.control.frames[0]!, known: 'slot' } as never;
    chat.state = { ...chat.state, control: { ...chat.state.control, frames: [frame] } };
    expect(chat.says('1')).toMatch(/Let us start again/);
  });
});
