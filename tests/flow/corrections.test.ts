import { describe, expect, it } from '@jest/globals';
import { readChange } from '../../src/flow/hear/correction-words.js';
import { createChat, type Chat } from './support/chat.js';
import { shippedPhrases } from './support/scripts.js';

/** A new customer who has said everything: haircut, Tue 24 Nov 14:00, Rosa Field. */
function atConfirm(): Chat {
  const chat = createChat();
  for (const said of ['hi', '1', '1', '2', 'Rosa Field']) chat.says(said);
  return chat;
}

const CONFIRM = /^Rosa Field, haircut, Tue 24 Nov 14:00 with Asha, £25, pay at the salon\./;

describe('a correction of an earlier answer (pain 12: going back without losing answers)', () => {
  it('"no, Friday" changes the day, asks the time again and keeps the name', () => {
    const chat = atConfirm();
    expect(chat.says('no, Friday')).toMatch(/^Haircut\. When suits you\?\n1 Fri 27 Nov 15:00/);
    expect(chat.says('1')).toMatch(/^Rosa Field, haircut, Fri 27 Nov 15:00 with Ben, £25/);
  });

  it('"no, Friday at 3pm" is taken at once and read back', () => {
    expect(atConfirm().says('no, Friday at 3pm')).toMatch(/^Rosa Field, haircut, Fri 27 Nov 15:00 with Ben/);
  });

  it('moves the hold along: the next one replaces it', () => {
    const chat = atConfirm();
    chat.says('no, Friday at 3pm');
    const [first, second] = chat.house.calls.filter(({ call }) => call === 'hold.place');
    expect(first?.input).toMatchObject({ replaces: null });
    expect(second?.input).toMatchObject({ replaces: 'h1' });
  });

  it('"actually colour" changes the service, asks the time, which depends on it, and keeps the name', () => {
    const chat = atConfirm();
    expect(chat.says('actually colour')).toMatch(/^Colour\. When suits you\?/);
    expect(chat.says('2')).toMatch(/^Rosa Field, colour, /);
  });

  it('"change my time" goes to the question for the time, with nothing taken for granted', () => {
    const chat = atConfirm();
    expect(chat.says('change my time')).toMatch(/^Haircut\. When suits you\?\n1 Tue 24 Nov 9:30/);
    expect(chat.says('1')).toMatch(/^Rosa Field, haircut, Tue 24 Nov 9:30/);
  });

  it('"change the name to Ann Lee" sets it and comes back to where the person was', () => {
    expect(atConfirm().says('change the name to Ann Lee')).toMatch(/^Ann Lee, haircut, Tue 24 Nov 14:00/);
  });

  it('"the name is wrong" asks the name again and nothing else', () => {
    const chat = atConfirm();
    expect(chat.says('the name is wrong')).toMatch(/What is your name\?/);
    expect(chat.says('Ann Lee')).toMatch(/^Ann Lee, haircut, Tue 24 Nov 14:00/);
  });

  it('asks which when it is not clear what is meant, by digit', () => {
    const chat = atConfirm();
    expect(chat.says('change something')).toBe(
      'What shall I change?\n1 What is booked\n2 The time\n3 The name\n4 Leave it as it is',
    );
    expect(chat.says('2')).toMatch(/^Haircut\. When suits you\?/);
    expect(chat.says('3')).toMatch(/^Rosa Field, haircut, Wed 25 Nov 11:00/);
  });

  it('leaves everything as it is when that is chosen', () => {
    const chat = atConfirm();
    chat.says('change something');
    expect(chat.says('4')).toMatch(/^Back to: Rosa Field, haircut, Tue 24 Nov 14:00/);
  });

  it('reaches back from any later question', () => {
    const chat = createChat();
    for (const said of ['hi', '1', '1']) chat.says(said);
    expect(chat.says('actually colour')).toMatch(/^Colour\. When suits you\?/);
  });

  it('never takes words that answer the open question', () => {
    const chat = createChat();
    for (const said of ['hi', '1', '1', '2']) chat.says(said);
    expect(chat.says('Tuesday Weld')).toMatch(/^Tuesday Weld, haircut, Tue 24 Nov 14:00/);
  });

  it('takes no bare number for a day or an hour, unless it is said to be a correction', () => {
    const chat = createChat();
    for (const said of ['hi', '1', '1', '2']) chat.says(said);
    expect(chat.says('55')).toMatch(/^Please text me a name/);
  });

  it('leaves what is not understood to the help', () => {
    expect(atConfirm().says('no, purple')).toMatch(/^Please answer with a number/);
  });

  it('ends with going back: then nothing is answered for the person any more', () => {
    const chat = atConfirm();
    chat.says('change my time');
    expect(chat.says('8')).toMatch(/^What would you like\?/);
    chat.says('1');
    expect(chat.says('1')).toMatch(/^Rosa Field/);
    expect(chat.state.control.frames[0]?.redo).toBeUndefined();
  });

  it('comes to the same as having said it right in the first place', () => {
    const chat = atConfirm();
    chat.says('no, Friday at 3pm');
    chat.says('1');
    const straight = createChat();
    for (const said of ['hi', '1', '1', 'friday at 3pm', 'Rosa Field', '1']) straight.says(said);
    const booked = (one: Chat) => one.house.bookings.map(({ when, customerName }) => [when, customerName]);
    expect(booked(chat)).toEqual(booked(straight));
    expect(booked(chat)).toEqual([['Fri 27 Nov 15:00', 'Rosa Field']]);
    expect(CONFIRM.test('')).toBe(false);
  });
});

describe('the words of a change', () => {
  const vocabulary = shippedPhrases().vocabulary('en');
  it.each([
    ['no, Tuesday', { prefixed: true, asks: false, kinds: [], value: 'Tuesday' }],
    ['actually colour', { prefixed: true, asks: false, kinds: [], value: 'colour' }],
    ['change my time', { asks: true, value: '' }],
    ['the name is wrong', { asks: true, kinds: ['name'], value: '' }],
    ['change the name to Rosa Field', { asks: true, kinds: ['name'], value: 'Rosa Field' }],
    ['my e-mail is rosa@example.com', { asks: false, kinds: ['email'], value: 'rosa@example.com' }],
    ['Rosa', { prefixed: false, asks: false, kinds: [], value: 'Rosa' }],
    ['', { prefixed: false, asks: false, kinds: [], value: '' }],
  ])('of "%s" are read', (text, read) => {
    expect(readChange(text, vocabulary)).toMatchObject(read);
  });
});
