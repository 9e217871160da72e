import { describe, expect, it } from '@jest/globals';
import { createChat, lastQuestion, type Chat } from './support/chat.js';
import { bookingOf, gbp, slotAt } from './support/house.js';
import { MINUTE_MS } from '../../src/platform/time-units.js';

const booking = bookingOf(slotAt('2026-11-24T14:00:00Z'));
const reminder = { name: 'booking.reminder', booking, day: 'tomorrow' } as const;

describe('a reminder', () => {
  it('is answered by one digit [REM-11]', () => {
    const chat = createChat();
    chat.says('hi');
    expect(chat.hears(reminder)).toBe(
      'Tomorrow, Tue 24 Nov 14:00: haircut with Asha, Willow Salon. You can move or drop it free until Mon 23 Nov 14:00.\n1 I am coming\n2 Move it\n3 Drop it',
    );
    expect(chat.says('1')).toBe('Good. See you Tue 24 Nov 14:00.');
    expect(chat.house.calls).toEqual([{ call: 'booking.coming', input: { bookingId: 'b1' } }]);
    expect(chat.state.control.frames).toEqual([]);
  });

  it('moves by 2 and drops by 3, the visit it spoke of and no other [REM-11]', () => {
    const moving = createChat();
    moving.hears(reminder);
    expect(moving.says('2')).toMatch(/^Haircut, now Tue 24 Nov 14:00/);
    moving.says('3');
    moving.says('1');
    expect(moving.house.calls.at(-1)).toMatchObject({ call: 'booking.move', input: { bookingId: 'b1' } });
    const dropping = createChat();
    dropping.hears(reminder);
    dropping.says('3');
    dropping.says('1');
    expect(dropping.house.calls.at(-1)).toEqual({ call: 'booking.drop', input: { bookingId: 'b1' } });
  });

  it('still takes its digits the next day', () => {
    const chat = createChat();
    chat.hears(reminder);
    chat.waits(20 * 60 * MINUTE_MS);
    expect(chat.says('1')).toMatch(/^Good\./);
  });

  it('gives way to a greeting after a silence', () => {
    const chat = createChat();
    chat.hears(reminder);
    chat.waits(20 * 60 * MINUTE_MS);
    expect(chat.says('hi')).toMatch(/^Willow Salon/);
  });

  it('leaves a booking half made as it was, and goes back to it', () => {
    const chat = createChat();
    for (const said of ['hi', '1', '2', '2']) chat.says(said);
    const before = chat.state.answers;
    chat.hears(reminder);
    chat.says('2');
    chat.says('3');
    expect(chat.state.answers).toEqual(before);
    expect(chat.says('1')).toMatch(/^Moved:[^]*Back to: Tue 24 Nov 14:00 with Asha/);
    expect(chat.says('Rosa Field')).toMatch(/^Rosa Field, colour/);
  });

  it.each([
    ['today', /^Today, Tue 24 Nov 14:00: haircut/],
    ['later', /^A reminder, Tue 24 Nov 14:00: haircut/],
  ] as const)('names the day only as it is: %s [REM-01]', (day, words) => {
    const chat = createChat();
    chat.says('hi');
    expect(chat.hears({ ...reminder, day })).toMatch(words);
  });

  it('of which a second comes asks only once', () => {
    const chat = createChat();
    chat.hears(reminder);
    chat.hears({ ...reminder, day: 'today' });
    expect(chat.says('1')).toBe('Good. See you Tue 24 Nov 14:00.');
    expect(chat.state.control.frames).toEqual([]);
  });

  it('is overtaken when the visit begins', () => {
    const chat = createChat();
    chat.hears(reminder);
    chat.hears({ name: 'booking.started', booking });
    expect(chat.state.control.frames).toEqual([]);
  });

  it('of a visit that is gone says so', () => {
    const chat = createChat();
    chat.hears(reminder);
    chat.house.next['booking.coming'] = [() => ({ call: 'booking.coming', exit: 'gone', data: {} })];
    expect(chat.says('1')).toMatch(/is no longer booked/);
  });
});

describe('other news', () => {
  it('is said at once, and the open question asked again under the same id', () => {
    const chat = createChat();
    for (const said of ['hi', '1', '1']) chat.says(said);
    const open = lastQuestion(chat);
    expect(chat.hears({ name: 'booking.accepted', booking })).toMatch(
      /^Booked: BK-48210377[^]*\n---\nBack to: Haircut\. When suits you\?\n1 Tue/,
    );
    expect(lastQuestion(chat).stepId).toBe(open.stepId);
    expect(chat.says('2')).toMatch(/^Tue 24 Nov 14:00/);
  });

  it('says bad news first and what becomes of the money', () => {
    const chat = createChat();
    expect(chat.hears({ name: 'booking.rejected', booking, refunded: gbp(8000) })).toMatch(
      /Willow Salon cannot take your haircut, Tue 24 Nov 14:00, I am sorry\. Your £80 goes back/,
    );
    expect(createChat().hears({ name: 'booking.rejected', booking, refunded: null })).toMatch(/Nothing was charged/);
  });

  it.each(['booking.rejected', 'booking.expired'] as const)(
    'after %s offers three other times, never the very one that was refused',
    (name) => {
      const labels = (chat: Chat): string[] => (lastQuestion(chat).choices ?? []).map(({ label }) => label);
      const free = createChat();
      for (const said of ['hi', '1', '1']) free.says(said);
      expect(labels(free)).toContain('Tue 24 Nov 14:00');

      const chat = createChat();
      chat.hears({ name, booking, refunded: null });
      expect(labels(chat).join()).not.toContain('Tue 24 Nov 14:00');
      expect(labels(chat).filter((label) => label.includes(' with '))).toHaveLength(3);
    },
  );

  it('still knows what was refused when another service is chosen instead, and books that', () => {
    const chat = createChat();
    chat.hears({ name: 'booking.rejected', booking, refunded: null });
    expect(chat.says('8')).toMatch(/What would you like instead/);
    expect(chat.says('2')).toMatch(/^Colour\. When suits you\?/);
    expect(chat.says('9 am')).not.toMatch(/ , /);
  });

  it('keeps what was added to the service while another time is looked for and held', () => {
    const chat = createChat();
    const addOns = [
      { id: 'a-rush', name: 'Rush', priceText: '£10' },
      { id: 'a-wash', name: 'Wash', priceText: '£5' },
    ];
    chat.house.services = chat.house.services.map((one) => (one.id === 's-cut' ? { ...one, addOns } : one));
    chat.hears({ name: 'booking.rejected', booking: { ...booking, serviceId: 's-cut~a-wash' }, refunded: null });
    expect(chat.house.calls.at(-1)).toMatchObject({ call: 'slots.search', input: { serviceId: 's-cut~a-wash' } });
    chat.says('1');
    chat.says('Rosa Field');
    expect(chat.house.calls.find(({ call }) => call === 'hold.place')).toMatchObject({
      input: { serviceId: 's-cut~a-wash' },
    });
    // Another service has other things to add.
    chat.hears({ name: 'booking.rejected', booking: { ...booking, serviceId: 's-cut~a-wash' }, refunded: null });
    chat.says('8');
    chat.says('2');
    expect(chat.house.calls.at(-1)).toMatchObject({ call: 'slots.search', input: { serviceId: 's-colour' } });
  });

  it('carries the calendar file with the confirmation and not with the question after it', () => {
    const chat = createChat();
    for (const said of ['hi', '1', '1']) chat.says(said);
    const before = chat.messages.length;
    chat.hears({
      name: 'booking.accepted',
      booking,
      attachment: { kind: 'calendar', filename: 'a.ics', content: 'x', url: 'https://x/ics/1' },
    });
    const [news, question] = chat.messages.slice(before);
    expect(news?.attachment?.url).toBe('https://x/ics/1');
    expect(question?.attachment).toBeUndefined();
    expect(news?.class).toBe('urgent');
  });

  it('does not repeat a menu nobody is using', () => {
    const chat = createChat();
    chat.says('hi');
    expect(chat.hears({ name: 'booking.done', booking })).not.toContain('Back to');
  });
});
