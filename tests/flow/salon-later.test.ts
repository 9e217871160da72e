import { describe, expect, it } from '@jest/globals';
import { createChat, type Chat } from './support/chat.js';
import { bookingOf, gbp, slotAt } from './support/house.js';
import type { BookingView, Outcome } from '../../src/flow/protocol.js';

function saysAll(chat: Chat, ...answers: string[]): string {
  return answers.map((answer) => chat.says(answer)).at(-1) ?? '';
}

describe('what is already booked', () => {
  it('is shown, moved and dropped by digits [BK-19]', () => {
    const chat = createChat();
    chat.house.bookings.push(bookingOf(slotAt('2026-11-24T14:00:00Z')));
    expect(saysAll(chat, 'hi', '2')).toMatch(
      /^BK-48210377, haircut, Tue 24 Nov 14:00[^]*1 Leave it as it is\n2 Move it\n3 Drop it/,
    );
    expect(chat.says('2')).toMatch(/^Haircut, now Tue 24 Nov 14:00\. When suits you instead\?/);
    expect(chat.says('3')).toMatch(/^Wed 25 Nov 11:00 with Asha instead of Tue 24 Nov 14:00/);
    expect(chat.says('1')).toMatch(/^Moved: BK-48210377/);
    expect(chat.house.calls.at(-1)).toMatchObject({ call: 'booking.move', input: { bookingId: 'b1', holdId: 'h1' } });
  });

  it('may be dropped while it still waits for the shop [BK-26]', () => {
    const chat = createChat();
    chat.house.bookings.push(
      bookingOf(slotAt('2026-11-24T14:00:00Z'), { status: 'pending', statusText: 'waiting for Willow Salon' }),
    );
    expect(chat.says('drop my booking')).toMatch(
      /Drop haircut, Tue 24 Nov 14:00 with Asha\? There is nothing to pay\.\n1 Drop it\n2 Keep it/,
    );
    expect(chat.says('1')).toMatch(/^Dropped: BK-48210377/);
  });

  it('says why not and what can be done when it is too late [CX-01]', () => {
    const chat = createChat();
    chat.house.bookings.push(bookingOf(slotAt('2026-11-24T14:00:00Z'), { canDrop: false, canMove: false }));
    const said = chat.says('drop it');
    expect(said).toMatch(
      /Less than 24 hours before: ask to move or drop it\.\n1 Leave it as it is\n2 Ask to move\n3 Ask to drop\n4 Past visits\n9 A person/,
    );
    expect(chat.house.calls.map(({ call }) => call)).not.toContain('booking.drop');
  });

  it('is found by its number [BK-10]', () => {
    const chat = createChat();
    const second = slotAt('2026-11-25T11:00:00Z');
    chat.house.bookings.push(
      bookingOf(slotAt('2026-11-24T14:00:00Z')),
      bookingOf(second, { id: 'b2', reference: 'BK-11112222' }),
    );
    expect(chat.says('status')).toMatch(/Your bookings:\n1 Tue 24 Nov 14:00, haircut\n2 Wed 25 Nov 11:00, haircut/);
    expect(chat.says('STATUS BK-11112222')).toMatch(/^BK-11112222, haircut, Wed 25 Nov 11:00/);
  });
});

describe('a booking made or looked at when it is no longer free to change', () => {
  const slot = slotAt('2026-11-24T14:00:00Z');
  const late = (status: 'pending' | 'accepted') =>
    bookingOf(slot, {
      status,
      statusText: status === 'pending' ? 'received, waiting for Willow Salon' : 'booked',
      freeAhead: false,
      canMove: status === 'pending',
      canDrop: status === 'pending',
    });

  /** Everything that is said of such a booking, wherever it is met. */
  function allSaidOf(booking: BookingView): string {
    const chat = createChat();
    const made = (): Outcome => ({ call: 'booking.create', exit: 'booked', data: { booking } });
    chat.house.next['booking.create'] = [made, made, made];
    chat.house.bookings.push(booking);
    const refused = { booking, reason: 'pastDeadline' } as const;
    chat.house.next['booking.drop'] = [() => ({ call: 'booking.drop', exit: 'refused', data: refused })];
    const said = ['hi', '1', '1', '2', 'Rosa Field', '1', 'my bookings', '1', 'move it', '5', 'drop it', '1'].map(
      (answer) => chat.says(answer),
    );
    for (const name of ['booking.accepted', 'payment.booked', 'booking.reminder'] as const) {
      const news = { name, booking, paid: gbp(8000), late: false, day: 'tomorrow' } as const;
      said.push(chat.hears(news), chat.says('2'), chat.says('1'));
    }
    const paying = createChat();
    for (const answer of ['hi', '1', '2', '2', 'Rosa Field', '1']) paying.says(answer);
    const paid = { ...booking, serviceId: 's-colour' };
    said.push(paying.hears({ name: 'payment.booked', booking: paid, paid: gbp(8000), late: false }));
    return said.join('\n');
  }

  it('is never said to be free until a moment that has passed', () => {
    for (const status of ['pending', 'accepted'] as const) expect(allSaidOf(late(status))).not.toContain('Mon 23 Nov');
  });

  it('would be said so if the texts did not look whether that moment is ahead (deliberate mutant)', () => {
    expect(allSaidOf({ ...late('pending'), freeAhead: true })).toContain('free until Mon 23 Nov 14:00');
  });

  it('can be moved or dropped until the shop confirms it, and this is said', () => {
    const chat = createChat();
    chat.house.next['booking.create'] = [
      () => ({ call: 'booking.create', exit: 'booked', data: { booking: late('pending') } }),
    ];
    expect(saysAll(chat, 'hi', '1', '1', '2', 'Rosa Field', '1')).toBe(
      'Received: BK-48210377. Haircut, Tue 24 Nov 14:00-14:30 with Asha, 12 Mill Lane. I tell you here when Willow Salon confirms it. Until then you can move or drop it: text MY.',
    );
    chat.house.bookings.push(late('pending'));
    expect(chat.says('my bookings')).toBe(
      'BK-48210377, haircut, Tue 24 Nov 14:00 with Asha, 12 Mill Lane: received, Willow Salon has not confirmed it yet. Until it does, you can move or drop it.\n1 Leave it as it is\n2 Move it\n3 Drop it\n4 Past visits\n9 A person',
    );
  });

  it('is a matter for the shop once it is confirmed, and this is said', () => {
    const chat = createChat();
    chat.says('hi');
    expect(chat.hears({ name: 'booking.accepted', booking: late('accepted') })).toMatch(
      /12 Mill Lane\. MY shows it, 9 is a person\.$/,
    );
    chat.hears({ name: 'booking.reminder', booking: late('accepted'), day: 'today' });
    expect(chat.says('2')).toBe(
      'It is less than 24 hours before Tue 24 Nov 14:00, so Willow Salon has to agree to move it.\n1 Leave it as it is\n2 Ask for another time\n9 A person',
    );
  });

  it('is not offered to a person either when it is no longer booked at all', () => {
    const chat = createChat();
    chat.house.bookings.push(bookingOf(slot));
    saysAll(chat, 'hi', 'drop it');
    const gone = bookingOf(slot, { status: 'rejected', canMove: false, canDrop: false });
    chat.house.next['booking.drop'] = [
      () => ({ call: 'booking.drop', exit: 'refused', data: { booking: gone, reason: 'gone' } }),
    ];
    expect(chat.says('1')).toBe('Tue 24 Nov 14:00 is no longer booked. Text me for another time.');
  });

  it('says what goes back before a paid one is dropped', () => {
    const chat = createChat();
    chat.house.bookings.push(bookingOf(slot, { paidText: '£25' }));
    expect(chat.says('drop it')).toMatch(/with Asha\? Your £25 goes back to you\.\n1 Drop it/);
  });

  it('is only called booked after a late payment when the shop has confirmed it', () => {
    const chat = createChat();
    saysAll(chat, 'hi', '1', '2', '2', 'Rosa Field', '1');
    const booking = { ...late('pending'), serviceId: 's-colour', serviceName: 'Colour' };
    const said = chat.hears({ name: 'payment.booked', booking, paid: gbp(8000), late: true });
    expect(said).toMatch(/but the time was still free\. Received: BK-48210377\./);
    expect(said).not.toMatch(/booked/i);
  });
});

describe('the e-mail address for the confirmation', () => {
  const toName = (chat: Chat, service: string): string => saysAll(chat, 'hi', '1', service, '2', 'Rosa Field');

  it('is asked for on the web chat after the name, and reaches the booking [BK-11]', () => {
    const chat = createChat({ channel: 'webchat' });
    expect(toName(chat, '1')).toBe(
      'Step 3 of 4\nWhere shall I send the confirmation? Type an e-mail address.\n1 Leave it out',
    );
    expect(chat.says('rosa@example')).toMatch(/^Please type an e-mail address\.\n1 Leave it out/);
    expect(chat.says('Rosa@Example.com')).toMatch(
      /^The confirmation goes to Rosa@example\.com\.\n---\nStep 4 of 4\nRosa Field, haircut[^]*4 Change the e-mail$/,
    );
    chat.says('1');
    expect(chat.house.calls.at(-1)).toMatchObject({
      call: 'booking.create',
      input: { contact: { name: 'Rosa Field', email: 'Rosa@example.com' } },
    });
  });

  it('reaches the payment as well', () => {
    const chat = createChat({ channel: 'webchat' });
    toName(chat, '2');
    saysAll(chat, 'rosa@example.com', '1');
    expect(chat.house.calls.at(-1)).toMatchObject({
      call: 'payment.request',
      input: { contact: { email: 'rosa@example.com' } },
    });
  });

  it.each(['1', 'skip', 'leave it out', 'no thanks'])('may be left out by %j', (said) => {
    const chat = createChat({ channel: 'webchat' });
    toName(chat, '1');
    expect(chat.says(said)).toMatch(/^Step 4 of 4\nRosa Field, haircut/);
    chat.says('1');
    expect(chat.house.calls.at(-1)).toMatchObject({ call: 'booking.create', input: { contact: { email: null } } });
  });

  it('can be changed or taken back before booking', () => {
    const chat = createChat({ channel: 'webchat' });
    toName(chat, '1');
    saysAll(chat, 'rosa@example.com');
    expect(chat.says('4')).toMatch(/The confirmation goes to rosa@example\.com\. To change that, type another/);
    expect(chat.says('1')).not.toMatch(/Change the e-mail/);
    chat.says('1');
    expect(chat.house.calls.at(-1)).toMatchObject({ input: { contact: { email: null } } });
  });

  it('is kept for the next time and not asked again, whether it was given or left out', () => {
    for (const [answer, email] of [
      ['rosa@example.com', 'rosa@example.com'],
      ['1', null],
    ] as const) {
      const chat = createChat({ channel: 'webchat' });
      toName(chat, '1');
      const last = saysAll(chat, answer, '1');
      // Whoever gave one is asked whether to keep it with what they booked elsewhere.
      if (email !== null) expect(last).toMatch(/Shall I keep your details/);
      if (email !== null) chat.says('2');
      expect(saysAll(chat, 'hi', '1', '1')).toMatch(/Rosa Field, haircut/);
      chat.says('1');
      expect(chat.house.calls.at(-1)).toMatchObject({ call: 'booking.create', input: { contact: { email } } });
    }
  });

  it.each(['sms', 'whatsapp', 'telegram'] as const)(
    'is not asked for by %s: five answers stay enough [CF-19]',
    (channel) => {
      const chat = createChat({ channel });
      expect(toName(chat, '1')).toMatch(/Rosa Field, haircut[^]*3 Change the name$/);
      expect(chat.says('1')).toMatch(/^Booked/);
    },
  );
});
