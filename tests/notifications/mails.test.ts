import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import ICAL from 'ical.js';
import { createAssign } from '../../src/booking/index.js';
import { createCalendars } from '../../src/calendars/index.js';
import {
  createBookingReader,
  createMailer,
  createMails,
  type Mailer,
  type Mails,
} from '../../src/notifications/index.js';
import { MAILS, type MailRow } from '../../src/notifications/notification.model.js';
import { createLog } from '../../src/platform/log.js';
import { createConflicts } from '../../src/scheduling/index.js';
import { createMailStandIn, type MailStandIn } from '../../src/simulator/stand-ins/mail.js';
import { TUESDAY_14, withAgreements } from './support/agreed.js';
import { HOUR_MS } from '../../src/platform/time-units.js';

const ROSA_MAIL = { email: 'rosa@example.com' };

const on = withAgreements();
let mailbox: MailStandIn;
let mailer: Mailer;
let mails: Mails;

beforeEach(async () => {
  const { database, clock, world } = on;
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
  const findBooking = createBookingReader({ ...world, calendars, clock });
  mails = createMails({ mongo: database, clock, log: createLog('silent'), mailer, findBooking });
});
afterEach(async () => {
  await mailer.stop();
  await mailbox.stop();
});

const hear = (times = 1): Promise<void> => on.hear(...Array.from({ length: times }, () => mails.onBookingEvent));
const rows = (): Promise<MailRow[]> => on.database.db.collection<MailRow>(MAILS).find().toArray();

describe('mails about a booking', () => {
  it('confirm it once the shop has accepted, with names, place and a calendar file [NT-16]', async () => {
    const id = await on.book(TUESDAY_14, ROSA_MAIL);
    await hear();
    expect(mailbox.mails).toEqual([]);
    await on.press(id, 'accept');
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
    await on.press(await on.book(TUESDAY_14, { email: null }), 'accept');
    await hear();
    expect(mailbox.mails).toEqual([]);
    expect(await rows()).toEqual([]);
  });

  it('take the visit out of the calendar when it is dropped', async () => {
    const id = await on.book(TUESDAY_14, ROSA_MAIL);
    await on.press(id, 'accept');
    await hear();
    await on.drop(id);
    await hear(2);
    expect(mailbox.mails.map(({ calendars }) => calendars[0]?.method)).toEqual(['REQUEST', 'CANCEL']);
    expect(mailbox.mails[1]?.calendars[0]?.content).toContain('STATUS:CANCELLED');
  });

  it('name who comes instead, in place of the calendar entry there is, once and in the language of the booking [NT-17]', async () => {
    const { database, world } = on;
    const id = await on.book(TUESDAY_14, ROSA_MAIL);
    await on.press(id, 'accept');
    await hear();
    const assign = createAssign({ ...world, conflicts: createConflicts(world) });
    const give = (personId: string): ReturnType<typeof assign> => {
      const operator = { id: 'U1', name: 'Maria' };
      return assign({ shopId: 'shop', bookingId: id, personId, operator, override: null, key: `to ${personId}` });
    };
    await give('ben');
    await hear(3);
    const [first, second] = mailbox.mails;
    expect(mailbox.mails).toHaveLength(2);
    expect(second?.subject).toBe('Now with ben: Haircut, Tue 24 Nov 14:00');
    expect(second?.text).toContain('your visit is with ben now. Time, place and price stay as they were.');
    expect(second?.text).toContain('Haircut with ben\nTue 24 Nov 14:00');
    expect(second?.text).toContain('The calendar file is attached.');
    const [before, after] = [first, second].map((mail) => mail!.calendars[0]!.content);
    const [was, is] = [before, after].map((file) =>
      new ICAL.Component(ICAL.parse(file!)).getFirstSubcomponent('vevent')!,
    );
    expect(is!.getFirstPropertyValue('uid')).toBe(was!.getFirstPropertyValue('uid'));
    expect(Number(is!.getFirstPropertyValue('sequence'))).toBeGreaterThan(
      Number(was!.getFirstPropertyValue('sequence')),
    );
    await database.db.collection<{ _id: string }>('bookings').updateOne({ _id: id }, { $set: { language: 'es' } });
    await give('asha');
    await hear();
    expect(mailbox.mails[2]?.text).toContain('Ahora le atiende asha.');
  });

  it('say nothing of a dropped visit nobody was written about', async () => {
    const id = await on.book(TUESDAY_14, ROSA_MAIL);
    await on.drop(id);
    await hear();
    expect(mailbox.mails).toEqual([]);
  });

  it('wait while the server refuses for now, and go once afterwards', async () => {
    const id = await on.book(TUESDAY_14, ROSA_MAIL);
    await on.press(id, 'accept');
    mailbox.faults.failBeforeEffect = 1;
    await hear();
    expect(await rows()).toMatchObject([{ state: 'waiting' }]);
    on.clock.advance(HOUR_MS);
    await mails.sendDue();
    await mails.sendDue();
    expect(mailbox.mails).toHaveLength(1);
    expect(await rows()).toMatchObject([{ state: 'sent', tries: 2 }]);
  });

  it('are not repeated when the server took one and never said so', async () => {
    const id = await on.book(TUESDAY_14, ROSA_MAIL);
    await on.press(id, 'accept');
    mailbox.faults.cutAfterEffect = 1;
    await hear();
    on.clock.advance(HOUR_MS);
    await mails.sendDue();
    expect(mailbox.mails).toHaveLength(1);
    expect(await rows()).toMatchObject([{ state: 'uncertain' }]);
  });

  it('wait while the server is away', async () => {
    const id = await on.book(TUESDAY_14, ROSA_MAIL);
    await on.press(id, 'accept');
    await mailbox.stop();
    await hear();
    expect(await rows()).toMatchObject([{ state: 'waiting', tries: 1 }]);
  });

  it('end as refused at an address that does not exist', async () => {
    const id = await on.book(TUESDAY_14, { email: 'nobody@example.com' });
    await on.press(id, 'accept');
    await hear();
    expect(await rows()).toMatchObject([{ state: 'refused' }]);
    expect(mailbox.mails).toEqual([]);
  });

  it('keep a hostile name inside the text', async () => {
    const id = await on.book(TUESDAY_14, { ...ROSA_MAIL, name: 'Rosa Bcc: evil@example.com {place}' });
    await on.press(id, 'accept');
    await hear();
    expect(mailbox.mails[0]?.to).toEqual(['rosa@example.com']);
    expect(mailbox.mails[0]?.text).toContain('Hello Rosa Bcc: evil@example.com {place}');
  });

  it('go once when several workers send at the same time', async () => {
    const id = await on.book(TUESDAY_14, ROSA_MAIL);
    await on.press(id, 'accept');
    const events = await on.world.events.all();
    await Promise.all([1, 2, 3].flatMap(() => events.map((event) => mails.onBookingEvent(event))));
    expect(mailbox.mails).toHaveLength(1);
  });

  describe('about a reminder', () => {
    const reminder = (bookingId: string) => ({ _id: `${bookingId}:24h:1`, bookingId, timeVersion: 1 });
    const bookedOn = async (channel: 'sms' | 'webchat', email = ROSA_MAIL.email): Promise<string> => {
      const id = await on.book(TUESDAY_14, { email });
      await on.database.db.collection<{ _id: string }>('bookings').updateOne({ _id: id }, { $set: { channel } });
      await on.press(id, 'accept');
      return id;
    };

    it('go once to those who may have closed the browser, without a second calendar entry [NT-14]', async () => {
      const id = await bookedOn('webchat');
      on.clock.set(TUESDAY_14 - 26 * HOUR_MS);
      await Promise.all([1, 2, 3].map(() => mails.remind(reminder(id))));
      expect(mailbox.mails.map(({ subject, calendars }) => [subject, calendars.length])).toEqual([
        ['Tomorrow: Haircut, Tue 24 Nov 14:00', 0],
      ]);
      expect(mailbox.mails[0]?.text).toContain('You can move or drop it free until Mon 23 Nov 14:00');
    });

    it('name the day that is true when they go, not when they were written', async () => {
      const id = await bookedOn('webchat');
      mailbox.faults.failBeforeEffect = 1;
      on.clock.set(TUESDAY_14 - 15 * HOUR_MS);
      await mails.remind(reminder(id));
      on.clock.advance(2 * HOUR_MS);
      await mails.sendDue();
      expect(mailbox.mails.map(({ subject }) => subject)).toEqual(['Today: Haircut, Tue 24 Nov 14:00']);
    });

    it('are not written to people whose phone rings anyway', async () => {
      await mails.remind(reminder(await bookedOn('sms')));
      expect(await rows()).toEqual([]);
    });

    it('are not sent about a time that was moved while the server was away', async () => {
      const id = await bookedOn('webchat');
      mailbox.faults.failBeforeEffect = 1;
      await mails.remind(reminder(id));
      await on.move(id, await on.hold(TUESDAY_14 + 2 * HOUR_MS, id));
      on.clock.advance(HOUR_MS);
      await mails.sendDue();
      expect(mailbox.mails).toEqual([]);
      expect(await rows()).toMatchObject([{ state: 'skipped' }]);
    });
  });
});
