import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import ICAL from 'ical.js';
import { createCalendars } from '../../src/calendars/index.js';
import {
  createBookingReader,
  createMailer,
  createMails,
  notificationIndexes,
  type Mailer,
  type Mails,
} from '../../src/notifications/index.js';
import { MAILS, type MailRow } from '../../src/notifications/notification.model.js';
import { createMovableClock, type MovableClock } from '../../src/platform/clock.js';
import { ensureIndexes } from '../../src/platform/indexes.js';
import { createLog } from '../../src/platform/log.js';
import { createMailStandIn, type MailStandIn } from '../../src/simulator/stand-ins/mail.js';
import { openTestDatabase } from '../support/database.js';
import { chat, joinWorld, openShop, prepareIndexes, ROSA, type World } from '../booking/support/world.js';

const NOW_UTC = Date.parse('2026-11-21T08:00:00Z');
const TUESDAY_14 = Date.parse('2026-11-24T14:00:00Z');
const HOUR_MS = 3_600_000;

let database: Awaited<ReturnType<typeof openTestDatabase>>;
let clock: MovableClock;
let world: World;
let mailbox: MailStandIn;
let mailer: Mailer;
let mails: Mails;
let heard: number;

beforeAll(async () => {
  database = await openTestDatabase();
  await prepareIndexes(database);
  await ensureIndexes(database, notificationIndexes);
});
afterAll(() => database.drop());

beforeEach(async () => {
  for (const { name } of await database.db.listCollections().toArray())
    await database.db.collection(name).deleteMany({});
  clock = createMovableClock(NOW_UTC);
  world = joinWorld({ mongo: database, clock });
  await openShop(world);
  heard = 0;
  mailbox = createMailStandIn();
  await mailbox.start();
  mailer = createMailer({ smtpUrl: mailbox.url, from: 'Willow Salon <hello@willow.example>' });
  const calendars = createCalendars({
    secret: 'a secret of the tests',
    publicUrl: 'https://parley.example',
    clock,
    organiserEmail: 'hello@willow.example',
    findBooking: (bookingId) => world.desk.findBooking(bookingId),
    findShop: async (shopId) => (await world.catalogue.current(shopId)).shop,
  });
  mails = createMails({
    mongo: database,
    clock,
    log: createLog('silent'),
    mailer,
    findBooking: createBookingReader({ ...world, calendars, clock }),
  });
});
afterEach(async () => {
  await mailer.stop();
  await mailbox.stop();
});

async function hear(times = 1): Promise<void> {
  const events = await world.events.all();
  for (const event of events.slice(heard)) for (let time = 0; time < times; time++) await mails.onBookingEvent(event);
  heard = events.length;
}

async function book(email: string | null = 'rosa@example.com', name = 'Rosa Field'): Promise<string> {
  const held = await world.blocks['hold.place'](
    { serviceId: 'cut', personId: 'asha', startsAtUtc: TUESDAY_14, replaces: null, movingBookingId: null },
    chat(),
  );
  if (held.exit !== 'held') throw new Error(held.exit);
  const made = await world.blocks['booking.create'](
    { holdId: held.data.holdId, contact: { ...ROSA, name, email } },
    chat(),
  );
  if (made.exit !== 'booked') throw new Error(made.exit);
  return made.data.booking.id;
}

async function accept(bookingId: string): Promise<void> {
  const outcome = await world.desk.operatorAct({
    shopId: 'shop',
    bookingId,
    act: 'accept',
    operator: { id: 'U1', name: 'Asha' },
    actId: 'accept',
    nowUtc: clock.nowUtc(),
  } as Parameters<World['desk']['operatorAct']>[0]);
  if (outcome.kind !== 'done') throw new Error(outcome.kind);
}

const rows = (): Promise<MailRow[]> => database.db.collection<MailRow>(MAILS).find().toArray();

describe('mails about a booking', () => {
  it('confirm it once the shop has accepted, with names, place and a calendar file [NT-16]', async () => {
    const id = await book();
    await hear();
    expect(mailbox.mails).toEqual([]);
    await accept(id);
    await hear(3);
    expect(mailbox.mails).toHaveLength(1);
    const [mail] = mailbox.mails;
    expect(mail).toMatchObject({
      from: 'hello@willow.example',
      to: ['rosa@example.com'],
      subject: 'Booked: Haircut, Tue 24 Nov 14:00',
    });
    expect(mail?.text).toContain('Hello Rosa Field');
    expect(mail?.text).toContain('12 Mill Lane');
    expect(mail?.calendars).toHaveLength(1);
    const { method, content } = mail!.calendars[0]!;
    expect(method).toBe('REQUEST');
    const event = new ICAL.Component(ICAL.parse(content)).getFirstSubcomponent('vevent')!;
    expect([event.getFirstPropertyValue('uid'), String(event.getFirstPropertyValue('dtstart'))]).toEqual([
      `${id}@parley`,
      '2026-11-24T14:00:00Z',
    ]);
    expect(await rows()).toMatchObject([{ _id: `${id}:accepted`, state: 'sent' }]);
    expect(mailbox.problems).toEqual([]);
  });

  it('are not written without an address', async () => {
    await accept(await book(null));
    await hear();
    expect(mailbox.mails).toEqual([]);
    expect(await rows()).toEqual([]);
  });

  it('take the visit out of the calendar when it is dropped', async () => {
    const id = await book();
    await accept(id);
    await hear();
    await world.desk.dropBooking({ shopId: 'shop', conversationId: 'chat-1', bookingId: id, key: 'drop' });
    await hear(2);
    expect(mailbox.mails.map(({ calendars }) => calendars[0]?.method)).toEqual(['REQUEST', 'CANCEL']);
    expect(mailbox.mails[1]?.calendars[0]?.content).toContain('STATUS:CANCELLED');
  });

  it('say nothing of a dropped visit nobody was written about', async () => {
    const id = await book();
    await world.desk.dropBooking({ shopId: 'shop', conversationId: 'chat-1', bookingId: id, key: 'drop' });
    await hear();
    expect(mailbox.mails).toEqual([]);
  });

  it('wait while the server refuses for now, and go once afterwards', async () => {
    const id = await book();
    await accept(id);
    mailbox.faults.failBeforeEffect = 1;
    await hear();
    expect(await rows()).toMatchObject([{ state: 'waiting' }]);
    clock.advance(HOUR_MS);
    await mails.sendDue();
    await mails.sendDue();
    expect(mailbox.mails).toHaveLength(1);
    expect(await rows()).toMatchObject([{ state: 'sent', tries: 2 }]);
  });

  it('are not repeated when the server took one and never said so', async () => {
    const id = await book();
    await accept(id);
    mailbox.faults.cutAfterEffect = 1;
    await hear();
    clock.advance(HOUR_MS);
    await mails.sendDue();
    expect(mailbox.mails).toHaveLength(1);
    expect(await rows()).toMatchObject([{ state: 'uncertain' }]);
  });

  it('wait while the server is away', async () => {
    const id = await book();
    await accept(id);
    await mailbox.stop();
    await hear();
    expect(await rows()).toMatchObject([{ state: 'waiting', tries: 1 }]);
  });

  it('end as refused at an address that does not exist', async () => {
    const id = await book('nobody@example.com');
    await accept(id);
    await hear();
    expect(await rows()).toMatchObject([{ state: 'refused' }]);
    expect(mailbox.mails).toEqual([]);
  });

  it('keep a hostile name inside the text', async () => {
    const id = await book('rosa@example.com', 'Rosa Bcc: evil@example.com {place}');
    await accept(id);
    await hear();
    expect(mailbox.mails[0]?.to).toEqual(['rosa@example.com']);
    expect(mailbox.mails[0]?.text).toContain('Hello Rosa Bcc: evil@example.com {place}');
  });

  it('go once when several workers send at the same time', async () => {
    const id = await book();
    await accept(id);
    const events = await world.events.all();
    await Promise.all([1, 2, 3].flatMap(() => events.map((event) => mails.onBookingEvent(event))));
    expect(mailbox.mails).toHaveLength(1);
  });
});
