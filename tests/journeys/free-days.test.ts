import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChannelId, FreeDays } from '../../src/messaging/message.js';
import { openHouse, type House } from './house.js';
import type { Person } from './person.js';

let house: House;
beforeAll(async () => {
  house = await openHouse('2026-11-23T10:00');
});
afterAll(() => house.stop());

interface Hints {
  readonly wants?: string;
  readonly freeDays?: FreeDays;
  readonly dayOf?: unknown;
}

/** What the newest message to this person carries beside its words. */
async function hintsOf({ conversationId }: Person): Promise<Hints> {
  const [, , address] = conversationId.split(':');
  const row = await house.app.house.mongo.db
    .collection<{ activity: { channelData?: { parley?: Hints } } }>('webchat_activities')
    .findOne({ conversationId: address, 'activity.from.role': 'bot' }, { sort: { $natural: -1 } });
  return row?.activity.channelData?.parley ?? {};
}

async function askDay(channel: ChannelId): Promise<Person> {
  const rosa = house.person(channel);
  for (const words of ['hi', '1', '1']) await rosa.says(words);
  return rosa;
}

describe('a visitor of the web chat', () => {
  it('gets the free days with the times and with the question for a day, and books by choosing one [AV-29]', async () => {
    const rosa = await askDay('webchat');
    expect(await hintsOf(rosa)).toMatchObject({ wants: 'time', freeDays: { firstDay: '2026-11-23' } });
    await rosa.says('4');
    const { wants, freeDays, dayOf } = await hintsOf(rosa);
    expect([wants, dayOf]).toEqual(['day', undefined]);
    const ahead = freeDays!.free.indexOf('1', 3);
    const localDate = new Date(Date.parse(freeDays!.firstDay) + ahead * 86_400_000).toISOString().slice(0, 10);
    await rosa.heard();
    // What the widget says for a day that is chosen.
    await rosa.says(localDate);
    const lines = await rosa.heard();
    const day = `${Number(localDate.slice(8))} Nov`;
    expect(lines.filter((line) => line.includes(day)).length).toBeGreaterThanOrEqual(3);
    expect(lines.join('\n')).not.toContain('cannot be booked');
    for (const words of ['1', 'Rosa Field', '1', '1']) await rosa.says(words);
    expect((await rosa.heard()).join('\n')).toContain('Received: BK-');
    for (const words of ['move it', '4']) await rosa.says(words);
    expect(await hintsOf(rosa)).toMatchObject({ wants: 'day', freeDays: { firstDay: '2026-11-23' } });
  });
});

describe('other phones', () => {
  it('are sent no calendar and keep nothing of one', async () => {
    const rosa = await askDay('sms');
    const rows = await house.app.house.mongo.db
      .collection<{ message?: Hints | null }>('messages')
      .find({ conversationId: rosa.conversationId })
      .toArray();
    expect(rows.length).toBeGreaterThan(2);
    expect(rows.filter(({ message }) => message?.freeDays ?? message?.dayOf)).toEqual([]);
  });
});
