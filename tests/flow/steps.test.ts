import { describe, expect, it } from '@jest/globals';
import type { StepEvent } from '../../src/flow/protocol.js';
import { maskPersonal } from '../../src/flow/mask-personal.js';
import { createChat, type Chat } from './support/chat.js';
import { MINUTE_MS } from '../../src/platform/time-units.js';

function stepsOf(chat: Chat): StepEvent[] {
  return chat.turns.flatMap(({ steps = [] }) => steps);
}
function asked(chat: Chat, block: string): string[] {
  return stepsOf(chat)
    .filter((step) => step.block === block && step.script === 'salon')
    .map(({ what }) => what);
}

describe('what happens at each block is told once (pain 15: drop-off that is wrong or negative)', () => {
  it('entered, prompted, answered: with category, tries and seconds [FL-15]', () => {
    const chat = createChat();
    chat.says('hi');
    chat.says('1');
    chat.nowUtc += 7_000;
    chat.says('1');
    expect(asked(chat, 'service')).toEqual(['entered', 'prompted', 'answered']);
    const answered = stepsOf(chat).find(({ what, block }) => what === 'answered' && block === 'service');
    expect(answered).toMatchObject({ script: 'salon', tries: 0, seconds: 7, language: 'en' });
  });

  it('a question shown again, paged or looked up anew is not another asking', () => {
    const chat = createChat();
    for (const said of ['hi', '1', '1', '7', '8', 'repeat', 'help', 'hello']) chat.says(said);
    chat.passes(11 * MINUTE_MS);
    chat.says('hello');
    expect(asked(chat, 'time').filter((what) => what === 'prompted')).toHaveLength(1);
    expect(asked(chat, 'time').filter((what) => what === 'entered')).toHaveLength(1);
  });

  it('unmatched with the words, personal data masked, and helped', () => {
    const chat = createChat();
    for (const said of ['hi', '1', 'purple rosa@example.com 07700 900123']) chat.says(said);
    expect(asked(chat, 'service')).toEqual(['entered', 'prompted', 'unmatched', 'helped']);
    expect(stepsOf(chat).find(({ what }) => what === 'unmatched')).toMatchObject({
      tries: 1,
      words: 'purple [e-mail] [number]',
    });
  });

  it('timed out when it is parked, once', () => {
    const chat = createChat();
    for (const said of ['hi', '1', '1']) chat.says(said);
    chat.passes(20 * 24 * 60 * MINUTE_MS);
    expect(asked(chat, 'time').filter((what) => what === 'timedOut')).toHaveLength(1);
  });

  it('interrupted when something is laid over it, handed off when a person takes it, left when the menu is asked for', () => {
    const chat = createChat();
    for (const said of ['hi', '1', '1', '9']) chat.says(said);
    expect(asked(chat, 'time')).toContain('interrupted');
    chat.says('8');
    chat.sends({ type: 'owner', to: 'person', by: 'Maria', epoch: 1 });
    chat.sends({ type: 'owner', to: 'script', by: 'Maria', epoch: 2 });
    expect(asked(chat, 'time').filter((what) => what === 'handedOff')).toHaveLength(1);
    chat.says('0');
    expect(asked(chat, 'time').at(-1)).toBe('left');
  });

  it('a run has one name from its greeting to its end, and the next one another', () => {
    const chat = createChat();
    for (const said of ['hi', '1', '1', '2', 'Rosa Field', '1']) chat.says(said);
    const first = new Set(stepsOf(chat).map(({ run }) => run));
    for (const said of ['hi', '1']) chat.says(said);
    const both = new Set(stepsOf(chat).map(({ run }) => run));
    expect([first.size, both.size]).toEqual([1, 2]);
  });

  it('nobody answers what they were not asked: in every random talk, answered never outnumbers entered in one run', () => {
    const seed = Math.floor(Math.random() * 1e6);
    const words = [
      'hi',
      '1',
      '2',
      '3',
      '7',
      '8',
      '9',
      '0',
      'friday',
      '3pm',
      'no, tuesday',
      'actually colour',
      'xx',
      'Rosa Field',
    ];
    words.push('change my time', 'help', 'repeat', 'change something', 'menu', 'restart');
    for (let round = 0; round < 60; round++) {
      const random = seeded(seed + round);
      const chat = createChat();
      for (let turn = 0; turn < 25; turn++) {
        if (random() < 0.15) chat.passes(Math.floor(random() * 3 * 24 * 60) * MINUTE_MS);
        else chat.types(words[Math.floor(random() * words.length)]!);
      }
      expectSound(chat, `seed ${seed + round}`);
    }
  });

  function expectSound(chat: Chat, seed: string): void {
    const open = new Map<string, number>();
    for (const { what, script, block, run } of stepsOf(chat)) {
      const at = `${run} ${script} ${block}`;
      if (what === 'entered') open.set(at, (open.get(at) ?? 0) + 1);
      if (what === 'answered') open.set(at, (open.get(at) ?? 0) - 1);
      if ((open.get(at) ?? 0) < 0) throw new Error(`${seed}: ${at} was answered more often than entered`);
    }
    expect({ seed, faults: chat.turns.filter(({ fault }) => fault !== undefined) }).toEqual({ seed, faults: [] });
  }
});

describe('words nobody understood', () => {
  it.each([
    ['my mail is a.b@example.com', 'my mail is [e-mail]'],
    ['call +44 7700 900123 please', 'call [number] please'],
    ['see https://example.com/x?y=1', 'see [link]'],
    ['purple please', 'purple please'],
  ])('"%s" is kept as "%s"', (said, kept) => {
    expect(maskPersonal(said)).toBe(kept);
  });
});

function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
