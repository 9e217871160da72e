import { afterEach, describe, expect, it } from '@jest/globals';
import type { SlackMessage } from '../../src/simulator/stand-ins/slack.js';
import { buttonsOn, cardTextOf, openHouse, pressOn, type House } from './house.js';
import type { Person } from './person.js';
import { HOUR_MS } from '../../src/platform/time-units.js';

const ASHA = { id: 'U1', name: 'Asha' };

let house: House;
afterEach(() => house.stop());

const slack = () => house.app.standIns!.slack!;

async function say(person: Person, ...texts: string[]): Promise<string> {
  for (const text of texts) await person.says(text);
  return (await person.heard()).join('\n');
}

/** Rosa's haircut at 9:00, accepted. */
async function bookByText(): Promise<Person> {
  const person = house.person('sms');
  await say(person, 'hi', '1', '1', '1', 'Rosa Field', '1');
  await pressOn(house, 'Rosa Field', 'accept');
  await person.heard();
  return person;
}

async function writeUnderCard(text: string): Promise<void> {
  const card = slack().messages.find(({ blocks }: SlackMessage) => JSON.stringify(blocks).includes('Rosa Field'))!;
  await slack().device.write(ASHA, card.ts, text);
  await slack().settled();
  await house.settle();
}

describe('a job card', () => {
  it('asks once about a visit nobody began where nobody presses Start, and nothing is held against the customer', async () => {
    house = await openHouse('2026-11-23T08:00');
    const person = await bookByText();
    for (let hour = 0; hour < 4; hour++) await house.pass(HOUR_MS);
    const card = cardTextOf(house, 'Rosa Field');
    expect(card.split('Did they come at 9:00?')).toHaveLength(2);
    expect(buttonsOn(house, 'Rosa Field').map((id) => id.split(':')[1])).toEqual(['start', 'noShow']);
    expect((await person.heard()).join('\n')).not.toContain('We missed you');
    expect(await say(person, 'tokens')).toContain('You have 2 of 2 late drops left.');

    await pressOn(house, 'Rosa Field', 'noShow');
    expect(cardTextOf(house, 'Rosa Field')).not.toContain('Did they come');
    expect((await person.heard()).join('\n')).toContain('We missed you');
  });

  it('takes a line that fills a customer’s purse again, and the books keep who and why [CX-08]', async () => {
    house = await openHouse('2026-11-23T08:00');
    const person = await bookByText();
    await say(person, 'drop it', '1');
    expect(await say(person, 'tokens')).toContain('You have 1 of 2 late drops left.');

    await writeUnderCard('we should reset late drops some day');
    expect(await say(person, 'tokens')).toContain('You have 1 of 2 late drops left.');
    await writeUnderCard('reset late drops: she was ill');
    expect(cardTextOf(house, 'Rosa Field')).toContain('Rosa Field has 2 late drops again: she was ill.');
    expect(slack().whispers.at(-1)?.text).toContain('2 late drops again');
    const books = house.app.house.mongo.db.collection('token_entries');
    expect(await books.find({ kind: 'reset' }).toArray()).toEqual([
      expect.objectContaining({ from: 1, to: 2, by: { id: 'U1', name: 'U1' }, why: 'she was ill' }),
    ]);
    expect(await say(person, 'tokens')).toContain('You have 2 of 2 late drops left.');
  });

  it('says what a price is made of where it is more than the base [PR-01]', async () => {
    house = await openHouse('2026-11-23T08:00', { shopId: 'cleaning' });
    const person = house.person('sms');
    await say(person, 'hi', '1', 'n1 7aa', '1', '4', 'saturday', '1', '12 mill lane', '1', 'Rosa Field', '1');
    house.app.standIns!.stripe!.pay(house.lastLink(), 'paid');
    await house.settle();
    expect(cardTextOf(house, 'Rosa Field')).toContain('Price: £48, Weekend +£7.20');
  });
});
