import { describe, expect, it } from '@jest/globals';
import { lastQuestion } from './support/chat.js';
import { ALTERNATIVES } from './support/house.js';
import { chatIn } from './support/tiny.js';

const END = '  over: { say: { en: "Over." }, then: done }\n  done: { end: done }';

describe('a question for several things', () => {
  const EXTRAS = `  extras:
    ask: choices
    say: { en: "Anything with it?" }
    title: { en: Extras }
    options:
      wash: { label: { en: Wash } }
      beard: { label: { en: Beard } }
      rush: { label: { en: Rush } }
    then: over\n${END}`;

  it.each([
    ['1,3', ['wash', 'rush']],
    ['1 and 3', ['wash', 'rush']],
    ['2', ['beard']],
    ['all', ['wash', 'beard', 'rush']],
    ['none', []],
    ['4', []],
    ['beard and rush', ['beard', 'rush']],
  ])('takes %j at once', (said, kept) => {
    const chat = chatIn(EXTRAS);
    expect(chat.says('hi')).toMatch(/Anything with it\?\n1 Wash\n2 Beard\n3 Rush\n4 None of these$/);
    expect(chat.says(said)).toBe('Over.');
    expect(chat.state.answers['chosen']).toEqual(kept);
  });

  it('is tapped together button by button, and tapping again takes one back', () => {
    const chat = chatIn(EXTRAS, { channel: 'webchat' });
    chat.says('hi');
    expect(chat.taps(lastQuestion(chat).stepId, 'wash')).toBe(
      'Chosen: Wash. Anything else?\n1 Wash (chosen)\n2 Beard\n3 Rush\n4 That is all',
    );
    chat.taps(lastQuestion(chat).stepId, 'rush');
    expect(chat.taps(lastQuestion(chat).stepId, 'wash')).toMatch(/^Chosen: Rush\./);
    expect(chat.taps(lastQuestion(chat).stepId, 'done')).toBe('Over.');
    expect(chat.state.answers['chosen']).toEqual(['rush']);
  });

  it('adds what is typed to what was tapped', () => {
    const chat = chatIn(EXTRAS, { channel: 'webchat' });
    chat.says('hi');
    chat.taps(lastQuestion(chat).stepId, 'wash');
    chat.says('3');
    expect(chat.state.answers['chosen']).toEqual(['wash', 'rush']);
  });

  it('says when too few or too many were chosen, and keeps nothing', () => {
    const chat = chatIn(EXTRAS.replace('ask: choices', 'ask: choices\n    min: 1\n    max: 2'));
    expect(chat.says('hi')).not.toMatch(/None of these/);
    expect(chat.says('all')).toMatch(/^Please choose 2 at most\.\n1 Wash/);
    expect(chat.says('none')).toMatch(/example, text 2 for Beard/);
    expect(chat.state.answers).not.toHaveProperty('chosen');
    expect(chat.says('1 2')).toBe('Over.');
  });

  it('pages five at a time and keeps what was tapped on the page before', () => {
    const options = Array.from({ length: 7 }, (_, index) => `      o${index}: { label: { en: Thing ${index} } }`).join(
      '\n',
    );
    const chat = chatIn(
      `  many:\n    ask: choices\n    say: { en: "What?" }\n    paged: true\n    options:\n${options}\n    then: over\n${END}`,
      { channel: 'telegram' },
    );
    expect(chat.says('hi')).toMatch(/5 Thing 4\n6 None of these\n7 More/);
    chat.taps(lastQuestion(chat).stepId, 'o1');
    expect(chat.says('7')).toMatch(/1 Thing 5\n2 Thing 6\n3 That is all/);
    chat.taps(lastQuestion(chat).stepId, 'o6');
    chat.taps(lastQuestion(chat).stepId, 'done');
    expect(chat.state.answers['chosen']).toEqual(['o1', 'o6']);
  });
});

describe('the add-ons of a service', () => {
  const ADD_ONS = `  service: { ask: service, say: { en: "What?" }, exits: { chosen: extras, none: done } }
  extras: { ask: choices, items: service.addOns, save: extras, title: { en: Extras }, say: { en: "With it?" }, then: time }
  time: { ask: slot, say: { en: "When?" }, exits: { chosen: hold, none: done } }
  hold: { do: hold, exits: { held: named, taken: done, refused: done } }
  named: { ask: name, title: { en: Name }, say: { en: "Who?" }, then: book }
  book: { do: book, exits: { booked: over, taken: done, refused: done } }\n${END}`;
  const addOns = [
    { id: 'a-rush', name: 'Rush', priceText: '£10' },
    { id: 'a-wash', name: 'Wash', priceText: '£5' },
  ];

  it('are offered with their prices, and what was chosen travels with the booking [CAT-08]', () => {
    const chat = chatIn(ADD_ONS);
    chat.house.services = chat.house.services.map((one, index) => (index === 0 ? { ...one, addOns } : one));
    chat.says('hi');
    expect(chat.says('1')).toBe('With it?\n1 Rush, £10\n2 Wash, £5\n3 None of these');
    expect(chat.says('1,2')).toMatch(/^When\?/);
    chat.says('1');
    chat.says('Rosa Field');
    expect(chat.house.calls.at(-1)).toMatchObject({
      call: 'booking.create',
      input: {
        contact: {
          answers: [
            { label: 'Extras', value: 'Rush, Wash' },
            { label: 'Name', value: 'Rosa Field' },
          ],
        },
      },
    });
  });

  it('stay when the time is taken, when it is refused, and when another time is chosen instead', () => {
    const chat = chatIn(
      ADD_ONS.replace('taken: done, refused: done } }\n  named', 'taken: gone, refused: gone } }\n  named').replace(
        '  named:',
        '  gone: { ask: slot, from: alternatives, say: { en: "Gone." }, options: { other: { label: { en: Other }, goto: time } }, exits: { chosen: hold, none: time } }\n  named:',
      ),
    );
    chat.house.services = chat.house.services.map((one, index) => (index === 0 ? { ...one, addOns } : one));
    const alternatives = ALTERNATIVES;
    chat.house.next['hold.place'] = [
      () => ({ call: 'hold.place', exit: 'taken', data: { alternatives, wanted: 'that' } }),
      () => ({ call: 'hold.place', exit: 'refused', data: { alternatives, reason: 'full' } }),
    ];
    for (const said of ['hi', '1', '2', '1']) chat.says(said);
    expect(chat.says('1')).toMatch(/^Gone\./);
    chat.says('4');
    expect(chat.says('1')).toMatch(/^Who/);
    const asked = chat.house.calls.flatMap((call) =>
      call.call === 'hold.place' || call.call === 'slots.search' ? [call.input.serviceId] : [],
    );
    expect(new Set(asked)).toEqual(new Set(['s-cut~a-wash']));
    expect(asked).toHaveLength(5);
  });

  it('are not asked for where the service has none', () => {
    const chat = chatIn(ADD_ONS);
    chat.says('hi');
    expect(chat.says('1')).toMatch(/^When\?/);
    expect(chat.state.answers['extras']).toEqual([]);
  });
});
