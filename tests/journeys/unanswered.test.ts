import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { buttonsOn, cardTextOf, openHouse, pressOn, type House } from './house.js';
import type { Person } from './person.js';
import { HOUR_MS, MINUTE_MS } from '../../src/platform/time-units.js';

let house: House;
beforeEach(async () => {
  house = await openHouse('2026-11-23T08:00');
});
afterEach(async () => {
  const problems = house.problems();
  await house.stop();
  expect(problems).toEqual([]);
});

const cards = () => house.app.standIns!.slack!.messages;

/** Asks for a haircut two days ahead. */
async function asked(person: Person): Promise<void> {
  for (const text of ['hi', '1', '1', '4', 'wednesday', '1', 'Rosa Field', '1']) await person.says(text);
  expect((await person.heard()).join('\n')).toContain('Received: BK-');
}

async function freeTimes(): Promise<number> {
  const rows = await house.app.house.mongo.db.collection('day_sheets').find().toArray();
  return rows.flatMap(({ claims }) => (claims ?? []) as unknown[]).length;
}

describe('a request nobody answers', () => {
  it.each([
    ['sms', 'Nothing to pay. Another time?'],
    ['telegram', 'Nothing to pay. Another time?'],
    // A day is longer than WhatsApp's window: the approved template says it.
    ['whatsapp', 'not answered in time'],
  ] as const)(
    'by %s: the card reminds after 15 minutes, urges after 30, and after a day the house says no for the shop [GP-18] [BK-24]',
    async (channel, words) => {
      const person = house.person(channel);
      await asked(person);
      expect(cardTextOf(house, 'Rosa Field')).not.toContain('Reminder');
      await house.pass(15 * MINUTE_MS);
      expect(cardTextOf(house, 'Rosa Field')).toContain('Reminder: asked Mon 23 Nov 8:00, nobody has answered yet.');
      await house.pass(15 * MINUTE_MS);
      const urged = cardTextOf(house, 'Rosa Field');
      expect(urged).toContain('Urgent: asked Mon 23 Nov 8:00, still no answer. At Tue 24 Nov 8:00 it ends by itself');
      expect(urged).not.toContain('Reminder:');
      expect(await person.heard()).toEqual([]);

      await house.pass(23 * HOUR_MS + 30 * MINUTE_MS);
      const heard = (await person.heard()).join('\n');
      expect(heard).toContain('Willow Salon');
      expect(heard).toContain('Wed 25 Nov 9:00');
      expect(heard).toContain(words);
      const card = cardTextOf(house, 'Rosa Field');
      expect(card).toContain('Expired by the house');
      expect(card).not.toContain('Urgent:');
      expect(buttonsOn(house, 'Rosa Field')).toEqual([]);
      expect(cards()).toHaveLength(1);
      expect(await freeTimes()).toBe(0);
      await house.pass(HOUR_MS);
      expect(await person.heard()).toEqual([]);
    },
  );

  it('leaves alone what was answered in time', async () => {
    const person = house.person('sms');
    await asked(person);
    await house.pass(15 * MINUTE_MS);
    await pressOn(house, 'Rosa Field', 'accept');
    expect(cardTextOf(house, 'Rosa Field')).not.toContain('Reminder');
    await person.heard();
    await house.pass(25 * HOUR_MS);
    expect((await person.heard()).join('\n')).not.toContain('No answer');
    expect(cardTextOf(house, 'Rosa Field')).toContain('Accepted by Asha');
  });

  it('ends when the visit would begin, although a day has not gone by', async () => {
    const person = house.person('sms');
    for (const text of ['hi', '1', '1', '1', 'Rosa Field', '1']) await person.says(text);
    expect((await person.heard()).join('\n')).toContain('Mon 23 Nov 9:00');
    await house.pass(HOUR_MS);
    expect((await person.heard()).join('\n')).toContain(
      'No answer from Willow Salon for your haircut, Mon 23 Nov 9:00, I am sorry, so it is off.',
    );
  });

  it('gives back what was paid, and says so', async () => {
    const person = house.person('sms');
    for (const text of ['hi', '1', '2', '4', 'wednesday', '1', 'Rosa Field', '1']) await person.says(text);
    house.app.standIns!.stripe!.pay(house.lastLink(), 'paid');
    await house.settle();
    expect((await person.heard()).join('\n')).toContain('£80 paid. Received: BK-');
    await house.pass(24 * HOUR_MS);
    expect((await person.heard()).join('\n')).toContain('Your £80 goes back today');
    await house.pass(MINUTE_MS);
    expect(house.moneyEvents().filter((type) => type === 'refunded')).toHaveLength(1);
  });
});
