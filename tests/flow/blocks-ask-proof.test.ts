import { describe, expect, it } from '@jest/globals';
import { MILL_LANE } from './support/house.js';
import { RIGHT_CODE } from './support/house-looks.js';
import { chatIn } from './support/tiny.js';

const END = '  over: { say: { en: "Over." }, then: done }\n  done: { end: done }';

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
