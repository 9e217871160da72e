import type { ClientSession } from 'mongoose';
import type { Catalogue, Quote } from '../catalogue/index.js';
import type { Contact } from '../flow/protocol.js';
import type { ChannelId, Instant } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import type { EventStore } from '../platform/events.js';
import { isDuplicateKey, type Mongo } from '../platform/mongo.js';
import { customerKeyOf } from '../people/index.js';
import type { Pricing } from '../pricing/index.js';
import { checkStart, type DaySheets, type FreeSlot, type SlotSearch } from '../scheduling/index.js';
import { BookingError, BOOKINGS, contactSchema, type Booking, type Paid } from './booking.model.js';
import { eventOf } from './change-booking.js';
import { newClaims, resolveHold } from './hold-claim.js';
import { createHoldPricer } from './hold-price.js';
import { bookingIdOf, parseHoldId, randomReference } from './hold-id.js';
import { ALTERNATIVES } from './holds.service.js';
import { newBooking, type Prepared } from './new-booking.js';
import { putVisit } from './visit-claims.js';
import { FOREVER, MINUTE_MS } from '../platform/time-units.js';

export interface CreateBookingInput {
  readonly holdId: string;
  readonly contact: Contact;
  /** The same key twice is the same booking (BK-29). */
  readonly key: string;
  readonly conversationId: string;
  readonly channel: ChannelId;
  readonly address: string;
  readonly language: string;
  /** Required for services that are paid before, at least with their deposit. */
  readonly paid: Paid | null;
  /** The price that was shown; with another one nothing is booked (PR-15). */
  readonly quoteId?: string | undefined;
  /** A price of ours that was kept and paid: what a lapsed time is taken again at. */
  readonly agreed?: Quote | null;
  /** The code that was given, if any. */
  readonly code?: string | null;
  /** Whose visit it is, where another makes it for them. */
  readonly visitor?: Visitor;
  /** Looked up while the booking is written: false ends it, and nothing was booked (CX-07). */
  readonly mayBook?: Promise<boolean>;
}

export type CreateOutcome =
  | { readonly kind: 'booked'; readonly booking: Booking }
  | { readonly kind: 'taken'; readonly alternatives: readonly FreeSlot[]; readonly wantedUtc: Instant }
  /** The hold had lapsed and the time costs another price now. Nothing was booked. */
  | { readonly kind: 'repriced' }
  /** `contact`: a detail is missing or too long; `payFirst`: this service is not booked unpaid; `unknownHold`: not our id; `barred`: `mayBook` said no. */
  | { readonly kind: 'refused'; readonly reason: 'contact' | 'payFirst' | 'unknownHold' | 'barred' };

/** Where the person of a visit is written to; null chat for one who has none of their own. */
export interface Visitor {
  readonly chat: Pick<CreateBookingInput, 'conversationId' | 'channel' | 'address' | 'language'> | null;
}

export interface CreateBookingDeps {
  /** Null when that chat does not act for them, or not any more. Absent where nobody books for others. */
  readonly findVisitor?: (conversationId: string, forWhom: string) => Promise<Visitor | null>;
  readonly mongo: Mongo;
  readonly clock: Clock;
  readonly catalogue: Catalogue;
  readonly sheets: DaySheets;
  readonly slots: SlotSearch;
  readonly events: EventStore;
  /** Without it prices know nothing of demand, customers and codes. */
  readonly pricing?: Pricing | undefined;
  /** Random by default; tests make two collide. */
  readonly newReference?: () => string;
}

/** Ends the transaction: nothing of it may stay. */
class Abort extends Error {
  readonly outcome: 'taken' | 'repriced' | 'barred' | { readonly bookingId: string };
  constructor(outcome: Abort['outcome']) {
    super('booking not made');
    this.outcome = outcome;
  }
}

const REFERENCE_ATTEMPTS = 8;
/** The visit still counts on its day; it is only never refused for it. */
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

type Made = Extract<CreateOutcome, { kind: 'booked' | 'taken' | 'repriced' }> | Barred;
interface Barred {
  readonly kind: 'refused';
  readonly reason: 'barred';
}

/** One booking from one claim, all or nothing; the same key again is the same booking. */
export function createBookingMaker(
  deps: CreateBookingDeps,
): (hold: Prepared, input: CreateBookingInput) => Promise<Made> {
  const { mongo, sheets, slots, events, pricing, newReference = randomReference } = deps;
  const bookings = mongo.connection.collection<Booking>(BOOKINGS);

  /** The answer for "done before", under this key or, for one hold, under another. */
  async function existing(bookingId: string): Promise<Extract<CreateOutcome, { kind: 'booked' }>> {
    const booking = await bookings.findOne({ _id: bookingId });
    if (!booking) throw new BookingError('booking.unknown', `no booking ${bookingId} behind its claim`);
    return { kind: 'booked', booking };
  }

  async function commit(session: ClientSession, hold: Prepared, input: CreateBookingInput): Promise<Booking> {
    const { snapshot, resolved, bookingId, nowUtc, mayTake, quote, staff } = hold;
    const nature = { kind: 'booking', bookingId } as const;
    const put = await putVisit(
      sheets,
      resolved,
      newClaims(snapshot, resolved, input.holdId, input.key, nature, quote),
      {
        ...(staff?.isOverride ? { dailyCap: NO_LIMIT } : {}),
        ignoreBuffers: staff?.isOverride ?? false,
        nowUtc,
        onOwn: { kind: 'booking', untilUtc: FOREVER, bookingId },
        mayTake,
        replaces: null,
        ignoreBookingId: null,
      },
      session,
    );
    // The hold of a move may lie over the moved booking's own time: as a booking of its own it would double it.
    if (put.kind === 'taken' || put.claims.some((one) => one.movingBookingId !== null)) throw new Abort('taken');
    const other = put.claims.find((one) => one.bookingId !== null && one.bookingId !== bookingId)?.bookingId;
    if (other) throw new Abort({ bookingId: other });
    const booking = newBooking(hold, input, put.claims, newReference());
    if (input.quoteId !== undefined && booking.price.id !== input.quoteId) throw new Abort('repriced');
    await bookings.insertOne(booking, { session });
    const { promo } = booking.price;
    if (pricing && promo?.isUsed) {
      const customerKey = pricedAs(input);
      const use = { shopId: booking.shopId, code: promo.code, customerKey, holdId: input.holdId, bookingId };
      await pricing.promos.use(use, session);
    }
    await events.record(session, [eventOf('booking.created', booking, nowUtc)]);
    if (input.mayBook && !(await input.mayBook)) throw new Abort('barred');
    return booking;
  }

  return async (hold, input) => {
    const { bookingId } = hold;
    for (let attempt = 0; attempt < REFERENCE_ATTEMPTS; attempt += 1) {
      try {
        const booking = await mongo.transaction((session) => commit(session, hold, input));
        events.wake();
        // A code that was used is not offered to the next booking of the same chat.
        if (booking.price.promo?.isUsed) await pricing?.givenCodes.forget(booking.shopId, input.conversationId);
        return { kind: 'booked', booking };
      } catch (error) {
        if (error instanceof Abort && error.outcome === 'repriced') return { kind: 'repriced' };
        if (error instanceof Abort && error.outcome === 'barred') return { kind: 'refused', reason: 'barred' };
        if (error instanceof Abort) {
          // Asked for again long after: its visit has moved on or ended, and the time is another's by now.
          const before = await bookings.findOne({ _id: bookingId });
          if (before) return { kind: 'booked', booking: before };
          if (typeof error.outcome === 'object') return existing(error.outcome.bookingId);
          const { startsAtUtc: wantedUtc, ...ref } = hold.resolved.ref;
          const question = { ...ref, movingBookingId: null };
          return { kind: 'taken', wantedUtc, alternatives: await slots.closest(question, wantedUtc, ALTERNATIVES) };
        }
        const duplicate = duplicateField(error);
        if (duplicate === '_id') return existing(bookingId);
        // One number in a hundred million was drawn twice: draw again.
        if (duplicate !== 'reference') throw error;
      }
    }
    throw new BookingError('booking.contended', `no free reference in ${REFERENCE_ATTEMPTS} draws`);
  };
}

/**
 * The customer's road to a booking (field pain 2). One transaction: the hold becomes a booked claim, the row, its first
 * history line and `booking.created`. A hold that has lapsed is taken again if its time is still free (AV-16).
 */
export function createCreateBooking(deps: CreateBookingDeps): (input: CreateBookingInput) => Promise<CreateOutcome> {
  const make = createBookingMaker(deps);
  const priceHold = createHoldPricer(deps);
  return async (input) => {
    const ref = parseHoldId(input.holdId);
    if (!ref) return { kind: 'refused', reason: 'unknownHold' };
    const contact = contactSchema.safeParse(input.contact);
    if (!contact.success) return { kind: 'refused', reason: 'contact' };
    const snapshot = await deps.catalogue.current(ref.shopId);
    const resolved = resolveHold(snapshot, ref);
    if (!resolved) return { kind: 'refused', reason: 'unknownHold' };
    if (resolved.service.pay !== 'after' && !input.paid) return { kind: 'refused', reason: 'payFirst' };
    const { forWhom } = contact.data;
    const visitor = forWhom === undefined ? null : await deps.findVisitor?.(input.conversationId, forWhom);
    // The person has ended it while it was being talked about: it is nobody's to make for them any more.
    if (forWhom !== undefined && !visitor) return { kind: 'refused', reason: 'contact' };
    const nowUtc = deps.clock.nowUtc();
    const mayTake = checkStart(snapshot, ref, nowUtc, { ignoreNotice: true }).kind === 'allowed';
    const bookingId = bookingIdOf(ref.shopId, input.key);
    const { holdId, code = null } = input;
    const who = { customerKey: pricedAs(input), code };
    const keep = { untilUtc: nowUtc + COMMIT_MS, replaces: null };
    const quote = input.agreed ?? (await priceHold({ snapshot, resolved, holdId }, who, keep)).quote;
    return make(
      { snapshot, resolved, bookingId, nowUtc, mayTake, quote },
      { ...input, contact: contact.data, ...(visitor && { visitor }) },
    );
  };
}

/** Long enough for a code's use, kept before the transaction, to be still there when it commits. */
const COMMIT_MS = MINUTE_MS;

/** Whom a price is made for: the chat's own proof of who it is, never a number that was only typed. */
function pricedAs({ channel, address }: Pick<CreateBookingInput, 'channel' | 'address'>): string {
  return customerKeyOf({ phone: null, channel, address });
}

/** Which unique field a duplicate-key error names, or null for any other error. Such an error has already ended the transaction. */
function duplicateField(error: unknown): '_id' | 'reference' | null {
  if (!isDuplicateKey(error) || !('keyPattern' in error)) return null;
  const { keyPattern } = error;
  if (typeof keyPattern !== 'object' || keyPattern === null) return null;
  if ('reference' in keyPattern) return 'reference';
  return '_id' in keyPattern ? '_id' : null;
}
