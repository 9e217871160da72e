import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import express from 'express';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import ICAL from 'ical.js';
import { calendarFile, type CalendarVisit } from '../../src/calendars/calendar-file.js';
import { createIcsLinks } from '../../src/calendars/ics-links.js';
import { createCalendarRoutes, createCalendars, type Calendars } from '../../src/calendars/index.js';
import type { Booking } from '../../src/booking/index.js';
import { createMovableClock, type MovableClock } from '../../src/platform/clock.js';
import { listen, type HttpServer } from '../../src/platform/http.js';
import { openTestDatabase } from '../support/database.js';
import { chat, joinWorld, openShop, prepareIndexes, ROSA, type World } from '../booking/support/world.js';
import { createRandom, seedOf } from '../payments/support/random.js';
import { DAY_MS } from '../../src/platform/time-units.js';

const NOW_UTC = Date.parse('2026-11-21T08:00:00Z');
const TUESDAY_14 = Date.parse('2026-11-24T14:00:00Z');

const VISIT: CalendarVisit = {
  bookingId: 'b-123',
  reference: 'BK-48210377',
  version: 1,
  isOff: false,
  serviceName: 'Haircut',
  personName: 'Asha',
  customerName: 'Rosa Field',
  customerEmail: 'rosa@example.com',
  note: null,
  startsAtUtc: TUESDAY_14,
  durationMin: 30,
  promisedWall: 'Tue 24 Nov 14:00',
  place: '12 Mill Lane',
  language: 'en',
  shopName: 'Willow Salon',
};
const OPTIONS = { method: 'request', stampUtc: NOW_UTC, organiserEmail: 'hello@willow.example' } as const;

function parse(file: string) {
  const calendar = new ICAL.Component(ICAL.parse(file));
  const event = calendar.getFirstSubcomponent('vevent')!;
  const text = (name: string): string => String(event.getFirstPropertyValue(name) ?? '');
  return { calendar, event, text };
}

describe('a calendar file', () => {
  it('says everything a calendar needs, and is read back the same [CAL-01]', () => {
    const file = calendarFile(VISIT, OPTIONS);
    const { calendar, event, text } = parse(file);
    expect(calendar.getFirstPropertyValue('version')).toBe('2.0');
    expect(calendar.getFirstPropertyValue('prodid')).toContain('Parley');
    expect(calendar.getFirstPropertyValue('calscale')).toBe('GREGORIAN');
    expect(calendar.getFirstPropertyValue('method')).toBe('REQUEST');
    expect(text('uid')).toBe('b-123@parley');
    expect(text('dtstamp')).toBe('2026-11-21T08:00:00Z');
    expect(text('dtstart')).toBe('2026-11-24T14:00:00Z');
    expect(text('dtend')).toBe('2026-11-24T14:30:00Z');
    expect(text('summary')).toBe('Haircut - Rosa Field');
    expect(text('location')).toBe('12 Mill Lane');
    expect(text('status')).toBe('CONFIRMED');
    expect(text('sequence')).toBe('0');
    expect(text('organizer')).toBe('mailto:hello@willow.example');
    expect(event.getFirstProperty('organizer')?.getParameter('cn')).toBe('Willow Salon');
    expect(text('attendee').toLowerCase()).toBe('mailto:rosa@example.com');
    expect(file.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  it('describes the visit, with the note only when there is one [CAL-02]', () => {
    const description = (note: string | null): string =>
      parse(calendarFile({ ...VISIT, note }, OPTIONS)).text('description');
    expect(description(null)).toBe(
      'Haircut with Asha, Willow Salon\nFor: Rosa Field\nWhen: Tue 24 Nov 14:00, 30 minutes\nBooking: BK-48210377',
    );
    expect(description('gate code 4, then left')).toContain('\nNote: gate code 4, then left');
  });

  it('says that the place is to be decided while there is none [CAL-01]', () => {
    expect(parse(calendarFile({ ...VISIT, place: null }, OPTIONS)).text('location')).toBe('To be decided');
  });

  it('keeps any text whole: folded at 75 octets, escaped, never a line of its own [DF-24]', () => {
    const seed = seedOf('calendar texts');
    const random = createRandom(seed);
    const pieces = [
      ',',
      ';',
      '\\',
      '\n',
      '\r\n',
      ':',
      '"',
      'END:VEVENT',
      'é',
      '漢字',
      '😀',
      ' ',
      'a',
      'Z',
      'ł',
      '\\n',
      'DTSTART:19700101T000000Z',
    ];
    for (let round = 0; round < 300; round++) {
      const note = Array.from({ length: random.below(120) }, () => random.pick(pieces))
        .join('')
        .trim();
      const name = Array.from({ length: 1 + random.below(20) }, () =>
        random.pick(pieces.filter((piece) => !piece.includes('\n') && piece !== '"')),
      )
        .join('')
        .trim();
      const file = calendarFile({ ...VISIT, note: note === '' ? null : note, customerName: name }, OPTIONS);
      for (const line of file.split('\r\n'))
        expect({ seed, round, bytes: Buffer.byteLength(line) <= 75 }).toEqual({ seed, round, bytes: true });
      const { calendar, text } = parse(file);
      expect(calendar.getAllSubcomponents('vevent')).toHaveLength(1);
      expect(text('dtstart')).toBe('2026-11-24T14:00:00Z');
      expect({ seed, round, summary: text('summary') }).toEqual({ seed, round, summary: `Haircut - ${name}` });
      if (note !== '')
        expect({ seed, round, has: text('description').endsWith(`\nNote: ${note.replaceAll('\r\n', '\n')}`) }).toEqual({
          seed,
          round,
          has: true,
        });
    }
  });

  it('replaces itself after a change and takes itself back under the same name [DF-24]', () => {
    const moved = parse(calendarFile({ ...VISIT, version: 3 }, OPTIONS));
    expect([moved.text('uid'), moved.text('sequence')]).toEqual(['b-123@parley', '2']);
    const off = parse(calendarFile({ ...VISIT, version: 4, isOff: true }, { ...OPTIONS, method: 'cancel' }));
    expect([
      off.calendar.getFirstPropertyValue('method'),
      off.text('status'),
      off.text('sequence'),
      off.text('uid'),
    ]).toEqual(['CANCEL', 'CANCELLED', '3', 'b-123@parley']);
  });

  it('names the same instant whatever the zone of the server is', async () => {
    const script = `import { calendarFile } from './src/calendars/calendar-file.ts';
      const zone = new Date(0).getTimezoneOffset();
      console.log(JSON.stringify({ zone, file: calendarFile(${JSON.stringify(VISIT)}, ${JSON.stringify(OPTIONS)}) }));`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', script],
      {
        env: { ...process.env, TZ: 'Asia/Kathmandu', NODE_OPTIONS: '' },
      },
    );
    const elsewhere = JSON.parse(stdout) as { zone: number; file: string };
    expect(elsewhere.zone).not.toBe(new Date(0).getTimezoneOffset());
    expect(elsewhere.file).toBe(calendarFile(VISIT, OPTIONS));
  });

  it('asks nobody for an answer when it is published', () => {
    expect(parse(calendarFile(VISIT, { ...OPTIONS, method: 'publish' })).event.getAllProperties('attendee')).toEqual(
      [],
    );
  });
});

describe('links to calendar files', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let clock: MovableClock;
  let world: World;
  let calendars: Calendars;
  let server: HttpServer;
  const SECRET = 'a secret of the tests';

  beforeAll(async () => {
    database = await openTestDatabase();
    await prepareIndexes(database);
    clock = createMovableClock(NOW_UTC);
    world = joinWorld({ mongo: database, clock });
    await openShop(world);
    calendars = createCalendars({
      secret: SECRET,
      publicUrl: 'https://parley.example',
      clock,
      organiserEmail: 'hello@willow.example',
      findBooking: (bookingId) => world.desk.findBooking(bookingId),
      findShop: async (shopId) => (await world.catalogue.current(shopId)).shop,
    });
    const app = express();
    app.use(createCalendarRoutes({ calendars }));
    server = await listen(app, 0);
  });
  afterAll(async () => {
    await server.stop();
    await database.drop();
  });

  async function book(startsAtUtc: number): Promise<Booking> {
    const held = await world.blocks['hold.place'](
      { serviceId: 'cut', personId: 'asha', startsAtUtc, replaces: null, movingBookingId: null },
      chat(),
    );
    if (held.exit !== 'held') throw new Error(held.exit);
    const made = await world.blocks['booking.create']({ holdId: held.data.holdId, contact: ROSA }, chat());
    if (made.exit !== 'booked') throw new Error(made.exit);
    return (await world.desk.findBooking(made.data.booking.id))!;
  }
  const shop = async () => (await world.catalogue.current('shop')).shop;
  const get = (url: string): Promise<Response> => fetch(`http://127.0.0.1:${server.port}${new URL(url).pathname}`);

  it('give the file of the visit as it stands now, and say so when it is off [CAL-03]', async () => {
    const booking = await book(TUESDAY_14);
    const { url, filename, content } = await calendars.attachmentFor(booking, await shop());
    expect(filename).toBe('visit.ics');
    expect(new URL(url).pathname.length).toBeLessThan(64);
    const answer = await get(url);
    expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8; method=PUBLISH');
    const body = await answer.text();
    expect(body).toBe(content);
    expect(parse(body).text('sequence')).toBe('0');
    await world.desk.dropBooking({
      shopId: 'shop',
      conversationId: booking.conversationId,
      bookingId: booking._id,
      key: 'drop',
    });
    const after = parse(await (await get(url)).text());
    expect([after.text('status'), after.text('sequence'), after.text('uid')]).toEqual([
      'CANCELLED',
      '1',
      parse(content).text('uid'),
    ]);
  });

  it('open nothing that we did not sign, and end 90 days after the visit [CAL-03]', async () => {
    const booking = await book(TUESDAY_14 + 3_600_000);
    const { url } = await calendars.attachmentFor(booking, await shop());
    const token = url.split('/').at(-1)!;
    for (let at = 0; at < token.length; at++) {
      const forged = `${token.slice(0, at)}${token[at] === 'b' ? 'c' : 'b'}${token.slice(at + 1)}`;
      // The last letter of the signature carries spare bits: another letter may spell the same bytes.
      if (at === token.length - 1) continue;
      expect({ at, status: (await calendars.open(forged)).status }).toEqual({ at, status: 404 });
    }
    for (const odd of [
      '',
      'x',
      token.slice(0, -1),
      `${token}a`,
      '%00',
      '../../etc/passwd',
      token.replaceAll('.', '%2E'),
    ]) {
      expect([200, 404]).toContain(
        (await fetch(`http://127.0.0.1:${server.port}/ics/${encodeURIComponent(odd)}`)).status,
      );
    }
    const stranger = createIcsLinks({ secret: 'another secret entirely', publicUrl: 'https://parley.example', clock });
    expect((await get(stranger.urlOf(booking._id, booking.endsAtUtc))).status).toBe(404);
    const unknown = createIcsLinks({ secret: SECRET, publicUrl: 'https://parley.example', clock });
    expect((await get(unknown.urlOf('no-such-booking', booking.endsAtUtc))).status).toBe(404);
    clock.set(booking.endsAtUtc + 90 * DAY_MS);
    expect((await get(url)).status).toBe(200);
    clock.set(booking.endsAtUtc + 91 * DAY_MS);
    expect((await get(url)).status).toBe(410);
  });
});
