import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ChannelId } from '../../src/messaging/message.js';
import { openHouse, type House } from './house.js';
import { happen } from './outside.js';
import type { Person } from './person.js';
import { HOUR_MS } from '../../src/platform/time-units.js';

/**
 * Whoever books by SMS gets everything by SMS (CF-26): what each kind of message reached, read off every provider's end.
 */
interface Reached {
  readonly way: 'sms' | 'whatsapp' | 'telegram' | 'mail';
  readonly words: string;
}

let house: House;
let reached: Reached[];

beforeEach(async () => {
  house = await openHouse('2026-11-23T08:00');
  reached = [];
  const { twilio, telegram, mail } = house.app.standIns!;
  twilio!.onEvent((event) => {
    if (event.type !== 'message') return;
    reached.push({ way: event.to.startsWith('whatsapp:') ? 'whatsapp' : 'sms', words: event.body });
  });
  telegram!.onEvent((event) => {
    if (event.type === 'message') reached.push({ way: 'telegram', words: event.message.text });
  });
  mail!.onEvent((letter) => void reached.push({ way: 'mail', words: letter.subject }));
});
afterEach(() => house.stop());

/** Everything the house says to somebody from their first word to their money back, in the order of a life. */
async function live(person: Person, beforeReminders = async (): Promise<void> => undefined): Promise<void> {
  for (const text of ['hi', '1', '2', '4', 'friday', '1', 'Rosa Field', '1']) await person.says(text);
  await happen('the person pays', house, person);
  await happen('the operator presses Accept', house, person);
  for (const text of ['move it', '4', 'thursday', '1', '1']) await person.says(text);
  const startsAtUtc = await startOf(person);
  await beforeReminders();
  await house.pass(startsAtUtc - 24 * HOUR_MS - house.clock.nowUtc());
  await house.pass(22 * HOUR_MS);
}

async function startOf({ conversationId }: Person): Promise<number> {
  const bookings = house.app.house.mongo.db.collection<{ startsAtUtc: number }>('bookings');
  return (await bookings.findOne({ conversationId }))!.startsAtUtc;
}

/** After a silent day WhatsApp carries approved words only, the same for both reminders. */
const NEWS: Readonly<Record<string, RegExp>> = {
  'the pay link': /keeps your place/,
  'the confirmation': /Received: BK-/,
  'the decision of the shop': /Booked: BK-/,
  'the change': /^Moved/m,
  'the reminder of the day before': /^Tomorrow, |^A reminder from/m,
  'the reminder two hours before': /^Today, |^A reminder from/m,
};

const waysOf = (words: RegExp): readonly string[] => [
  ...new Set(reached.filter((one) => words.test(one.words)).map(({ way }) => way)),
];

/** Which ways each kind of message took. */
function report(): Record<string, readonly string[]> {
  return Object.fromEntries(Object.entries(NEWS).map(([kind, words]) => [kind, waysOf(words)]));
}

const onlyBy = (way: ChannelId): Record<string, readonly string[]> =>
  Object.fromEntries(Object.keys(NEWS).map((kind) => [kind, [way]]));

describe('whoever books by SMS', () => {
  it('gets everything by SMS: link, confirmation, decision, change and both reminders [CF-26] [REM-04] [NT-08]', async () => {
    await live(house.person('sms'));
    expect(report()).toEqual(onlyBy('sms'));
    expect(reached.filter(({ way }) => way !== 'sms')).toEqual([]);
  });

  it('hears by SMS of money that goes back, whoever ended the visit [CF-26]', async () => {
    const person = house.person('sms');
    for (const text of ['hi', '1', '2', '4', 'friday', '1', 'Rosa Field', '1']) await person.says(text);
    await happen('the person pays', house, person);
    await happen('the person drops it on its page', house, person);
    for (const text of ['book', 'colour', '4', 'friday', '1', '1']) await person.says(text);
    await happen('the person pays', house, person);
    await happen('the operator presses Reject', house, person);
    const refunds = reached.filter(({ words }) => /£80 goes back to you/.test(words));
    expect(refunds.map(({ way, words }) => [way, words.slice(0, 7)])).toEqual([
      ['sms', 'Dropped'],
      ['sms', 'Willow '],
    ]);
    expect(reached.filter(({ way }) => way !== 'sms')).toEqual([]);
  });

  it('is seen to be missed when a reminder goes elsewhere: that turns the check red', async () => {
    const person = house.person('sms');
    await live(person, async () => {
      const other = house.person('whatsapp');
      await other.says('hi');
      await house.app.house.mongo.db
        .collection('reminders')
        .updateMany({ conversationId: person.conversationId }, { $set: { conversationId: other.conversationId } });
    });
    expect(report()).toEqual({
      ...onlyBy('sms'),
      'the reminder of the day before': ['whatsapp'],
      'the reminder two hours before': ['whatsapp'],
    });
  });
});

describe('whoever books on another channel', () => {
  it.each(['whatsapp', 'telegram'] as const)(
    'gets no SMS beside it, not even when both reminders are due: %s [CF-26]',
    async (channel) => {
      await live(house.person(channel));
      expect(reached.filter(({ way }) => way !== channel)).toEqual([]);
      expect(report()).toEqual(onlyBy(channel));
    },
  );
});
