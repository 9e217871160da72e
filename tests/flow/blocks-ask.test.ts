import { describe, expect, it } from '@jest/globals';
import { lastQuestion, MINUTE_MS } from './support/chat.js';
import { MILL_LANE, RIGHT_CODE } from './support/house.js';
import { chatIn, wrongWith } from './support/tiny.js';

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

  it('are not asked for where the service has none', () => {
    const chat = chatIn(ADD_ONS);
    chat.says('hi');
    expect(chat.says('1')).toMatch(/^When\?/);
    expect(chat.state.answers['extras']).toEqual([]);
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

describe('a question for a place', () => {
  const PLACE = `  where: { ask: address, say: { en: "Where shall we come?" }, then: said }
  said: { say: { en: "To {address.text}, {address.postcode}." }, then: done }\n  done: { end: done }`;

  it('reads back the address that was found before it counts', () => {
    const chat = chatIn(PLACE);
    chat.says('hi');
    expect(chat.says('12 mill lane n17aa')).toBe('12 Mill Lane, London N1 7AA?\n1 That is right\n2 Something else');
    expect(chat.state.answers).not.toHaveProperty('address');
    expect(chat.says('1')).toBe('To 12 Mill Lane, London N1 7AA, N1 7AA.');
  });

  it('lets one of several be chosen, and none of them', () => {
    const chat = chatIn(PLACE);
    chat.house.places = [MILL_LANE, { ...MILL_LANE, text: '12 Mill Lane, Leeds LS1 4AP', postcode: 'LS1 4AP' }];
    chat.says('hi');
    expect(chat.says('mill lane')).toBe(
      'Which do you mean?\n1 12 Mill Lane, London N1 7AA\n2 12 Mill Lane, Leeds LS1 4AP\n3 Something else',
    );
    expect(chat.says('3')).toBe('Where shall we come?');
    chat.says('mill lane');
    expect(chat.says('2')).toBe('To 12 Mill Lane, Leeds LS1 4AP, LS1 4AP.');
  });

  it('takes a pin on the map', () => {
    const chat = chatIn(PLACE.replace('ask: address', 'ask: location, save: address'), { channel: 'telegram' });
    chat.says('hi');
    chat.sends({ type: 'location', latitude: 51.53, longitude: -0.09 });
    expect(chat.house.calls.at(-1)).toEqual({
      call: 'place.find',
      input: { words: null, latitude: 51.53, longitude: -0.09 },
    });
    expect(chat.says('1')).toMatch(/^To 12 Mill Lane/);
  });

  it('says when there is no such place', () => {
    const chat = chatIn(PLACE);
    chat.house.places = [];
    chat.says('hi');
    expect(chat.says('5 Nowhere Street')).toMatch(/cannot find that place/);
  });

  it('offers the address of the last time first [FL-11]', () => {
    const chat = chatIn(PLACE.replace('say: {', 'suggest: person.address, say: {'), {
      person: { address: { text: '4 Oak Road, London E1 6AN', postcode: 'E1 6AN' } },
    });
    expect(chat.says('hi')).toMatch(/Where shall we come\?\n1 4 Oak Road, London E1 6AN$/);
    expect(chat.says('1')).toBe('To 4 Oak Road, London E1 6AN, E1 6AN.');
  });
});

describe('a question for a file', () => {
  const FILE = `  photo: { ask: file, accept: [image], optional: shown, say: { en: "A photo of it?" }, exits: { answered: said, skipped: over } }
  said: { say: { en: "I have {file.name}." }, then: done }\n${END}`;
  const photo = {
    type: 'media',
    media: 'image',
    file: { ref: 'abc', type: 'image/png', bytes: 900, name: 'door.png' },
  } as const;

  it('is kept by the house and goes by its name', () => {
    const chat = chatIn(FILE, { channel: 'whatsapp' });
    chat.says('hi');
    expect(chat.sends(photo)).toBe('I have door.png.');
    expect(chat.house.calls.at(-1)).toEqual({
      call: 'file.keep',
      input: { file: photo.file, media: 'image', accept: ['image'] },
    });
  });

  it.each([
    ['infected', /carries something harmful/],
    ['tooBig', /too big/],
    ['wrongKind', /kind of file/],
    ['unreadable', /did not arrive whole/],
  ] as const)('is refused when it is %s, and asked for again', (reason, reply) => {
    const chat = chatIn(FILE, { channel: 'telegram' });
    chat.says('hi');
    chat.house.next['file.keep'] = [() => ({ call: 'file.keep', exit: 'refused', data: { reason } })];
    expect(chat.sends(photo)).toMatch(reply);
    expect(chat.sends(photo)).toBe('I have door.png.');
  });

  it('may be left out by a digit, and words are no file', () => {
    const chat = chatIn(FILE);
    chat.says('hi');
    expect(chat.says('it is red')).toMatch(/^Please send a photo or a file\.\n1 Leave it out/);
    expect(chat.says('1')).toBe('Over.');
  });
});

describe('a question for consent', () => {
  const CONSENT = `  ok: { ask: consent, topic: news, save: news, say: { en: "May I text you news twice a year?" }, exits: { yes: over, no: fine } }
  fine: { say: { en: "I will not." }, then: done }\n${END}`;

  it.each([
    ['1', true, 'Over.'],
    ['no', false, 'I will not.'],
  ])('is recorded on %j with the words that were shown', (said, granted, reply) => {
    const chat = chatIn(CONSENT);
    chat.says('hi');
    expect(chat.says(said)).toBe(reply);
    expect(chat.state.answers['news']).toBe(granted);
    expect(chat.house.calls.at(-1)).toEqual({
      call: 'consent.record',
      input: { topic: 'news', granted, words: 'May I text you news twice a year?' },
    });
  });

  it('is never taken from words that may mean either', () => {
    const chat = chatIn(CONSENT);
    chat.says('hi');
    chat.says('maybe later');
    expect(chat.house.calls).toEqual([]);
  });
});

describe('a question for the code that was sent', () => {
  const CODE = `  phone: { ask: phone, sensitive: true, say: { en: "Your number?" }, then: send }
  send: { do: sendCode, to: phone, address: phone, exits: { sent: code, refused: over } }
  code:
    ask: code
    say: { en: "I sent six digits to {codeSent.sentTo}. What are they?" }
    options: { again: { label: { en: Send it again }, goto: send } }
    exits: { right: proven, over: over }
  proven: { say: { en: "It is yours." }, then: done }\n${END}`;

  it('takes the six digits, spaced or not', () => {
    const chat = chatIn(CODE);
    chat.says('hi');
    expect(chat.says('07700 900123')).toBe('I sent six digits to …0123. What are they?\n1 Send it again');
    expect(chat.says(`${RIGHT_CODE.slice(0, 3)} ${RIGHT_CODE.slice(3)}`)).toBe('It is yours.');
    expect(chat.house.calls.at(-1)).toEqual({
      call: 'code.check',
      input: { address: '+447700900123', code: RIGHT_CODE },
    });
  });

  it('says how many tries are left, sends it again by a digit, and gives up when they are over', () => {
    const chat = chatIn(CODE);
    chat.says('hi');
    chat.says('07700 900123');
    expect(chat.says('111111')).toMatch(/You have 2 more tries/);
    expect(chat.says('1')).toMatch(/^I sent six digits/);
    expect(chat.says('222222')).toMatch(/One more try/);
    expect(chat.says('333333')).toBe('Over.');
  });

  it('goes another way when none can be sent', () => {
    const chat = chatIn(CODE);
    chat.house.next['code.send'] = [() => ({ call: 'code.send', exit: 'refused', data: { reason: 'tooMany' } })];
    chat.says('hi');
    expect(chat.says('07700 900123')).toBe('Over.');
    expect(chat.state.answers['reason']).toBe('tooMany');
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
