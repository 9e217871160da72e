import { describe, expect, it } from '@jest/globals';
import { checkTogether } from '../../src/flow/index.js';
import { pickArm } from '../../src/flow/run/split.js';
import type { SplitBlock } from '../../src/flow/script/script.js';
import { loaded, shippedPhrases, shippedScripts } from './support/scripts.js';
import { chatIn, scriptOf, wrongWith } from './support/tiny.js';

const END = '  over: { say: { en: "Over." }, then: done }\n  done: { end: done }';

describe('a switch', () => {
  const SWITCH = `  guests: { ask: number, save: guests, min: 1, max: 20, say: { en: "How many?" }, then: by }
  by: { switch: answer.guests, cases: { "1": one, "2": two }, else: over }
  one: { say: { en: "Alone." }, then: done }
  two: { say: { en: "A pair." }, then: done }\n${END}`;

  it.each([
    ['1', 'Alone.'],
    ['2', 'A pair.'],
    ['3', 'Over.'],
  ])('leads %j by its value', (said, reply) => {
    const chat = chatIn(SWITCH);
    chat.says('hi');
    expect(chat.says(said)).toBe(reply);
  });

  it.each([
    ['1', 'Alone.'],
    ['2', 'A pair.'],
    ['9', 'Over.'],
  ])('leads %j by the category of its answer', (said, reply) => {
    const chat = chatIn(
      SWITCH.replace('say: {', 'categories: { few: answer.guests < 2, some: answer.guests < 5 }, say: {').replace(
        'switch: answer.guests, cases: { "1": one, "2": two }',
        'switch: { category: guests }, cases: { few: one, some: two }',
      ),
    );
    chat.says('hi');
    expect(chat.says(said)).toBe(reply);
    expect(chat.turns.flatMap(({ steps = [] }) => steps).find(({ what }) => what === 'answered')).toMatchObject({
      block: 'guests',
      category: { '1': 'few', '2': 'some', '9': 'other' }[said],
    });
  });

  it('is refused for the category of a question not asked before', () => {
    expect(wrongWith(SWITCH.replace('switch: answer.guests', 'switch: { category: two }'))).toMatch(
      /only a question that saves its answer has a category/,
    );
    expect(
      wrongWith(`  by: { switch: { category: who }, cases: { x: who }, else: who }
  who: { ask: name, say: { en: "Who?" }, then: done }\n  done: { end: done }`),
    ).toMatch(/block "by": "who" may not have been answered here/);
  });
});

describe('a loop', () => {
  const LOOP = `  extras:
    ask: choices
    say: { en: "Which?" }
    options: { wash: { label: { en: Wash } }, beard: { label: { en: Beard } }, rush: { label: { en: Rush } } }
    then: each
  each: { loop: chosen, as: extra, max: 2, each: often, then: over }
  often: { ask: number, save: often, say: { en: "{extraNr}: how often {extra}?" }, then: each }\n${END}`;

  it('goes through the list one by one, up to its bound', () => {
    const chat = chatIn(LOOP);
    chat.says('hi');
    expect(chat.says('all')).toBe('1: how often wash?');
    expect(chat.says('1')).toBe('2: how often beard?');
    expect(chat.says('3')).toBe('Over.');
    expect(chat.state.answers).not.toHaveProperty('extra');
    expect(chat.state.answers).not.toHaveProperty('extraNr');
  });

  it('is passed when there is nothing in it', () => {
    const chat = chatIn(LOOP);
    chat.says('hi');
    expect(chat.says('none')).toBe('Over.');
  });

  it('begins anew when it is entered again', () => {
    const chat = chatIn(
      LOOP.replace('then: over }', 'then: extras }')
        .replace(/ {2}over:.*\n/, '')
        .replace('then: each\n', 'exits: { answered: each, skipped: done }\n    optional: true\n'),
    );
    for (const said of ['hi', '1,2', '5', '5']) chat.says(said);
    expect(chat.says('3')).toBe('1: how often rush?');
  });

  it.each([
    ['a bound', LOOP.replace('max: 2, ', ''), /block "each"/],
    ['a bound in reason', LOOP.replace('max: 2', 'max: 1000'), /block "each"/],
    ['a list', LOOP.replace('loop: chosen', 'loop: nothing'), /\{nothing\} is never written/],
    ['its item after it', LOOP.replace('Over.', 'Over, {extra}.'), /\{extra\} may be missing here/],
  ])('is refused without %s', (_what, blocks, reason) => {
    expect(wrongWith(blocks)).toMatch(reason);
  });
});

describe('a called script', () => {
  const CALLED = `id: sums
languages: [en]
start: who
inputs: { service: text }
outputs: { total: number, tip: number? }
blocks:
  who: { ask: number, save: guests, say: { en: "How many for {service}?" }, then: sum }
  sum: { set: { note: '"hidden"', sum: answer.guests * 2.0 }, then: end }
  end: { end: done, return: { total: answer.sum } }
`;
  const CALLER = `  what: { ask: text, save: what, say: { en: "What?" }, then: sums }
  sums: { call: sums, with: { service: what }, take: { cost: total, extra: tip? }, then: said }
  said: { say: { en: "{cost} for {what}." }, then: done }\n  done: { end: done }`;

  it('gets what it is given, and gives back what it declares and nothing else', () => {
    const chat = chatIn(CALLER, { beside: [CALLED] });
    chat.says('hi');
    expect(chat.says('Tea')).toBe('How many for Tea?');
    expect(chat.says('3')).toBe('6 for Tea.');
    expect(chat.state.answers).toEqual({ what: 'Tea', cost: 6 });
  });

  it('keeps its values to itself although they have the same names', () => {
    const chat = chatIn(
      CALLER.replaceAll('what:', 'note:')
        .replaceAll('save: what', 'save: note')
        .replaceAll('{what}', '{note}')
        .replace('service: what', 'service: note')
        .replace('start: what', 'start: note'),
      { beside: [CALLED] },
    );
    chat.says('hi');
    chat.says('Tea');
    expect(chat.says('3')).toBe('6 for Tea.');
  });

  it.each([
    ['an output there is not', 'cost: total', 'cost: sum', /has no output "sum"/],
    ['an output that may be missing', 'tip?', 'tip', /may be missing.*tip\?/],
    ['an input there is not', 'with: { service: what }', 'with: { service: what, colour: what }', /takes no "colour"/],
    ['a missing input', 'with: { service: what }, ', '', /needs "service"/],
  ])('does not fit together with %s', (_what, from, to, reason) => {
    const scripts = [
      ...shippedScripts().scripts,
      loaded('a.yaml', scriptOf(CALLER.replace(from, to))),
      loaded('b.yaml', CALLED),
    ];
    expect(checkTogether(scripts, shippedPhrases()).join('\n')).toMatch(reason);
  });

  it('is refused when it does not return what it declares', () => {
    expect(wrongWith('  end: { end: done }', 'outputs: { total: number }')).toMatch(
      /output "total" is not returned here/,
    );
    expect(wrongWith('  end: { end: done, return: { sum: "1" } }')).toMatch(/"sum" is not an output of this script/);
  });
});

describe('a jump', () => {
  const OTHER = `id: other
languages: [en]
start: who
inputs: { wish: text? }
blocks:
  who:
    ask: name
    say:
      - when: has(answer.wish)
        en: "For {wish}: who?"
      - en: "Who?"
    then: bye
  bye: { say: { en: "Bye {name}." }, then: done }
  done: { end: done }
`;
  const JUMP = `  what: { ask: text, save: what, say: { en: "What?" }, then: go }\n  go: { jump: other, with: { wish: what } }`;

  it('goes on in another script and never comes back', () => {
    const chat = chatIn(JUMP, { beside: [OTHER] });
    chat.says('hi');
    expect(chat.says('Tea')).toBe('For Tea: who?');
    expect(chat.state.answers).toEqual({ wish: 'Tea' });
    expect(chat.says('Rosa')).toBe('Bye Rosa.');
    expect(chat.state.control.frames).toEqual([]);
  });

  it('leaves alone what was interrupted', () => {
    const aside = `id: bookings\nversion: 9\nlanguages: [en]\nstart: go\ninputs: { wish: text?, reference: text? }\nblocks:\n  go: { jump: other }\n`;
    const chat = chatIn(
      `  name: { ask: text, save: colour, say: { en: "Colour?" }, then: done }\n  done: { end: done }`,
      {
        beside: [OTHER, aside],
      },
    );
    chat.says('hi');
    expect(chat.says('my bookings')).toBe('Who?');
    expect(chat.says('Rosa')).toBe('Bye Rosa.\n---\nBack to: Colour?');
  });

  it('does not fit together with a script there is not', () => {
    const scripts = [...shippedScripts().scripts, loaded('a.yaml', scriptOf(JUMP))];
    expect(checkTogether(scripts, shippedPhrases()).join('\n')).toMatch(/there is no script "other"/);
  });
});

describe('a comparison', () => {
  const SPLIT = `  try: { split: greeting, arms: { short: { weight: 50, goto: a }, long: { weight: 50, goto: b } } }
  a: { say: { en: "Hi." }, then: done }
  b: { say: { en: "Good day." }, then: done }\n  done: { end: done }`;
  const split = (short: number, long: number): SplitBlock => ({
    id: 'try',
    index: 0,
    kind: 'split',
    experiment: 'greeting',
    arms: [
      { name: 'short', weight: short, goto: 1 },
      { name: 'long', weight: long, goto: 2 },
    ],
  });
  const people = Array.from({ length: 20_000 }, (_, index) => `person-${index}`);
  const armsOf = (block: SplitBlock): string[] => people.map((who) => pickArm(block, who)!.name);

  it('gives the same person the same arm every time, and notes it', () => {
    const chat = chatIn(SPLIT, { person: { phone: '+447700900123' } });
    const first = chat.says('hi');
    expect(chat.says('hi')).toBe(first.split('\n---\n').at(-1));
    const categories = chat.turns
      .flatMap(({ steps = [] }) => steps)
      .filter(({ block }) => block === 'try')
      .map(({ what, category }) => `${what} ${category ?? ''}`.trim());
    expect(categories).toEqual(['entered', expect.stringMatching(/^answered (short|long)$/), 'entered', categories[1]]);
  });

  it.each([
    [50, 50],
    [90, 10],
    [1, 3],
  ])('divides people as the weights %i and %i say', (short, long) => {
    const share = armsOf(split(short, long)).filter((arm) => arm === 'short').length / people.length;
    expect(Math.abs(share - short / (short + long))).toBeLessThan(0.01);
  });

  it('moves as few as the new weights make necessary, and only to the arm that grew', () => {
    const before = armsOf(split(50, 50));
    const after = armsOf(split(60, 40));
    const moved = people.filter((_, index) => before[index] !== after[index]);
    expect(moved.length / people.length).toBeGreaterThan(0.09);
    expect(moved.length / people.length).toBeLessThan(0.11);
    expect(people.every((_, index) => before[index] === after[index] || after[index] === 'short')).toBe(true);
  });

  it('would move many more if it drew one number and cut it by the weights in a row of three', () => {
    // The plain way, as a mutant: with three arms a change of the first shifts people between the others as well.
    const cut = (weights: readonly number[], draw: number): number => {
      let rest = draw * weights.reduce((sum, one) => sum + one, 0);
      return weights.findIndex((weight) => (rest -= weight) < 0);
    };
    const draws = people.map((_, index) => (index + 0.5) / people.length);
    const shifted = draws.filter((draw) => cut([20, 40, 40], draw) !== cut([40, 30, 30], draw)).length;
    expect(shifted / people.length).toBeGreaterThan(0.25);
    const three = (a: number, b: number, c: number): SplitBlock => ({
      ...split(a, b),
      arms: [...split(a, b).arms, { name: 'third', weight: c, goto: 3 }],
    });
    const [before, after] = [armsOf(three(20, 40, 40)), armsOf(three(40, 30, 30))];
    expect(people.filter((_, index) => before[index] !== after[index]).length / people.length).toBeLessThan(0.21);
  });

  it.each([
    ['one arm', SPLIT.replace(', long: { weight: 50, goto: b }', '').replace(/ {2}b:.*\n/, ''), /nothing to compare/],
    ['no weight', SPLIT.replaceAll('weight: 50', 'weight: 0'), /no arm has a weight/],
  ])('is refused with %s', (_what, blocks, reason) => {
    expect(wrongWith(blocks)).toMatch(reason);
  });
});
