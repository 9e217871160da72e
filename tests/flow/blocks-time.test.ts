import { describe, expect, it } from '@jest/globals';
import { workSpecification } from '../../src/flow/index.js';
import { loaded, testLibrary } from './support/scripts.js';
import { chatIn, scriptOf, wrongWith } from './support/tiny.js';
import { HOUR_MS } from '../../src/platform/time-units.js';

const END = '  over: { say: { en: "Over." }, then: done }\n  done: { end: done }';

describe('a wait', () => {
  const WAIT = `  pause: { wait: { for: 2 h }, say: { en: "I ask again later." }, then: ask }
  ask: { ask: name, say: { en: "Who?" }, then: done }\n  done: { end: done }`;
  const ring = { type: 'timer', id: 'wait' } as const;

  it('goes on when its time has come, and not before', () => {
    const chat = chatIn(WAIT);
    expect(chat.says('hi')).toMatch(/I ask again later\.$/);
    expect(chat.turns.at(-1)?.effects).toContainEqual({
      effect: 'timer',
      id: 'wait',
      atUtc: chat.nowUtc + 2 * HOUR_MS,
    });
    chat.waits(2 * HOUR_MS - 1);
    expect(chat.sends(ring)).toBe('');
    chat.waits(1);
    expect(chat.sends(ring)).toBe('Who?');
    expect(chat.sends(ring)).toBe('');
  });

  it('tells who writes meanwhile until when it waits, and keeps waiting', () => {
    const chat = chatIn(WAIT);
    chat.says('hi');
    expect(chat.says('and now')).toBe('I write to you again Sat 21 Nov 12:32. Text 0 for the menu, 9 for a person.');
    chat.waits(2 * HOUR_MS);
    expect(chat.sends(ring)).toBe('Who?');
  });

  it('is left early by words where the script says so', () => {
    const chat = chatIn(
      WAIT.replace('then: ask', 'heard: early, then: ask') + '\n  early: { say: { en: "So soon." }, then: ask }',
    );
    chat.says('hi');
    expect(chat.says('hello again')).toBe('So soon.\n---\nWho?');
    expect(chat.turns.at(-1)?.effects).toContainEqual({ effect: 'timer', id: 'wait', atUtc: null });
  });

  it('goes on below what was opened over it, once that has ended', () => {
    const chat = chatIn(WAIT);
    chat.says('hi');
    chat.says('person');
    chat.waits(2 * HOUR_MS);
    expect(chat.sends(ring)).toBe('');
    expect(chat.says('8')).toMatch(/Who\?$/);
  });

  it.each([
    ['{ at: "09:00" }', Date.UTC(2026, 10, 22, 9)],
    ['{ at: "11:00" }', Date.UTC(2026, 10, 21, 11)],
    ['{ minutes: pause }', Date.UTC(2026, 10, 21, 11, 2)],
    ['{ until: moment.atUtc, before: 2 h }', Date.UTC(2026, 10, 24, 12)],
  ])('waits as %s says', (until, atUtc) => {
    const chat =
      chatIn(`  first: { set: { pause: '30', moment: '{"atUtc": ${Date.UTC(2026, 10, 24, 14)}}' }, then: pause }
  pause: { wait: ${until}, then: ask }
  ask: { ask: name, say: { en: "Who?" }, then: done }\n  done: { end: done }`);
    chat.says('hi');
    expect(chat.state.control.tm).toEqual({ wait: atUtc });
  });

  it('does not wait for what has passed', () => {
    const chat = chatIn(`  first: { set: { at: '1' }, then: pause }
  pause: { wait: { until: at }, then: ask }
  ask: { ask: name, say: { en: "Who?" }, then: done }\n  done: { end: done }`);
    expect(chat.says('hi')).toMatch(/Who\?$/);
  });

  it('is refused for a time that is none', () => {
    expect(wrongWith(WAIT.replace('2 h', 'a while'))).toMatch(/must be|Invalid/i);
    expect(wrongWith(WAIT.replace('{ for: 2 h }', '{ until: nothing.atUtc }'))).toMatch(
      /\{nothing\.atUtc\} is never written/,
    );
  });
});

describe('the language of a script', () => {
  const LANGUAGE = `  which: { ask: choice, save: lang, say: { en: "Language?", es: "¿Idioma?" }, options: { en: { label: { en: English, es: English }, goto: set }, es: { label: { en: Español, es: Español }, goto: set } } }
  set: { setLanguage: { from: lang }, then: who }
  who: { ask: name, say: { en: "Who are you?", es: "¿Quién es?" }, then: done }\n  done: { end: done }`;
  const chatBoth = () => chatIn(LANGUAGE.replace('', ''), { head: '' });

  it('changes where the script says so, and nothing else does', () => {
    const text = scriptOf(LANGUAGE).replace('languages: [en]', 'languages: [en, es]');
    expect(() => chatBoth()).toThrow(/not one of the script's languages/);
    const chat = chatIn(`  go: { jump: both }`, { beside: [text.replace('id: tiny', 'id: both')] });
    chat.says('hi');
    expect(chat.says('2')).toBe('¿Quién es?');
    expect(chat.state.control.lang).toBe('es');
  });

  it('is refused for a language the script does not speak', () => {
    expect(wrongWith(`  go: { setLanguage: fr, then: done }\n  done: { end: done }`)).toMatch(
      /"fr" is not one of the script's languages/,
    );
  });
});

describe('the moment of a turn', () => {
  it('is known by the clock on the wall of the shop', () => {
    const chat = chatIn(`  day:
    if:
      - when: now.weekday == 6 && now.hour == 10 && now.day == "2026-11-21"
        goto: over
    else: done\n${END}`);
    expect(chat.says('hi')).toMatch(/Over\.$/);
  });

  it('has no other parts', () => {
    expect(
      wrongWith(`  a: { if: [{ when: now.minute == 1, goto: done }], else: done }\n  done: { end: done }`),
    ).toMatch(/\{now\.minute\} does not exist.*weekday, hour, day/);
  });
});

describe('the work specification', () => {
  const WORK = `  kind: { ask: choice, save: kind, title: { en: Job, es: Trabajo }, say: { en: "What?", es: "¿Qué?" }, options: { deep: { label: { en: Deep clean, es: Limpieza a fondo }, goto: rooms }, quick: { label: { en: Quick, es: Rápida }, goto: rooms } } }
  rooms: { ask: number, save: rooms, title: { en: Rooms, es: Habitaciones }, say: { en: "Rooms?", es: "¿Habitaciones?" }, then: key }
  key: { ask: text, save: key, sensitive: true, title: { en: Key, es: Llave }, say: { en: "Where is the key?", es: "¿La llave?" }, then: day }
  day: { ask: date, title: { en: Day, es: Día }, say: { en: "Which day?", es: "¿Qué día?" }, then: last }
  last: { ask: text, save: other, say: { en: "Anything else?", es: "¿Algo más?" }, then: done }\n  done: { end: done }`;
  const script = loaded('work.yaml', scriptOf(WORK).replace('languages: [en]', 'languages: [en, es]'));
  const library = testLibrary([script], { script: 'tiny' });

  it('is what was asked and answered in the order asked, in the language of its reader, without what is sensitive [FL-02]', () => {
    const chat = chatIn(`  go: { jump: work }`, {
      beside: [scriptOf(WORK).replace('languages: [en]', 'languages: [en, es]').replace('id: tiny', 'id: work')],
    });
    for (const said of ['hi', '1', '3', 'under the mat', '24 Nov']) chat.says(said);
    expect(workSpecification(library, script, chat.state, 'en')).toEqual([
      { label: 'Job', value: 'Deep clean' },
      { label: 'Rooms', value: '3' },
      { label: 'Day', value: 'Tue 24 Nov' },
    ]);
    expect(workSpecification(library, script, chat.state, 'es')).toEqual([
      { label: 'Trabajo', value: 'Limpieza a fondo' },
      { label: 'Habitaciones', value: '3' },
      { label: 'Día', value: expect.stringMatching(/^mar.* 24 nov/) },
    ]);
  });
});
