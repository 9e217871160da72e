import { describe, expect, it } from '@jest/globals';
import { wordBooking } from '../../src/flow/index.js';
import { PHRASE_KEYS } from '../../src/flow/script/phrases.js';
import type { BookingView, TimelineStep } from '../../src/flow/protocol.js';
import { createChat } from './support/chat.js';
import { bookingOf, gbp, slotAt } from './support/house.js';
import { SAMPLE_SHOP } from '../../src/flow/chats/index.js';
import { shippedPhrases } from './support/scripts.js';

const URL = 'https://book.example/t/abc';
const view = (over: Partial<BookingView> = {}): BookingView =>
  bookingOf(slotAt('2026-11-24T14:00:00Z'), { trackUrl: URL, ...over });
const words = (over: Partial<BookingView>) =>
  wordBooking(shippedPhrases(), view(over), { language: 'en', channel: 'webchat', shop: SAMPLE_SHOP });

describe('how a visit stands', () => {
  it('is one sentence in everyday words, with the payment where there was one [BK-17]', () => {
    const sentence = (over: Partial<BookingView>): string => words(over).sentence;
    const visit = 'Haircut, Tue 24 Nov 14:00 with Asha';
    expect(sentence({ status: 'accepted' })).toBe(`${visit}: booked.`);
    expect(sentence({ status: 'accepted', paidText: '£25' })).toBe(`${visit}: booked, £25 paid.`);
    expect(sentence({ status: 'pending' })).toBe(`${visit}: received, Willow Salon has not confirmed it yet.`);
    expect(sentence({ status: 'pending', paidText: '£25' })).toBe(
      `${visit}: received, £25 paid, Willow Salon has not confirmed it yet.`,
    );
    expect(sentence({ status: 'in_progress', statusText: 'under way', paidText: '£25' })).toBe(`${visit}: under way.`);
  });

  it('has words for every step and every way a step may stand', () => {
    const steps = PHRASE_KEYS.flatMap((key) =>
      key.startsWith('step.') ? [key.slice('step.'.length) as TimelineStep['step']] : [],
    );
    const timeline = steps.map((step) => ({ step, state: 'done' as const, at: 'Tue 24 Nov 10:03' }));
    const said = words({ timeline }).steps.map((one) => one.words);
    expect(new Set(said).size).toBe(16);
    expect(said.filter((one) => one === '' || /[{}]|undefined/.test(one))).toEqual([]);
  });

  it('is shown step by step where there is room, with the link to its page', () => {
    const chat = createChat({ channel: 'whatsapp' });
    chat.house.bookings.push(view());
    chat.says('status');
    const message = chat.messages.at(-1)!;
    expect(message.text.split('\n')).toEqual([
      expect.stringContaining('14:00 with Asha, 12 Mill Lane: booked.'),
      '✔ Received Sat 21 Nov 10:32',
      '✔ Confirmed Sat 21 Nov 10:40',
      '▶ Haircut Tue 24 Nov 14:00',
      '○ Done',
    ]);
    expect(message.link).toEqual({ label: 'See it any time', url: URL, spare: true });
  });

  it('is plain words by SMS: no marks, no steps, one idea', () => {
    const chat = createChat();
    chat.house.bookings.push(view());
    chat.says('status');
    const { text } = chat.messages.at(-1)!;
    expect(text).toBe(
      'BK-48210377, haircut, Tue 24 Nov 14:00 with Asha, 12 Mill Lane: booked. It is free to move or drop until Mon 23 Nov 14:00.',
    );
  });

  it('is not said again when the answer was not understood: only how to answer', () => {
    const chat = createChat({ channel: 'telegram' });
    chat.house.bookings.push(view());
    chat.says('status');
    expect(chat.says('zzz')).not.toContain('✔');
    expect(chat.says('again')).toContain('✔ Received');
  });
});

describe('the link to the page of a visit', () => {
  it('goes out once with what is agreed, never in place of another link', () => {
    const chat = createChat({ channel: 'whatsapp' });
    chat.says('hi');
    chat.hears({ name: 'booking.accepted', booking: view() });
    chat.hears({ name: 'booking.started', booking: view() });
    chat.hears({ name: 'payment.booked', booking: view(), paid: gbp(2500), late: false });
    expect(chat.messages.map(({ link }) => link?.url).filter(Boolean)).toEqual([URL, URL]);
  });

  it('tells a chat that its visit was dropped on the page, once, with the money that goes back', () => {
    const chat = createChat();
    chat.says('hi');
    const dropped = view({ status: 'cancelled', statusText: 'dropped' });
    expect(chat.hears({ name: 'booking.dropped', booking: dropped, refunded: gbp(2500) })).toContain(
      'Dropped: BK-48210377, Tue 24 Nov 14:00. Your £25 goes back to you today.',
    );
    expect(chat.hears({ name: 'booking.dropped', booking: dropped, refunded: null })).toContain('Nothing to pay.');
  });
});
