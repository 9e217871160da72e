import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { STAND_IN_WHATSAPP_NUMBER } from '../../src/wiring/stand-ins.js';
import { PNG } from '../files/support/bytes.js';
import { buttonsOn, cardTextOf, openHouse, pressOn, type House } from './house.js';
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

  it('ask for whom it is where somebody books for others too, and call it their visit', async () => {
    await visit('workshop');
    const maria = house.person('sms');
    await say(maria, 'hi', 'family', '1', 'Leo Field');
    const asked = await say(maria, 'hi', '1', '1', 'red Gazelle', '1', '1');
    for (const line of ['Who is it for?', '1 Me', '2 Leo Field']) expect(asked).toContain(line);
    expect(await ask(maria, '2')).toContain('Leo Field, red Gazelle, repair');
    expect(await ask(maria, '1')).toContain('Repair for Leo');
  });

  /** Nowhere in the database, however it is written. */
  async function isKeptSomewhere(number: string): Promise<boolean> {
    const { db } = house.app.house.mongo;
    for (const { name } of await db.listCollections().toArray()) {
      const rows = JSON.stringify(await db.collection(name).find().toArray());
      if (rows.replace(/[\s.-]/g, '').includes(number)) return true;
    }
    return false;
  }

  async function photographs(person: Person): Promise<string> {
    const from = `whatsapp:${/\+\d+$/.exec(person.conversationId)![0]}`;
    const twilio = house.app.standIns!.twilio!;
    await twilio.device.media(from, `whatsapp:${STAND_IN_WHATSAPP_NUMBER}`, 'image/png', '', PNG);
    await house.settle();
    return (await person.heard()).join('\n');
  }

  async function needsPaper(proof: 'aadhaar' | 'registration', shopId = 'workshop', wanted = 'repair'): Promise<void> {
    const { catalogue } = house.app.house.business;
    const { services } = await catalogue.reload(shopId);
    await catalogue.saveService(shopId, { ...services.find(({ id }) => id === wanted)!, proof });
  }

  it('ask for a registration where the work needs one, and keep nothing of it but its end [BK-22]', async () => {
    await visit('workshop');
    await needsPaper('registration');
    const rosa = house.person('whatsapp');
    expect(await say(rosa, 'hi', '1', '1', 'blue Gazelle')).toContain('What is the registration number');
    expect(await ask(rosa, 'XX 12 AB 1234')).toContain('That number cannot be right');
    expect(await say(rosa, '1', 'KA 05 MX 7781')).toContain('Registration ending in 7781.');
    expect(await isKeptSomewhere('KA05MX7781')).toBe(false);
    expect(await say(rosa, '1', '1', 'Rosa Papers', '1')).toContain('Received: BK-');
    expect(cardTextOf(house, 'Rosa Papers')).toContain('Registration ending in 7781: checked');
    // The next time one digit does.
    expect(await say(rosa, '0', '1', '1', '1')).toContain('Is it the same vehicle? Registration ending in 7781.');
    expect(await ask(rosa, '1')).toContain('What is wrong with it?');
  });

  it('ask for it at a salon too, also where it is one of two services at once, and at no other [BK-22]', async () => {
    await visit('willow');
    await needsPaper('registration', 'willow', 'shave');
    const [one, two, other] = [house.person('sms'), house.person('sms'), house.person('sms')];
    expect(await say(one, 'hi', '1', '3')).toContain('What is the registration number');
    expect(await ask(one, 'KA 05 MX 7781')).toMatch(/Registration ending in 7781[^]*(Who\?|When suits you\?)/);
    expect(await say(two, 'hi', '1', '1,3')).toContain('What is the registration number');
    expect(await say(other, 'hi', '1', '1')).not.toContain('registration');
  });

  it('let a person look at the photo of a paper, tell its owner, and delete it with one word and two digits [BK-22]', async () => {
    await visit('workshop');
    await needsPaper('aadhaar');
    const leo = house.person('whatsapp');
    expect(await say(leo, 'hi', '1', '1', 'red Gazelle')).toContain('your Aadhaar number');
    expect(await ask(leo, '2341 2341 2347')).toContain('That number cannot be right');
    expect(await isKeptSomewhere('234123412347')).toBe(false);
    expect(await ask(leo, '2')).toContain('A photo of it will do.');
    expect(await photographs(leo)).toContain('Spoke Workshop looks at it');
    const url = /http[^"\s|>]+\/f\/[^"\s|>]+/.exec(cardTextOf(house, 'Please look at this: Aadhaar, photo'))![0];
    expect((await fetch(url)).status).toBe(200);
    await pressOn(house, 'Please look at this: Aadhaar, photo', 'accept');
    expect((await leo.heard()).join('\n')).toContain('Spoke Workshop has looked at it. Aadhaar, photo.');
    expect(await ask(leo, 'my papers')).toContain('Aadhaar, photo');
    expect(await say(leo, '1', '1')).toContain('It is deleted.');
    expect((await fetch(url)).status).not.toBe(200);
    expect(await house.app.house.mongo.db.collection('identity_papers').countDocuments({ kind: 'aadhaar' })).toBe(0);
    expect(await ask(leo, 'my papers')).toContain('I have no papers of yours.');
    expect(cardTextOf(house, 'its owner has taken away')).not.toContain('/f/');
  });
});
