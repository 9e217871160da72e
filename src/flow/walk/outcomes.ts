import type { Instant } from '../../messaging/message.js';
import type { Money } from '../../messaging/format.js';
import { DEFAULT_LONGEST } from '../checks/longest-defaults.js';
import type { LongestValues } from '../checks/longest-values.js';
import type {
  BookingView,
  Call,
  FlowEvent,
  Held,
  Json,
  Notice,
  Outcome,
  ServiceOption,
  SlotOption,
  ThingOption,
  TicketView,
  TokensView,
} from '../protocol.js';
import { CODE_REFUSALS } from '../protocol.js';
import { plain } from '../script/forms.js';
import type { TakenType } from '../script/schema.js';
import type { CompiledScript } from '../script/script.js';
import { wordsOf } from '../script/text.js';
import { HOUR_MS } from '../../platform/time-units.js';

/** One thing that may happen next, and how it is called in a path: "booking.create taken". */
export interface Happening {
  readonly name: string;
  readonly event: FlowEvent;
}

/** A house that can give every answer there is, as data: the longest values, each refusal, each way a booking may stand. */
export interface AnyHouse {
  outcomesOf(call: Call, nowUtc: Instant): Happening[];
  readonly bookings: readonly BookingView[];
}

const MONEY: Money = { amountMinor: 12_550, currency: 'GBP' };
const REFUSALS = ['past', 'tooSoon', 'tooFar', 'closed', 'full'] as const;
/** Enough for a second page. */
const SERVICES = 7;

export function createAnyHouse(script: CompiledScript, longest: LongestValues = DEFAULT_LONGEST): AnyHouse {
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

  function happenings(call: Call, nowUtc: Instant): (readonly [string, Outcome])[] {
    const say = <E extends string, D>(exit: E, data: D, about = '') =>
      [`${call.call} ${exit}${about}`, { exit, data }] as const;
    const outcomes = answers(call, nowUtc, say);
    // Each pair of exit and data is of the very call asked: `answers` is exhaustive over them.
    return outcomes.map(([name, outcome]) => [name, { call: call.call, ...outcome } as Outcome]);
  }

  type Said = readonly [string, { readonly exit: string; readonly data: object }];
  function answers(call: Call, nowUtc: Instant, say: (exit: string, data: object, about?: string) => Said): Said[] {
    const alternatives = slots(nowUtc, 10);
    const gone = [
      say('taken', { alternatives, wanted: named('wanted') }),
      say('taken', { alternatives: [], wanted: named('wanted') }, ' with nothing else free'),
    ];
    switch (call.call) {
      case 'services.list':
        return [
          say('found', { services: Array.from({ length: SERVICES }, (_, index) => service(index)) }),
          say('none', {}),
        ];
      case 'people.list': {
        const name = words(byType.staff, 'name');
        return [
          say('found', {
            people: [
              { id: 'p1', name },
              { id: 'p2', name: `${name} B` },
            ],
          }),
          say('none', {}),
        ];
      }
      case 'slots.search':
        return [
          say('found', {
            slots: slots(nowUtc, call.input.afterUtc === null ? 0 : 3),
            more: call.input.afterUtc === null,
          }),
          ...REFUSALS.map((reason) =>
            say('otherDay', { slots: slots(nowUtc), reason, asked: words(byType.otherDay, 'asked') }, ` ${reason}`),
          ),
          say('none', {}),
        ];
      case 'hold.place': {
        const held = { ...slot(nowUtc, 0), startsAtUtc: call.input.startsAtUtc, personId: call.input.personId ?? 'p1' };
        const until = words(byType.hold, 'until');
        return [
          say('held', { holdId: 'h1', slot: held, untilUtc: nowUtc + HOUR_MS, until }),
          say('held', { holdId: 'h1', slot: priced(held), untilUtc: nowUtc + HOUR_MS, until }, ' with its price'),
          ...gone,
          say('refused', { reason: 'tooSoon', alternatives }),
        ];
      }
      case 'hold.release':
        return [say('released', {})];
      case 'promo.apply': {
        const code = plain(byName['code']);
        const held = heldAgain('h2', nowUtc);
        return [
          ...(call.input.holdId === null ? [] : [say('applied', { code, held })]),
          say('kept', { code }),
          ...CODE_REFUSALS.map((reason) => say('refused', { code, reason }, ` ${reason}`)),
        ];
      }
      case 'booking.create':
        return [
          ...fresh.map((booking, index) => say('booked', { booking }, ` ${index + 1}`)),
          ...gone,
          say('refused', { reason: named('reason') }),
          say('repriced', heldAgain(call.input.holdId, nowUtc)),
        ];
      case 'payment.request': {
        const link = { url: words(byType.payment, 'url'), amount: MONEY, until: words(byType.payment, 'until') };
        return [
          say('link', { ...link, untilUtc: nowUtc + HOUR_MS, paymentId: 'p1' }),
          ...gone,
          say('failed', { reason: named('reason') }),
          say('repriced', heldAgain(call.input.holdId, nowUtc)),
        ];
      }
      case 'bookings.list':
        return [
          say('found', { bookings: bookings.slice(0, 4) }, ' several'),
          ...bookings.map((booking, index) => say('found', { bookings: [booking] }, ` ${index + 1}`)),
          say('none', {}),
        ];
      case 'booking.move':
        return [
          say('moved', { booking: bookings[0]!, was: named('was') }),
          ...gone,
          ...bookings
            .filter(({ canMove }) => !canMove)
            .map((booking, index) => say('refused', { booking, reason: 'pastDeadline' }, ` ${index + 1}`)),
        ];
      case 'booking.drop':
        return [
          say('dropped', { booking: bookings[0]!, refunded: MONEY, tokens: null }, ' with money back'),
          say('dropped', { booking: bookings[0]!, refunded: MONEY, tokens }, ' with a token and money back'),
          say('dropped', { booking: bookings[0]!, refunded: null, tokens }, ' with a token'),
          say('dropped', { booking: bookings[0]!, refunded: null, tokens: null }),
          ...bookings
            .filter(({ canDrop }) => !canDrop)
            .map((booking, index) => say('refused', { booking, reason: 'pastDeadline' }, ` ${index + 1}`)),
        ];
      case 'booking.weigh':
        return [
          say('free', { booking: bookings[2]! }),
          ...[null, MONEY].flatMap((refund) =>
            [null, MONEY].map((kept) => {
              const nr = [refund, kept].map((one) => (one === null ? 'no' : 'some')).join(' ');
              return say('late', { booking: late, refund, kept, tokens }, ` ${nr}`);
            }),
          ),
          ...(['pastDeadline', 'noTokens', 'alreadyOver', 'gone'] as const).map((reason) =>
            say('refused', { booking: reason === 'gone' ? bookings[7]! : late, reason }, ` ${reason}`),
          ),
        ];
      case 'change.request':
        return [
          say('asked', { booking: late }),
          say('waiting', { booking: late }),
          say('gone', { booking: bookings[7]! }),
        ];
      case 'extra.answer':
        return [say('noted', { booking: bookings[8]! }), say('gone', {})];
      // No script asks for these: they follow words and events that are the same in every script.
      case 'join.begin':
      case 'join.enter':
      case 'join.split':
      case 'chat.handOver':
        return [];
      case 'tokens.read':
        return [
          say('found', { tokens }),
          say('found', { tokens: { ...tokens, left: 0, after: 0 } }, ' empty'),
          say('found', { tokens: { ...tokens, left: 0, after: 0, contact: null } }, ' empty, nobody named'),
          say('none', {}),
        ];
      case 'booking.coming':
        return [say('noted', { booking: bookings[0]! }), say('gone', {})];
      case 'person.note':
        return [say('noted', { answeredBy: named('answeredBy') })];
      case 'handOff.start':
        return [
          say('waiting', { answeredBy: named('answeredBy'), epoch: 1 }),
          say('nobody', { answeredBy: named('answeredBy'), readAt: named('readAt') }),
        ];
      case 'http.request': {
        const taken = Object.keys(call.input.take).map((name) => ({ name, type: takenTypes.get(name) ?? 'text' }));
        return [say('done', { status: 200, values: valuesOf(taken) }), say('failed', { reason: named('reason') })];
      }
      case 'event.emit':
        return [say('emitted', {})];
      case 'callback.make': {
        const { lastsMin } = call.input;
        const link = { id: 'c1', url: words(byType.callback, 'url'), until: words(byType.callback, 'until') };
        return [say('made', { ...link, untilUtc: nowUtc + lastsMin * 60_000 })];
      }
      case 'callback.look':
        return [say('called', { values: valuesOf(calledBack) }), say('waiting', {})];
      case 'code.send':
        return [
          say('sent', { sentTo: words(byType.codeSent, 'sentTo'), until: words(byType.codeSent, 'until') }),
          say('refused', { reason: 'tooMany' }, ' tooMany'),
          say('refused', { reason: 'unreachable' }, ' unreachable'),
        ];
      case 'code.check':
        return [say('right', {}), say('wrong', { triesLeft: 2 }), say('over', {})];
      case 'consent.record':
        return [say('recorded', {})];
      case 'hours.check':
        return [say('open', {}), say('closed', { opens: named('opens') }), say('closed', { opens: null }, ' for good')];
      case 'file.keep':
        return [
          say('kept', { file: byType.file }),
          ...(['infected', 'tooBig', 'wrongKind', 'unreadable'] as const).map((reason) =>
            say('refused', { reason }, ` ${reason}`),
          ),
        ];
      case 'place.find':
        return [
          say('found', { place: byType.place }),
          say('unsure', { places: [byType.place, byType.place] }),
          say('none', {}),
        ];
      case 'things.list':
        return [
          say('found', { things: [thing(1), thing(2)] }),
          say('found', { things: [thing(1)] }, ' one'),
          say('none', {}),
        ];
      case 'area.find':
        return [
          say('covered', { area: byType.thing, postcode: words(byType.place, 'postcode') }),
          say('outside', { postcode: words(byType.place, 'postcode') }),
          say('unclear', {}),
        ];
      case 'asset.keep':
        return [say('kept', { asset: byType.thing })];
      case 'queue.join':
        return [...tickets.map((ticket, index) => say('joined', { ticket }, ` ${index + 1}`)), say('closed', {})];
      case 'queue.place':
        return [...tickets.map((ticket, index) => say('waiting', { ticket }, ` ${index + 1}`)), say('none', {})];
      case 'queue.later':
        return [say('granted', { ticket: tickets[1]! }), say('refused', { ticket: tickets[1]! }), say('none', {})];
      case 'queue.leave':
        return [say('left', {}), say('none', {})];
      case 'wait.join':
        return [say('joined', { wait: thing(1) }), say('none', {})];
      case 'wait.decline':
        return [say('kept', { wait: thing(1) }), say('gone', {})];
      case 'wait.leave':
        return [say('left', {})];
    }
  }

  return {
    bookings,
    outcomesOf: (call, nowUtc) =>
      happenings(call, nowUtc).map(([name, outcome]) => ({ name, event: { type: 'outcome', outcome } })),
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

/** What may come while a payment is waited for. */
export function paymentNews(
  house: AnyHouse,
  longest: LongestValues,
  about: { readonly serviceId: string; readonly startsAtUtc: number; readonly when: string },
): Happening[] {
  const alike = house.bookings.slice(0, 3).map((booking) => ({ ...booking, ...about }));
  const news: (readonly [string, Notice])[] = [
    ...alike.flatMap((booking, index) =>
      [false, true].map(
        (late) =>
          [
            `payment.booked ${index + 1}${late ? ' late' : ''}`,
            { name: 'payment.booked', booking, paid: MONEY, late } satisfies Notice,
          ] as const,
      ),
    ),
    ['payment.lapsed', { name: 'payment.lapsed', wanted: about.when, serviceId: about.serviceId }],
  ];
  return news.map(([name, notice]) => ({ name, event: { type: 'notice', notice } }));
}
