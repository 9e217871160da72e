import { describe, expect, it } from '@jest/globals';
import { checkTogether, formatProblem, loadPhrases, loadScript } from '../../src/flow/index.js';
import { REPAIRS } from '../../src/flow/run/repairs.js';
import { loaded, readFlow, shippedPhrases, shippedScripts } from './support/scripts.js';

/** A small script without fault; each test spoils one thing. */
const GOOD = `
id: tiny
languages: [en, es]
start: ask
blocks:
  ask:
    ask: choice
    say: { en: "What now?", es: "¿Y ahora?" }
    options:
      go: { label: { en: Go, es: Ir }, goto: name }
      stay: { label: { en: Stay, es: Quedarse }, goto: done }
  name:
    ask: name
    say: { en: "Who are you?", es: "¿Quién es?" }
    then: bye
  bye:
    say: { en: "Bye {name}.", es: "Adiós {name}." }
    then: done
  done:
    end: done
`;

function problems(text: string): string[] {
  return loadScript('tiny.yaml', text).problems.map(formatProblem);
}

/** [what is wrong, what to replace, by what, what must be said] */
const SPOILED: readonly (readonly [string, string, string, RegExp])[] = [
  ['an unknown target', 'goto: name', 'goto: nowhere', /tiny\.yaml:10:\d+ block "ask": there is no block "nowhere"\. /],
  ['a target that means something to JavaScript', 'goto: name', 'goto: constructor', /there is no block "constructor"/],
  [
    'an unreachable block',
    '  done:\n',
    '  lonely:\n    end: done\n  done:\n',
    /block "lonely": no way leads to this block/,
  ],
  ['a missing exit', '    then: bye\n', '', /:12:\d+ block "name": exit "answered" is missing/],
  [
    'an unknown exit',
    '    then: bye\n',
    '    exits: { answered: bye, gone: bye }\n',
    /this block has no exit "gone"\. Its exits are answered, skipped/,
  ],
  ['a missing text', 'en: Go, es: Ir', 'en: Go', /block "ask" \(es\): a text is missing\. Write it under "es:"/],
  ['an empty text', '"Who are you?"', '" "', /block "name" \(en\): the text is empty/],
  [
    "a language that is not the script's",
    'en: Go, es: Ir',
    'en: Go, es: Ir, fr: Aller',
    /\(fr\): "fr" is not one of the script's languages/,
  ],
  [
    'an unknown variable',
    '{name}.", es',
    '{nmae}.", es',
    /block "bye" \(en\): \{nmae\} is never written in this script/,
  ],
  ['an unknown field', '{name}.", es', '{shop.colour}.", es', /\{shop\.colour\} does not exist/],
  ['a variable missing on one way', 'goto: done }', 'goto: bye }', /block "bye" \(en\): \{name\} may be missing here/],
  [
    'a fact about the person that may be missing',
    '{name}.", es',
    '{person.name}.", es',
    /Guard it with "when: has\(person\.name\)"/,
  ],
  ['a reserved word as a label', 'en: Stay', 'en: Stop', /block "ask" \(en\): "STOP" is a word carriers act on/],
  [
    'a reserved word as a synonym',
    'es: Ir }, goto',
    'es: Ir }, synonyms: { en: [yes] }, goto',
    /"YES" is a word carriers act on/,
  ],
  ['two choices with the same words', 'en: Stay', 'en: go', /"go" already answers "go"/],
  ['a label without words', 'en: Stay', 'en: "?!"', /the label has no words/],
  ['a broken placeholder', 'Bye {name}', 'Bye {name', /block "bye" \(en\): the text has an unreadable \{/],
  ['an unknown form', '{name}.", es', '{name|shout}.", es', /unknown form \|shout/],
  ['an unknown key', '    then: bye', '    then: bye\n    colour: red', /:16:\d+ block "name": Unrecognized key/],
  ['a block that is nothing', '    end: done', '    nothing: here', /a block must ask, say, do, if, set, call or end/],
  ['a doubled block', '  done:\n', '  bye:\n    end: done\n  done:\n', /Map keys must be unique/],
  ['a bad expression', 'goto: name }', 'goto: name, when: "answer.x ==" }', /block "ask": "answer\.x ==" /],
  ['an expression that is no condition', 'goto: name }', 'goto: name, when: "1 + 1" }', /must be true or false/],
  [
    'a pattern in an expression',
    'goto: name }',
    `goto: name, when: 'channel.matches("(a+)+$")' }`,
    /may not use matches\(\)/,
  ],
  [
    'an unknown name in an expression',
    'goto: name }',
    'goto: name, when: "process.env == 1" }',
    /Unknown variable: process/,
  ],
  ['an option with the name of a way out', '      stay:', '      back:', /an option cannot be called "back"/],
];

describe('a script that is wrong', () => {
  it('is not the one the others are made from', () => expect(problems(GOOD)).toEqual([]));

  it.each(SPOILED)('is refused for %s, with its place and what to do', (_what, good, bad, said) => {
    expect(GOOD).toContain(good);
    const found = problems(GOOD.replace(good, bad));
    expect(found.join('\n')).toMatch(said);
    for (const one of found) expect(one).toMatch(/^tiny\.yaml:\d+:\d+.*: .+\. \S/);
  });

  it('is refused for going round without waiting, and names the round', () => {
    const round = GOOD.replace(
      '    then: done\n  done',
      '    then: again\n  again:\n    if:\n      - { when: first, goto: bye }\n    else: done\n  done',
    );
    expect(problems(round).join()).toMatch(/block "bye": goes round without ever waiting: bye → again/);
  });

  it('is refused for more choices than a page holds, unless they are paged', () => {
    const options = Array.from(
      { length: 7 },
      (_, index) => `      o${index}: { label: { en: L${index}, es: L${index} }, goto: done }`,
    ).join('\n');
    const many = `id: many\nlanguages: [en, es]\nstart: ask\nblocks:\n  ask:\n    ask: choice\n    say: { en: A, es: A }\n    options:\n${options}\n  done: { end: done }\n`;
    expect(problems(many).join()).toMatch(/7 choices do not fit on one page of 6/);
    expect(problems(many.replace('    say:', '    paged: true\n    say:'))).toEqual([]);
  });

  it('gives a variant without condition the last word', () => {
    const only = GOOD.replace(
      'say: { en: "Bye {name}.", es: "Adiós {name}." }',
      'say: [{ when: first, en: "Bye {name}.", es: "Adiós {name}." }]',
    );
    expect(problems(only).join()).toMatch(/every variant has a condition/);
  });

  it('may show a value that has() guards', () => {
    const guarded = GOOD.replace('"Bye {name}.", es: "Adiós {name}."', 'Bye, es: Adiós').replace(
      'say: { en: Bye, es: Adiós }',
      'say: [{ when: has(person.name), en: "Bye {person.name}.", es: "Adiós {person.name}." }, { en: Bye, es: Adiós }]',
    );
    expect(problems(guarded)).toEqual([]);
  });
});

describe('the shipped scripts', () => {
  it('load without a problem and fit together', () => {
    const { scripts, phrases } = shippedScripts();
    expect(scripts.map(({ id }) => id).sort()).toEqual(
      [
        ...REPAIRS,
        ...['accounting', 'bookings', 'cleaning', 'drop', 'move', 'other-times', 'refunded', 'reminder', 'salon'],
        ...['turn', 'walkin', 'workshop', 'extra', 'late-drops', 'no-tokens', 'price', 'coupon', 'no-code'],
        ...[
          'wait-list',
          'waits',
          'offered',
          'family',
          'for-whom',
          'helped',
          'circle-news',
          'circle-asked',
          'me',
          'guest-visit',
          'identity',
          'papers',
          'guest-order',
          'save-details',
          'buy',
          'my',
          'orders',
          'shop',
        ],
      ].sort(),
    );
    expect(checkTogether(scripts, phrases)).toEqual([]);
  });

  it('are refused when one of them is missing or does not get what it needs', () => {
    const { scripts } = shippedScripts();
    const phrases = shippedPhrases();
    expect(
      checkTogether(
        scripts.filter(({ id }) => id !== 'move'),
        phrases,
      ),
    ).toHaveLength(3);
    const greedy = loaded(
      'drop.yaml',
      readFlow('drop.yaml').replace('inputs: { booking: booking }', 'inputs: { booking: booking, note: text }'),
    );
    expect(checkTogether([...scripts.filter(({ id }) => id !== 'drop'), greedy], phrases).join()).toMatch(
      /script "drop" needs "note"/,
    );
  });

  it('never ask for a word that carriers act on [FL-19]', () => {
    const asked = [
      'salon',
      'bookings',
      'move',
      'drop',
      'reminder',
      'refunded',
      'repairs/human',
      'repairs/interrupted-resume',
    ]
      .map((id) => readFlow(`${id}.yaml`))
      .join('\n');
    const prompts = asked.replace(/Text STOP and I will not write again/g, '');
    expect(prompts).not.toMatch(/\b(?:text|reply|answer|send|say) "?(?:CANCEL|END|QUIT|STOP|YES|START|HELP|INFO)\b/i);
    expect(problems(readFlow('salon.yaml').replace('en: Drop it', 'en: Cancel')).join()).toMatch(
      /"CANCEL" is a word carriers act on/,
    );
  });
});

describe('phrases', () => {
  it('are refused when one is missing or nobody says it', () => {
    const text = readFlow('phrases.yaml');
    const missing = loadPhrases('p.yaml', text.replace('  noMore:', '  noLess:'));
    expect(missing.problems.map(formatProblem).join('\n')).toMatch(
      /the phrase "noMore" is missing[^]*nothing says the phrase "noLess"/,
    );
  });
});
