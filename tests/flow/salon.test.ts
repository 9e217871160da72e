import { describe, expect, it } from '@jest/globals';
import { createChat, lastQuestion, type Chat } from './support/chat.js';
import { FLOW_FILES, readFlow, shippedPhrases } from './support/scripts.js';
import { ALTERNATIVES, bookingOf, gbp, slotAt } from './support/house.js';

const ROSA = {
  name: 'Rosa Field',
  last: { serviceId: 's-cut', serviceName: 'Haircut', personId: 'p-asha', personName: 'Asha' },
};

function saysAll(chat: Chat, ...answers: string[]): string {
  return answers.map((answer) => chat.says(answer)).at(-1) ?? '';
}

describe('a new customer by SMS', () => {
  it('books with five answers after hello, in the words of voice.md [FL-07]', () => {
    const chat = createChat();
    expect(chat.says('hi')).toBe(
      'Willow Salon. I can book you by text, just answer with a number. Text STOP and I will not write again.\n1 Book\n2 My bookings\n9 A person',
    );
    expect(chat.says('1')).toBe(
      'What would you like?\n1 Haircut, 30 min, £25\n2 Colour, 90 min, £80\n3 Shave, 20 min, £15',
    );
    expect(chat.says('1')).toBe(
      'Haircut. When suits you?\n1 Tue 24 Nov 9:30\n2 Tue 24 Nov 14:00\n3 Wed 25 Nov 11:00\n4 Another day\n5 Add a service\n7 More times',
    );
    expect(chat.says('2')).toBe('Tue 24 Nov 14:00 with Asha. I keep it for you until 10:47. What is your name?');
    expect(chat.says('Rosa Field')).toBe(
      'Rosa Field, haircut, Tue 24 Nov 14:00 with Asha, £25, pay at the salon.\n1 Book it\n2 Another time\n3 Change the name',
    );
    expect(chat.says('1')).toBe(
      'Booked: BK-48210377. Haircut, Tue 24 Nov 14:00-14:30 with Asha, 12 Mill Lane. You can move or drop it free until Mon 23 Nov 14:00: text MY.',
    );
    expect(chat.state.control.frames).toEqual([]);
    expect(chat.house.calls.at(-1)).toEqual({
      call: 'booking.create',
      input: { holdId: 'h1', contact: { name: 'Rosa Field', phone: null, email: null, note: null } },
    });
  });

  it('ends with the booking and how to see it again, and goes back to no list [FL-03]', () => {
    const chat = createChat();
    const before = chat.messages.length;
    expect(saysAll(chat, 'hi', '1', '1', '2', 'Rosa Field', '1')).toMatch(/^Booked: BK-48210377\..*: text MY\.$/);
    expect(chat.messages.length - before).toBe(6);
    expect(chat.state.control.frames).toEqual([]);
    expect(chat.says('MY')).toContain('1 What is ahead');
  });

  it.each([
    ['en', /\bMY\b/, 'my'],
    ['es', /\bCITAS\b/, 'citas'],
    ['ar', /مواعيدي/, 'مواعيدي'],
  ])('says in %s at the end of every booking, in every script, how to see it again', (language, hint, word) => {
    const lines = FLOW_FILES.flatMap((file) => readFlow(file).split('\n')).filter((line) =>
      new RegExp(`^ +(?:- )?${language}: '[^']*(?:Received|Booked|Recibida|Cita reservada|وصل طلبك|تم الحجز): `).test(
        line,
      ),
    );
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.filter((line) => !hint.test(line))).toEqual([]);
    const means = shippedPhrases().vocabulary(language).commands.get(word);
    expect(['me', 'bookings']).toContain(means?.act === 'call' ? means.script : null);
  });

  it('says "received", not "booked", while the shop has not accepted it [CF-45]', () => {
    const chat = createChat();
    chat.house.status = 'pending';
    const last = saysAll(chat, 'hi', '1', '1', '2', 'Rosa Field', '1');
    expect(last).toMatch(/^Received: BK-48210377\./);
    expect(last).not.toMatch(/booked/i);
    const accepted = chat.hears({ name: 'booking.accepted', booking: bookingOf(slotAt('2026-11-24T14:00:00Z')) });
    expect(accepted).toMatch(/^Booked: BK-48210377\./);
  });

  it('offers three times at once, more by 7 and the ones before by 8 [AV-26]', () => {
    const chat = createChat();
    const first = saysAll(chat, 'hi', '1', '1');
    const second = chat.says('7');
    expect(second).toContain(
      '1 Wed 25 Nov 14:00\n2 Thu 26 Nov 10:00\n3 Fri 27 Nov 15:00\n4 Another day\n5 Add a service\n7 More times',
    );
    const third = chat.says('more times');
    expect(third).toContain('1 Sat 28 Nov 9:00\n2 Another day');
    expect(third).not.toContain('7 ');
    expect(chat.says('8')).toBe(second);
    expect(chat.says('back')).toBe(first);
  });

  it('reads service, day, hour, person and price back before booking [AV-27]', () => {
    const chat = createChat();
    const summary = saysAll(chat, 'hi', '1', '3', '1', 'Rosa Field');
    expect(summary).toContain('Rosa Field, shave, Tue 24 Nov 9:30 with Asha, £25');
  });

  it('asks for the day while none is chosen, and shows the nearest free times of one that has none [AV-25]', () => {
    const chat = createChat();
    expect(saysAll(chat, 'hi', '1', '1', '4')).toMatch(/^Which day\? For example tomorrow, Friday, or 24 Nov\./);
    expect(chat.says('sunday')).toBe(
      'Nothing is free on Sun 22 Nov, I am sorry. Closest:\n1 Tue 24 Nov 9:30\n2 Tue 24 Nov 14:00\n3 Wed 25 Nov 11:00\n4 Another day\n5 Add a service',
    );
    expect(chat.says('2')).toMatch(/^Tue 24 Nov 14:00 with Asha/);
  });

  it('takes another day in words, and says so when nothing is free on it', () => {
    const chat = createChat();
    saysAll(chat, 'hi', '1', '1', '4');
    expect(chat.says('wednesday')).toBe(
      'Haircut. When suits you?\n1 Wed 25 Nov 11:00\n2 Wed 25 Nov 14:00\n3 Another day\n4 Add a service',
    );
    expect(chat.says('sunday')).toMatch(/^Nothing is free on Sun 22 Nov, I am sorry\. Closest:\n1 Tue 24 Nov 9:30/);
    expect(chat.says('another day')).toMatch(/^Which day\?/);
    expect(chat.says('20 Nov 2025')).toMatch(/^Thu 20 Nov has passed\./);
  });
});

describe('a returning customer', () => {
  it('needs four answers at most: the same again, a time, the summary [FL-17]', () => {
    const chat = createChat({ person: ROSA });
    expect(chat.says('hello')).toBe(
      'Willow Salon. Text STOP and I will not write again.\n---\nHello Rosa.\n1 Haircut with Asha again\n2 Something else\n3 My bookings',
    );
    expect(chat.says('1')).toMatch(/^Haircut with Asha\. When suits you\?/);
    expect(chat.says('2')).toMatch(
      /^Rosa Field, haircut, Tue 24 Nov 14:00 with Asha, £25, pay at the salon\. I keep it for you until 10:47\./,
    );
    expect(chat.says('1')).toMatch(/^Booked:/);
  });

  it('is asked as usual when what they had before is no longer offered', () => {
    const chat = createChat({ person: { ...ROSA, last: { ...ROSA.last, serviceId: 's-gone' } } });
    chat.says('hello');
    expect(chat.says('1')).toMatch(/^What would you like\?/);
  });

  it('may choose something else without the person of last time', () => {
    const chat = createChat({ person: ROSA });
    saysAll(chat, 'hello', '1', '8');
    expect(chat.says('colour')).toMatch(/^Colour\. When suits you\?/);
  });
});

describe('whole sentences', () => {
  it('skip every question they answer, and read the time back', () => {
    const chat = createChat({ person: { name: 'Rosa Field' } });
    expect(chat.says('haircut on tuesday at 2pm with Asha')).toMatch(/Rosa Field, haircut, Tue 24 Nov 14:00 with Asha/);
    expect(chat.house.bookings).toHaveLength(0);
  });

  it('ask the rest when they name only a part', () => {
    const chat = createChat();
    expect(chat.says('I would like a colour')).toMatch(/Colour\. When suits you\?\n1 Tue 24 Nov 9:30/);
    expect(createChat().says('something on tuesday please')).toMatch(/What would you like\?/);
  });

  it('never guess: a busy hour shows what is free instead', () => {
    const chat = createChat();
    expect(chat.says('haircut tomorrow at 3 with Asha')).toMatch(
      /Nothing is free on Sun 22 Nov, I am sorry\. Closest:\n1 Tue 24 Nov 9:30/,
    );
  });

  it('are not seen in words that name nothing', () => {
    const chat = createChat();
    chat.says('hi');
    expect(chat.says('the weather is nice')).toMatch(/^Please answer with a number from 1 to 2\./);
  });
});

describe('when the time is lost while talking', () => {
  const lost = () =>
    ({ call: 'hold.place', exit: 'taken', data: { alternatives: ALTERNATIVES, wanted: 'Tue 24 Nov 14:00' } }) as const;

  it('offers three others and keeps every answer [AV-17]', () => {
    const chat = createChat({ person: ROSA });
    saysAll(chat, 'hello', '1');
    chat.house.next['hold.place'] = [lost];
    expect(chat.says('2')).toBe(
      '14:00 with Asha has just gone, I am sorry. Closest:\n1 Tue 24 Nov 14:00 with Ben\n2 Tue 24 Nov 14:30 with Asha\n3 Wed 25 Nov 14:00 with Asha\n4 Another day',
    );
    expect(chat.says('1')).toMatch(/^Rosa Field, haircut, Tue 24 Nov 14:00 with Ben/);
    expect(chat.says('1')).toMatch(/^Booked:.*with Ben/);
  });

  it('keeps the name as well when the hold ended before the last answer', () => {
    const chat = createChat();
    saysAll(chat, 'hi', '1', '1', '2', 'Rosa Field');
    chat.house.next['booking.create'] = [
      () => ({ call: 'booking.create', exit: 'taken', data: { alternatives: ALTERNATIVES, wanted: '' } }),
    ];
    expect(chat.says('1')).toMatch(/has just gone/);
    expect(chat.says('2')).toMatch(/^Rosa Field, haircut, Tue 24 Nov 14:30/);
  });

  it('keeps all data when booking fails, and tries again from the last step [BK-13]', () => {
    const chat = createChat();
    saysAll(chat, 'hi', '1', '1', '2', 'Rosa Field');
    chat.house.next['booking.create'] = [
      () => ({ call: 'booking.create', exit: 'refused', data: { reason: 'broken' } }),
    ];
    expect(chat.says('1')).toMatch(/^I could not book Tue 24 Nov 14:00 just now/);
    expect(chat.says('1')).toMatch(/^Rosa Field, haircut, Tue 24 Nov 14:00/);
    expect(chat.says('1')).toMatch(/^Booked:/);
  });
});

describe('paying first', () => {
  const toPayment = (chat: Chat): string => saysAll(chat, 'hi', '1', '2', '2', 'Rosa Field', '1');
  const booking = bookingOf(slotAt('2026-11-24T14:00:00Z'), { serviceId: 's-colour', serviceName: 'Colour' });

  it('gives the link and until when the time is kept', () => {
    const chat = createChat();
    expect(toPayment(chat)).toBe(
      '£80 keeps your place. Tue 24 Nov 14:00 is yours until 10:42.\nPay here:\nhttps://pay.example/abc\n1 Another time\n2 Drop it',
    );
  });

  it('goes on by itself when the money has come, and is then idle', () => {
    const chat = createChat();
    toPayment(chat);
    expect(chat.hears({ name: 'payment.booked', booking, paid: gbp(8000), late: false })).toMatch(
      /^Thank you, £80 paid\. Booked: BK-48210377\./,
    );
    expect(chat.state.control.frames).toEqual([]);
  });

  it('still answers status, menu and back, which lets the time go', () => {
    const chat = createChat();
    toPayment(chat);
    expect(chat.says('status')).toMatch(/^You have nothing booked.*\n---\nBack to: £80 keeps your place/s);
    expect(chat.says('8')).toMatch(/^Colour\. When suits you\?/);
    expect(chat.house.calls.map(({ call }) => call)).toContain('hold.release');
  });

  it('is told apart from an older payment for another time', () => {
    const chat = createChat();
    toPayment(chat);
    const other = bookingOf(slotAt('2026-11-25T11:00:00Z'), { serviceId: 's-colour' });
    const said = chat.hears({ name: 'payment.booked', booking: other, paid: gbp(8000), late: false });
    expect(said).toMatch(/Thank you, £80 paid.*\n---\nBack to: £80 keeps your place/s);
  });

  it('offers the same again when no payment came', () => {
    const chat = createChat();
    toPayment(chat);
    expect(chat.hears({ name: 'payment.lapsed', wanted: 'Tue 24 Nov 14:00', serviceId: 's-colour' })).toMatch(
      /^No payment came, so I let Tue 24 Nov 14:00 go\.[^]*1 Take it again/,
    );
    expect(chat.says('1')).toMatch(/^Rosa Field, colour, Tue 24 Nov 14:00/);
  });

  it('offers three times by digit when the money came too late', () => {
    const chat = createChat();
    toPayment(chat);
    const notice = {
      name: 'payment.refunded',
      wanted: 'Tue 24 Nov 14:00',
      lapsedAt: '10:42',
      refunded: gbp(8000),
      alternatives: ALTERNATIVES,
      serviceId: 's-colour',
    } as const;
    expect(chat.hears(notice)).toMatch(
      /^Your payment came after 10:42 and Tue 24 Nov 14:00 had gone\. Your £80 goes back today, or take:\n1 Tue 24 Nov 14:00 with Ben\n2/,
    );
    expect(chat.says('2')).toMatch(/^£80 keeps your place\. Tue 24 Nov 14:30 is yours/);
  });
});

describe('digits alone', () => {
  it('reach every end of the script [FL-17]', () => {
    const ends: [string, string[]][] = [
      ['Booked:', ['1', '1', '2', '44', '44', '44', '1', '1']],
      ['I let Tue 24 Nov 14:00 go', ['1', '2', '2', '44', '44', '44', '1', '1', '2']],
      ['You have nothing booked', ['2']],
      ['Write your message', ['9']],
    ];
    for (const [end, digits] of ends) {
      const chat = createChat();
      chat.says('hi');
      expect(saysAll(chat, ...digits)).toContain(end);
    }
  });
});

describe('richer channels', () => {
  it('say how far one is, SMS does not [BK-14]', () => {
    expect(saysAll(createChat({ channel: 'telegram' }), 'hi', '1')).toMatch(/^Step 1 of 4\nWhat would you like\?/);
    expect(saysAll(createChat(), 'hi', '1')).not.toMatch(/Step/);
  });

  it('offer the name of the profile instead of typing it [FL-11]', () => {
    const chat = createChat({ channel: 'whatsapp', profile: { displayName: 'Rosa F', phone: '+447700900123' } });
    saysAll(chat, 'hi', '1', '1', '2');
    expect(lastQuestion(chat).choices).toEqual([{ id: 'suggested', digit: '1', label: 'Rosa F' }]);
    expect(chat.says('1')).toMatch(/Rosa F, haircut/);
    chat.says('1');
    expect(chat.house.calls.at(-1)).toMatchObject({ input: { contact: { name: 'Rosa F', phone: '+447700900123' } } });
  });
});
