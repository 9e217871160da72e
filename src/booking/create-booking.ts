import type { ClientSession } from 'mongoose';
import { quoteOf, type Catalogue, type Snapshot } from '../catalogue/index.js';
import type { Contact } from '../flow/protocol.js';
import { formatWhen } from '../messaging/format.js';
import type { ChannelId, Instant } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import type { EventStore } from '../platform/events.js';
import type { Mongo } from '../platform/mongo.js';
import {
  checkStart,
  FOREVER,
  MINUTE_MS,
  type Claim,
  type DaySheets,
  type FreeSlot,
  type SlotSearch,
} from '../scheduling/index.js';
import { BookingError, BOOKINGS, contactSchema, type Booking, type HistoryRow, type Paid } from './booking.model.js';
import { eventOf } from './change-booking.js';
import { newClaim, resolveHold, type ResolvedHold } from './hold-claim.js';
import { bookingIdOf, parseHoldId, randomReference } from './hold-id.js';
import { ALTERNATIVES } from './holds.service.js';
import { freeUntil } from './policy.rules.js';

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
}

export type CreateOutcome =
  | { readonly kind: 'booked'; readonly booking: Booking }
  | { readonly kind: 'taken'; readonly alternatives: readonly FreeSlot[]; readonly wantedUtc: Instant }
  /** `contact`: a detail is missing or too long; `payFirst`: this service is not booked unpaid; `unknownHold`: not our id. */
  | { readonly kind: 'refused'; readonly reason: 'contact' | 'payFirst' | 'unknownHold' };

export interface CreateBookingDeps {
  readonly mongo: Mongo;
  readonly clock: Clock;
  readonly catalogue: Catalogue;
  readonly sheets: DaySheets;
  readonly slots: SlotSearch;
  readonly events: EventStore;
  /** Random by default; tests make two collide. */
  readonly newReference?: () => string;
}

/** Ends the transaction: nothing of it may stay. */
class Abort extends Error {
  readonly outcome: 'taken' | { readonly bookingId: string };
  constructor(outcome: Abort['outcome']) {
    super('booking not made');
    this.outcome = outcome;
  }
}

const REFERENCE_ATTEMPTS = 8;

/**
 * The only road to a booking (field pain 2). One transaction: the hold becomes a booked claim, the row, its first history
 * line and `booking.created`. A hold that has lapsed is taken again if its time is still free (AV-16).
 */
export function createCreateBooking(deps: CreateBookingDeps): (input: CreateBookingInput) => Promise<CreateOutcome> {
  const { mongo, clock, catalogue, sheets, slots, events, newReference = randomReference } = deps;
  const bookings = mongo.connection.collection<Booking>(BOOKINGS);

  /** The answer for "done before", under this key or, for one hold, under another. */
  async function existing(bookingId: string): Promise<CreateOutcome> {
    const booking = await bookings.findOne({ _id: bookingId });
    if (!booking) throw new BookingError('booking.unknown', `no booking ${bookingId} behind its claim`);
    return { kind: 'booked', booking };
  }

  async function commit(session: ClientSession, hold: Prepared, input: CreateBookingInput): Promise<Booking> {
    const { snapshot, resolved, bookingId, nowUtc, mayTake } = hold;
    const nature = { kind: 'booking', bookingId } as const;
    const put = await sheets.put(
      {
        ...resolved.place,
        claim: newClaim(snapshot, resolved, input.holdId, input.key, nature),
        nowUtc,
        onOwn: { kind: 'booking', untilUtc: FOREVER, bookingId },
        mayTake,
        replaces: null,
        ignoreBookingId: null,
      },
      session,
    );
    // The hold of a move may lie over the moved booking's own time: as a booking of its own it would double it.
    if (put.kind === 'taken' || put.claim.movingBookingId !== null) throw new Abort('taken');
    if (put.claim.bookingId !== null && put.claim.bookingId !== bookingId) {
      throw new Abort({ bookingId: put.claim.bookingId });
    }
    const booking = newBooking(hold, input, put.claim, newReference());
    await bookings.insertOne(booking, { session });
    await events.record(session, [eventOf('booking.created', booking, nowUtc)]);
    return booking;
  }

  return async (input) => {
    const ref = parseHoldId(input.holdId);
    if (!ref) return { kind: 'refused', reason: 'unknownHold' };
    const contact = contactSchema.safeParse(input.contact);
    if (!contact.success) return { kind: 'refused', reason: 'contact' };
    const snapshot = await catalogue.current(ref.shopId);
    const resolved = resolveHold(snapshot, ref);
    if (!resolved) return { kind: 'refused', reason: 'unknownHold' };
    if (resolved.service.pay !== 'after' && !input.paid) return { kind: 'refused', reason: 'payFirst' };
    const nowUtc = clock.nowUtc();
    const mayTake = checkStart(snapshot, ref, nowUtc, { ignoreNotice: true }).kind === 'allowed';
    const bookingId = bookingIdOf(ref.shopId, input.key);
    const hold: Prepared = { snapshot, resolved, bookingId, nowUtc, mayTake };
    for (let attempt = 0; attempt < REFERENCE_ATTEMPTS; attempt += 1) {
      try {
        const cleaned = { ...input, contact: contact.data };
        const booking = await mongo.transaction((session) => commit(session, hold, cleaned));
        events.wake();
        return { kind: 'booked', booking };
      } catch (error) {
        if (error instanceof Abort && error.outcome !== 'taken') return existing(error.outcome.bookingId);
        if (error instanceof Abort) {
          const { serviceId, personId, startsAtUtc: wantedUtc } = ref;
          const question = { shopId: ref.shopId, serviceId, personId, movingBookingId: null };
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

interface Prepared {
  readonly snapshot: Snapshot;
  readonly resolved: ResolvedHold;
  readonly bookingId: string;
  readonly nowUtc: Instant;
  readonly mayTake: boolean;
}

/** Which unique field a duplicate-key error names, or null for any other error. Such an error has already ended the transaction. */
function duplicateField(error: unknown): '_id' | 'reference' | null {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 11000 || !('keyPattern' in error)) return null;
  const { keyPattern } = error;
  if (typeof keyPattern !== 'object' || keyPattern === null) return null;
  if ('reference' in keyPattern) return 'reference';
  return '_id' in keyPattern ? '_id' : null;
}

function newBooking(
  { snapshot, resolved, bookingId, nowUtc }: Prepared,
  input: CreateBookingInput,
  claim: Claim,
  reference: string,
): Booking {
  const { shop } = snapshot;
  const { service, person } = resolved;
  const status = shop.acceptance === 'instant' ? 'accepted' : 'pending';
  const { name, phone, email, note, answers } = input.contact;
  const created: HistoryRow = {
    actId: input.key,
    act: 'create',
    who: { kind: 'customer', id: input.conversationId, name },
    atUtc: nowUtc,
    why: null,
    from: null,
    to: status,
    version: 1,
    wasStartsAtUtc: null,
  };
  return {
    _id: bookingId,
    shopId: shop.id,
    reference,
    holdId: input.holdId,
    conversationId: input.conversationId,
    channel: input.channel,
    address: input.address,
    language: input.language,
    customer: { name, phone, email },
    note,
    ...(answers && answers.length > 0 ? { answers } : {}),
    service: { id: service.id, name: service.name, durationMin: service.durationMin },
    price: quoteOf({ currency: claim.currency }, { priceMinor: claim.amountMinor }),
    person: { id: person.id, name: person.name },
    startsAtUtc: claim.startsAtUtc,
    endsAtUtc: claim.endsAtUtc,
    bufferMs: claim.bufferMs,
    zone: shop.zone,
    promisedWall: formatWhen(claim.startsAtUtc, shop.zone, input.language),
    // From the time that is really taken, not from the catalogue of this minute (AV-28).
    scheduledMin: (claim.endsAtUtc - claim.startsAtUtc) / MINUTE_MS,
    status,
    version: 1,
    timeVersion: 1,
    freeUntilUtc: freeUntil(claim.startsAtUtc, shop.cancelFreeHours),
    paid: input.paid,
    comingAtUtc: null,
    createdAtUtc: nowUtc,
    history: [created],
  };
}
