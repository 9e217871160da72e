import type { Money } from '../../messaging/format.js';
import type { Instant } from '../../messaging/message.js';
import { HOUR_MS } from '../../platform/time-units.js';
import type { LongestValues } from '../checks/longest-values.js';
import type {
  BookingView,
  Held,
  Json,
  ServiceOption,
  SlotOption,
  ThingOption,
  TicketView,
  TokensView,
} from '../protocol.js';
import { plain } from '../script/forms.js';
import type { TakenType } from '../script/schema.js';
import type { CompiledScript } from '../script/script.js';
import { wordsOf } from '../script/text.js';

export const MONEY: Money = { amountMinor: 12_550, currency: 'GBP' };

export type Facts = ReturnType<typeof createFacts>;

/** What the answers of a house are made of: the longest values, and everything in each of the ways it may stand. */
export function createFacts(script: CompiledScript, longest: LongestValues) {
  const { byType, byName, shop } = longest;
  const words = (value: Json | undefined, field: string): string => wordsOf(value, field);
  const named = (name: string): string => (typeof byName[name] === 'string' ? byName[name] : '');
  const price = words(byType.slot, 'priceText');
  const takenTypes = new Map(
    script.blocks.flatMap((block) =>
      block.kind === 'do' ? (block.http?.take ?? []).map(({ name, type }) => [name, type] as const) : [],
    ),
  );

  const calledBack = script.blocks.flatMap((block) => (block.kind === 'wait' ? (block.called?.take ?? []) : []));
  const valuesOf = (taken: readonly { readonly name: string; readonly type: TakenType }[]): Record<string, Json> =>
    Object.fromEntries(taken.map(({ name, type }) => [name, byName[name] ?? byType[type]]));

  // Elsewhere they would only be more places to walk.
  const asksAddOns = script.blocks.some((block) => block.kind === 'ask' && block.itemsAt !== null);
  const showsAbout = script.blocks.some((block) => block.kind === 'ask' && block.photo?.[0] === 'service');
  const asksSeats = script.blocks.some((block) => block.kind === 'ask' && block.save === 'seats');
  const asksProof = script.blocks.some((block) => block.kind === 'call' && block.script === 'identity');
  const added = plain(byName['chosen']);
  const addOns = [1, 2].map((nr) => ({ id: `x${nr}`, name: `${added} ${nr}`, priceText: price }));

  const service = (index: number): ServiceOption => ({
    id: `s${index + 1}`,
    // As long as the longest, and told apart.
    name: `${words(byType.service, 'name').slice(0, -1)}${index + 1}`,
    durationMin: 120,
    price: MONEY,
    priceText: price,
    pay: (['before', 'after', 'deposit'] as const)[index % 3]!,
    ...(index % 2 === 0 ? { soon: true as const } : {}),
    ...(asksAddOns && index % 2 === 0 ? { addOns } : {}),
    ...(showsAbout ? { about: words(byType.service, 'about') } : {}),
    ...(asksSeats && index % 2 === 1 ? { places: 6 } : {}),
    ...(asksProof && index === 2 ? { proof: 'registration' as const } : {}),
  });
  const slot = (nowUtc: Instant, index: number, personId = 'p1'): SlotOption => ({
    startsAtUtc: nowUtc + (48 + index) * HOUR_MS,
    endsAtUtc: nowUtc + (50 + index) * HOUR_MS,
    personId,
    personName: words(byType.slot, 'personName'),
    when: words(byType.slot, 'when'),
    clock: words(byType.slot, 'clock'),
    price: MONEY,
    priceText: price,
    recommended: false,
    placesLeft: 1,
  });
  /** Not the list's price: what it is made of, and a code that does not count. */
  const priced = (one: SlotOption): SlotOption => ({
    ...one,
    priceParts: {
      base: price,
      lines: [
        { reason: 'peak', sign: '+', amount: price },
        { reason: 'weekend', sign: '+', amount: price },
        { reason: 'emergency', sign: '+', amount: price },
        { reason: 'promo', sign: '-', amount: price, code: named('code') },
      ],
      total: price,
    },
    dueText: price,
    laterText: price,
    codeRefused: 'otherService',
  });
  const heldAgain = (holdId: string, nowUtc: Instant): Held => ({
    holdId,
    slot: priced(slot(nowUtc, 0)),
    untilUtc: nowUtc + HOUR_MS,
    until: words(byType.hold, 'until'),
  });
  const slots = (nowUtc: Instant, from = 0): SlotOption[] => [0, 1, 2].map((index) => slot(nowUtc, from + index));
  const thing = (index: number): ThingOption => ({
    id: `t${index}`,
    name: `${words(byType.thing, 'name').slice(0, -1)}${index}`,
    detail: words(byType.thing, 'detail'),
  });
  // The longest ticket holds every field of the view.
  const ticket = byType.ticket as unknown as TicketView;
  const tickets: TicketView[] = [
    ticket,
    { ...ticket, laterMin: 0 },
    { ...ticket, ahead: 0 },
    { ...ticket, ahead: 0, laterMin: 0 },
    { ...ticket, ahead: 0, state: 'called' },
    { ...ticket, ahead: 0, laterMin: 0, state: 'called' },
    { ...ticket, ahead: 0, state: 'serving' },
  ];
  const bookings = bookingsLike(byType.booking, shop);
  const fresh = bookings.slice(0, 3);
  // The longest purse holds every field of the view.
  const tokens = byType.tokens as unknown as TokensView;
  const late = bookings[3]!;
  return {
    byType,
    byName,
    words,
    named,
    takenTypes,
    calledBack,
    valuesOf,
    service,
    priced,
    heldAgain,
    slots,
    thing,
    tickets,
    bookings,
    tokens,
    late,
    slot,
    fresh,
  };
}

/** A booking in each of the ways it may stand, as far as scripts tell them apart. */
function bookingsLike(given: Json, shop: LongestValues['shop']): BookingView[] {
  // The longest booking holds every field of the view but its timeline.
  const like = { ...(given as unknown as BookingView), shopName: shop.name, place: shop.place, timeline: [] };
  const ways: Partial<BookingView>[] = [
    { status: 'pending', freeAhead: true },
    { status: 'pending', freeAhead: false, paidText: null },
    { status: 'accepted', freeAhead: true },
    { status: 'accepted', freeAhead: false, freeHours: 24, canMove: false, canDrop: true, lateDrop: true },
    { status: 'accepted', freeAhead: false, freeHours: 24, canMove: false, canDrop: false, lateDrop: false },
    { status: 'accepted', freeAhead: false, freeHours: 0, canMove: false, canDrop: true, lateDrop: true },
    { status: 'accepted', freeAhead: false, freeHours: 0, canMove: false, canDrop: false },
    { status: 'cancelled', canMove: false, canDrop: false },
    { status: 'in_progress', canMove: false, canDrop: false },
    { status: 'completed', canMove: false, canDrop: false },
  ];
  return ways.map((way, index) => ({ ...like, ...way, id: `b${index + 1}` }));
}
