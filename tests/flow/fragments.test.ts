import { describe, expect, it } from '@jest/globals';
import { createChat, type Chat } from './support/chat.js';

function atTime(): Chat {
  const chat = createChat();
  for (const said of ['hi', '1', '1']) chat.says(said);
  return chat;
}

describe('an answer said in pieces (pain 10: quick messages trigger twice)', () => {
  it('"hi", "tomorrow", "3pm": the parts are joined and answered once', () => {
    const chat = createChat();
    chat.house.slots = chat.house.slots.map((slot, index) =>
      index === 0
        ? { ...slot, startsAtUtc: Date.UTC(2026, 10, 22, 15), when: 'Sun 22 Nov 15:00', clock: '15:00' }
        : slot,
    );
    chat.types('hi');
    expect(chat.types('tomorrow')).toBe('');
    chat.nowUtc += 1_000;
    expect(chat.types('3pm')).toMatch(/^What would you like\?/);
    expect(chat.types('1')).toMatch(/^Sun 22 Nov 15:00 with Asha\. I keep it/);
  });

  it('joins a day and a time said where times are offered', () => {
    const chat = atTime();
    expect(chat.types('friday')).toBe('');
    expect(chat.types('3pm')).toMatch(/^Fri 27 Nov 15:00 with Ben\. I keep it/);
    expect(chat.state.control.tm?.['part']).toBeUndefined();
  });

  it('is answered after two and a half seconds when nothing more comes', () => {
    const chat = atTime();
    expect(chat.types('friday')).toBe('');
    expect(chat.passes(2_499)).toBe('');
    expect(chat.passes(1)).toMatch(/^Haircut\. When suits you\?\n1 Fri 27 Nov 15:00/);
  });

  it('stands in the stored state, so that nothing of it is lost with the process', () => {
    const chat = atTime();
    chat.types('friday');
    expect(chat.state.control).toMatchObject({ part: 'friday', tm: { part: chat.nowUtc + 2_500 } });
  });

  it.each(['1', '2', 'another day', 'Friday at 3pm', '0', 'help', 'back'])('"%s" is answered at once', (said) => {
    expect(atTime().types(said)).not.toBe('');
  });

  it('a button is answered at once, and half an answer before it is dropped', () => {
    const chat = atTime();
    const stepId = chat.messages.at(-1)!.stepId!;
    chat.types('friday');
    expect(chat.taps(stepId, 'c0')).toMatch(/^Tue 24 Nov 9:30 with Asha\./);
    expect(chat.state.control.part).toBeUndefined();
    expect(chat.passes(10_000)).toBe('');
  });

  it('a digit after half an answer chooses what is on the screen', () => {
    const chat = atTime();
    chat.types('friday');
    expect(chat.types('2')).toMatch(/^Tue 24 Nov 14:00 with Asha\./);
  });

  it('a timer that rings although the rest has come means nothing', () => {
    const chat = atTime();
    chat.types('friday');
    chat.types('3pm');
    chat.nowUtc += 5_000;
    expect(chat.sends({ type: 'timer', id: 'part' })).toBe('');
  });
});
