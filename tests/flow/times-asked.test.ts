import { describe, expect, it } from '@jest/globals';
import { createChat, type Chat } from './support/chat.js';
import { SERVICES, slotAt } from './support/house.js';
import { chatIn } from './support/tiny.js';

const TIMES = (fields: string): string => `  service:
    ask: service
    say: { en: "What?" }
    exits: { chosen: who, none: done }
  who:
    ask: person
    named: true
    say: { en: "Who?" }
    exits: { chosen: time, none: time }
  time:
    ask: slot
${fields}    say: { en: "When?" }
    exits: { chosen: hold, none: done }
  hold:
    do: hold
    exits: { held: held, taken: time, refused: time }
  held: { say: { en: "Kept." }, then: done }
  done: { end: done }`;

const inputOf = (chat: Chat, name: 'slots.search' | 'hold.place') =>
  chat.house.calls.findLast(({ call }) => call === name)?.input;

describe('a time that is taken', () => {
  it('is asked for with anybody when nobody was named, and the person shown is a proposal', () => {
    const chat = createChat();
    for (const words of ['hi', '1', '1', '1']) chat.says(words);
    expect(inputOf(chat, 'hold.place')).toMatchObject({ personId: 'p-asha', anyPerson: true });
  });

  it('is asked for with the one who was named, and with nobody else', () => {
    const chat = createChat();
    for (const words of ['hi', 'haircut with Asha', '1']) chat.says(words);
    expect(inputOf(chat, 'hold.place')).toMatchObject({ personId: 'p-asha' });
    expect(inputOf(chat, 'hold.place')).not.toHaveProperty('anyPerson');
  });
});

describe('times offered as an emergency', () => {
  function asked(soon: boolean): Chat {
    const chat = chatIn(TIMES('    visit: emergency\n'));
    chat.house.services = SERVICES.map((one) => (soon ? { ...one, soon: true } : one));
    const visit = 'emergency' as const;
    chat.house.slots = [{ ...slotAt('2026-11-24T09:00:00Z'), ...(soon ? { visit } : {}) }];
    for (const words of ['hi', '1', '1']) chat.says(words);
    return chat;
  }

  it('are looked for and kept as one [BK-01]', () => {
    const chat = asked(true);
    expect(inputOf(chat, 'slots.search')).toMatchObject({ kind: 'emergency' });
    expect(inputOf(chat, 'hold.place')).toMatchObject({ kind: 'emergency' });
  });

  it('are ordinary ones where the service cannot be had sooner, so that nobody pays for nothing', () => {
    const chat = asked(false);
    expect(inputOf(chat, 'slots.search')).not.toHaveProperty('kind');
    expect(inputOf(chat, 'hold.place')).not.toHaveProperty('kind');
  });
});

describe('recommended times', () => {
  const slots = ['09:00', '10:00', '11:00', '12:00'].map((clock) => slotAt(`2026-11-24T${clock}:00Z`));
  const best = slots.map((one, index) => (index === 2 ? { ...one, recommended: true } : one));

  function offered(fields: string, channel: 'sms' | 'telegram'): Chat {
    const chat = chatIn(TIMES(fields), { channel });
    chat.house.slots = best;
    chat.says('hi');
    return chat;
  }

  it('come first and are marked where a script asks for it: in words by SMS, with a star elsewhere [AV-11]', () => {
    const sms = offered('    bestFirst: true\n', 'sms');
    expect(sms.says('1')).toMatch(/1 Tue 24 Nov 11:00 \(best\)\n2 Tue 24 Nov 9:00\n3 Tue 24 Nov 10:00\n/);
    expect(offered('    bestFirst: true\n', 'telegram').says('1')).toMatch(/1 ★ Tue 24 Nov 11:00\n2 Tue 24 Nov 9:00\n/);
    expect(offered('', 'sms').says('1')).toMatch(/1 Tue 24 Nov 9:00\n2 Tue 24 Nov 10:00\n3 Tue 24 Nov 11:00\n/);
  });

  it('do not make the next page show again what was on the one before', () => {
    const chat = offered('    bestFirst: true\n', 'sms');
    chat.says('1');
    expect(chat.says('7')).toMatch(/1 Tue 24 Nov 12:00/);
  });

  it('are chosen by their time in words as well as by their number', () => {
    const chat = offered('    bestFirst: true\n', 'telegram');
    chat.says('1');
    expect(chat.says('11:00')).toMatch(/Kept/);
    expect(inputOf(chat, 'hold.place')).toMatchObject({ startsAtUtc: slots[2]!.startsAtUtc });
  });
});
