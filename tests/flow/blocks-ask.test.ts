import { describe, expect, it } from '@jest/globals';
import { lastQuestion } from './support/chat.js';
import { chatIn, wrongWith } from './support/tiny.js';
import { MINUTE_MS } from '../../src/platform/time-units.js';

const END = '  over: { say: { en: "Over." }, then: done }\n  done: { end: done }';

describe('a question for yes or no', () => {
  const PETS = `  pets: { ask: yesno, save: pets, say: { en: "Any pets?" }, exits: { yes: with, no: over } }
  with: { say: { en: "Bring them." }, then: done }\n${END}`;

  it.each([
    ['1', 'Bring them.', true],
    ['2', 'Over.', false],
    ['yes', 'Bring them.', true],
    ['No', 'Over.', false],
    ['nope', 'Over.', false],
    ['yes please', 'Bring them.', true],
  ])('takes %j on a keypad', (said, reply, kept) => {
    const chat = chatIn(PETS);
    expect(chat.says('hi')).toBe(
      'Willow Salon. Text STOP and I will not write again.\n---\nAny pets?\n1 Yes indeed\n2 No',
    );
    expect(chat.says(said)).toBe(reply);
    expect(chat.state.answers['pets']).toBe(kept);
  });

  it('has buttons that mean the same, in words of its own where the script has them', () => {
    const chat = chatIn(PETS.replace('save: pets', 'save: pets, yes: { en: I do }'), { channel: 'telegram' });
    chat.says('hi');
    const { stepId, choices } = lastQuestion(chat);
    expect(choices?.map(({ label }) => label)).toEqual(['I do', 'No']);
    expect(chat.taps(stepId, 'no')).toBe('Over.');
  });

  it('keeps nothing when it was not understood', () => {
    const chat = chatIn(PETS);
    chat.says('hi');
    expect(chat.says('perhaps')).toMatch(/Please answer with a number from 1 to 2/);
    expect(chat.state.answers).not.toHaveProperty('pets');
  });
});

describe('a question for a time', () => {
  const TIME = `  time: { ask: time, earliest: "09:00", latest: "17:30", say: { en: "What time?" }, then: said }
  said: { say: { en: "At {time}." }, then: done }\n  done: { end: done }`;

  it.each([
    ['15:30', 'At 15:30.'],
    ['3pm', 'At 15:00.'],
    ['half past ten', 'At 10:30.'],
  ])('takes %j', (said, reply) => {
    const chat = chatIn(TIME);
    chat.says('hi');
    expect(chat.says(said)).toBe(reply);
  });

  it('says how early and how late it may be', () => {
    const chat = chatIn(TIME);
    chat.says('hi');
    expect(chat.says('7:15')).toBe('It can be 9:00 at the earliest.');
    const late = chatIn(TIME);
    late.says('hi');
    expect(late.says('18:00')).toBe('It can be 17:30 at the latest.');
  });

  it('explains twice in different words what is no time', () => {
    const chat = chatIn(TIME);
    chat.says('hi');
    expect(chat.says('whenever')).toBe('Please text me a time.');
    expect(chat.says('soonish')).toBe('For example: 15:30, or half past three.');
  });
});

describe('a question for a day and a time', () => {
  const MOMENT = `  at: { ask: datetime, say: { en: "When?" }, then: said }
  said: { say: { en: "{moment.when}." }, then: done }\n  done: { end: done }`;

  it('keeps both, with the weekday to be said', () => {
    const chat = chatIn(MOMENT);
    chat.says('hi');
    expect(chat.says('24 Nov 14:00')).toBe('Tue 24 Nov 14:00.');
    expect(chat.state.answers['moment']).toEqual({
      localDate: '2026-11-24',
      clock: '14:00',
      when: 'Tue 24 Nov 14:00',
      atUtc: Date.UTC(2026, 10, 24, 14),
    });
  });

  it('reads back what may mean two things, and takes a digit for it', () => {
    const chat = chatIn(MOMENT);
    chat.says('hi');
    const readBack = chat.says('tomorrow at 7');
    expect(readBack).toMatch(/Sun 22 Nov (19|7):00/);
    expect(chat.state.answers).not.toHaveProperty('moment');
    expect(chat.says('1')).toMatch(/^Sun 22 Nov (19|7):00\.$/);
  });

  it('does not take what has passed', () => {
    const chat = chatIn(MOMENT);
    chat.says('hi');
    expect(chat.says('20 Nov 2025 at 14:00')).toMatch(/has passed/);
  });
});

describe('a value that is to be agreed to', () => {
  it('is read back before it is kept, and is asked for anew when it is wrong', () => {
    const chat = chatIn(`  who: { ask: name, confirmBack: always, say: { en: "Who?" }, then: said }
  said: { say: { en: "Hello {name}." }, then: done }\n  done: { end: done }`);
    chat.says('hi');
    expect(chat.says('Rosa Feild')).toBe('Rosa Feild?\n1 That is right\n2 Something else');
    expect(chat.state.answers).not.toHaveProperty('name');
    expect(chat.says('2')).toBe('Who?');
    chat.says('Rosa Field');
    expect(chat.says('yes')).toBe('Hello Rosa Field.');
  });

  it('may be said anew in place of an answer to the reading', () => {
    const chat = chatIn(`  who: { ask: name, confirmBack: always, say: { en: "Who?" }, then: said }
  said: { say: { en: "Hello {name}." }, then: done }\n  done: { end: done }`);
    chat.says('hi');
    chat.says('Rosa Feild');
    expect(chat.says('Rosa Field')).toMatch(/^Rosa Field\?\n1/);
    expect(chat.says('1')).toBe('Hello Rosa Field.');
  });
});

describe('a question for a mark', () => {
  const RATING = `  stars: { ask: rating, say: { en: "How was it?" }, then: over }\n${END}`;

  it('takes a digit or the word for it', () => {
    const chat = chatIn(RATING);
    expect(chat.says('hi')).toMatch(/How was it\?\n1 Bad\n2 Not so good\n3 Fine\n4 Good\n5 Very good$/);
    chat.says('4');
    expect(chat.state.answers['rating']).toBe(4);
    const other = chatIn(RATING);
    other.says('hi');
    other.says('very good');
    expect(other.state.answers['rating']).toBe(5);
  });

  it('takes a button, and refuses a mark there is not', () => {
    const chat = chatIn(RATING, { channel: 'whatsapp' });
    chat.says('hi');
    expect(chat.says('6')).toMatch(/number from 1 to 5/);
    chat.taps(lastQuestion(chat).stepId, 'm2');
    expect(chat.state.answers['rating']).toBe(2);
  });
});

describe('a summary', () => {
  const SUMMARY = `  who: { ask: name, title: { en: Name }, say: { en: "Who?" }, then: pets }
  pets: { ask: yesno, save: pets, title: { en: Pets }, say: { en: "Any pets?" }, exits: { yes: day, no: day } }
  day: { ask: date, title: { en: Day }, say: { en: "Which day?" }, then: pin }
  pin: { ask: text, save: pin, sensitive: true, title: { en: Door code }, say: { en: "The door code?" }, then: sum }
  sum: { ask: summary, say: { en: "Is this right?" }, exits: { right: over } }\n${END}`;

  function atSummary() {
    const chat = chatIn(SUMMARY);
    const reply = ['hi', 'Rosa Field', '2', '24 Nov', '1234'].map((said) => chat.says(said)).at(-1);
    return { chat, reply };
  }

  it('shows each answer by its title, and hides what is sensitive', () => {
    expect(atSummary().reply).toBe(
      'Is this right?\nName: Rosa Field\nPets: No\nDay: Tue 24 Nov\nDoor code: kept to yourself\n1 That is right\n2 Change something',
    );
  });

  it('leads back to any answer by digits, asks only that again, and shows itself again', () => {
    const { chat } = atSummary();
    expect(chat.says('2')).toBe(
      'What shall I change?\n1 Name: Rosa Field\n2 Pets: No\n3 Day: Tue 24 Nov\n4 Door code: kept to yourself',
    );
    expect(chat.says('3')).toBe('Which day?');
    expect(chat.says('25 Nov')).toMatch(/^Is this right\?\nName: Rosa Field\nPets: No\nDay: Wed 25 Nov\n/);
    expect(chat.says('1')).toBe('Over.');
  });

  it('is left by back to the question before', () => {
    const { chat } = atSummary();
    expect(chat.says('8')).toBe('The door code?');
  });
});

describe('a question nobody can answer', () => {
  it('is left by its own exit after its tries', () => {
    const chat = chatIn(
      `  day: { ask: date, tries: 2, say: { en: "Which day?" }, exits: { answered: done, lost: over } }\n${END}`,
    );
    chat.says('hi');
    expect(chat.says('xx')).toMatch(/Please text me a day/);
    expect(chat.says('yy')).toBe('Over.');
  });

  it('goes on helping where there is no such exit', () => {
    const chat = chatIn(`  day: { ask: date, tries: 1, say: { en: "Which day?" }, then: done }\n  done: { end: done }`);
    chat.says('hi');
    expect(chat.says('xx')).toMatch(/9 A person/);
  });
});

describe('a question written wrongly', () => {
  it.each([
    [
      'accept',
      `  a: { ask: name, accept: [image], say: { en: "Who?" }, then: done }`,
      /block "a": "accept" means nothing to "name"/,
    ],
    [
      'consent without a topic',
      `  a: { ask: consent, say: { en: "May I?" }, exits: { yes: done, no: done } }`,
      /"consent" needs "topic"/,
    ],
    ['yes without no', `  a: { ask: yesno, say: { en: "Well?" }, exits: { yes: done } }`, /exit "no" is missing/],
    [
      'a code never sent',
      `  a: { ask: code, say: { en: "Code?" }, exits: { right: done, over: done } }`,
      /"codeSent" may be missing here/,
    ],
    [
      'options of its own',
      `  a: { ask: yesno, say: { en: "Well?" }, options: { x: { label: { en: X }, goto: done } }, exits: { yes: done, no: done } }`,
      /options/,
    ],
    [
      'several that lead somewhere',
      `  a: { ask: choices, say: { en: "What?" }, options: { x: { label: { en: X }, goto: done } }, then: done }`,
      /cannot lead anywhere by itself/,
    ],
    [
      'an option that leads nowhere',
      `  a: { ask: choice, say: { en: "What?" }, options: { x: { label: { en: X } } } }`,
      /"goto" is missing/,
    ],
    [
      'a list that is never there',
      `  a: { ask: choices, items: service.addOns, say: { en: "What?" }, then: done }`,
      /\{service\.addOns\} is never written/,
    ],
    [
      'a time that is none',
      `  a: { ask: time, earliest: "9", say: { en: "When?" }, then: done }`,
      /must be a time such as/,
    ],
    [
      'a silence that is none',
      `  a: { ask: name, silence: { nudge: [soon] }, say: { en: "Who?" }, then: done }`,
      /must be a duration such as/,
    ],
    [
      'a type that does not fit its variable',
      `  a: { ask: name, save: guests, say: { en: "Who?" }, then: done }`,
      /"guests" is declared as number, but here it becomes text/,
    ],
    [
      'a name that means something else',
      `  a: { ask: name, save: now, say: { en: "Who?" }, then: done }`,
      /a variable cannot be called "now"/,
    ],
    [
      'nothing to choose several from',
      `  a: { ask: choices, say: { en: "What?" }, then: done }`,
      /there is nothing to choose/,
    ],
    [
      'marks without words',
      `  a: { ask: rating, max: 4, say: { en: "How?" }, then: done }`,
      /needs a label for each of its 4 marks/,
    ],
  ])('is refused for %s, with the block and the reason', (_what, blocks, reason) => {
    expect(wrongWith(`${blocks}\n  done: { end: done }`, 'vars: { guests: number }')).toMatch(reason);
  });
});

it('takes a silence policy of a question as written', () => {
  const chat = chatIn(
    `  a: { ask: name, silence: { nudge: [5 min], park: 2 h }, say: { en: "Who?" }, then: done }\n  done: { end: done }`,
  );
  chat.says('hi');
  expect(chat.state.control.tm).toEqual({ silence: chat.nowUtc + 5 * MINUTE_MS });
});
