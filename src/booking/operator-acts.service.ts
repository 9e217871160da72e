import type { Catalogue } from '../catalogue/index.js';
import { formatClock } from '../messaging/format.js';
import type { Instant } from '../messaging/message.js';
import type { OperatorActName } from '../messaging/operator.js';
import type { DomainEventType } from '../platform/events.js';
import { zoneOf, type DaySheets } from '../scheduling/index.js';
import type { Booking, HistoryRow } from './booking.model.js';
import type { BookingWriter, Change } from './change-booking.js';
import { timeOf } from './customer-acts.service.js';
import { nextStatus, type BookingStatus, type Profile } from './status.rules.js';

export interface OperatorActInput {
  readonly bookingId: string;
  readonly act: OperatorActName;
  readonly operator: { readonly id: string; readonly name: string };
  /** The same click twice has one effect. */
  readonly actId: string;
  /** The version the clicked card showed, when it is known. */
  readonly seenVersion?: number;
  /** When the click was accepted, UTC milliseconds. */
  readonly nowUtc: Instant;
}

export type OperatorOutcome =
  | { readonly kind: 'done'; readonly booking: Booking }
  /**
   * `late`: somebody was first; `illegal`: not from this status; `tooEarly`: a visit that has not begun cannot be missed;
   * `stale`: the time has changed since the card was shown. `text` says it to the operator.
   */
  | {
      readonly kind: 'refused';
      readonly reason: 'late' | 'illegal' | 'tooEarly' | 'stale';
      readonly booking: Booking;
      readonly text: string;
    };

const events: Readonly<Record<OperatorActName, DomainEventType>> = {
  accept: 'booking.accepted',
  reject: 'booking.rejected',
  start: 'booking.started',
  done: 'booking.completed',
  noShow: 'booking.noShow',
};

const words: Readonly<Record<BookingStatus, string>> = {
  pending: 'waiting for an answer',
  accepted: 'accepted',
  rejected: 'refused',
  arrived: 'there',
  in_progress: 'under way',
  extra_pending: 'waiting for the customer',
  work_done: 'ready',
  completed: 'done',
  billed: 'billed',
  cancelled: 'dropped by the customer',
  no_show: 'missed',
  expired: 'expired',
};

/** An operator's click: the first one wins, a repeated one changes nothing, an impossible one is explained (BK-05). */
export function createOperatorAct(deps: {
  readonly catalogue: Catalogue;
  readonly sheets: DaySheets;
  readonly writer: BookingWriter;
}): (input: OperatorActInput) => Promise<OperatorOutcome> {
  const { catalogue, sheets, writer } = deps;

  return async (input) => {
    const { nowUtc, actId } = input;
    const found = await writer.find(input.bookingId);
    const snapshot = found ? await catalogue.current(found.shopId) : null;

    function decide(booking: Booking): { answer: OperatorOutcome } | { change: Change } {
      if (booking.history.some((row) => row.actId === actId)) return { answer: { kind: 'done', booking } };
      const profile = snapshot?.shop.profile ?? 'appointment';
      const refusal = refusalOf(booking, input, profile);
      if (refusal) return { answer: { kind: 'refused', reason: refusal, booking, text: explain(refusal, booking) } };
      const status = nextStatus(profile, booking.status, input.act)!;
      const frees = status === 'rejected' && snapshot !== null;
      return {
        change: {
          set: { status },
          bumpsVersion: true,
          history: {
            actId,
            act: input.act,
            who: { kind: 'operator', id: input.operator.id, name: input.operator.name },
            atUtc: nowUtc,
            why: null,
            wasStartsAtUtc: null,
          },
          // A workshop's finished work is not the end of the visit: nobody is told that it is over yet.
          event: status === 'work_done' ? null : events[input.act],
          ...(frees
            ? {
                onSheets: (session) =>
                  sheets.freeBooking(timeOf(booking, zoneOf(snapshot.dayZone)), booking._id, session),
              }
            : {}),
        },
      };
    }
    return writer.change<OperatorOutcome>(input.bookingId, null, nowUtc, decide, (booking) => ({
      kind: 'done',
      booking,
    }));
  };
}

type Refusal = Extract<OperatorOutcome, { kind: 'refused' }>['reason'];

function refusalOf(booking: Booking, input: OperatorActInput, profile: Profile): Refusal | null {
  if (nextStatus(profile, booking.status, input.act) === null) {
    return lastDecision(booking)?.who.kind === 'operator' ? 'late' : 'illegal';
  }
  if (input.seenVersion !== undefined && input.seenVersion < booking.timeVersion) return 'stale';
  if (input.act === 'noShow' && input.nowUtc < booking.startsAtUtc) return 'tooEarly';
  return null;
}

/** The act that brought the booking into its present status. */
function lastDecision(booking: Booking): HistoryRow | undefined {
  return booking.history.findLast((row) => row.from !== row.to);
}

function explain(reason: Refusal, booking: Booking): string {
  const { zone, language, status } = booking;
  const last = lastDecision(booking);
  const at = last ? formatClock(last.atUtc, zone, language) : '';
  switch (reason) {
    case 'late':
      return `${last?.who.name ?? 'Somebody'} was first: ${words[status]} since ${at}.`;
    case 'illegal':
      return `That is not possible now: this booking is ${words[status]}.`;
    case 'tooEarly':
      return `This visit begins at ${formatClock(booking.startsAtUtc, zone, language)}; it cannot be missed before that.`;
    case 'stale':
      return `The time has changed to ${booking.promisedWall} since this card was shown. Please look at it again.`;
  }
}
