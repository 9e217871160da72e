import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Publishing } from '../../src/publishing/index.js';
import { openTestDatabase } from '../support/database.js';
import { openPublishing } from './support.js';

let mongo: Awaited<ReturnType<typeof openTestDatabase>>;
let publishing: Publishing;

beforeAll(async () => {
  mongo = await openTestDatabase();
  publishing = await openPublishing(mongo);
});
afterAll(async () => {
  await publishing.stop();
  await mongo.drop();
});

describe('the digits-only badge', () => {
  it('is asked for once for each published version, with everything published beside it, and kept', async () => {
    const asked: string[] = [];
    const badge = { languages: ['en'], ends: ['booked'], longestParts: 2 };
    const walk = async ({ scriptId, texts }: { scriptId: string; texts: readonly { scriptId: string }[] }) => {
      asked.push(scriptId);
      expect(texts.map((one) => one.scriptId)).toEqual(expect.arrayContaining(['salon', 'phrases', 'bookings']));
      return scriptId === 'salon' ? ({ kind: 'earned', badge } as const) : ({ kind: 'failed', failures: [] } as const);
    };
    expect(await publishing.earnBadges(walk)).toBe(asked.length);
    expect(asked).toContain('salon');
    expect(asked).not.toContain('phrases');
    expect(await publishing.earnBadges(walk)).toBe(0);
    const badges = new Map((await publishing.list()).map(({ id, current }) => [id, current.badge]));
    expect(badges.get('salon')).toEqual(badge);
    expect(badges.get('bookings')).toBeNull();
  });
});
