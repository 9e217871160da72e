import { createRandom } from '../../payments/support/random.js';
import type { Act, OrderActName } from './acts.js';
import { planOrder } from './perform-orders.js';
import { CHAIN, PEOPLE, phoneOf, startOf } from './facts.js';
import type { House, Process } from './house.js';
import type { Deed, HoldRef, Seen, Visit } from './model.js';
import { MINUTE_MS } from '../../../src/platform/time-units.js';

/** What people of this history could speak of, in the order it came. */
export interface Known {
  readonly holds: HoldRef[];
  visits: readonly Pick<Visit, 'id' | 'chat' | 'service' | 'startUtc' | 'status' | 'moves'>[];
  readonly payments: Map<string, { readonly ref: HoldRef; readonly sessionId: string }>;
  readonly blocks: { readonly id: string; readonly person: string; readonly fromUtc: number; readonly toUtc: number }[];
  readonly orders: string[];
  /** How many of the gateway's events have been handed out, and some that come again. */
  heard: number;
  readonly repeats: string[];
}

/** An act about particular things, not yet done. `twice`: doing it again at the same time changes nothing. */
export interface Plan {
  readonly twice: boolean;
  readonly perform: (process: Process) => Promise<Deed>;
}

export const NOTHING: Plan = {
  twice: false,
  perform: () => Promise.resolve({ act: 'nothing', seen: { said: 'nothing' } }),
};

/** The nth of the latest ones. */
export function pick<T>(list: readonly T[], nth: number): T | undefined {
  return list.at(-1 - (nth % Math.max(1, list.length)));
}

/** From which statuses an act does something; where it does nothing must be tried too, but not most of the time. */
const FITTING: Readonly<Record<string, Visit['status']>> = {
  ...{ accept: 'pending', reject: 'pending', expire: 'pending', start: 'accepted', noShow: 'accepted' },
  ...{ move: 'accepted', drop: 'accepted', done: 'in_progress', undoNoShow: 'no_show' },
};

function pickVisit(visits: Known['visits'], act: string, nth: number): Known['visits'][number] | undefined {
  const fitting = visits.filter(({ status }) => status === FITTING[act]);
  return nth % 5 === 4 || fitting.length === 0 ? pick(visits, nth) : pick(fitting, nth);
}

/** @param key unique in the house. */
export function planOf(act: Act, house: House, known: Known, key: string): Plan {
  switch (act.act) {
    case 'hold':
    case 'release':
    case 'confirm':
      return planHold(act, house, known, key);
    case 'link':
    case 'pay':
    case 'hear':
    case 'sweep':
      return planMoney(act, house, known, key);
    case 'block':
    case 'unblock':
      return planBlock(act, house, known, key);
    case 'fillPurse':
    case 'wait':
    case 'reach':
    case 'markMissed':
      return planHouse(act, house, known, key);
    case 'want':
    case 'buy':
    case 'letGo':
    case 'acceptOrder':
    case 'soldOut':
    case 'giveUp':
    case 'sweepOrders':
      return planOrder(act, house, known, key);
    default:
      return planVisit(act, house, known, key);
  }
}

export function chatOf({ shopId }: House, chat: number) {
  const address = phoneOf(chat);
  return { conversationId: `${shopId}-chat-${chat}`, channel: 'sms' as const, address, language: 'en' };
}

function contactOf(chat: number) {
  return { name: `Person ${chat}`, phone: phoneOf(chat), email: null, note: null };
}

function planHold(
  act: Extract<Act, { act: 'hold' | 'release' | 'confirm' }>,
  house: House,
  known: Known,
  key: string,
): Plan {
  const { shopId, clock } = house;
  if (act.act === 'hold') {
    const theirs = known.visits.filter(({ chat }) => chat === act.chat);
    const moved = act.moving === null ? undefined : pick(theirs, act.moving);
    const service = moved?.service ?? act.service;
    const moving = moved?.id ?? null;
    const [first, second] = [PEOPLE[act.person]!, PEOPLE[act.second ?? act.person]!];
    const ref = {
      chat: act.chat,
      service,
      person: service === CHAIN && second !== first ? `${first}~~${second}` : first,
      startUtc: startOf(clock.nowUtc(), act.day, act.half),
    };
    return {
      twice: true,
      async perform({ desk }) {
        const outcome = await desk.placeHold({
          ...{ shopId, serviceId: service, personId: ref.person, startsAtUtc: ref.startUtc },
          ...{ replaces: null, movingBookingId: moving, key, customerKey: null, code: null },
        });
        if (outcome.kind !== 'held') return { act: 'hold', ref, moving, seen: { said: outcome.kind } };
        const { holdId: id, untilUtc } = outcome;
        return { act: 'hold', ref, moving, seen: { said: 'held', id, untilUtc } };
      },
    };
  }
  const ref = pick(known.holds, act.act === 'confirm' && act.nth < 14 ? act.nth % 3 : act.nth);
  if (!ref) return NOTHING;
  if (act.act === 'release') {
    return {
      twice: false,
      async perform({ desk }) {
        await desk.releaseHold(ref.id);
        return { act: 'release', hold: ref.id, seen: { said: 'released' } };
      },
    };
  }
  const confirmKey = `confirm:${ref.id}:${act.again}`;
  return {
    twice: true,
    async perform({ desk }) {
      const outcome = await desk.createBooking({
        ...{ holdId: ref.id, contact: contactOf(ref.chat), key: confirmKey, paid: null },
        ...chatOf(house, ref.chat),
      });
      return { act: 'confirm', ref, key: confirmKey, seen: saidOf(outcome) };
    },
  };
}

function saidOf(
  outcome:
    | { readonly kind: 'booked'; readonly booking: { readonly _id: string } }
    | { readonly kind: 'refused'; readonly reason: string }
    | { readonly kind: 'taken' | 'repriced' },
): Seen {
  if (outcome.kind === 'booked') return { said: `booked ${outcome.booking._id}`, id: outcome.booking._id };
  return { said: outcome.kind === 'refused' ? outcome.reason : outcome.kind };
}

function planMoney(
  act: Extract<Act, { act: 'link' | 'pay' | 'hear' | 'sweep' }>,
  house: House,
  known: Known,
  key: string,
): Plan {
  const { stripe, clock, shopId } = house;
  switch (act.act) {
    case 'link': {
      const ref = pick(
        known.holds.filter(({ service }) => service === 'colour'),
        act.nth,
      );
      if (!ref) return NOTHING;
      return {
        twice: false,
        async perform({ payments }) {
          const context = { ...chatOf(house, ref.chat), shopId, key, nowUtc: clock.nowUtc() };
          const outcome = await payments.blocks['payment.request'](
            { holdId: ref.id, contact: contactOf(ref.chat) },
            context,
          );
          if (outcome.exit !== 'link') return { act: 'link', ref, seen: { said: outcome.exit } };
          const { paymentId: id, untilUtc, url } = outcome.data;
          known.payments.set(id, { ref, sessionId: url.split('/').at(-1)! });
          return { act: 'link', ref, seen: { said: 'link', id, untilUtc } };
        },
      };
    }
    case 'pay': {
      const payment = pick([...known.payments.values()], act.nth % 5);
      if (!payment) return NOTHING;
      return {
        twice: false,
        perform: () => Promise.resolve({ act: 'pay', seen: { said: stripe.pay(payment.sessionId, act.card) } }),
      };
    }
    case 'hear':
      return {
        twice: false,
        async perform() {
          await hear(house, known, act.order);
          return { act: 'hear', seen: { said: 'heard' } };
        },
      };
    case 'sweep':
      return {
        twice: false,
        async perform({ payments }) {
          stripe.tick();
          await payments.sweepPayments();
          return { act: 'sweep', seen: { said: 'swept' } };
        },
      };
  }
}

async function hear({ stripe, processes }: House, known: Known, order: number): Promise<void> {
  const random = createRandom(order);
  const fresh = stripe.eventBodies.slice(known.heard, known.heard + 1 + random.below(6));
  known.heard += fresh.length;
  const again = random.chance(0.3) ? known.repeats.splice(0, 2) : [];
  known.repeats.push(...fresh.filter(() => random.chance(0.3)));
  const twice = [...fresh, ...again].flatMap((body) => (random.chance(0.4) ? [body, body] : [body]));
  await Promise.all(
    random.shuffled(twice).map((body) =>
      random.pick(processes).payments.receiveStripe({
        method: 'POST',
        path: '/webhooks/stripe',
        headers: { 'stripe-signature': stripe.sign(body) },
        body: Buffer.from(body),
      }),
    ),
  );
}

function planBlock(act: Extract<Act, { act: 'block' | 'unblock' }>, house: House, known: Known, key: string): Plan {
  const { shopId, clock } = house;
  if (act.act === 'block') {
    const person = PEOPLE[act.person]!;
    const fromUtc = startOf(clock.nowUtc(), act.day, act.half);
    const toUtc = fromUtc + act.halves * 30 * MINUTE_MS;
    const id = `block:${key}`;
    return {
      twice: true,
      async perform({ blocks }) {
        const span = { shopId, resource: { personId: person }, fromUtc, toUtc };
        const { kind } = await blocks.block({ ...span, reason: 'a break', key });
        return { act: 'block', id, person, fromUtc, toUtc, seen: { said: kind } };
      },
    };
  }
  const block = pick(known.blocks, act.nth);
  if (!block) return NOTHING;
  const { id, person, fromUtc, toUtc } = block;
  return {
    twice: false,
    async perform({ blocks }) {
      const done = await blocks.unblock({ shopId, resource: { personId: person }, fromUtc, toUtc, blockId: id });
      return { act: 'unblock', id, seen: { said: done ? 'unblocked' : 'nothing there' } };
    },
  };
}

function planHouse(
  act: Extract<Act, { act: 'fillPurse' | 'wait' | 'reach' | 'markMissed' }>,
  house: House,
  known: Known,
  key: string,
): Plan {
  const { shopId, clock, mongo } = house;
  switch (act.act) {
    case 'fillPurse': {
      const { chat } = act;
      const customer = { phone: phoneOf(chat), channel: 'sms' as const, address: phoneOf(chat) };
      const by = { id: 'mia', name: 'Mia' };
      return {
        twice: true,
        async perform({ tokens }) {
          await tokens.reset({ shopId, customer, key: `${shopId}:${key}`, by, why: null });
          return { act: 'fillPurse', chat, seen: { said: 'filled' } };
        },
      };
    }
    case 'wait':
      return wait(house, act.minutes * MINUTE_MS);
    case 'reach': {
      const visit = pick(known.visits, act.nth);
      return visit ? wait(house, visit.startUtc + act.minutes * MINUTE_MS - clock.nowUtc()) : NOTHING;
    }
    case 'markMissed':
      return {
        twice: false,
        async perform({ desk }) {
          const count = await desk.markMissed();
          const rows = await mongo.db
            .collection<{ _id: string }>('bookings')
            .find({ shopId, status: 'no_show', isTokenTaken: true })
            .toArray();
          return { act: 'markMissed', seen: { said: `marked ${count}`, took: rows.map(({ _id }) => _id) } };
        },
      };
  }
}

function wait({ clock }: House, ms: number): Plan {
  if (ms <= 0) return NOTHING;
  return {
    twice: false,
    perform() {
      clock.advance(ms);
      return Promise.resolve({ act: 'wait', ms, seen: { said: 'waited' } });
    },
  };
}

type VisitAct = Exclude<
  Act,
  {
    act:
      | 'hold'
      | 'release'
      | 'confirm'
      | 'link'
      | 'pay'
      | 'hear'
      | 'sweep'
      | 'block'
      | 'unblock'
      | 'fillPurse'
      | 'wait'
      | 'reach'
      | 'markMissed'
      | 'want'
      | 'sweepOrders'
      | OrderActName;
  }
>;

function planVisit(act: VisitAct, house: House, known: Known, key: string): Plan {
  const { shopId, clock, mongo } = house;
  const visit = pickVisit(known.visits, act.act, act.nth);
  if (!visit) return NOTHING;
  const { id, chat } = visit;
  const owner = { shopId, conversationId: chatOf(house, chat).conversationId, bookingId: id };
  switch (act.act) {
    case 'move': {
      const theirs = known.holds.filter((one) => one.chat === chat && one.service === visit.service);
      const ref = pick(theirs, act.hold);
      if (!ref) return NOTHING;
      return {
        twice: true,
        async perform({ desk }) {
          const outcome = await desk.moveBooking({ ...owner, holdId: ref.id, key });
          const said = outcome.kind === 'refused' ? `refused ${outcome.reason}` : outcome.kind;
          return { act: 'move', visit: id, ref, seen: { said } };
        },
      };
    }
    case 'drop':
      return {
        twice: true,
        async perform({ desk }) {
          const outcome = await desk.dropBooking({ ...owner, key, lateAgreed: act.agreed });
          const said = outcome.kind === 'refused' ? `refused ${outcome.reason}` : outcome.kind;
          return { act: 'drop', visit: id, agreed: act.agreed, seen: { said } };
        },
      };
    case 'expire':
      return {
        twice: true,
        async perform({ desk }) {
          const row = await mongo.db.collection<{ _id: string; timeVersion: number }>('bookings').findOne({ _id: id });
          const timeVersion = row?.timeVersion ?? 0;
          const { kind } = await desk.expireBooking({ bookingId: id, key, timeVersion, nowUtc: clock.nowUtc() });
          return { act: 'expire', visit: id, movesSeen: visit.moves, seen: { said: kind } };
        },
      };
    default:
      return {
        twice: true,
        async perform({ desk }) {
          const operator = { id: 'mia', name: 'Mia' };
          const { kind } = await desk.operatorAct({
            ...{ bookingId: id, act: act.act, operator, actId: key, nowUtc: clock.nowUtc() },
          });
          return { act: act.act, visit: id, seen: { said: kind } };
        },
      };
  }
}
