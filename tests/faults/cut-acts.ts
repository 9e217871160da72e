import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/platform/time-units.js';
import type { House, Process } from '../model/support/house.js';
import type { BookingDoc } from '../model/support/books.js';

/** One person's turn in a history of cuts: a chat and a time of their own, one key for the act. */
export interface Turn {
  readonly house: House;
  readonly conversationId: string;
  readonly phone: string;
  readonly startsAtUtc: number;
  readonly key: string;
  /** How many events the gateway had sent before. */
  readonly heardFrom: number;
}

/** What there is afterwards, read from the collections as they are and from the gateway's own events. */
export interface Traces {
  readonly bookings: readonly BookingDoc[];
  readonly claims: readonly { readonly resource: string; readonly startsAtUtc: number; readonly kind: string }[];
  readonly eventTypes: readonly string[];
  readonly payments: readonly { readonly decision: { readonly kind: string } | null }[];
  readonly checkouts: number;
  readonly refundsMinor: readonly number[];
  /** What tokens were taken. */
  readonly spent: readonly number[];
}

export interface CutAct {
  readonly name: string;
  /** Everything that must be there before the act begins. */
  prepare(turn: Turn): Promise<string>;
  /** The act, by the key of the turn: doing it again changes nothing. Answers with what was said. */
  perform(process: Process, turn: Turn, about: string): Promise<string>;
  /** What every doing of it that comes to an end must have said. */
  readonly says: string;
  /** What must stand in the books, once. */
  readonly leaves: Partial<{ readonly [Name in keyof Summary]: Summary[Name] }>;
}

/** The traces as one comparable thing. */
export type Summary = ReturnType<typeof summaryOf>;

export function summaryOf(turn: Turn, { bookings, claims, eventTypes, payments, ...rest }: Traces) {
  return {
    bookings: bookings.map(({ status }) => status),
    acts: bookings.flatMap(({ history }) => history.map(({ act }) => act)),
    claims: claims
      .map((claim) => `${claim.resource} ${claim.kind} ${(claim.startsAtUtc - turn.startsAtUtc) / MINUTE_MS}`)
      .sort(),
    events: [...eventTypes].sort(),
    payments: payments.map(({ decision }) => decision?.kind ?? 'undecided'),
    ...rest,
  };
}

const person = 'ann';
const chatOf = ({ conversationId, phone }: Turn) => ({
  conversationId,
  channel: 'sms' as const,
  address: phone,
  language: 'en',
});
const contactOf = ({ phone }: Turn) => ({ name: 'Rosa Field', phone, email: null, note: null });

async function hold(
  { desk }: Process,
  { house, startsAtUtc }: Turn,
  serviceId: string,
  key: string,
  moving: { readonly bookingId: string; readonly byMs: number } | null = null,
): Promise<string> {
  const outcome = await desk.placeHold({
    ...{ shopId: house.shopId, serviceId, personId: person, startsAtUtc: startsAtUtc + (moving?.byMs ?? 0) },
    ...{ replaces: null, movingBookingId: moving?.bookingId ?? null, key, customerKey: null, code: null },
  });
  if (outcome.kind !== 'held') throw new Said(outcome.kind);
  return outcome.holdId;
}

/** The act came to another end than it should have. */
class Said extends Error {}

/** What an act answered, whichever way it ended; a lost connection is thrown. */
async function said(work: () => Promise<string>): Promise<string> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Said) return error.message;
    throw error;
  }
}

async function book(process: Process, turn: Turn): Promise<string> {
  const holdId = await hold(process, turn, 'cut', turn.key);
  const outcome = await process.desk.createBooking({
    ...{ holdId, contact: contactOf(turn), key: turn.key, paid: null },
    ...chatOf(turn),
  });
  if (outcome.kind !== 'booked') throw new Said(outcome.kind);
  return outcome.booking._id;
}

async function link(process: Process, turn: Turn, holdId: string): Promise<string> {
  const { shopId, clock } = turn.house;
  const context = { ...chatOf(turn), shopId, key: turn.key, nowUtc: clock.nowUtc() };
  const outcome = await process.payments.blocks['payment.request']({ holdId, contact: contactOf(turn) }, context);
  if (outcome.exit !== 'link') throw new Said(outcome.exit);
  return outcome.data.url.split('/').at(-1)!;
}

/** Everything the gateway has said in this turn, as it says it again to whoever did not answer. */
async function hearGateway(process: Process, { house: { stripe }, heardFrom }: Turn): Promise<void> {
  for (const body of stripe.eventBodies.slice(heardFrom)) {
    const { kind } = await process.payments.receiveStripe({
      method: 'POST',
      path: '/webhooks/stripe',
      headers: { 'stripe-signature': stripe.sign(body) },
      body: Buffer.from(body),
    });
    if (kind !== 'accepted') throw new Said(kind);
  }
}

const BOOKED = { bookings: ['pending'], acts: ['create'], refundsMinor: [], spent: [] };
const MOVED_BY_MS = 2 * HOUR_MS;

export const CUT_ACTS: readonly CutAct[] = [
  {
    name: 'booking',
    prepare: async () => '',
    perform: (process, turn) => said(async () => (await book(process, turn)) && 'booked'),
    says: 'booked',
    leaves: { ...BOOKED, claims: ['ann booking 0'], events: ['booking.created'], payments: [], checkouts: 0 },
  },
  {
    name: 'moving',
    prepare: (turn) => book(turn.house.processes[1], { ...turn, key: `${turn.key}:before` }),
    perform: (process, turn, bookingId) =>
      said(async () => {
        const { conversationId, key, house } = turn;
        const holdId = await hold(process, turn, 'cut', key, { bookingId, byMs: MOVED_BY_MS });
        const owner = { shopId: house.shopId, conversationId };
        return (await process.desk.moveBooking({ ...owner, bookingId, holdId, key })).kind;
      }),
    says: 'moved',
    leaves: {
      ...BOOKED,
      acts: ['create', 'move'],
      claims: [`ann booking ${MOVED_BY_MS / MINUTE_MS}`],
      events: ['booking.created', 'booking.moved'],
    },
  },
  {
    name: 'paying',
    prepare: (turn) => hold(turn.house.processes[1], turn, 'colour', turn.key),
    perform: (process, turn, holdId) =>
      said(async () => {
        // The page takes money once, however often its link was asked for.
        turn.house.stripe.pay(await link(process, turn, holdId), 'paid');
        await hearGateway(process, turn);
        return 'paid';
      }),
    says: 'paid',
    leaves: {
      ...BOOKED,
      claims: ['ann booking 0', 'resource:studio booking 0'],
      events: ['booking.created'],
      payments: ['booked'],
      checkouts: 1,
    },
  },
  {
    name: 'cancelling a paid visit late',
    async prepare(turn) {
      const [, process] = turn.house.processes;
      const before = { ...turn, key: `${turn.key}:before` };
      turn.house.stripe.pay(await link(process, before, await hold(process, before, 'colour', before.key)), 'paid');
      await hearGateway(process, turn);
      await process.payments.idle();
      const { conversationId } = turn;
      const row = await turn.house.mongo.db.collection<BookingDoc>('bookings').findOne({ conversationId });
      if (!row) throw new Error('the visit was not booked');
      const operator = { id: 'mia', name: 'Mia' };
      const nowUtc = turn.house.clock.nowUtc();
      await process.desk.operatorAct({ bookingId: row._id, act: 'accept', operator, actId: before.key, nowUtc });
      return row._id;
    },
    perform: (process, turn, bookingId) =>
      said(async () => {
        const { conversationId, key, house } = turn;
        const owner = { shopId: house.shopId, conversationId };
        return (await process.desk.dropBooking({ ...owner, bookingId, key, lateAgreed: true })).kind;
      }),
    says: 'dropped',
    leaves: {
      bookings: ['cancelled'],
      acts: ['create', 'accept', 'cancel'],
      claims: [],
      events: ['booking.accepted', 'booking.cancelled', 'booking.created'],
      payments: ['booked'],
      checkouts: 1,
      refundsMinor: [4_000],
      spent: [1],
    },
  },
];

/** The next morning, and a visit two hours later. */
export function nextTurn(house: House, lane: number, nth: number): Turn {
  const { clock, shopId } = house;
  const morningUtc = (Math.floor(clock.nowUtc() / DAY_MS) + 1) * DAY_MS + 8 * HOUR_MS;
  clock.advance(morningUtc - clock.nowUtc());
  const id = `${shopId}-${lane}-${nth}`;
  return {
    house,
    conversationId: id,
    phone: `+4477009${String(10_000 + nth)}`,
    startsAtUtc: morningUtc + 2 * HOUR_MS,
    key: `act:${id}`,
    heardFrom: house.stripe.eventBodies.length,
  };
}

export async function tracesOf({ house, conversationId, startsAtUtc, heardFrom }: Turn): Promise<Traces> {
  const { db } = house.mongo;
  const bookings = await db.collection<BookingDoc>('bookings').find({ conversationId }).toArray();
  const ids = bookings.map(({ _id }) => _id);
  const [sheets, events, payments, entries] = await Promise.all([
    db.collection('day_sheets').find({ shopId: house.shopId }).toArray(),
    db
      .collection('domain_events')
      .find({ bookingId: { $in: ids } })
      .toArray(),
    db.collection<Traces['payments'][number]>('payments').find({ conversationId }).toArray(),
    db
      .collection('token_entries')
      .find({ bookingId: { $in: ids } })
      .toArray(),
  ]);
  const since = house.stripe.eventBodies
    .slice(heardFrom)
    .map((body) => JSON.parse(body) as { type: string; data: { object: { amount: number } } });
  const sessions = since.filter(({ type }) => type === 'checkout.session.completed');
  return {
    bookings,
    claims: sheets
      .flatMap(({ resource, claims }) => claims.map((claim: object) => ({ ...claim, resource })))
      .filter(
        (claim) => Math.abs(claim.startsAtUtc - startsAtUtc) < 12 * HOUR_MS && claim.untilUtc > house.clock.nowUtc(),
      ),
    eventTypes: events.map(({ type }) => String(type)),
    payments,
    checkouts: sessions.length,
    refundsMinor: since.filter(({ type }) => type === 'refund.created').map(({ data }) => data.object.amount),
    spent: entries.map(({ took }) => Number(took)),
  };
}
