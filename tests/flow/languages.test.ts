import { describe, expect, it } from '@jest/globals';
import { createEngine } from '../../src/flow/index.js';
import { createChat, type Chat } from './support/chat.js';
import { bilingual } from './support/languages.js';
import { testLibrary } from './support/scripts.js';

const library = bilingual({ language: 'es', mark: '¡es! ', greetings: ['hola', 'buenas'] });

function chatAt(...said: string[]): Chat {
  const chat = createChat({ library });
  for (const one of said) chat.says(one);
  return chat;
}

describe('changing the language in the middle of a talk (FL-13)', () => {
  it.each(['español', 'Spanish', 'ESPAÑOL', 'castellano'])(
    '"%s" asks the open question again in it, every answer kept [FL-13]',
    (word) => {
      const chat = chatAt('hi', '1', '1');
      expect(chat.says(word)).toMatch(/¡es! We write Español here\. ¡es! Haircut\. When suits you\?/);
      expect(chat.says('2')).toMatch(/^¡es! Tue 24 Nov 14:00 with Asha\. I keep it/);
      expect(chat.messages.at(-1)?.language).toBe('es');
    },
  );

  it.each(['language', 'idioma', 'اللغة'])('"%s" asks which, by digit, and goes back to the question', (word) => {
    const chat = chatAt('hi', '1', '1');
    expect(chat.says(word)).toBe('Which language?\n1 English\n2 Español');
    expect(chat.says('2')).toMatch(/^¡es! Haircut\. When suits you\?/);
    expect(chat.says('english')).toMatch(/^We write English here\. Haircut\. When suits you\?/);
  });

  it('shows the menu in the new language when nothing else is open', () => {
    const chat = chatAt('hi');
    chat.says('language');
    expect(chat.says('2')).toMatch(/^¡es! Willow Salon\. I can book you by text/);
  });

  it('says what is spoken here when it is asked for one that is not', () => {
    expect(chatAt('hi', '1', '1').says('deutsch')).toMatch(/^We write English, Español here\. Haircut/);
  });

  it('offers another language to a person who greets in it, in that language', () => {
    const chat = createChat({ library });
    const said = chat.says('hola');
    expect(said).toMatch(/¡es! Shall we go on in Español\?\n1 ¡es! Español\n2 ¡es! English$/);
    expect(chat.says('1')).toMatch(/^¡es! Willow Salon\. I can book you/);
  });

  it('goes on as before when that is declined', () => {
    const chat = chatAt('hi', '1', '1');
    chat.says('hola');
    expect(chat.says('2')).toMatch(/^Haircut\. When suits you\?/);
    expect(chat.state.control.lang).toBe('en');
  });

  it('answers the first message in the language of the profile where the script has it, else in the shop’s', () => {
    const engine = createEngine({ library });
    const begin = (language: string) =>
      engine.languageOf(engine.begin({ shopId: 'willow', channel: 'telegram', profile: { language } }));
    expect([begin('es-MX'), begin('es'), begin('fr'), begin('en-GB')]).toEqual(['es', 'es', 'en', 'en']);
  });
});

describe('an answer that comes late', () => {
  const engine = createEngine({ library: testLibrary() });
  const late = (language: string, lateMin: number): string => {
    const fresh = engine.begin({ shopId: 'willow', channel: 'sms', profile: { language } });
    return engine.delayed!(fresh, lateMin).text;
  };

  it('says how late, in minutes or hours, in the language of the chat', () => {
    expect(late('en', 13)).toBe('Sorry for the wait, I am back (13 minutes late).');
    expect(late('en', 60 * 24)).toBe('Sorry for the wait, I am back (24 hours late).');
    expect(late('es', 3)).toMatch(/3 minutos tarde/);
    expect(late('ar', 120)).toMatch(/ساعتين/);
  });
});
