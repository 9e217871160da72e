import { describe, expect, it } from '@jest/globals';
import { loaded } from './support/scripts.js';
import { chatIn, scriptOf } from './support/tiny.js';

/** One node of each kind a script may be made of (GP-22), in the order of a visit; the talk begins with the operator. */
const NODES = `  service: { ask: service, say: { en: "What?" }, exits: { chosen: operator, none: sorry } }
  operator: { ask: person, say: { en: "With whom?" }, exits: { chosen: said, none: sorry } }
  said: { say: { en: "{staff.name} asks you a few things." }, then: one }
  one:
    ask: choice
    say: { en: "At home or here?" }
    options: { home: { label: { en: At home }, goto: several }, here: { label: { en: Here }, goto: several } }
  several:
    ask: choices
    title: { en: Extras }
    say: { en: "With what?" }
    options: { wash: { label: { en: Wash } }, dry: { label: { en: Dry } } }
    exits: { answered: text }
  text: { ask: text, title: { en: Wish }, say: { en: "Any wish?" }, then: number }
  number: { ask: number, title: { en: People }, say: { en: "How many people?" }, then: photo }
  photo: { ask: file, accept: [image], say: { en: "A photo?" }, then: address }
  address: { ask: address, say: { en: "Where?" }, then: day }
  day: { ask: date, say: { en: "Which day?" }, then: time }
  time: { ask: slot, say: { en: "When?" }, exits: { chosen: keep, none: sorry } }
  keep: { do: hold, exits: { held: named, taken: sorry, refused: sorry } }
  named: { set: { name: '"Rosa"' }, then: small }
  small: { if: [{ when: answer.number > 4, goto: crowd }], else: helped }
  crowd: { do: handOff, reason: crowd, say: { en: "{answeredBy} takes over." }, exits: { returned: price, nobody: price } }
  helped: { call: one-more, then: price }
  price:
    ask: choice
    say: { en: "{slot.when}, {slot.priceText}." }
    options: { pay: { label: { en: Pay }, goto: pay }, leave: { label: { en: Leave it }, goto: sorry } }
  pay: { do: pay, exits: { link: over, taken: sorry, failed: sorry } }
  over: { say: { en: "Pay here: {payment.url}" }, then: done }
  sorry: { say: { en: "Sorry." }, then: done }
  done: { end: done }`;
const EXTRA = scriptOf('  more: { say: { en: "One more thing." }, then: end }\n  end: { end: done }').replace(
  'id: tiny',
  'id: one-more',
);

function begun() {
  const chat = chatIn(NODES, { beside: [EXTRA] });
  chat.says('hi');
  return chat;
}

describe('the script of a service', () => {
  it('begins once the operator is chosen, and asks, decides, calls, keeps and charges as its nodes say [FL-01]', () => {
    const chat = begun();
    expect(chat.says('1')).toMatch(/^With whom\?\n1 Asha\n2 Ben/);
    expect(chat.says('Asha')).toMatch(/^Asha asks you a few things\.\n---\nAt home or here\?/);
    expect(chat.says('2')).toMatch(/^With what\?/);
    expect(chat.says('1,2')).toMatch(/^Any wish\?/);
    expect(chat.says('not too short')).toMatch(/^How many people\?/);
    expect(chat.says('2')).toMatch(/^A photo\?/);
    const photo = { ref: 'f1', type: 'image/jpeg', bytes: 900, name: null };
    expect(chat.sends({ type: 'media', media: 'image', file: photo })).toMatch(/^Where\?/);
    chat.says('12 Mill Lane');
    expect(chat.says('1')).toMatch(/^Which day\?/);
    expect(chat.says('tuesday')).toMatch(/^When\?\n1 Tue 24 Nov 9:30/);
    expect(chat.says('1')).toMatch(/^One more thing\.\n---\nTue 24 Nov 9:30, £25\.\n1 Pay/);
    expect(chat.says('1')).toMatch(/^Pay here: /);
    expect(chat.house.calls.map(({ call }) => call)).toEqual([
      'services.list',
      'people.list',
      'file.keep',
      'place.find',
      'slots.search',
      'hold.place',
      'payment.request',
    ]);
    expect(chat.house.calls.at(-1)).toMatchObject({
      input: {
        contact: {
          answers: [
            { label: 'Extras', value: 'Wash, Dry' },
            { label: 'Wish', value: 'not too short' },
            { label: 'People', value: '2' },
          ],
        },
      },
    });
  });

  it('gives the chat to a person where its branch says so [FL-01]', () => {
    const chat = begun();
    for (const said of ['1', '1', '2', '1', 'no wish', '7']) chat.says(said);
    chat.sends({ type: 'media', media: 'image', file: { ref: 'f1', type: 'image/jpeg', bytes: 900, name: null } });
    for (const said of ['12 Mill Lane', '1', 'tuesday']) chat.says(said);
    expect(chat.says('1')).toMatch(/takes over\.$/);
    expect(chat.state.control.own?.by).toBe('Maria');
  });

  it('is refused where a node leads nowhere', () => {
    expect(() => loaded('tiny.yaml', scriptOf(NODES.replace('then: number', 'then: nowhere')))).toThrow(/nowhere/);
  });
});
