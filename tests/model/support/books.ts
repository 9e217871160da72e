import type { Mongo } from '../../../src/platform/mongo.js';
import { OIL } from './facts.js';

/** What really stands in the collections, read as they are and with nothing of the product's arithmetic. */
export interface Books {
  readonly bookings: readonly BookingDoc[];
  readonly sheets: readonly SheetDoc[];
  readonly purses: readonly { readonly customerKey: string; readonly balance: number; readonly month: string }[];
  readonly payments: readonly PaymentDoc[];
  readonly orders: readonly OrderDoc[];
  /** Bottles of oil on the shelf. */
  readonly left: number | null;
}

export interface BookingDoc {
  readonly _id: string;
  readonly holdId: string;
  readonly conversationId: string;
  readonly service: { readonly id: string };
  readonly person: { readonly id: string };
  readonly startsAtUtc: number;
  readonly endsAtUtc: number;
  readonly parts?: readonly PartDoc[];
  readonly status: string;
  readonly version: number;
  readonly isTokenTaken?: boolean;
  readonly paid: { readonly paymentId: string } | null;
  readonly history: readonly {
    readonly actId: string;
    readonly act: string;
    readonly from: string | null;
    readonly to: string;
    readonly version: number;
    readonly wasStartsAtUtc: number | null;
  }[];
}

interface PartDoc {
  readonly person: { readonly id: string };
  readonly startsAtUtc: number;
  readonly endsAtUtc: number;
}

export interface OrderDoc {
  readonly _id: string;
  readonly status: string;
  readonly isTaken: boolean;
  readonly version: number;
  readonly lines: readonly { readonly productId: string; readonly quantity: number }[];
  readonly history: readonly {
    readonly actId: string;
    readonly from: string | null;
    readonly to: string;
    readonly version: number;
  }[];
}

interface SheetDoc {
  readonly resource: string;
  readonly claims: readonly ClaimDoc[];
}

export interface ClaimDoc {
  readonly id: string;
  readonly kind: string;
  readonly serviceId: string | null;
  readonly startsAtUtc: number;
  readonly endsAtUtc: number;
  readonly bufferMs: number;
  readonly untilUtc: number;
  readonly seats: number;
  readonly bookingId: string | null;
  readonly movingBookingId: string | null;
}

interface PaymentDoc {
  readonly _id: string;
  readonly holdId: string;
  readonly isLapsed: boolean;
  readonly decision: { readonly kind: string; readonly bookingId?: string; readonly reason?: string } | null;
}

export async function readBooks({ db }: Mongo, shopId: string): Promise<Books> {
  const [bookings, sheets, purses, payments, orders, stock] = await Promise.all([
    db.collection<BookingDoc>('bookings').find({ shopId }).toArray(),
    db.collection<SheetDoc>('day_sheets').find({ shopId }).toArray(),
    db.collection<Books['purses'][number]>('tokens').find({ shopId }).toArray(),
    db.collection<PaymentDoc>('payments').find({ shopId }).toArray(),
    db.collection<OrderDoc>('orders').find({ shopId }).toArray(),
    db.collection<{ _id: string; left: number }>('product_stock').findOne({ _id: `${shopId}/oil` }),
  ]);
  return { bookings, sheets, purses, payments, orders, left: stock?.left ?? null };
}

const GROUPS: Readonly<Record<string, number>> = { yoga: 3 };
const FREED = new Set(['cancelled', 'rejected', 'expired']);

/** What may never be, whatever happened. */
export function wrongIn({ bookings, sheets, orders, left }: Books, nowUtc: number): string[] {
  const wrong: string[] = orders.flatMap(orderHistoryOf);
  const out = orders.filter(({ isTaken }) => isTaken).flatMap(({ lines }) => lines.map(({ quantity }) => quantity));
  const sum = out.reduce((total, one) => total + one, left ?? 0);
  if (left !== null && (left < 0 || sum !== OIL.stock))
    wrong.push(`${left} of stock on the shelf, ${out.join(' + ')} out`);
  for (const { resource, claims } of sheets) {
    wrong.push(
      ...overlapsOn(
        resource,
        claims.filter(({ untilUtc }) => untilUtc > nowUtc),
      ),
    );
  }
  const claims = sheets
    .filter(({ resource }) => !resource.includes(':'))
    .flatMap(({ resource, claims: all }) => all.map((claim) => ({ ...claim, resource })));
  for (const booking of bookings) {
    const { _id, status, holdId, startsAtUtc, endsAtUtc } = booking;
    const own = claims.filter(({ bookingId }) => bookingId === _id);
    const parts = booking.parts ?? [booking];
    const expected = FREED.has(status) ? 0 : parts.length;
    if (own.length !== expected) wrong.push(`${status} visit ${_id} has ${own.length} claims`);
    for (const claim of own) {
      const part = parts[Number(claim.id.split('+')[1] ?? 0)];
      const isThere =
        part?.person.id === claim.resource &&
        part.startsAtUtc === claim.startsAtUtc &&
        part.endsAtUtc === claim.endsAtUtc;
      if (!isThere || holdOf(claim) !== holdId) wrong.push(`visit ${_id} stands elsewhere than its claim`);
    }
    if (parts[0]?.startsAtUtc !== startsAtUtc || parts.at(-1)?.endsAtUtc !== endsAtUtc)
      wrong.push(`visit ${_id} is not as long as its parts`);
    wrong.push(...historyOf(booking));
  }
  const known = new Set(bookings.map(({ _id }) => _id));
  for (const { bookingId, id } of claims) {
    if (bookingId !== null && !known.has(bookingId)) wrong.push(`claim ${id} is of no booking`);
  }
  return wrong;
}

/** The parts of a visit are claimed under one name. */
const holdOf = ({ id }: ClaimDoc): string | undefined => id.split('+')[0];

function overlapsOn(resource: string, claims: readonly ClaimDoc[]): string[] {
  const wrong: string[] = [];
  for (const [index, one] of claims.entries()) {
    for (const other of claims.slice(index + 1)) {
      const isBlock = one.kind === 'blocked' || other.kind === 'blocked';
      // A break may follow a visit at once, and a visit keeps its own distance from a break.
      const gapMs = isBlock ? 0 : Math.max(one.bufferMs, other.bufferMs);
      const meet = one.startsAtUtc < other.endsAtUtc + gapMs && other.startsAtUtc < one.endsAtUtc + gapMs;
      const isGroup =
        one.serviceId !== null &&
        one.serviceId in GROUPS &&
        one.serviceId === other.serviceId &&
        one.startsAtUtc === other.startsAtUtc;
      const isMove =
        (one.movingBookingId !== null && one.movingBookingId === other.bookingId) ||
        (other.movingBookingId !== null && other.movingBookingId === one.bookingId);
      const isOver = one.startsAtUtc < other.endsAtUtc && other.startsAtUtc < one.endsAtUtc;
      // Between the parts of one visit nothing is kept free.
      const isOneVisit = holdOf(one) === holdOf(other) && !isOver;
      if (meet && !isOneVisit && !isGroup && !(isMove && one.bookingId !== other.bookingId)) {
        wrong.push(`${resource}: ${one.id} and ${other.id} overlap`);
      }
    }
    const seats = claims
      .filter(({ serviceId, startsAtUtc }) => serviceId === one.serviceId && startsAtUtc === one.startsAtUtc)
      .reduce((sum, claim) => sum + claim.seats, 0);
    const most = one.serviceId === null ? undefined : GROUPS[one.serviceId];
    if (most !== undefined && seats > most) wrong.push(`${resource}: ${seats} people on ${most} seats`);
  }
  return wrong;
}

function orderHistoryOf({ _id, history, status, version }: OrderDoc): string[] {
  const wrong: string[] = [];
  let at: string | null = null;
  for (const [index, row] of history.entries()) {
    if (row.from !== at || row.version !== index + 1)
      wrong.push(`history of order ${_id}: from ${row.from}, was ${at}`);
    at = row.to;
  }
  if (at !== status || history.length !== version) wrong.push(`history of order ${_id} leads to ${at}, not ${status}`);
  if (new Set(history.map(({ actId }) => actId)).size !== history.length) wrong.push(`order ${_id}: an act twice`);
  return wrong;
}

/** Each row begins where the one before ended, no act stands there twice, and the last one leads to where the visit is. */
function historyOf({ _id, history, status, version, startsAtUtc }: BookingDoc): string[] {
  const wrong: string[] = [];
  let at: string | null = null;
  let counted = 0;
  for (const row of history) {
    if (row.from !== at) wrong.push(`history of ${_id}: ${row.act} from ${row.from}, but it was ${at}`);
    if (row.version !== counted && row.version !== counted + 1) wrong.push(`history of ${_id}: version ${row.version}`);
    at = row.to;
    counted = row.version;
  }
  if (at !== status || counted !== version)
    wrong.push(`history of ${_id} leads to ${at} v${counted}, not ${status} v${version}`);
  if (new Set(history.map(({ actId }) => actId)).size !== history.length) wrong.push(`history of ${_id}: an act twice`);
  const moves = history.filter(({ act }) => act === 'move');
  if (moves.some(({ wasStartsAtUtc }) => wasStartsAtUtc === null)) wrong.push(`history of ${_id}: a move from nowhere`);
  return wrong.map((one) => `${one} (starts ${startsAtUtc})`);
}
