import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buttonsOn, cardTextOf, openHouse, type House } from './house.js';
import type { Person } from './person.js';

/** Says it and hears all that comes of it, as one text. */
async function ask(person: Person, text: string): Promise<string> {
  await person.says(text);
  return (await person.heard()).join('\n');
}

async function say(person: Person, ...texts: readonly string[]): Promise<string> {
  let heard = '';
  for (const text of texts) heard = await ask(person, text);
  return heard;
}

describe('the businesses of the phones page [CAT-12]', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse('2026-11-23T09:00');
  });
  afterAll(() => house.stop());

  async function visit(shopId: string): Promise<number> {
    const answer = await fetch(`${house.app.url}/simulator/acts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: house.app.url },
      body: JSON.stringify({ act: 'visit', shopId }),
    });
    await house.settle();
    return answer.status;
  }

  it('begin with the salon and change to any other by one choice', async () => {
    expect(await ask(house.person('sms'), 'hi')).toContain('Willow Salon');
    for (const [id, name] of [
      ['cleaning', 'Sparrow Cleaning'],
      ['accounting', 'Quill Accounts'],
      ['workshop', 'Spoke Workshop'],
      ['walkin', 'Corner Chair'],
    ] as const) {
      expect(await visit(id)).toBe(200);
      expect(await ask(house.person('sms'), 'hi')).toContain(name);
    }
    expect(await visit('nowhere')).toBe(409);
    expect(await ask(house.person('sms'), 'hi')).toContain('Corner Chair');
  });

  it('show operators what was asked and answered, and the place in a queue with its buttons [BK-15] [QU-05] [CAT-13]', async () => {
    await visit('workshop');
    const rosa = house.person('sms');
    await say(rosa, 'hi', '1', '1', 'blue Gazelle', 'the chain jumps', '1', '1', 'Rosa Field');
    expect(await ask(rosa, '1')).toContain('Received: BK-');
    expect(cardTextOf(house, 'Rosa Field')).toMatch(/Bike: blue Gazelle.*Wrong with it: the chain jumps/);
    await visit('walkin');
    const maria = house.person('sms');
    expect(await say(maria, 'hi', '1', '1', 'Maria Lund')).toContain('You are next for Asha');
    expect(cardTextOf(house, 'Maria Lund')).toContain('Queue of Asha');
    expect(buttonsOn(house, 'Maria Lund')).toEqual(['job:accept']);
  });
});
