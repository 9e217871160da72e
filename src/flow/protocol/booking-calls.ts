import type { Money } from '../../messaging/format.js';
import type { Attachment, Instant } from '../../messaging/message.js';
import type { Empty } from './json.js';
import type {
  BookingType,
  BookingView,
  ChangeWish,
  CodeRefusal,
  DayRefusal,
  Held,
  PolicyRefusal,
  TokensView,
} from './booking-views.js';
import type { Contact, PersonOption, ServiceOption, SlotOption } from './views.js';

/** What a script asks of the diary: what there is, when it is free, and everything that becomes of a booking. */
export interface BookingCalls {
  'services.list': {
    input: Record<string, never>;
    outcomes: { found: { services: readonly ServiceOption[] }; none: Empty };
  };
  /** People who do this service. */
  'people.list': {
    input: { serviceId: string };
    outcomes: { found: { people: readonly PersonOption[] }; none: Empty };
  };
  /** Free times in order. `afterUtc` pages on; `localDate` (YYYY-MM-DD, shop zone) asks for one day. */
  'slots.search': {
    input: {
      serviceId: string;
      personId: string | null;
      afterUtc: Instant | null;
      localDate: string | null;
      limit: number;
      movingBookingId: string | null;
      /** What is wished for; an ordinary visit when absent. */
      kind?: BookingType;
      /** Places wanted together; 1 when absent. */
      seats?: number;
    };
    outcomes: {
      found: { slots: readonly SlotOption[]; more: boolean };
      /** Nothing on that day; the nearest free times instead. */
      otherDay: { slots: readonly SlotOption[]; reason: DayRefusal; asked: string };
      none: Empty;
    };
  };
  /** Keeps a time. `replaces` is an earlier hold of the same chat, released in the same act. */
  'hold.place': {
    input: {
      serviceId: string;
      personId: string | null;
      startsAtUtc: Instant;
      replaces: string | null;
      movingBookingId: string | null;
      kind?: BookingType;
      seats?: number;
      /** Nobody in particular was asked for: the person named is a proposal of ours. */
      anyPerson?: true;
    };
    outcomes: {
      held: Held;
      taken: { alternatives: readonly SlotOption[]; wanted: string };
      refused: { reason: DayRefusal; alternatives: readonly SlotOption[] };
      blocked: { tokens: TokensView };
    };
  };
  'hold.release': { input: { holdId: string }; outcomes: { released: Empty } };
  'booking.create': {
    /** `quoteId`: the price that was shown; another one is never charged without a word (PR-15). */
    input: { holdId: string; contact: Contact; quoteId?: string };
    outcomes: {
      booked: { booking: BookingView; attachment?: Attachment };
      /** The hold had ended; the time was still free and was taken again, or alternatives are offered. */
      taken: { alternatives: readonly SlotOption[]; wanted: string };
      refused: { reason: string };
      /** The price had to be made anew and differs: the time is kept at the new one. */
      repriced: Held;
      blocked: { tokens: TokensView };
    };
  };
  /** For services paid before: makes the link; hold, link and promise end at the same instant. */
  'payment.request': {
    input: { holdId: string; contact: Contact; quoteId?: string };
    outcomes: {
      link: { url: string; amount: Money; until: string; untilUtc: Instant; paymentId: string };
      taken: { alternatives: readonly SlotOption[]; wanted: string };
      failed: { reason: string };
      repriced: Held;
    };
  };
  /** A code that lowers the price, typed at any time before paying (PR-07). */
  'promo.apply': {
    input: { code: string; holdId: string | null; serviceId: string | null; isPaying: boolean };
    outcomes: {
      applied: { code: string; held: Held };
      /** Nothing is held yet: it is taken into account when a time is. */
      kept: { code: string };
      refused: { code: string; reason: CodeRefusal };
    };
  };
  /** What is ahead, soonest first, or what lies behind, latest first; of one service when it is named. */
  'bookings.list': {
    input: { past?: true; serviceId?: string };
    outcomes: { found: { bookings: readonly BookingView[] }; none: Empty };
  };
  /** Moves to a held time; the old time is freed in the same act. */
  'booking.move': {
    input: { bookingId: string; holdId: string };
    outcomes: {
      moved: { booking: BookingView; was: string; attachment?: Attachment };
      taken: { alternatives: readonly SlotOption[]; wanted: string };
      refused: { booking: BookingView; reason: PolicyRefusal };
    };
  };
  /** What dropping would mean now, said before it is done. */
  'booking.weigh': {
    input: { bookingId: string };
    outcomes: {
      /** As if it had never been booked: what was paid goes back whole. */
      free: { booking: BookingView };
      /** Past the deadline: what goes back, what was paid and stays, and the token it costs. */
      late: { booking: BookingView; refund: Money | null; kept: Money | null; tokens: TokensView };
      refused: { booking: BookingView; reason: PolicyRefusal };
    };
  };
  /** `lateAgreed`: the price of a late drop was shown and agreed to; without it only a free one is done. */
  'booking.drop': {
    input: { bookingId: string; lateAgreed?: true };
    outcomes: {
      dropped: { booking: BookingView; refunded: Money | null; tokens?: TokensView | null };
      refused: { booking: BookingView; reason: PolicyRefusal };
    };
  };
  /** A reminder answered "I am coming". */
  'booking.coming': { input: { bookingId: string }; outcomes: { noted: { booking: BookingView }; gone: Empty } };
  /** Asks the shop to drop or move a booking it need not drop or move any more (CX-15). */
  'change.request': {
    input: { bookingId: string; wish: ChangeWish; startsAtUtc: Instant | null; personId: string | null };
    outcomes: {
      asked: { booking: BookingView };
      /** One is waiting for its answer already. */
      waiting: { booking: BookingView };
      gone: { booking: BookingView };
    };
  };
  /** The customer's word on more work than was agreed (BK-04). */
  'extra.answer': {
    input: { bookingId: string; isApproved: boolean };
    outcomes: { noted: { booking: BookingView }; gone: Empty };
  };
  /** What is left in the customer's purse; none where late drops cost no tokens. */
  'tokens.read': { input: Record<string, never>; outcomes: { found: { tokens: TokensView }; none: Empty } };
}
