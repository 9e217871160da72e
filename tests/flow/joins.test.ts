import { describe, expect, it } from '@jest/globals';
import { applyTurn, createState, reduce } from '../../src/flow/index.js';
import type { Carried } from '../../src/flow/protocol.js';
import { createChat, lastQuestion, type Chat } from './support/chat.js';
import { testLibrary } from './support/scripts.js';
import { chatIn } from './support/tiny.js';

/** What a chat hands over when its person leaves for another. */
function leaves(chat: Chat): Carried | null {
  const turn = reduce(testLibrary(), chat.state, { type: 'leaves', joinId: 'j1', to: 'sms' }, chat.nowUtc);
  const call = turn.effects.flatMap((one) => (one.effect === 'call' ? [one.call] : [])).at(-1);
  if (call?.call !== 'chat.handOver') throw new Error('nothing is handed over');
  chat.state = applyTurn(chat.state, turn);
  return call.input.carried;
}

function chatAfter(words: readonly string[], channel: 'webchat' | 'sms' = 'webchat'): Chat {
  const chat = createChat({ channel });
  for (const said of words) chat.says(said);
  return chat;
}

describe('a chat that is handed over', () => {
  it('keeps nothing of it, and begins anew', () => {
    const chat = chatAfter(['hi', '1', '1', '2']);
    expect(leaves(chat)).not.toBeNull();
    expect(chat.state.answers).toEqual({});
    expect(chat.state.control.frames).toEqual([]);
    expect(chat.state.control.tm).toBeUndefined();
  });

  it('goes on with the same question, under a new id, so that no old button answers it', () => {
    const web = chatAfter(['hi', '1', '1']);
    const old = lastQuestion(web).stepId;
    const held = web.state.answers['service'];
    const phone = chatAfter(['hi'], 'sms');
    const said = phone.sends({ type: 'arrives', from: 'webchat', carried: leaves(web) });
    expect(said).toContain('On we go with what you began in the web chat. Haircut. When suits you?');
    expect(phone.state.answers['service']).toEqual(held);
    expect(lastQuestion(phone).stepId).not.toBe(old);
    expect(phone.taps(lastQuestion(phone).stepId, 'a')).not.toBe('');
  });

  it('takes the place of what was open there, with every value of it', () => {
    const web = chatAfter(['hi', '1', '1', '2']);
    const phone = chatAfter(['hi', '1', '2'], 'sms');
    phone.sends({ type: 'arrives', from: 'webchat', carried: leaves(web) });
    expect(phone.says('Rosa Field')).toContain('Rosa Field, haircut');
  });

  it('may be no more than its language and what is known of the person', () => {
    const web = chatAfter([]);
    const phone = chatAfter([], 'sms');
    const said = phone.sends({ type: 'arrives', from: 'webchat', carried: leaves(web) });
    expect(said).toContain('Nothing was left open in the web chat.');
    expect(lastQuestion(phone).text).toContain('Willow Salon');
  });

  it.each([{}, { v: 2 }, { v: 1, lang: 'en', n: 0, frames: 'none', answers: {}, person: {} }])(
    'changes nothing where it cannot be read: %j',
    (carried) => {
      const phone = chatAfter(['hi', '1'], 'sms');
      const { answers, control } = phone.state;
      expect(phone.sends({ type: 'arrives', from: 'telegram', carried })).toContain(
        'Nothing was left open on Telegram.',
      );
      expect(phone.state.answers).toEqual(answers);
      expect(phone.state.control.frames).toEqual(control.frames);
    },
  );

  it('stays with the person who has taken it over', () => {
    const web = chatAfter(['hi', '1', '1', '2']);
    web.sends({ type: 'owner', to: 'person', by: 'Maria', epoch: 5 });
    expect(leaves(web)).toBeNull();
    expect(web.state.control.frames).not.toEqual([]);
  });

  it('says which shop it is where the phone has never heard of it', () => {
    const web = chatAfter(['hi', '1', '1', '2']);
    const fresh = createChat({ channel: 'sms' });
    expect(fresh.state).toEqual(createState({ shopId: 'willow', channel: 'sms', language: 'en', profile: null }));
    expect(fresh.sends({ type: 'arrives', from: 'webchat', carried: leaves(web) })).toMatch(
      /^Willow Salon\. Text STOP/,
    );
  });
});

describe('six digits', () => {
  const isCode = (chat: Chat, words: string): boolean => chat.says(words).includes('I do not know that code');

  it('are a code where nothing is open, and at a choice, however they are spaced', () => {
    expect(isCode(createChat(), '482913')).toBe(true);
    expect(isCode(chatAfter(['hi'], 'sms'), '482 913')).toBe(true);
    expect(isCode(chatAfter(['hi', '1'], 'sms'), '482-913.')).toBe(true);
  });

  it('are the answer itself where a number or words are asked for', () => {
    for (const kind of ['number', 'text', 'phone']) {
      const chat = chatIn(`  one:\n    ask: ${kind}\n    say: { en: 'Which?' }\n    then: two\n  two:\n    end: done`);
      chat.says('hi');
      expect(isCode(chat, '482913')).toBe(false);
    }
  });

  it.each(['48291', '4829131', 'room 482913', '48291a'])('%j is none', (words) => {
    expect(isCode(chatAfter(['hi'], 'sms'), words)).toBe(false);
  });
});
