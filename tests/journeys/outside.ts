import ICAL from 'ical.js';
import { DateTime } from 'luxon';
import { expect } from '@jest/globals';
import type { MailStandIn, ReceivedMail } from '../../src/simulator/stand-ins/mail.js';
import { SHOP_ZONE, type House } from './house.js';
import type { Person } from './person.js';

/** What can happen outside a chat, by the words recorded chats use for it. */
const EVENTS: readonly (readonly [
  RegExp,
  (house: House, person: Person, words: readonly string[], heard: readonly string[]) => Promise<void>,
])[] = [
  [/^the operator presses (\w[\w -]*)$/, (house, _person, [label]) => press(house, label!)],
  [/^the operator writes "(.+)" and sends it$/, (house, _person, [words]) => writeAndSend(house, words!)],
  [
    /^the operator writes "(.+)" under the job card$/,
    (house, person, [words]) => writeUnderCard(house, person, words!),
  ],
  [/^the operator writes "(.+)" under the order's card$/, (house, _person, [words]) => writeUnderOrder(house, words!)],
  [
    /^somebody else buys all of (\w+)$/,
    (house, _person, [product]) => house.app.house.business.orders.products.setStock(house.shopId, product!, 0),
  ],
  [/^the person pays$/, (house) => pay(house, 'paid')],
  [/^the person pays by bank$/, (house) => pay(house, 'late')],
  [/^the card is declined$/, (house) => pay(house, 'declined')],
  [/^everybody else is booked on (.+)$/, (house, _person, [when]) => bookEverybody(house, when!)],
  [/^everybody else is booked at the next free time$/, (house) => bookNextTime(house)],
  [/^somebody drops it$/, (house) => rivalDrops(house)],
  [/^nothing more is said$/, (_house, person) => nothingIsSaid(person)],
  [/^its page says (.+)$/, (house, person, [words]) => pageSays(house, person, words!)],
  [/^the person drops it on its page$/, (house, person) => dropOnPage(house, person)],
  [/^the refund arrives$/, (house) => refundArrives(house)],
  [/^(\d+) others wait for (\w+)$/, (house, _person, [count, name]) => othersWait(house, Number(count), name!)],
  [/^the first of the others has their turn$/, (house) => firstHasTurn(house)],
  [/^no mail has come$/, (house) => noMail(house)],
  [/^its six digits are sent from another phone$/, (house, _person, _words, heard) => sendDigits(house, heard)],
];

/** What is looked at outside the chat: its lines are heard like the chat's own. */
const LOOKS: readonly (readonly [RegExp, (house: House) => Promise<readonly string[]>])[] = [
  [/^the mail arrives$/, (house) => nextMail(house)],
];

/**
 * @param heard what was said in the chat last
 * @returns what could be read outside the chat
 */
export async function happen(
  what: string,
  house: House,
  person: Person,
  heard: readonly string[] = [],
): Promise<readonly string[]> {
  for (const [pattern, look] of LOOKS) if (pattern.test(what)) return look(house);
  for (const [pattern, act] of EVENTS) {
    const match = pattern.exec(what);
    if (!match) continue;
    await act(house, person, match.slice(1), heard);
    await house.settle();
    return [];
  }
  throw new Error(`nobody knows how "${what}" happens`);
}

async function press(house: House, label: string): Promise<void> {
  const slack = house.app.standIns!.slack!;
  const buttons = slack.messages.flatMap(({ ts, blocks }) =>
    blocks.flatMap((block) => ('elements' in block ? (block.elements ?? []) : []).map((element) => ({ ts, element }))),
  );
  const button = buttons.findLast(({ element }) => element.text && labelOf(element.text) === label);
  if (!button?.element.action_id) throw new Error(`no card has a button "${label}"`);
  await slack.device.click({ id: 'U1', name: 'Asha' }, button.ts, button.element.action_id);
  await slack.settled();
}

/** A line in the thread of the last talk, then the button under it that sends it to the customer. */
async function writeAndSend(house: House, words: string): Promise<void> {
  const slack = house.app.standIns!.slack!;
  const talk = slack.messages.findLast((message) => JSON.stringify(message).includes('wants to talk'));
  if (!talk) throw new Error('nobody wants to talk');
  await slack.device.write({ id: 'U1', name: 'Asha' }, talk.ts, words);
  await slack.settled();
  await house.settle();
  await press(house, 'Send to customer');
}

/** A line in the thread of the newest booking's card. */
async function writeUnderCard(house: House, person: Person, words: string): Promise<void> {
  const { db } = house.app.house.mongo;
  const booking = await newestBooking(house, person);
  const card = await db
    .collection<{ _id: string; ref: { messageId: string } }>('job_cards')
    .findOne({ _id: booking._id });
  const slack = house.app.standIns!.slack!;
  await slack.device.write({ id: 'U1', name: 'Asha' }, card!.ref.messageId, words);
  await slack.settled();
}

/** A line in the thread of the newest order's card. */
async function writeUnderOrder(house: House, words: string): Promise<void> {
  const slack = house.app.standIns!.slack!;
  const card = slack.messages.findLast((message) => JSON.stringify(message).includes('Order OR-'));
  await slack.device.write({ id: 'U1', name: 'Asha' }, card!.ts, words);
  await slack.settled();
}

async function newestBooking(house: House, person: Person): Promise<{ _id: string }> {
  const found = await house.app.house.mongo.db
    .collection<{ _id: string }>('bookings')
    .findOne({ conversationId: person.conversationId }, { sort: { createdAtUtc: -1 } });
  return found!;
}

async function pay(house: House, card: 'paid' | 'declined' | 'late'): Promise<void> {
  house.app.standIns!.stripe!.pay(house.lastLink(), card);
}

/** Takes that time with everybody who could do it, through the same desk as everyone. */
async function bookEverybody(house: House, when: string): Promise<void> {
  const startsAtUtc = DateTime.fromFormat(`${when} 2026`, 'ccc d LLL H:mm yyyy', {
    zone: SHOP_ZONE,
    locale: 'en-GB',
  }).toMillis();
  await bookAllAt(house, startsAtUtc);
}

async function bookNextTime(house: House): Promise<void> {
  const found = await house.app.house.business.slots.search({
    ...{ shopId: 'willow', serviceId: 'haircut', personId: null, afterUtc: null, localDate: null, limit: 1 },
    movingBookingId: null,
  });
  expect(found.kind).toBe('found');
  if (found.kind === 'found') await bookAllAt(house, found.slots[0]!.startsAtUtc);
}

/** One of those who were booked for above gives their time back. */
async function rivalDrops(house: House): Promise<void> {
  const { desk } = house.app.house.business;
  const owner = { shopId: 'willow', conversationId: 'rival' };
  const [first] = await desk.upcoming(owner, house.app.clock.nowUtc());
  const dropped = await desk.dropBooking({ ...owner, bookingId: first!._id, key: 'rival:drop', isGranted: true });
  expect(dropped.kind).toBe('dropped');
}

async function bookAllAt(house: House, startsAtUtc: number): Promise<void> {
  const { desk } = house.app.house.business;
  for (const personId of ['asha', 'ben', 'chloe']) {
    const hold = await desk.placeHold({
      shopId: 'willow',
      serviceId: 'haircut',
      personId,
      startsAtUtc,
      replaces: null,
      movingBookingId: null,
      key: `rival:${personId}`,
    });
    if (hold.kind !== 'held') continue;
    const contact = { name: 'Somebody', phone: null, email: null, note: null };
    const who = { conversationId: 'rival', channel: 'sms' as const, address: 'rival', language: 'en' };
    expect(
      (await desk.createBooking({ holdId: hold.holdId, contact, key: `rival:${personId}`, ...who, paid: null })).kind,
    ).toBe('booked');
  }
}

/** People who came in by the door: their places stand in the same queue. */
async function othersWait(house: House, count: number, name: string): Promise<void> {
  const { queue } = house.app.house.business;
  for (let nr = 1; nr <= count; nr++) {
    const who = `walk-in ${nr} for ${name}`;
    const contact = { name: who, phone: null, email: null, note: null };
    const chat = { conversationId: who, channel: 'sms' as const, language: 'en', key: who };
    const joined = { shopId: house.shopId, personId: name.toLowerCase(), contact, nowUtc: house.clock.nowUtc() };
    expect((await queue.join({ ...chat, ...joined })).kind).toBe('joined');
  }
}

/** Whoever of them is first is called, served and done. */
async function firstHasTurn(house: House): Promise<void> {
  const { mongo, business } = house.app.house;
  const first = await mongo.db
    .collection<{ _id: string }>('queue_tickets')
    .findOne({ isOpen: true, conversationId: /^walk-in/ }, { sort: { order: 1 } });
  const card = { channel: 'C1', messageId: '1.1' };
  for (const act of ['accept', 'start', 'done'] as const) {
    const actId = `${act}:${first!._id}`;
    const refusal = await business.queue.act({
      ...{ actId, act, card, bookingId: first!._id, seenVersion: 1 },
      operator: { id: 'U1', name: 'Asha' },
    });
    expect(refusal).toBeNull();
  }
}

async function nothingIsSaid(person: Person): Promise<void> {
  expect(await person.heard()).toEqual([]);
}

async function refundArrives(house: House): Promise<void> {
  await house.pass(60_000);
  expect(house.moneyEvents()).toContain('refunded');
}

/** The page of the newest booking of this chat, opened by its link as any browser would. */
async function pageUrl(house: House, person: Person): Promise<string> {
  const { _id } = await newestBooking(house, person);
  return house.app.house.business.trackingLinks.urlOf(_id);
}

async function pageSays(house: House, person: Person, words: string): Promise<void> {
  const html = await (await fetch(await pageUrl(house, person))).text();
  expect(html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')).toContain(words);
}

async function dropOnPage(house: House, person: Person): Promise<void> {
  const url = `${await pageUrl(house, person)}/drop`;
  const version = /name="version" value="(\d+)"/.exec(await (await fetch(url)).text())![1]!;
  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams({ version }) });
  expect(await answer.text()).toContain('Dropped');
}

const mailsRead = new WeakMap<House, number>();

/** The oldest mail nobody has looked at yet, as its reader's programs show it: head, text, calendar entry. */
async function nextMail(house: House): Promise<readonly string[]> {
  const read = mailsRead.get(house) ?? 0;
  const mailbox = house.app.standIns!.mail!;
  mailsRead.set(house, read + 1);
  // It may still be on its way: the clock's alarms send in the background.
  const mail = mailbox.mails[read] ?? (await nextEvent(mailbox));
  return [
    ...mail.to.map((to) => `To: ${to}`),
    `Subject: ${mail.subject}`,
    ...mail.text.split('\n'),
    ...mail.calendars.map(({ method, content }) => calendarLine(method, content)),
  ];
}

/** A mail that comes is waited for no longer than it takes; only one that never comes uses this up. */
const MAIL_PATIENCE_MS = 20_000;

function nextEvent(mailbox: MailStandIn): Promise<ReceivedMail> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no mail has come')), MAIL_PATIENCE_MS);
    const stop = mailbox.onEvent((mail) => {
      clearTimeout(timer);
      stop();
      resolve(mail);
    });
  });
}

function calendarLine(method: string | null, content: string): string {
  const event = new ICAL.Event(new ICAL.Component(ICAL.parse(content)).getFirstSubcomponent('vevent')!);
  const at = ({ startDate }: ICAL.Event): string =>
    DateTime.fromJSDate(startDate.toJSDate(), { zone: SHOP_ZONE }).toFormat('ccc d LLL H:mm', { locale: 'en-GB' });
  return `Calendar ${method}: ${event.summary}, ${at(event)}, ${event.duration.toSeconds() / 60} min, ${event.location}`;
}

/** Whoever has the other phone has been told the digits. */
async function sendDigits(house: House, heard: readonly string[]): Promise<void> {
  const digits = /(?<!\d)\d{6}(?!\d)/.exec(heard.join('\n'))?.[0];
  expect(digits).toBeDefined();
  const other = house.person('whatsapp');
  await other.says(digits!);
  expect((await other.heard()).join('\n')).toMatch(/On we go|Joined with|Seguimos|Unidos/);
}

async function noMail(house: House): Promise<void> {
  expect(house.app.standIns!.mail!.mails.slice(mailsRead.get(house) ?? 0).map(({ subject }) => subject)).toEqual([]);
}

function labelOf(text: string | { readonly text: string }): string {
  return typeof text === 'string' ? text : text.text;
}
