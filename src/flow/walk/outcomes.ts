import type { Instant } from '../../messaging/message.js';
import { DEFAULT_LONGEST } from '../checks/longest-defaults.js';
import type { LongestValues } from '../checks/longest-values.js';
import type { BookingView, Call, FlowEvent, Notice, Outcome } from '../protocol.js';
import { CODE_REFUSALS } from '../protocol.js';
import { plain } from '../script/forms.js';
import type { CompiledScript } from '../script/script.js';
import { HOUR_MS } from '../../platform/time-units.js';
import { chatAnswers } from './chat-outcomes.js';
import { createFacts, MONEY } from './facts.js';

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

const REFUSALS = ['past', 'tooSoon', 'tooFar', 'closed', 'full'] as const;
/** Enough for a second page. */
const SERVICES = 7;

export function createAnyHouse(script: CompiledScript, longest: LongestValues = DEFAULT_LONGEST): AnyHouse {
  const facts = createFacts(script, longest);
  const {
    byType,
    byName,
    words,
    named,
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
  } = facts;

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
      case 'tokens.read':
        return [
          say('found', { tokens }),
          say('found', { tokens: { ...tokens, left: 0, after: 0 } }, ' empty'),
          say('found', { tokens: { ...tokens, left: 0, after: 0, contact: null } }, ' empty, nobody named'),
          say('none', {}),
        ];
      case 'booking.coming':
        return [say('noted', { booking: bookings[0]! }), say('gone', {})];
      case 'queue.join':
        return [
          ...tickets.map((ticket, index) => say('joined', { ticket }, ` ${index + 1}`)),
          say('full', { full: thing(1), other: thing(2) }),
          say('full', { full: thing(1), other: null }, ' everywhere'),
          say('closed', {}),
        ];
      case 'queue.place':
        return [...tickets.map((ticket, index) => say('waiting', { ticket }, ` ${index + 1}`)), say('none', {})];
      case 'queue.later':
        return [say('granted', { ticket: tickets[1]! }), say('refused', { ticket: tickets[1]! }), say('none', {})];
      case 'queue.leave':
        return [say('left', {}), say('none', {})];
      case 'person.save':
        return [say('saved', {}), say('none', {})];
      case 'wait.join':
        return [say('joined', { wait: thing(1) }), say('none', {})];
      case 'wait.decline':
        return [say('kept', { wait: thing(1) }), say('gone', {})];
      case 'wait.leave':
        return [say('left', {})];
      default:
        return chatAnswers(call, facts, longest, nowUtc, say);
    }
  }

  return {
    bookings,
    outcomesOf: (call, nowUtc) =>
      happenings(call, nowUtc).map(([name, outcome]) => ({ name, event: { type: 'outcome', outcome } })),
  };
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
