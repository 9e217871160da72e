import { describe, expect, it } from '@jest/globals';
import { normalise } from '../../src/flow/script/words.js';
import { lastQuestion } from './support/chat.js';
import { contextOf, readAs, readCorpus, type CorpusType } from './support/corpus.js';
import { chatIn } from './support/tiny.js';

/** One question of each kind; the words of a script are English, so that the engine reads English answers. */
const BLOCKS = {
  number: 'ask: number, save: said, min: 0, max: 9999, whole: false',
  yesno: 'ask: yesno, save: said',
  date: 'ask: date, save: said',
  time: 'ask: time, save: said',
  datetime: 'ask: datetime, save: said',
  rating: 'ask: rating, save: said',
  name: 'ask: name, save: said',
  phone: 'ask: phone, save: said',
  email: 'ask: email, save: said',
} as const satisfies Partial<Record<CorpusType, string>>;
type Kind = keyof typeof BLOCKS;

/** The engine's clock stands at Sat 21 Nov 2026 10:32 in London; every so many utterances of a corpus are said to it. */
const EVERY = 4;

function question(kind: Kind, fields = ''): string {
  const exits = kind === 'yesno' ? 'exits: { yes: over, no: over }' : 'then: over';
  return `  it: { ${BLOCKS[kind]}${fields}, say: { en: "Tell me." }, title: { en: It }, ${exits} }
  over: { say: { en: "Over." }, then: done }
  done: { end: done }`;
}

/** What was kept although it was in doubt or no answer at all. */
function keptUnasked(kind: Kind, fields = ''): string[] {
  const { settings, utterances } = readCorpus(kind, 'en');
  const context = contextOf('en', settings);
  const doubtful = utterances.filter(({ said }) => {
    const parsed = readAs(kind, said, context, settings);
    return !parsed.ok || !parsed.certain;
  });
  return doubtful
    .filter((_, index) => index % EVERY === 0)
    .flatMap(({ said }) => {
      const chat = chatIn(question(kind, fields));
      chat.says('hi');
      // The marks have names ("Good"), and a digit is a digit with a stroke before it: those are choices, not typed words.
      const { choices = [] } = lastQuestion(chat);
      const words = normalise(said);
      if (choices.some(({ digit, label }) => digit === words || normalise(label) === words)) return [];
      chat.says(said);
      return Object.hasOwn(chat.state.answers, 'said') ? [said] : [];
    });
}

describe('an answer that could mean something else', () => {
  it.each(Object.keys(BLOCKS) as Kind[])('is never kept before it was read back, to a question for a %s', (kind) =>
    expect(keptUnasked(kind)).toEqual([]),
  );

  it('is kept by a question that reads nothing back, which this check sees', () => {
    expect(keptUnasked('date', ', confirmBack: never').length).toBeGreaterThan(0);
    expect(keptUnasked('time', ', confirmBack: never').length).toBeGreaterThan(0);
  });

  it('is read back with its weekday and day, and taken by a digit', () => {
    const chat = chatIn(question('date'));
    chat.says('hi');
    expect(chat.says('saturday')).toBe('Which do you mean?\n1 Sat 28 Nov\n2 Sat 21 Nov\n3 Something else');
    expect(chat.says('1')).toBe('Over.');
    expect(chat.state.answers['said']).toBe('2026-11-28');
  });

  it('is asked anew when none of the readings is right', () => {
    const chat = chatIn(question('datetime'));
    chat.says('hi');
    expect(chat.says('tomorrow at 3')).toMatch(/^Which do you mean\?\n1 Sun 22 Nov 15:00\n2 Sun 22 Nov 3:00\n3 /);
    expect(chat.says('3')).toBe('Tell me.');
    expect(chat.says('tomorrow at 3pm')).toBe('Over.');
    expect(chat.state.answers['said']).toMatchObject({ localDate: '2026-11-22', clock: '15:00' });
  });

  it('is taken at once where it is certain [AV-24]', () => {
    for (const [said, localDate] of [
      ['15 Aug', '2027-08-15'],
      ['next Tue', '2026-11-24'],
      ['the 24th', '2026-11-24'],
      ['tues at 3pm', '2026-11-24'],
    ] as const) {
      const chat = chatIn(question('date'));
      chat.says('hi');
      expect(chat.says(said)).toBe('Over.');
      expect(chat.state.answers['said']).toBe(localDate);
    }
  });

  it.each([
    ['4 out of 5', 'Over.', 4],
    ['five stars', 'Over.', 5],
    ['8/10', 'Good?\n1 That is right\n2 Something else', null],
    ['4 or 5', 'Which do you mean?\n1 Good\n2 Very good\n3 Something else', null],
    ['it was ok', null, null],
  ])('is a mark read back where %j is on another scale or between two', (said, reply, kept) => {
    const chat = chatIn(question('rating'));
    chat.says('hi');
    const heard = chat.says(said);
    if (reply === null) expect(heard).toMatch(/^Please answer with a number/);
    else expect(heard).toBe(reply);
    expect(chat.state.answers['said'] ?? null).toBe(kept);
  });

  it('is another mark when that is said while one is read back', () => {
    const chat = chatIn(question('rating'));
    chat.says('hi');
    chat.says('4 or 5');
    expect(chat.says('two stars')).toBe('Over.');
    expect(chat.state.answers['said']).toBe(2);
  });

  const AGREED = `  it: { ask: yesno, save: said, say: { en: "Tell me." }, exits: { yes: yes, no: no } }
  yes: { say: { en: "Said yes." }, then: done }
  no: { say: { en: "Said no." }, then: done }
  done: { end: done }`;

  it.each(['hmm, I think so', 'erm, ok', 'no problem', 'ok but not on Monday', 'yes but not on Monday'])(
    'is a yes read back where %j is likely one, and taken by a digit',
    (said) => {
      const chat = chatIn(AGREED);
      chat.says('hi');
      expect(chat.says(said)).toBe('You mean: Yes indeed?\n1 Yes indeed\n2 No');
      expect(Object.hasOwn(chat.state.answers, 'said')).toBe(false);
      expect(chat.says('2')).toBe('Said no.');
    },
  );

  it('is a no read back where it is likely one, and words alone do not decide what "You mean no?" is answered by', () => {
    const chat = chatIn(AGREED);
    chat.says('hi');
    expect(chat.says('probably not')).toBe('You mean: No?\n1 That is right\n2 I mean: Yes indeed');
    for (const said of ['yes', 'no']) expect(chat.says(said)).toMatch(/\n1 That is right\n2 I mean: Yes indeed/);
    expect(Object.hasOwn(chat.state.answers, 'said')).toBe(false);
    expect(chat.says('1')).toBe('Said no.');
    expect(chat.state.answers['said']).toBe(false);
  });

  it('is not read back twice running: the second time it is said how to answer', () => {
    const chat = chatIn(AGREED);
    chat.says('hi');
    chat.says('I think so');
    expect(chat.says('I think so')).toMatch(/^Please answer with a number/);
  });

  it('is recorded as agreed to only after it was read back', () => {
    const chat =
      chatIn(`  it: { ask: consent, topic: offers, say: { en: "May I write?" }, exits: { yes: over, no: over } }
  over: { say: { en: "Over." }, then: done }
  done: { end: done }`);
    chat.says('hi');
    expect(chat.says('I suppose so')).toMatch(/^You mean: /);
    expect(chat.house.calls.some(({ call }) => call === 'consent.record')).toBe(false);
    chat.says('yes');
    expect(chat.house.calls.at(-1)).toMatchObject({ call: 'consent.record', input: { granted: true } });
  });

  it('is the first option of a question to be agreed to, read back with all the options', () => {
    const chat = chatIn(`  it:
    ask: confirm
    say: { en: "A haircut." }
    options:
      book: { label: { en: Book it }, goto: over }
      time: { label: { en: Another time }, goto: done }
  over: { say: { en: "Booked." }, then: done }
  done: { end: done }`);
    chat.says('hi');
    expect(chat.says('hmm, I think so')).toBe('You mean: Book it?\n1 Book it\n2 Another time');
    expect(chat.says('yes')).toBe('Booked.');
  });

  it('is a name only when it can be nothing else', () => {
    const chat = chatIn(question('name'));
    chat.says('hi');
    expect(chat.says('may')).toMatch(/^may\?/);
    expect(chat.says('1')).toBe('Over.');
    expect(chat.state.answers['said']).toBe('may');
  });

  it('is a choice by its place, said in words', () => {
    const chat = chatIn(`  it:
    ask: choice
    say: { en: "Which?" }
    options:
      a: { label: { en: Red }, goto: first }
      b: { label: { en: Green }, goto: over }
      c: { label: { en: Blue }, goto: first }
  first: { say: { en: "Not it." }, then: done }
  over: { say: { en: "Over." }, then: done }
  done: { end: done }`);
    chat.says('hi');
    expect(chat.says('the last but one')).toBe('Over.');
  });
});
