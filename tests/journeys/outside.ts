import { DateTime } from 'luxon';
import { expect } from '@jest/globals';
import { SHOP_ZONE, type House } from './house.js';
import type { Person } from './person.js';

/** What can happen outside a chat, by the words recorded chats use for it. */
const EVENTS: readonly (readonly [
  RegExp,
  (house: House, person: Person, words: readonly string[]) => Promise<void>,
])[] = [
  [/^the operator presses (\w[\w-]*)$/, (house, _person, [label]) => press(house, label!)],
  [/^the person pays$/, (house) => pay(house, 'paid')],
  [/^the person pays by bank$/, (house) => pay(house, 'late')],
  [/^the card is declined$/, (house) => pay(house, 'declined')],
  [/^everybody else is booked on (.+)$/, (house, _person, [when]) => bookEverybody(house, when!)],
  [/^nothing more is said$/, (_house, person) => nothingIsSaid(person)],
  [/^the refund arrives$/, (house) => refundArrives(house)],
];

export async function happen(what: string, house: House, person: Person): Promise<void> {
  for (const [pattern, act] of EVENTS) {
    const match = pattern.exec(what);
    if (!match) continue;
    await act(house, person, match.slice(1));
    await house.settle();
    return;
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

async function pay(house: House, card: 'paid' | 'declined' | 'late'): Promise<void> {
  house.app.standIns!.stripe!.pay(house.lastLink(), card);
}

/** Takes that time with everybody who could do it, through the same desk as everyone. */
async function bookEverybody(house: House, when: string): Promise<void> {
  const { desk } = house.app.house.business;
  const startsAtUtc = DateTime.fromFormat(`${when} 2026`, 'ccc d LLL H:mm yyyy', {
    zone: SHOP_ZONE,
    locale: 'en-GB',
  }).toMillis();
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

async function nothingIsSaid(person: Person): Promise<void> {
  expect(await person.heard()).toEqual([]);
}

async function refundArrives(house: House): Promise<void> {
  await house.pass(60_000);
  expect(house.moneyEvents()).toContain('refunded');
}

function labelOf(text: string | { readonly text: string }): string {
  return typeof text === 'string' ? text : text.text;
}
