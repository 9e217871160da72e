import type { Catalogue } from '../catalogue/index.js';
import type { PolicyRefusal } from '../flow/protocol.js';
import { formatWhen } from '../messaging/format.js';
import type { Instant } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import {
  checkStart,
  FOREVER,
  MINUTE_MS,
  zoneOf,
  type DaySheets,
  type FreeSlot,
  type ReleasePlace,
  type SlotSearch,
} from '../scheduling/index.js';
import { BookingError, type Actor, type Booking } from './booking.model.js';
import type { BookingWriter, Change, Owner } from './change-booking.js';
import { newClaim, resolveHold } from './hold-claim.js';
import { parseHoldId } from './hold-id.js';
import { ALTERNATIVES } from './holds.service.js';
import { changeRefusal, freeUntil } from './policy.rules.js';
import { isAhead } from './status.rules.js';

export interface CustomerActInput extends Owner {
  readonly bookingId: string;
  /** The same key again has no second effect and the same answer. */
  readonly key: string;
}

export type MoveOutcome =
  | { readonly kind: 'moved'; readonly booking: Booking; readonly wasStartsAtUtc: Instant }
  | { readonly kind: 'taken'; readonly alternatives: readonly FreeSlot[]; readonly wantedUtc: Instant }
  | { readonly kind: 'refused'; readonly booking: Booking; readonly reason: PolicyRefusal };

export type DropOutcome =
  | { readonly kind: 'dropped'; readonly booking: Booking }
  | { readonly kind: 'refused'; readonly booking: Booking; readonly reason: PolicyRefusal };

/** `changed`: what was agreed is no longer what the page showed, so nothing was dropped. */
export type DropSeenOutcome = DropOutcome | { readonly kind: 'changed'; readonly booking: Booking };

export type ComingOutcome = { readonly kind: 'noted'; readonly booking: Booking } | { readonly kind: 'gone' };

export interface CustomerActs {
  /** To a held time; the old time is freed in the same transaction (BK-19). Throws `booking.unknown`, `booking.unknownHold`. */
  moveBooking(input: CustomerActInput & { readonly holdId: string }): Promise<MoveOutcome>;
  /** Status, sheets and the event that drives reminders, messages and refund, together (CX-14). Throws `booking.unknown`. */
  dropBooking(input: CustomerActInput): Promise<DropOutcome>;
  /** The same for a page that may be hours old: only the version it showed is dropped. Throws `booking.unknown`. */
  dropAsSeen(input: CustomerActInput & { readonly seenVersion: number }): Promise<DropSeenOutcome>;
  /** A reminder's "I am coming". Keeps the version: nothing that was agreed has changed. */
  noteComing(input: CustomerActInput): Promise<ComingOutcome>;
}

interface CustomerActsDeps {
  readonly clock: Clock;
  readonly catalogue: Catalogue;
  readonly sheets: DaySheets;
  readonly slots: SlotSearch;
  readonly writer: BookingWriter;
}

class TakenWhileMoving extends Error {}

export function createCustomerActs(deps: CustomerActsDeps): CustomerActs {
  const { clock, catalogue, sheets, writer } = deps;
  const moveBooking = createMoveBooking(deps);
  const dropBooking = (input: CustomerActInput): Promise<DropOutcome> => drop<DropOutcome>(input, () => null);

  /** @param mismatch an answer in place of the act, asked after a repeated key has had its own. */
  async function drop<T>(input: CustomerActInput, mismatch: (booking: Booking) => T | null): Promise<T | DropOutcome> {
    const nowUtc = clock.nowUtc();
    const dayZone = zoneOf((await catalogue.current(input.shopId)).dayZone);
    return writer.change<T | DropOutcome>(
      input.bookingId,
      input,
      nowUtc,
      (booking) => {
        if (booking.history.some(({ actId }) => actId === input.key)) return { answer: { kind: 'dropped', booking } };
        const other = mismatch(booking);
        if (other !== null) return { answer: other };
        const reason = changeRefusal(booking, nowUtc);
        if (reason) return { answer: { kind: 'refused', booking, reason } };
        return {
          change: {
            set: { status: 'cancelled' },
            bumpsVersion: true,
            history: { ...act(input.key, 'cancel', booking, nowUtc), wasStartsAtUtc: null },
            event: 'booking.cancelled',
            onSheets: (session) => sheets.freeBooking(timeOf(booking, dayZone), booking._id, session),
          },
        };
      },
      (booking) => ({ kind: 'dropped', booking }),
    );
  }

  return {
    moveBooking,

    dropBooking,

    dropAsSeen: ({ seenVersion, ...input }) =>
      drop<DropSeenOutcome>(input, (booking) =>
        booking.version === seenVersion ? null : { kind: 'changed', booking },
      ),

    async noteComing(input) {
      const nowUtc = clock.nowUtc();
      return writer.change<ComingOutcome>(
        input.bookingId,
        input,
        nowUtc,
        (booking) => {
          if (!isAhead(booking.status) || nowUtc >= booking.endsAtUtc) return { answer: { kind: 'gone' } };
          if (booking.comingAtUtc !== null) return { answer: { kind: 'noted', booking } };
          const change: Change = {
            set: { comingAtUtc: nowUtc },
            bumpsVersion: false,
            history: { ...act(input.key, 'coming', booking, nowUtc), wasStartsAtUtc: null },
            event: 'booking.coming',
          };
          return { change };
        },
        (booking) => ({ kind: 'noted', booking }),
      );
    },
  };
}

function createMoveBooking({ clock, catalogue, sheets, slots, writer }: CustomerActsDeps): CustomerActs['moveBooking'] {
  return async (input) => {
    const ref = parseHoldId(input.holdId);
    const nowUtc = clock.nowUtc();
    const snapshot = await catalogue.current(input.shopId);
    const resolved = ref && ref.shopId === input.shopId ? resolveHold(snapshot, ref) : null;
    if (!ref || !resolved) throw new BookingError('booking.unknownHold', `no hold ${input.holdId} here`);
    const { shop } = snapshot;
    const mayTake = checkStart(snapshot, ref, nowUtc, { ignoreNotice: true }).kind === 'allowed';

    function moveOf(booking: Booking): Change {
      if (booking.service.id !== ref!.serviceId) {
        throw new BookingError('booking.unknownHold', 'the hold is of another service than the booking');
      }
      const bookingId = booking._id;
      return {
        set: {
          holdId: input.holdId,
          person: { id: resolved!.person.id, name: resolved!.person.name },
          comingAtUtc: null,
        },
        bumpsVersion: true,
        history: { ...act(input.key, 'move', booking, nowUtc), wasStartsAtUtc: booking.startsAtUtc },
        event: 'booking.moved',
        async onSheets(session) {
          const put = await sheets.put(
            {
              ...resolved!.place,
              claim: newClaim(snapshot, resolved!, input.holdId, input.key, { kind: 'booking', bookingId }),
              nowUtc,
              onOwn: { kind: 'booking', untilUtc: FOREVER, bookingId },
              mayTake,
              replaces: null,
              ignoreBookingId: bookingId,
            },
            session,
          );
          if (put.kind === 'taken' || put.claim.bookingId !== bookingId) throw new TakenWhileMoving();
          await sheets.freeBooking(timeOf(booking, resolved!.place.dayZone), bookingId, session, input.holdId);
          const { startsAtUtc, endsAtUtc, bufferMs } = put.claim;
          return {
            startsAtUtc,
            endsAtUtc,
            bufferMs,
            zone: shop.zone,
            promisedWall: formatWhen(startsAtUtc, shop.zone, booking.language),
            scheduledMin: (endsAtUtc - startsAtUtc) / MINUTE_MS,
            freeUntilUtc: freeUntil(startsAtUtc, shop.cancelFreeHours),
            timeVersion: booking.version + 1,
          };
        },
      };
    }

    try {
      return await writer.change<MoveOutcome>(
        input.bookingId,
        input,
        nowUtc,
        (booking) => {
          const before = booking.history.find(({ actId }) => actId === input.key);
          if (before) {
            return { answer: { kind: 'moved', booking, wasStartsAtUtc: before.wasStartsAtUtc ?? booking.startsAtUtc } };
          }
          const reason = changeRefusal(booking, nowUtc);
          return reason ? { answer: { kind: 'refused', booking, reason } } : { change: moveOf(booking) };
        },
        (booking) => ({ kind: 'moved', booking, wasStartsAtUtc: booking.history.at(-1)!.wasStartsAtUtc! }),
      );
    } catch (error) {
      if (!(error instanceof TakenWhileMoving)) throw error;
      const { serviceId, personId, startsAtUtc: wantedUtc, shopId } = ref;
      const question = { shopId, serviceId, personId, movingBookingId: input.bookingId };
      return { kind: 'taken', wantedUtc, alternatives: await slots.closest(question, wantedUtc, ALTERNATIVES) };
    }
  };
}

function act(actId: string, name: 'cancel' | 'move' | 'coming', booking: Booking, atUtc: Instant) {
  const who: Actor = { kind: 'customer', id: booking.conversationId, name: booking.customer.name };
  return { actId, act: name, who, atUtc, why: null };
}

/** Where a booking's claims stand. */
export function timeOf(booking: Booking, dayZone: ReleasePlace['dayZone']): ReleasePlace {
  const { shopId, startsAtUtc, endsAtUtc, bufferMs } = booking;
  return {
    shopId,
    personId: booking.person.id,
    serviceId: booking.service.id,
    dayZone,
    startsAtUtc,
    endsAtUtc,
    bufferMs,
  };
}
