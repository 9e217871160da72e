import { describe, expect, it } from '@jest/globals';
import { createLiveLog } from '../../src/simulator/live-log.js';
import type { ChatLine, PageState } from '../../src/simulator/page-state.js';
import { ROSA, START_UTC, titleOf, withPageHouses, type PageHouse } from './page-house.js';
import { DAY_MS } from '../../src/platform/time-units.js';

const open = withPageHouses();

describe('the phones page lets nobody else in', () => {
  const json = { 'content-type': 'application/json' };
  const foreign = (host: string): readonly { path: string; method?: string; headers: Record<string, string> }[] => [
    { path: '/simulator', headers: { host: 'phones.example' } },
    { path: '/simulator/state', headers: { host: `evil.example:${host.split(':')[1]}` } },
    { path: '/simulator/state', headers: { 'x-forwarded-for': '203.0.113.7' } },
    { path: '/simulator/events', headers: { forwarded: 'for=203.0.113.7' } },
    { path: '/simulator/acts', method: 'POST', headers: { ...json, origin: 'https://evil.example' } },
    { path: '/simulator/acts', method: 'POST', headers: { ...json, origin: 'http://127.0.0.1:1' } },
    { path: '/simulator/acts', method: 'POST', headers: { ...json, origin: 'null' } },
    { path: '/simulator/acts', method: 'POST', headers: { ...json, 'sec-fetch-site': 'cross-site' } },
  ];
  const body = JSON.stringify({ act: 'clock', move: 'day' });

  async function statuses(house: PageHouse): Promise<readonly number[]> {
    const requests = foreign(new URL(house.url).host).filter(({ path }) => path !== '/simulator/events');
    return Promise.all(
      requests.map((one) =>
        house.call(one.path, { ...one, ...(one.method ? { body } : {}) }).then(({ status }) => status),
      ),
    );
  }

  it('refuses foreign names, foreign pages and whatever was forwarded, and nothing moves', async () => {
    const house = await open();
    expect(new Set(await statuses(house))).toEqual(new Set([403]));
    expect((await house.call('/simulator/events', { headers: { forwarded: 'for=203.0.113.7' } })).status).toBe(403);
    expect(house.clock.nowUtc()).toBe(START_UTC);
  });

  it('would have done it all without its guard', async () => {
    const house = await open({ disguise: true });
    expect(new Set(await statuses(house))).toEqual(new Set([200]));
    expect(house.clock.nowUtc()).toBe(START_UTC + 4 * DAY_MS);
  });

  it('answers its own page, and sends whoever came by another name of this machine to it', async () => {
    const house = await open();
    const page = await house.call('/simulator');
    expect(page.status).toBe(200);
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain(`frame-src 'self' ${house.standIns.stripe!.url}`);
    expect(page.text).not.toMatch(/<script(?![^>]*\ssrc=)|\sstyle=|\son\w+=/);
    const other = await house.call('/simulator', { headers: { host: `localhost:${new URL(house.url).port}` } });
    expect([other.status, other.headers['location']]).toEqual([302, `${house.url}/simulator`]);
  });

  it('serves its script and its looks, and says when they have not changed', async () => {
    const house = await open();
    for (const path of ['/simulator/page.js', '/simulator/page.css']) {
      const first = await house.call(path);
      expect(first.text.length).toBeGreaterThan(5_000);
      const again = await house.call(path, { headers: { 'if-none-match': String(first.headers['etag']) } });
      expect(again.status).toBe(304);
    }
  });
});

describe('an act that cannot be read', () => {
  const unreadable: readonly (readonly [string, string])[] = [
    ['act', '{}'],
    ['act', '{"act":"fly"}'],
    ['text', '{"act":"text","phone":"sms","text":"   "}'],
    ['text', JSON.stringify({ act: 'text', phone: 'sms', text: 'a'.repeat(1_601) })],
    ['text', '{"act":"text","phone":"sms","text":{"$gt":""}}'],
    ['phone', '{"act":"text","phone":"fax","text":"hi"}'],
    ['act', '{"act":"text","phone":"sms","text":"hi","extra":1}'],
    ['move', '{"act":"clock","move":"back"}'],
    ['fault', '{"act":"fault","provider":"twilio","fault":"__proto__","isOn":true}'],
  ];
  it('is answered with the field that is wrong', async () => {
    const house = await open();
    for (const [field, body] of unreadable) {
      const answer = await house.call('/simulator/acts', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      expect([body, answer.status]).toEqual([body, 400]);
      expect(titleOf(answer)).toContain(field);
    }
    const cut = await house.call('/simulator/acts', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"act"',
    });
    expect(cut.status).toBe(400);
    const long = JSON.stringify({ act: 'text', phone: 'sms', text: 'a'.repeat(20_000) });
    expect(
      (
        await house.call('/simulator/acts', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: long,
        })
      ).status,
    ).toBe(413);
    expect((await house.state()).chats.sms).toEqual([]);
  });

  it('does nothing as a plain form, which any page could post', async () => {
    const house = await open();
    const headers = { 'content-type': 'text/plain' };
    const answer = await house.call('/simulator/acts', {
      method: 'POST',
      headers,
      body: '{"act":"clock","move":"day"}',
    });
    expect(answer.status).toBe(400);
    expect(house.clock.nowUtc()).toBe(START_UTC);
  });
});

describe('the live feed', () => {
  it('gives a page that comes back exactly what it missed, in order', async () => {
    const house = await open();
    const [first] = await house.changes(1);
    expect(first?.change.kind).toBe('fresh');
    await house.api.sms(ROSA, 'one');
    await house.api.sms(ROSA, 'two');
    const [one, two] = await house.changes(2, first!.id);
    await house.api.sms(ROSA, 'three');
    const [three] = await house.changes(1, two!.id);
    expect([one, two, three].map((logged) => (logged!.change as { line: ChatLine }).line.text)).toEqual([
      'one',
      'two',
      'three',
    ]);
  });

  it('gives everything anew to a page that saw another process, or nonsense', async () => {
    const house = await open();
    await house.api.sms(ROSA, 'one');
    for (const id of ['ffffffff.0', 'nonsense', '', `${(await house.changes(1))[0]!.id.split('.')[0]}.999`]) {
      const [logged] = await house.changes(1, id);
      expect((logged!.change as { state: PageState }).state.chats.sms.map(({ text }) => text)).toEqual(['one']);
    }
  });

  it('remembers as many changes as it is told and not one more', () => {
    const blank = { problems: [] as readonly string[] } as PageState;
    for (const [kept, missed] of [
      [3, 3],
      [3, 4],
      [0, 1],
    ] as const) {
      const log = createLiveLog(blank, kept);
      const from = log.lastId();
      for (let n = 1; n <= missed; n++) log.put({ kind: 'problems', problems: [`p${n}`] });
      expect(log.since(from)?.length ?? null).toBe(missed <= kept ? missed : null);
      expect(log.since(log.lastId())).toEqual([]);
    }
  });
});
