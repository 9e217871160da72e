import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cardTextOf, openHouse, pressOn, type House } from './house.js';
import type { Person } from './person.js';

let house: House;
beforeEach(async () => {
  house = await openHouse('2026-11-23T08:00');
});
afterEach(async () => {
  const problems = house.problems();
  await house.stop();
  expect(problems).toEqual([]);
});

const twilio = () => house.app.standIns!.twilio!;
const undelivered = () => house.app.house.mongo.db.collection('undelivered').find().toArray();
const addressOf = ({ conversationId }: Person): string => /((?:whatsapp:)?\+\d+)$/.exec(conversationId)![1]!;
/** What reached the phones of that number, by SMS and WhatsApp. */
const reached = (person: Person): string[] => {
  const number = addressOf(person).replace('whatsapp:', '');
  return twilio()
    .messages.filter(({ to, status }) => to.endsWith(number) && status === 'delivered')
    .map(({ to, filled }) => `${to.startsWith('whatsapp:') ? 'WhatsApp' : 'SMS'}: ${filled.body}`);
};

async function booked(channel: 'sms' | 'whatsapp'): Promise<Person> {
  const person = house.person(channel);
  for (const text of ['hi', '1', '1', '1', 'Rosa Field', '1']) await person.says(text);
  await person.heard();
  return person;
}

describe('news that does not arrive', () => {
  it('outside the WhatsApp window goes again as the approved template, once, with reports doubled and shuffled [NT-23]', async () => {
    const person = await booked('whatsapp');
    twilio().undeliverable.set(addressOf(person), 63016);
    Object.assign(twilio().faults, { duplicateWebhooks: true, reorderWebhooks: true });
    const before = reached(person).length;
    await pressOn(house, 'Rosa Field', 'reject');
    const news = reached(person).slice(before);
    expect(news).toEqual([expect.stringMatching(/^WhatsApp: News from Willow Salon about your Haircut/)]);
    expect(await undelivered()).toMatchObject([{ state: 'resent', reason: 'sent: template', code: '63016' }]);
  });

  it('at a number that has no WhatsApp any more goes by SMS', async () => {
    const person = await booked('whatsapp');
    twilio().undeliverable.set(addressOf(person), 63024);
    const before = reached(person).length;
    await pressOn(house, 'Rosa Field', 'accept');
    expect(reached(person).slice(before)).toEqual([expect.stringMatching(/^SMS: Booked: BK-/)]);
    expect(await undelivered()).toMatchObject([{ state: 'resent', reason: 'sent', code: '63024' }]);
  });

  it('at a dead number stands in the job card, with the code and the words [NT-24]', async () => {
    const person = await booked('sms');
    twilio().undeliverable.set(addressOf(person), 30005);
    await pressOn(house, 'Rosa Field', 'accept');
    const card = cardTextOf(house, 'Rosa Field');
    expect(card).toContain('A message did not arrive by SMS at +44');
    expect(card).toContain('(code 30005): no other way to this person.');
    expect(card).toContain('It said: Booked: BK-');
    expect(house.app.standIns!.slack!.messages).toHaveLength(1);
  });

  it('because the person has stopped our texts switches consent off in the books [CH-07]', async () => {
    const person = await booked('sms');
    twilio().undeliverable.set(addressOf(person), 21610);
    await pressOn(house, 'Rosa Field', 'accept');
    const { db } = house.app.house.mongo;
    expect(await db.collection('consents').find().toArray()).toMatchObject([
      { conversationId: person.conversationId, stopped: true, source: 'sms provider 21610' },
    ]);
    twilio().undeliverable.clear();
    const before = reached(person).length;
    await house.pass(3_600_000);
    await pressOn(house, 'Rosa Field', 'start');
    expect(reached(person)).toHaveLength(before);
    const last = await db.collection('messages').findOne({ reason: 'skipped: opted out' });
    expect(last).toMatchObject({ conversationId: person.conversationId });
  });
});
