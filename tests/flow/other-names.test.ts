import { describe, expect, it } from '@jest/globals';
import type { ServiceOption } from '../../src/flow/protocol.js';
import { createChat, type Chat } from './support/chat.js';
import { SERVICES } from './support/house.js';
import { bilingual } from './support/languages.js';
import { chatIn } from './support/tiny.js';

const library = bilingual({ language: 'es', mark: '¡es! ', greetings: ['hola', 'buenas'] });

const SPANISH = ['Corte de pelo', 'Tinte', 'Afeitado'];
const NAMED: ServiceOption[] = SERVICES.map((one, index) => ({
  ...one,
  names: { en: one.name, es: SPANISH[index]! },
}));

function chatAt(...said: string[]): Chat {
  const chat = createChat({ library });
  chat.house.services = NAMED;
  for (const one of said) chat.says(one);
  return chat;
}

describe('a thing with names by language', () => {
  it('is called by its name of the language gone on in, in what was chosen and in the times on offer [FL-13]', () => {
    const chat = chatAt('hi', '1', '1');
    const said = chat.says('español');
    expect(said).toMatch(/¡es! Corte de pelo\. When suits you\?/);
    expect(said).toMatch(/1 ¡es! mar 24 nov 9:30/);
    expect(said).not.toMatch(/Haircut|Tue/);
    expect(chat.says('english')).toMatch(/Haircut\. When suits you\?\n1 Tue 24 Nov 9:30/);
  });

  it('is offered by its name of the language gone on in', () => {
    const chat = chatAt('hi', '1');
    expect(chat.says('español')).toMatch(/1 ¡es! Corte de pelo.*\n2 ¡es! Tinte/);
    expect(chat.says('tinte')).toMatch(/Tinte\. When suits you\?/);
  });

  it.each(['colour', 'tinte', 'un tinte por favor', 'a colour please', 'I would like a tinte'])(
    'is understood as "%s", whatever language the chat is in',
    (words) => {
      expect(chatAt('hi', '1').says(words)).toMatch(/^Colour\. When suits you\?/);
    },
  );

  it('keeps only its name of now where it has no other', () => {
    const chat = createChat({ library });
    for (const one of ['hi', '1', '1']) chat.says(one);
    expect(chat.says('español')).toMatch(/¡es! Haircut\. When suits you\?/);
    expect(chat.state.answers['service']).not.toHaveProperty('names');
  });
});

describe('a list in a text', () => {
  const ASKED = `  ask:
    ask: choices
    say: { en: "Which?" }
    save: extras
    options: { wash: { label: { en: Wash } }, beard: { label: { en: Beard trim } }, rush: { label: { en: Rush } } }
    then: told
  told: { say: { en: "With {extras|lower}." }, then: done }
  done: { end: done }`;

  it('is said by the labels of what was chosen, in the order they were offered', () => {
    const chat = chatIn(ASKED);
    chat.says('hi');
    expect(chat.says('2 and 1')).toBe('With wash, Beard trim.');
  });

  it('is said by the labels without any form', () => {
    const chat = chatIn(ASKED.replace('|lower', ''));
    chat.says('hi');
    expect(chat.says('3')).toBe('With Rush.');
  });

  it('is said by the names of its things', () => {
    const chat = chatIn(
      `  ask: { ask: service, say: { en: "What?" }, exits: { chosen: more, none: done } }
  more: { ask: choices, items: service.addOns, say: { en: "And?" }, save: extras, exits: { answered: told, none: done } }
  told: { say: { en: "{service.name} with {extras}." }, then: done }
  done: { end: done }`,
    );
    const addOns = [
      { id: 'x', name: 'Wash', priceText: '£5' },
      { id: 'y', name: 'Beard', priceText: '£7' },
    ];
    chat.house.services = [{ ...SERVICES[0]!, addOns }];
    chat.says('hi');
    chat.says('1');
    expect(chat.says('all')).toBe('Haircut with Wash, Beard.');
  });
});
