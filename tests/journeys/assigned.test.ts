import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openHouse, type House } from './house.js';

let house: House;
beforeAll(async () => {
  house = await openHouse('2026-11-23T08:40');
});
afterAll(() => house.stop());

interface Row {
  readonly reference: string;
  readonly type?: string;
  readonly person: { readonly name: string };
  readonly price: { readonly totalMinor: number };
  readonly assignment: { readonly by: string; readonly reason: string };
  readonly history: readonly { readonly act: string; readonly why: string | null }[];
}

/** Books by SMS with those words, and what the house wrote down. */
async function bookBy(...said: readonly string[]): Promise<Row> {
  const rosa = house.person('sms');
  for (const words of said) await rosa.says(words);
  const heard = await rosa.heard();
  const reference = /BK-\d{8}/.exec(heard.join('\n'))?.[0];
  if (reference === undefined) throw new Error(`nothing was booked: ${heard.join('\n')}`);
  const row = await house.app.house.mongo.db.collection<Row>('bookings').findOne({ reference });
  return row!;
}

describe('the person of a booking made in a chat', () => {
  it('was chosen by the house, which keeps the reason, when the customer named nobody', async () => {
    const { assignment, person, history } = await bookBy('hi', '1', '1', '1', 'Rosa Field', '1');
    expect(assignment.by).toBe('auto');
    expect(['onlyOneFree', 'share', 'turn', 'leastBusy', 'rating', 'order']).toContain(assignment.reason);
    expect(history[0]).toMatchObject({ act: 'create', why: expect.stringContaining(`${person.name} was chosen:`) });
  });

  it('is the one the customer asked for by name', async () => {
    const { assignment, person } = await bookBy('hi', 'haircut with Ben', '1', 'Maria Hill', '1');
    expect(person.name).toBe('Ben');
    expect(assignment).toEqual({ by: 'customer', reason: 'asked' });
  });

  it('comes sooner and dearer in an emergency, which is written down as one [BK-01] [BK-30] [PR-05]', async () => {
    const row = await bookBy('hi', '1', '3', '5', '1', 'Ada Long', '1');
    expect(row).toMatchObject({ type: 'emergency', price: { totalMinor: 2_250 }, assignment: { by: 'auto' } });
  });
});
