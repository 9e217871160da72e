import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HOUR_MS } from '../../src/platform/time-units.js';
import { happen } from './outside.js';
import { openHouse, type House } from './house.js';
import type { Person } from './person.js';

let house: House;
let mother: Person;
let daughter: Person;

beforeAll(async () => {
  house = await openHouse('2026-11-23T08:00');
  mother = house.person('sms');
  daughter = house.person('whatsapp');
}, 60_000);
afterAll(() => house.stop());

const hears = async (person: Person): Promise<string> => (await person.heard()).join('\n');

async function says(person: Person, ...words: string[]): Promise<string> {
  for (const one of words) await person.says(one);
  return hears(person);
}

function codeIn(text: string): string {
  const code = /(?<!\d)\d{6}(?!\d)/.exec(text)?.[0];
  if (!code) throw new Error(`there is no code in: ${text}`);
  return code;
}

const reach = async ({ conversationId }: Person): Promise<readonly string[]> => {
  const chats = house.app.house.mongo.db.collection<{ _id: string; helps?: string[] }>('conversations');
  return (await chats.findOne({ _id: conversationId }))?.helps ?? [];
};

describe('a care circle: a daughter on WhatsApp, her mother on SMS in Spanish', () => {
  it('begins by a code only the mother can make, and is told to her with the digit that takes it back', async () => {
    await says(mother, 'hola', 'español');
    expect(await says(mother, 'ayudante', '1')).toContain('Como se llama usted');
    const offered = await says(mother, 'Maria Lopez', '2');
    const code = codeIn(offered);
    expect(offered).toContain('Digaselo a quien vaya a ayudarle');
    await says(daughter, 'hi');
    const entered = await says(daughter, code);
    expect(entered).toContain('You can now book, move and drop visits of Maria Lopez here');
    const told = await hears(mother);
    expect(told).toContain('ya puede reservar, cambiar y anular sus citas');
    expect(told).toContain('2 Sin ayuda');
    expect(await reach(daughter)).toEqual([mother.conversationId]);
    await says(mother, '1');
  });

  it('asks the daughter for whom, books it as the visit of her mother, and each hears of it in her own language', async () => {
    const asked = await says(daughter, '0', '1', '1', '4', 'thursday', '3');
    expect(asked).toContain('Who is it for?');
    expect(asked).toContain('Maria Lopez');
    const booked = await says(daughter, 'Maria Lopez', '1');
    expect(booked).toContain('Haircut for Maria');
    const told = await hears(mother);
    expect(told).toContain('ha reservado para usted: BK-');
    expect(told).not.toContain('Haircut for');
    await says(mother, '1');
    await happen('the operator presses Accept', house, mother);
    expect(await hears(mother)).toContain('Cita reservada: BK-');
    const copy = await hears(daughter);
    expect(copy).toContain('Booked: BK-');
    expect(copy).toContain('haircut for Maria');
    expect(await says(daughter, 'my bookings')).toContain('haircut for Maria');
    await says(daughter, '1');
    expect(await says(mother, 'mis citas')).toContain('BK-');
    await says(mother, '1');
  });

  it('reminds both, each in her own language, and what the daughter answers counts', async () => {
    await house.pass(50 * HOUR_MS);
    expect(await hears(mother)).toContain('Mañana, jue 26 nov');
    expect(await hears(daughter)).toContain(
      'A reminder from Willow Salon: Haircut (Maria), Thu 26 Nov 10:00 with Asha.',
    );
    expect(await says(daughter, '1')).toContain('Good. See you');
    const booking = await house.app.house.mongo.db
      .collection<{ _id: string; conversationId: string; comingAtUtc: number | null }>('bookings')
      .findOne({ conversationId: mother.conversationId });
    expect(booking?.comingAtUtc).not.toBeNull();
    await says(mother, '1');
  });

  it('lets the daughter move it, and tells the mother who did', async () => {
    const moved = await says(daughter, 'my bookings', '2', '1', '1');
    expect(moved).toMatch(/Moved|Received/);
    expect(await hears(mother)).toContain('ha cambiado su cita: BK-');
  });

  it("stops the daughter's copies in the second in which the mother ends it with one digit", async () => {
    const ended = await says(mother, '2');
    expect(ended).toContain('ya no sabe nada de sus citas');
    expect(await hears(daughter)).toContain('without your help now');
    expect(await reach(daughter)).toEqual([]);
    // The very same moment by the house's clock: what is due now goes to the mother alone.
    expect(await says(mother, '0', '1', '1', '4', 'lunes', '1', '1')).toContain('Recibida: BK-');
    await happen('the operator presses Accept', house, mother);
    expect(await hears(mother)).toContain('Cita reservada: BK-');
    expect(await hears(daughter)).toBe('');
    expect(await says(daughter, 'my bookings')).not.toContain('BK-');
  });
});

const numberOf = ({ conversationId }: Person): string => /\+\d+$/.exec(conversationId)![0];
const endOf = (person: Person): string => numberOf(person).slice(-3);

describe('help asked for by a number', () => {
  let son: Person;
  let father: Person;
  let stranger: Person;
  let sister: Person;

  beforeAll(() => {
    son = house.person('telegram');
    father = house.person('sms');
    stranger = house.person('sms');
    sister = house.person('whatsapp');
  });

  it('is agreed to by one digit, from a phone that has never written, and both hear what has begun', async () => {
    await says(son, 'hi');
    expect(await says(son, 'family', '2')).toContain('What is your name?');
    expect(await says(son, 'Tom Field')).toContain('Do you know their number?');
    expect(await says(son, '1', 'Bob Field', numberOf(father))).toContain('Ask them');
    expect(await says(son, '1')).toContain(`I ask Bob Field (…${endOf(father)}), who can answer until`);
    const invited = await hears(father);
    expect(invited).toContain('Willow Salon. Text STOP and I will not write again.');
    expect(invited).toContain('Tom Field asks to help you');
    expect(invited).toContain('1 I agree');
    expect(await reach(son)).toEqual([]);
    expect(await says(father, '1')).toContain('Done. Tom Field can book, move and drop your visits');
    expect(await hears(son)).toContain('Bob Field has agreed.');
    expect(await reach(son)).toEqual([father.conversationId]);
  });

  it('says so where it is agreed already, and where the number is their own', async () => {
    await says(son, 'family', 'Somebody else', '2', '1', 'Bob');
    expect(await says(son, numberOf(father), '1')).toContain('You book for Bob Field already.');
    const own = await says(father, 'helper', 'One more', 'Bob Field', '1', 'Tom Field', numberOf(father), '1');
    expect(own).toContain('That is your own number.');
    await says(father, '0');
  });

  it('says the same of a number that has stopped our texts as of any other, and sends it nothing [GU-13]', async () => {
    await says(stranger, 'hi', 'STOP');
    await says(father, 'helper', 'One more', '1', 'Ann');
    expect(await says(father, numberOf(stranger), '1')).toContain(
      `I ask Ann (...${endOf(stranger)}), who can answer until`,
    );
    expect(await hears(stranger)).toBe('');
  });

  it('ends by itself without an answer, and one that comes later changes nothing', async () => {
    await says(sister, 'hi', 'helper', '1', 'Eve Field', '1', 'Tim Field');
    expect(await says(sister, '+447700955555', '1')).toContain('I ask Tim Field (…555), who can answer until');
    await house.pass(23 * HOUR_MS);
    expect(await hears(father)).toContain(`Ann (...${endOf(stranger)}) has not answered. Nothing has changed.`);
    expect(await hears(sister)).toContain('Tim Field (…555) has not answered.');
  });

  it('is declined by one digit, told to whoever asked, and not asked again', async () => {
    await says(sister, 'helper', '1', '1', 'Bob Field', numberOf(father), '1');
    const invited = await hears(father);
    expect(invited).toContain('asks for your help');
    expect(await says(father, '2')).toContain('Fine, nothing has changed.');
    expect(await hears(sister)).toContain(`Bob Field (…${endOf(father)}) has said no.`);
    const again = await says(sister, 'helper', '1', '1', 'Bob Field', numberOf(father), '1');
    expect(again).toContain('Bob Field has said no to that.');
    expect(await hears(father)).toBe('');
  });
});
