import { describe, expect, it } from '@jest/globals';
import { createChat, type Chat } from './support/chat.js';
import { MINUTE_MS } from '../../src/platform/time-units.js';

function atTime(): Chat {
  const chat = createChat();
  for (const said of ['hi', '1', '1']) chat.says(said);
  return chat;
}
const taken = (epoch: number, by = 'Maria') => ({ type: 'owner', to: 'person', by, epoch }) as const;
const given = (epoch: number, by = 'Maria') => ({ type: 'owner', to: 'script', by, epoch }) as const;
const relay = (text: string, epoch: number) => ({ type: 'relay', by: 'Maria', text, epoch }) as const;

function forwarded(chat: Chat): unknown[] {
  return chat.turns.flatMap(({ effects }) => effects.filter(({ effect }) => effect === 'forward'));
}

describe('a chat that a person has', () => {
  it('hears nothing from the script, and every word goes to the person', () => {
    const chat = atTime();
    chat.sends(taken(1));
    for (const said of ['2', 'help', 'menu', 'I have a question', '9']) expect(chat.says(said)).toBe('');
    chat.taps('x', 'c0', 'Tue 24 Nov 9:30');
    expect(forwarded(chat)).toEqual(
      ['2', 'help', 'menu', 'I have a question', '9', 'Tue 24 Nov 9:30'].map((text) => ({
        effect: 'forward',
        text,
        epoch: 1,
        ...(text === 'menu' ? { leaves: true } : {}),
      })),
    );
  });

  it('lets whoever does not want to wait go back to the menu, also by a digit [FL-17]', () => {
    const chat = atTime();
    chat.sends(taken(1));
    expect(chat.says('0')).toBe('');
    expect(forwarded(chat)).toEqual([{ effect: 'forward', text: '0', epoch: 1, leaves: true }]);
    expect(chat.sends({ type: 'owner', to: 'script', by: null, epoch: 2 })).toContain('1 Book');
    expect(chat.says('1')).toContain('What would you like?');
  });

  it('is not nudged', () => {
    const chat = atTime();
    chat.sends(taken(1));
    expect(chat.passes(600 * MINUTE_MS)).toBe('');
  });

  it('hears the person', () => {
    const chat = atTime();
    chat.sends(taken(1));
    expect(chat.sends(relay('Of course, come by at 3.', 1))).toBe('Of course, come by at 3.');
    expect(chat.messages.at(-1)?.class).toBe('answer');
  });

  it('gives what the customer sends to the person, a place as words, and says what cannot be passed on', () => {
    const chat = atTime();
    chat.sends(taken(1));
    const file = { ref: 'F1', type: 'image/png', bytes: 90, name: null };
    expect(chat.sends({ type: 'media', media: 'image', caption: 'green', file })).toBe('');
    expect(chat.sends({ type: 'media', media: 'voice', file })).toBe('');
    expect(chat.sends({ type: 'location', latitude: 51.5, longitude: -0.1, label: 'Mill Lane' })).toBe('');
    expect(chat.sends({ type: 'media', media: 'contact' })).toContain('I cannot use that kind of file here.');
    expect(forwarded(chat)).toEqual([
      { effect: 'forward', text: 'green', epoch: 1, sent: { media: 'image', file } },
      { effect: 'forward', text: '', epoch: 1, sent: { media: 'voice', file } },
      { effect: 'forward', text: '[location] Mill Lane, 51.5, -0.1', epoch: 1 },
      { effect: 'forward', text: '[contact]', epoch: 1 },
    ]);
  });

  it('hears of a file that did not reach the person, why and what to do', () => {
    const chat = atTime();
    chat.sends(taken(1));
    for (const reason of ['infected', 'tooBig', 'wrongKind', 'unreadable'] as const)
      expect(chat.sends({ type: 'notPassed', reason })).toMatch(/Please send (another|a smaller one|it once more)/);
  });

  it('is sent the files of the person who has it, and of nobody who has lost it', () => {
    const chat = atTime();
    chat.sends(taken(1));
    const file = { name: 'look.png', type: 'image/png', bytes: 90, url: 'https://book.example/f/x' };
    chat.sends({ ...relay('Like this?', 1), file });
    expect(chat.messages.at(-1)).toMatchObject({ text: 'Like this?', file });
    expect(chat.sends({ ...relay('And this?', 0), file })).toBe('');
  });

  it('comes back to the open question when it is given back', () => {
    const chat = atTime();
    chat.sends(taken(1));
    chat.says('hello?');
    expect(chat.sends(given(2))).toMatch(/^Maria has handed you back to me\. Back to: Haircut\. When suits you\?/);
    expect(chat.says('2')).toMatch(/^Tue 24 Nov 14:00 with Asha\. I keep it/);
  });

  it('ignores every act under an epoch already passed, whatever order two takeovers come in', () => {
    const chat = atTime();
    chat.sends(taken(2, 'Ben'));
    chat.sends(taken(1, 'Maria'));
    expect(chat.state.control.own).toEqual({ e: 2, by: 'Ben' });
    expect(chat.sends(relay('from Maria', 1))).toBe('');
    expect(chat.sends(given(1))).toBe('');
    expect(chat.sends(given(2, 'Ben'))).toBe('');
    expect(chat.sends(relay('from Ben', 2))).toBe('from Ben');
    expect(chat.sends(given(3, 'Ben'))).toMatch(/^Ben has handed you back/);
    expect(chat.sends(taken(3))).toBe('');
    expect(chat.says('2')).toMatch(/^Tue 24 Nov 14:00/);
    expect(chat.sends(relay('too late', 2))).toBe('');
  });

  it('would say a stale word if the epoch were forgotten, so the test above can fail', () => {
    const chat = atTime();
    chat.sends(taken(2, 'Ben'));
    chat.state = { ...chat.state, control: { ...chat.state.control, own: { e: 0 } } };
    chat.sends(taken(1, 'Maria'));
    expect(chat.sends(relay('from Maria', 1))).toBe('from Maria');
  });

  it('every interleaving of two takeovers and what they say ends with the highest epoch', () => {
    const events = [taken(1), taken(2, 'Ben'), given(3, 'Ben'), relay('one', 1), relay('two', 2)];
    for (const order of permutations(events)) {
      const chat = atTime();
      let highest = 0;
      let owned = false;
      for (const event of order) {
        const said = chat.sends(event);
        if (event.type === 'relay') expect(said).toBe(owned && event.epoch === highest ? event.text : '');
        else if (event.epoch > highest) {
          highest = event.epoch;
          owned = event.to === 'person';
        }
      }
      expect(chat.state.control.own?.e).toBe(3);
      expect(chat.says('2')).toMatch(/^Tue 24 Nov 14:00/);
    }
  });
});

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((one, index) => permutations(items.toSpliced(index, 1)).map((rest) => [one, ...rest]));
}
