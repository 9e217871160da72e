import { describe, expect, it } from '@jest/globals';
import { createChat, lastQuestion, type Chat } from './support/chat.js';
import { ALTERNATIVES, bookingOf, slotAt } from './support/house.js';
import { MINUTE_MS } from '../../src/platform/time-units.js';

/** Chats standing at every kind of question of a booking. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  service: ['hi', '1'],
  time: ['hi', '1', '1'],
  day: ['hi', '1', '1', '4'],
  name: ['hi', '1', '1', '2'],
  confirm: ['hi', '1', '1', '2', 'Rosa Field'],
  payment: ['hi', '1', '2', '2', 'Rosa Field', '1'],
};

function chatAt(place: keyof typeof PLACES): Chat {
  const chat = createChat();
  for (const said of PLACES[place]!) chat.says(said);
  return chat;
}

describe.each(Object.keys(PLACES))('at the question for %s', (place) => {
  it.each(['0', 'menu', 'Menu!', 'main menu'])('the menu opens by %j', (said) => {
    expect(chatAt(place).says(said)).toMatch(/^(Willow Salon|Hello Rosa)\./);
  });
  it.each(['9', 'person', 'a human please'])('a person can be asked for by %j, and the question comes back', (said) => {
    const chat = chatAt(place);
    const before = lastQuestion(chat);
    expect(chat.says(said)).toMatch(/^Write your message for Willow Salon/);
    expect(chat.says('please call me')).toContain('Thank you. Maria answers you here');
    const after = chat.sends({ type: 'owner', to: 'script', by: 'Maria', epoch: 1_000 });
    expect(lastQuestion(chat).stepId).toBe(before.stepId);
    expect(after).toContain(`Back to: ${before.text.slice(0, 10)}`);
  });
  it.each(['status', 'my bookings'])('what is booked is shown by %j', (said) => {
    const chat = chatAt(place);
    chat.house.bookings.push(bookingOf(slotAt('2026-11-24T14:00:00Z')));
    expect(chat.says(said)).toMatch(/^BK-48210377/);
    expect(chat.says('1')).toMatch(/^Back to:/);
  });
  it('help says what always works and keeps the question', () => {
    const chat = chatAt(place);
    const before = lastQuestion(chat);
    expect(chat.says('help')).toMatch(/^Answer with a number/);
    expect(lastQuestion(chat).choices).toEqual(before.choices);
  });
  it('the question is repeated on asking', () => {
    const chat = chatAt(place);
    const before = lastQuestion(chat);
    chat.says('again');
    expect(lastQuestion(chat)).toEqual(before);
  });
  it.each(['restart', 'start over'])('everything starts anew by %j', (said) => {
    const chat = chatAt(place);
    chat.says(said);
    expect(Object.keys(chat.state.answers).filter((name) => name !== 'hold')).toEqual([]);
  });
});

describe('going back', () => {
  it('leads question by question to the beginning, answers kept [BK-12]', () => {
    const chat = chatAt('confirm');
    expect(chat.says('8')).toMatch(/What is your name\?/);
    expect(chat.says('back')).toMatch(/^Haircut\. When suits you\?/);
    expect(chat.state.answers['name']).toBe('Rosa Field');
    expect(chat.says('8')).toMatch(/^What would you like\?/);
    expect(chat.says('8')).toMatch(/^Willow Salon/);
    expect(chat.says('8')).toMatch(/^Willow Salon/);
  });

  it('needs no name again after a changed service', () => {
    const chat = chatAt('confirm');
    for (const said of ['8', '8', '8']) chat.says(said);
    chat.says('shave');
    expect(chat.says('1')).toMatch(/^Rosa Field, shave, Tue 24 Nov 9:30/);
    const holds = chat.house.calls.filter(({ call }) => call === 'hold.place');
    expect(holds.at(-1)).toMatchObject({ input: { replaces: 'h1' } });
  });

  it('returns from the menu by 8 to what was under way', () => {
    const chat = chatAt('time');
    chat.says('0');
    expect(chat.says('8')).toMatch(/^Haircut\. When suits you\?/);
  });

  it('ends an interruption before it leaves the question below', () => {
    const chat = chatAt('time');
    chat.says('9');
    expect(chat.says('8')).toMatch(/^Back to: Haircut\. When suits you\?/);
  });
});

describe('an answer that is not understood', () => {
  it('gets three different helps: how, an example, a way round [FL-05]', () => {
    const chat = chatAt('service');
    const helps = ['xx', 'yy', 'zz'].map((said) => chat.says(said).split('\n')[0]);
    expect(helps[0]).toBe('Please answer with a number from 1 to 3.');
    expect(helps[1]).toBe('For example, text 2 for Colour.');
    expect(helps[2]).toMatch(/A person can help you/);
    expect(new Set(helps).size).toBe(3);
    expect(lastQuestion(chat).waysOut?.map(({ digit }) => digit)).toEqual(['8', '9', '0']);
    expect(lastQuestion(chat).choices).toHaveLength(3);
  });

  it('offers to leave out what is not needed', () => {
    const chat = chatAt('name');
    for (const said of ['12', '1234', '55']) chat.says(said);
    expect(lastQuestion(chat).choices).toEqual([{ id: 'skip', digit: '1', label: 'Leave it out' }]);
    expect(chat.says('1')).toMatch(/^Guest, haircut/);
  });

  it('counts anew at the next question', () => {
    const chat = chatAt('service');
    chat.says('xx');
    chat.says('1');
    expect(chat.says('xx')).toMatch(/^Please answer with a number from 1 to 5\./);
  });

  it('is told of a picture or voice note that cannot be seen', () => {
    const chat = chatAt('service');
    expect(chat.sends({ type: 'media', media: 'voice' })).toMatch(
      /^I cannot hear or see that yet\. Please answer with a number from 1 to 3\.\n1 Haircut/,
    );
    expect(chat.sends({ type: 'media', media: 'image', caption: '1' })).toMatch(
      /^I cannot hear or see that yet\. For example/,
    );
  });

  it('refuses a card number before anything of it is kept [PAY-11]', () => {
    const chat = chatAt('name');
    expect(chat.says('my card is 4111 1111 1111 1111')).toMatch(/^Please never send a card number here\./);
    expect(JSON.stringify(chat.state)).not.toContain('4111');
    expect(JSON.stringify(chat.turns)).not.toContain('4111');
  });
});

describe('buttons', () => {
  it('of a step that has passed are answered politely, with the live question [FL-20]', () => {
    const chat = chatAt('service');
    const old = lastQuestion(chat);
    chat.says('1');
    const live = lastQuestion(chat);
    expect(chat.taps(old.stepId, 'c1', 'Colour')).toMatch(/^That step has passed\. Haircut\. When suits you\?/);
    expect(lastQuestion(chat).stepId).toBe(live.stepId);
    expect(chat.state.answers['service']).toMatchObject({ name: 'Haircut' });
  });

  it('would book what nobody chose if their step were not looked at (deliberate mutant)', () => {
    const chat = chatAt('service');
    chat.says('1');
    const blind = lastQuestion(chat).stepId;
    expect(chat.taps(blind, 'c1', 'Colour')).not.toMatch(/That step has passed/);
  });

  it('of an earlier page count when the same is offered now', () => {
    const chat = chatAt('time');
    const old = lastQuestion(chat);
    chat.says('4');
    chat.says('tuesday');
    expect(chat.taps(old.stepId, 'c1', 'Tue 24 Nov 14:00')).toMatch(/^Tue 24 Nov 14:00 with Asha/);
  });

  it('of the live question and of its ways out work, also after other words were said between', () => {
    const chat = chatAt('service');
    const live = lastQuestion(chat);
    chat.says('what do you mean');
    expect(chat.taps(live.stepId, 'c0', 'Haircut')).toMatch(/^Haircut/);
    expect(chat.taps(lastQuestion(chat).stepId, 'more')).toContain('Wed 25 Nov 14:00');
  });

  it('mark their question answered, so that channels can say so in place', () => {
    const chat = chatAt('service');
    const { stepId } = lastQuestion(chat);
    chat.taps(stepId, 'c0');
    const effects = chat.turns.flatMap((turn) => turn.effects);
    expect(effects).toContainEqual({ effect: 'answered', stepId, choiceId: 'c0' });
  });

  it('9 brings a person when nothing is asked any more, as the confirmation says', () => {
    const chat = createChat();
    for (const said of ['hi', '1', '1', '2', 'Rosa Field', '1']) chat.says(said);
    expect(chat.says('9')).toMatch(/^Write your message for/);
  });

  it('do not throw when nothing is open', () => {
    expect(createChat().taps('zz', 'c0')).toMatch(/That step has passed\./);
  });
});

describe('after a long silence', () => {
  it('what was under way is offered again, not forced [FL-10]', () => {
    const chat = chatAt('time');
    chat.waits(31 * MINUTE_MS);
    expect(chat.says('hi')).toBe('You were booking a haircut.\n1 Go on\n2 Start again');
    expect(chat.says('1')).toMatch(/^Back to: Haircut\. When suits you\?/);
  });

  it('it can be started again', () => {
    const chat = chatAt('name');
    chat.waits(31 * MINUTE_MS);
    chat.says('hello');
    expect(chat.says('2')).toMatch(/^Willow Salon/);
    expect(chat.state.answers['service']).toBeUndefined();
  });

  it('a direct answer is simply taken', () => {
    const chat = chatAt('name');
    chat.waits(24 * 60 * MINUTE_MS);
    expect(chat.says('Rosa Field')).toMatch(/^Rosa Field, haircut/);
  });

  it('a greeting within half an hour only repeats the question', () => {
    const chat = chatAt('name');
    chat.waits(29 * MINUTE_MS);
    expect(chat.says('hi')).toMatch(/What is your name\?$/);
    expect(chat.state.answers['name']).toBeUndefined();
  });

  it('a menu left open greets anew', () => {
    const chat = createChat();
    chat.says('hi');
    chat.waits(5 * 60 * MINUTE_MS);
    expect(chat.says('hi')).toMatch(/^Willow Salon/);
  });
});

describe('times that have become old', () => {
  const DAY_MS = 24 * 60 * MINUTE_MS;
  const searches = (chat: Chat) => chat.house.calls.filter(({ call }) => call === 'slots.search');

  it('are looked up again when a chat is taken up after days: none that has passed is offered [FL-10]', () => {
    const chat = chatAt('time');
    // Tue 24 Nov 10:32: the first of the times shown has passed.
    chat.waits(3 * DAY_MS);
    expect(chat.says('hello')).toMatch(/^You were booking a haircut/);
    expect(chat.says('1')).toBe(
      'Back to: Haircut. When suits you?\n1 Tue 24 Nov 14:00\n2 Wed 25 Nov 11:00\n3 Wed 25 Nov 14:00\n4 Another day\n5 Add a service\n7 More times',
    );
    expect(chat.says('1')).toMatch(/^Tue 24 Nov 14:00 with Asha/);
  });

  it.each(['again', 'help', 'xx', '4111 1111 1111 1111'])('are looked up again before %j shows them', (said) => {
    const chat = chatAt('time');
    const before = lastQuestion(chat);
    chat.waits(11 * MINUTE_MS);
    chat.house.slots = chat.house.slots.slice(1);
    const shown = chat.says(said);
    expect(shown).not.toContain('Tue 24 Nov 9:30');
    expect(shown).toContain('1 Tue 24 Nov 14:00');
    expect(searches(chat)).toHaveLength(2);
    expect(lastQuestion(chat).stepId).not.toBe(before.stepId);
    const effects = chat.turns.flatMap(({ effects }) => effects);
    expect(effects).toContainEqual({ effect: 'answered', stepId: before.stepId, choiceId: null });
  });

  it('are looked up again before news leads back to them', () => {
    const chat = chatAt('time');
    chat.waits(3 * DAY_MS);
    const booking = bookingOf(slotAt('2026-11-24T14:00:00Z'));
    expect(chat.hears({ name: 'booking.started', booking })).toMatch(
      /^Asha has begun your haircut\.\n---\nBack to: Haircut\. When suits you\?\n1 Tue 24 Nov 14:00/,
    );
  });

  it('are shown as they are while they are new', () => {
    const chat = chatAt('time');
    chat.waits(9 * MINUTE_MS);
    const before = lastQuestion(chat);
    chat.says('again');
    expect(lastQuestion(chat)).toEqual(before);
    expect(searches(chat)).toHaveLength(1);
  });

  it('keep their place in the three helps, and the help counts the choices shown', () => {
    const chat = chatAt('time');
    chat.says('xx');
    chat.waits(11 * MINUTE_MS);
    expect(chat.says('yy')).toMatch(/^For example, text 2 for Tue 24 Nov 14:00\./);
    chat.waits(11 * MINUTE_MS);
    chat.house.slots = chat.house.slots.slice(0, 1);
    expect(chat.says('zz')).toMatch(/^I am sorry, I still do not understand\./);
  });

  it('do not answer to a button of the old ones that stood in the same place', () => {
    const chat = chatAt('time');
    const old = lastQuestion(chat);
    chat.waits(3 * DAY_MS);
    chat.says('again');
    expect(chat.taps(old.stepId, 'c0', 'Tue 24 Nov 9:30')).toMatch(/^That step has passed\. Haircut/);
    expect(chat.state.answers['slot']).toBeUndefined();
  });

  it('are looked up again where others came in place of one that had gone', () => {
    const chat = chatAt('time');
    chat.house.next['hold.place'] = [
      () => ({ call: 'hold.place', exit: 'taken', data: { alternatives: ALTERNATIVES, wanted: '' } }),
    ];
    expect(chat.says('2')).toContain('1 Tue 24 Nov 14:00 with Ben');
    chat.waits(4 * DAY_MS);
    expect(chat.says('again')).toBe(
      '14:00 with Asha has just gone, I am sorry. Closest:\n1 Wed 25 Nov 11:00 with Asha\n2 Wed 25 Nov 14:00 with Ben\n3 Thu 26 Nov 10:00 with Asha\n4 Another day',
    );
  });

  it('lead on when none is left', () => {
    const chat = chatAt('time');
    chat.waits(30 * DAY_MS);
    chat.says('hello');
    expect(chat.says('1')).toMatch(/^I have no free time for haircut, I am sorry\./);
  });
});
