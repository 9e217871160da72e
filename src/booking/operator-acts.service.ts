import type { ClientSession } from 'mongoose';
import type { Catalogue, Shop, Snapshot } from '../catalogue/index.js';
import { formatClock } from '../messaging/format.js';
import type { Instant } from '../messaging/message.js';
import type { OperatorActName } from '../messaging/operator.js';
import type { DomainEventType } from '../platform/events.js';
import { zoneOf, type DaySheets } from '../scheduling/index.js';
import type { TokenDesk } from '../tokens/index.js';
import type { Booking, HistoryRow } from './booking.model.js';
import type { BookingWriter, Change } from './change-booking.js';
import { freeTime } from './customer-act.js';
import { purseOwner } from './drop-booking.js';
import { takeForMiss } from './no-show.js';
import { nextStatus, type BookingStatus, type Profile } from './status.rules.js';

/** The acts that are about the visit itself; those on a change request are judged where requests are. */
export type DeskAct = Exclude<OperatorActName, 'approveChange' | 'refuseChange' | 'cancel'>;

export interface OperatorActInput {
  readonly bookingId: string;
  readonly act: DeskAct;
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
   * `stale`: the time has changed since the card was shown; `undone`: a miss is taken back once; `unpriced`: nothing to ask
   * the customer about was written down. `text` says it to the operator.
   */
  | {
      readonly kind: 'refused';
      readonly reason: 'late' | 'illegal' | 'tooEarly' | 'stale' | 'undone' | 'unpriced';
      readonly booking: Booking;
      readonly text: string;
    };

const events: Readonly<Record<DeskAct, DomainEventType>> = {
  accept: 'booking.accepted',
  reject: 'booking.rejected',
  start: 'booking.started',
  done: 'booking.completed',
  confirm: 'booking.completed',
  noShow: 'booking.noShow',
  undoNoShow: 'booking.noShowUndone',
  askExtra: 'booking.extraAsked',
  dropExtra: 'booking.changed',
  bill: 'booking.changed',
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
  readonly tokens?: TokenDesk | undefined;
}): (input: OperatorActInput) => Promise<OperatorOutcome> {
  const { catalogue, sheets, writer, tokens } = deps;

  /** What else an act changes, in its transaction. */
  async function effects(
    session: ClientSession,
    booking: Booking,
    { act, nowUtc, operator }: OperatorActInput,
    { shop, dayZone }: Snapshot,
  ): Promise<Partial<Booking>> {
    if (act === 'reject') await freeTime(sheets, booking, zoneOf(dayZone), session);
    if (act === 'noShow') return tokens ? takeForMiss(session, tokens, booking, shop, nowUtc) : {};
    // Also where the purse was empty and nothing was taken: the miss stands in it, and a second one would be free.
    if (act === 'undoNoShow' && tokens && booking.isTokenTaken !== undefined) {
      const purse = { shop, customer: purseOwner(booking), bookingId: booking._id, nowUtc, by: operator.name };
      await tokens.giveBack(session, purse);
      return { isTokenTaken: false };
    }
    return {};
  }

  return async (input) => {
    const { nowUtc, actId } = input;
    const found = await writer.find(input.bookingId);
    const snapshot = found ? await catalogue.current(found.shopId) : null;

    function decide(booking: Booking): { answer: OperatorOutcome } | { change: Change } {
      if (booking.history.some((row) => row.actId === actId)) return { answer: { kind: 'done', booking } };
      const trade = tradeOf(snapshot?.shop);
      const refusal = refusalOf(booking, input, trade);
      if (refusal) return { answer: { kind: 'refused', reason: refusal, booking, text: explain(refusal, booking) } };
      const status = nextStatus(trade.profile, booking.status, input.act, trade.confirms)!;
      return {
        change: {
          set: { status, ...extraAfter(booking, input.act) },
          bumpsVersion: true,
          history: {
            actId,
            act: input.act,
            who: { kind: 'operator', id: input.operator.id, name: input.operator.name },
            atUtc: nowUtc,
            why: null,
            wasStartsAtUtc: null,
          },
          // Finished work is not the end of the visit: nobody is told that it is over yet.
          event: status === 'work_done' ? 'booking.changed' : events[input.act],
          ...(snapshot ? { onSheets: (session) => effects(session, booking, input, snapshot) } : {}),
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

interface Trade {
  readonly profile: Profile;
  /** Finished work is confirmed by a second press. */
  readonly confirms: boolean;
}

function tradeOf(shop: Pick<Shop, 'profile' | 'policy'> | undefined): Trade {
  return { profile: shop?.profile ?? 'appointment', confirms: shop?.policy.confirmCompletion ?? false };
}

function extraAfter({ extra }: Booking, act: DeskAct): Partial<Booking> {
  if (extra && act === 'askExtra') return { extra: { ...extra, state: 'asked' } };
  return extra && act === 'dropExtra' ? { extra: { ...extra, state: 'withdrawn' } } : {};
}

function refusalOf(booking: Booking, input: OperatorActInput, { profile, confirms }: Trade): Refusal | null {
  if (input.act === 'undoNoShow' && booking.history.some(({ act }) => act === 'undoNoShow')) return 'undone';
  if (nextStatus(profile, booking.status, input.act, confirms) === null) {
    return lastDecision(booking)?.who.kind === 'operator' ? 'late' : 'illegal';
  }
  if (input.seenVersion !== undefined && input.seenVersion < booking.timeVersion) return 'stale';
  if (input.act === 'noShow' && input.nowUtc < booking.startsAtUtc) return 'tooEarly';
  if (input.act === 'askExtra' && booking.extra?.state !== 'draft') return 'unpriced';
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
    case 'undone':
      return 'A missed visit is taken back once only.';
    case 'unpriced':
      return 'Write the extra work and its price into this card’s thread first, for example: extra 45 new chain';
    case 'stale':
      return `The time has changed to ${booking.promisedWall} since this card was shown. Please look at it again.`;
  }
}

const IN_ORDER: readonly DeskAct[] = [
  'accept',
  'reject',
  'start',
  'askExtra',
  'dropExtra',
  'done',
  'confirm',
  'bill',
  'noShow',
  'undoNoShow',
];

/** What operators may press now, in the order of the work. Pressing is judged again when it comes. */
export function actsFor(booking: Booking, shop: Pick<Shop, 'profile' | 'policy'>): readonly DeskAct[] {
  const { profile, confirms } = tradeOf(shop);
  return IN_ORDER.filter((act) => {
    if (nextStatus(profile, booking.status, act, confirms) === null) return false;
    if (act === 'askExtra') return booking.extra?.state === 'draft';
    return act !== 'undoNoShow' || !booking.history.some((row) => row.act === 'undoNoShow');
  });
}
