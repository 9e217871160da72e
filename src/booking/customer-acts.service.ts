import type { PolicyRefusal } from '../flow/protocol.js';
import type { Instant } from '../messaging/message.js';
import { checkStart, zoneOf, type FreeSlot, type SlotSearch } from '../scheduling/index.js';
import { BookingError, type Booking } from './booking.model.js';
import type { Change } from './change-booking.js';
import { actOf, freeTime, type CustomerActInput } from './customer-act.js';
import { createDrops, type Drops, type DropsDeps } from './drop-booking.js';
import { newClaims, resolveHold } from './hold-claim.js';
import { parseHoldId } from './hold-id.js';
import { ALTERNATIVES } from './holds.service.js';
import { moveRefusal, overRefusal, promise } from './policy.rules.js';
import { isAhead } from './status.rules.js';
import { timeTaken } from './time-taken.js';
import { putVisit } from './visit-claims.js';
import { FOREVER } from '../platform/time-units.js';

export type MoveOutcome =
  | { readonly kind: 'moved'; readonly booking: Booking; readonly wasStartsAtUtc: Instant }
  | { readonly kind: 'taken'; readonly alternatives: readonly FreeSlot[]; readonly wantedUtc: Instant }
  | { readonly kind: 'refused'; readonly booking: Booking; readonly reason: PolicyRefusal };

export type ComingOutcome = { readonly kind: 'noted'; readonly booking: Booking } | { readonly kind: 'gone' };

export interface CustomerActs extends Drops {
  /** To a held time; the old time is freed in the same transaction (BK-19). Throws `booking.unknown`, `booking.unknownHold`. */
  moveBooking(input: CustomerActInput & { readonly holdId: string }): Promise<MoveOutcome>;
  /** A reminder's "I am coming". Keeps the version: nothing that was agreed has changed. */
  noteComing(input: CustomerActInput): Promise<ComingOutcome>;
}

interface CustomerActsDeps extends DropsDeps {
  readonly slots: SlotSearch;
}

class TakenWhileMoving extends Error {}

export function createCustomerActs(deps: CustomerActsDeps): CustomerActs {
  const { clock, writer } = deps;
  return {
    ...createDrops(deps),
    moveBooking: createMoveBooking(deps),

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
            history: { ...actOf(input, 'coming', booking, nowUtc), wasStartsAtUtc: null },
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
          comingAtUtc: null,
        },
        bumpsVersion: true,
        history: { ...actOf(input, 'move', booking, nowUtc), wasStartsAtUtc: booking.startsAtUtc },
        event: 'booking.moved',
        async onSheets(session) {
          const nature = { kind: 'booking', bookingId } as const;
          const put = await putVisit(
            sheets,
            resolved!,
            newClaims(snapshot, resolved!, input.holdId, input.key, nature),
            {
              nowUtc,
              onOwn: { kind: 'booking', untilUtc: FOREVER, bookingId },
              mayTake,
              replaces: null,
              ignoreBookingId: bookingId,
            },
            session,
          );
          if (put.kind === 'taken' || put.claims.some((one) => one.bookingId !== bookingId))
            throw new TakenWhileMoving();
          // A hold that is to move another visit may lie over that one's time.
          if (put.claims.some((one) => one.movingBookingId !== null && one.movingBookingId !== bookingId))
            throw new TakenWhileMoving();
          const stay = put.claims.map(({ id }) => id);
          await freeTime(sheets, booking, zoneOf(snapshot.dayZone), session, stay);
          const time = timeTaken(resolved!, put.claims, shop, booking.language);
          return {
            ...time,
            ...promise(time.startsAtUtc, shop),
            timeVersion: booking.version + 1,
          };
        },
      };
    }

    function answerOf(booking: Booking): MoveOutcome | null {
      const before = booking.history.find(({ actId }) => actId === input.key);
      if (before) return { kind: 'moved', booking, wasStartsAtUtc: before.wasStartsAtUtc ?? booking.startsAtUtc };
      const reason = input.isGranted ? overRefusal(booking, nowUtc) : moveRefusal(booking, nowUtc);
      return reason && { kind: 'refused', booking, reason };
    }

    try {
      return await writer.change<MoveOutcome>(
        input.bookingId,
        input,
        nowUtc,
        (booking) => {
          const answer = answerOf(booking);
          return answer ? { answer } : { change: moveOf(booking) };
        },
        (booking) => ({ kind: 'moved', booking, wasStartsAtUtc: booking.history.at(-1)!.wasStartsAtUtc! }),
      );
    } catch (error) {
      if (!(error instanceof TakenWhileMoving)) throw error;
      // Whoever took the time may have been let in by the end of this very visit: then nothing is left to be moved.
      const now = await writer.find(input.bookingId, input);
      const answer = now && answerOf(now);
      if (answer) return answer;
      const { serviceId, personId, startsAtUtc: wantedUtc, shopId } = ref;
      const question = { shopId, serviceId, personId, movingBookingId: input.bookingId };
      return { kind: 'taken', wantedUtc, alternatives: await slots.closest(question, wantedUtc, ALTERNATIVES) };
    }
  };
}
