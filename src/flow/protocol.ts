import type { Attachment, ChannelId, Instant, OutboundMessage } from '../messaging/message.js';
import type { Money } from '../messaging/format.js';

/**
 * What passes between the engine and the house. The engine asks with `Call`s (data), the house answers with `Outcome`s,
 * and the rest of the world speaks in `FlowEvent`s. Nothing here does anything.
 */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/* ---------- events: what the engine is told ---------- */

export type FlowEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'choice'; readonly stepId: string; readonly choiceId: string; readonly label?: string }
  | { readonly type: 'start'; readonly payload?: string }
  | { readonly type: 'media'; readonly media: string; readonly caption?: string }
  /** The answer to the call the engine waits for. */
  | { readonly type: 'outcome'; readonly outcome: Outcome }
  /** Something happened outside the chat that the person must hear of. */
  | { readonly type: 'notice'; readonly notice: Notice };

/** News from the house; each is said at once, whatever question is open, and the question is then asked again. */
export type Notice =
  | {
      readonly name: 'payment.booked';
      readonly booking: BookingView;
      readonly paid: Money;
      readonly late: boolean;
      readonly attachment?: Attachment;
    }
  | {
      readonly name: 'payment.refunded';
      readonly wanted: string;
      readonly lapsedAt: string;
      readonly refunded: Money;
      readonly alternatives: readonly SlotOption[];
      readonly serviceId: string;
    }
  | { readonly name: 'payment.lapsed'; readonly wanted: string; readonly serviceId: string }
  | { readonly name: 'booking.accepted'; readonly booking: BookingView; readonly attachment?: Attachment }
  | { readonly name: 'booking.rejected'; readonly booking: BookingView; readonly refunded: Money | null }
  | { readonly name: 'booking.started'; readonly booking: BookingView }
  | { readonly name: 'booking.done'; readonly booking: BookingView }
  | { readonly name: 'booking.noShow'; readonly booking: BookingView }
  | { readonly name: 'booking.reminder'; readonly booking: BookingView; readonly kind: 'advance' | 'soon' };

/* ---------- calls: what the engine asks for ---------- */

/** Each call with its input, and for each outcome the data that comes with it. An outcome's name is the block's exit. */
export interface Calls {
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
    };
    outcomes: {
      held: { holdId: string; slot: SlotOption; untilUtc: Instant; until: string };
      taken: { alternatives: readonly SlotOption[]; wanted: string };
      refused: { reason: DayRefusal; alternatives: readonly SlotOption[] };
    };
  };
  'hold.release': { input: { holdId: string }; outcomes: { released: Empty } };
  'booking.create': {
    input: { holdId: string; contact: Contact };
    outcomes: {
      booked: { booking: BookingView; attachment?: Attachment };
      /** The hold had ended; the time was still free and was taken again, or alternatives are offered. */
      taken: { alternatives: readonly SlotOption[]; wanted: string };
      refused: { reason: string };
    };
  };
  /** For services paid before: makes the link; hold, link and promise end at the same instant. */
  'payment.request': {
    input: { holdId: string; contact: Contact };
    outcomes: {
      link: { url: string; amount: Money; until: string; untilUtc: Instant; paymentId: string };
      taken: { alternatives: readonly SlotOption[]; wanted: string };
      failed: { reason: string };
    };
  };
  'bookings.list': {
    input: Record<string, never>;
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
  'booking.drop': {
    input: { bookingId: string };
    outcomes: {
      dropped: { booking: BookingView; refunded: Money | null };
      refused: { booking: BookingView; reason: PolicyRefusal };
    };
  };
  /** A reminder answered "I am coming". */
  'booking.coming': { input: { bookingId: string }; outcomes: { noted: { booking: BookingView }; gone: Empty } };
  /** Leaves a note for the people of the shop. */
  'person.note': { input: { note: string; about: string | null }; outcomes: { noted: { answeredBy: string } } };
}

type Empty = Record<string, never>;
export type CallName = keyof Calls;
export type CallInput<N extends CallName> = Calls[N]['input'];

/** One call as data. */
export type Call = { [N in CallName]: { readonly call: N; readonly input: CallInput<N> } }[CallName];
/** What came of a call. */
export type Outcome = { [N in CallName]: OutcomeOf<N> }[CallName];
export type OutcomeOf<N extends CallName> = {
  [K in keyof Calls[N]['outcomes']]: { readonly call: N; readonly exit: K; readonly data: Calls[N]['outcomes'][K] };
}[keyof Calls[N]['outcomes']];

/* ---------- what the engine produces ---------- */

export type Effect =
  | { readonly effect: 'say'; readonly message: OutboundMessage }
  /** The script waits until its outcome is fed back. At most one in a turn, and last. */
  | { readonly effect: 'call'; readonly call: Call }
  /** The last question no longer stands: channels that can edit a message in place mark it answered. */
  | { readonly effect: 'answered'; readonly stepId: string; readonly choiceId: string | null };

/* ---------- shared views: already worded for the person's language and the shop's zone ---------- */

export interface ServiceOption {
  readonly id: string;
  readonly name: string;
  readonly durationMin: number;
  readonly price: Money;
  readonly priceText: string;
  readonly pay: 'before' | 'deposit' | 'after';
}
export interface PersonOption {
  readonly id: string;
  readonly name: string;
}
export interface SlotOption {
  readonly startsAtUtc: Instant;
  readonly endsAtUtc: Instant;
  readonly personId: string;
  readonly personName: string;
  /** "Tue 24 Nov 14:00" */
  readonly when: string;
  /** "14:00" */
  readonly clock: string;
  readonly price: Money;
  readonly priceText: string;
  readonly recommended: boolean;
  /** Free places when the slot is for a group (AV-13); 1 otherwise. */
  readonly placesLeft: number;
}
export interface Contact {
  readonly name: string;
  readonly phone: string | null;
  readonly email: string | null;
  readonly note: string | null;
}
export type DayRefusal = 'past' | 'tooSoon' | 'tooFar' | 'closed' | 'full';
export type PolicyRefusal = 'pastDeadline' | 'alreadyOver' | 'gone';

export interface BookingView {
  readonly id: string;
  readonly version: number;
  /** BK-######## */
  readonly reference: string;
  readonly serviceId: string;
  readonly serviceName: string;
  readonly personId: string;
  readonly personName: string;
  readonly startsAtUtc: Instant;
  readonly endsAtUtc: Instant;
  readonly when: string;
  readonly place: string;
  readonly shopName: string;
  readonly customerName: string;
  readonly priceText: string;
  readonly paidText: string | null;
  readonly status:
    'pending' | 'accepted' | 'rejected' | 'in_progress' | 'completed' | 'cancelled' | 'no_show' | 'expired';
  /** Worded for the person: "waiting for Willow Salon", "booked", "done". */
  readonly statusText: string;
  readonly canMove: boolean;
  readonly canDrop: boolean;
  /** "Mon 23 Nov 14:00": until when it is free to move or drop, once accepted. */
  readonly freeUntil: string;
  /** That moment is still to come: only then may `freeUntil` be said. */
  readonly freeAhead: boolean;
  /** How many hours before the start that moment lies: 24. */
  readonly freeHours: number;
}

/** What the executor of a call is told about the chat it works for. */
export interface CallContext {
  readonly shopId: string;
  readonly conversationId: string;
  readonly channel: ChannelId;
  readonly address: string;
  readonly language: string;
  /** Unique to this call of this turn; the same key again must have the same one effect. */
  readonly key: string;
  /** When the event that caused the call was accepted. */
  readonly nowUtc: Instant;
}

/** How a business module offers the calls it can perform (its `*.blocks.ts`). */
export type CallHandlers<N extends CallName> = {
  readonly [K in N]: (input: CallInput<K>, context: CallContext) => Promise<OutcomeOf<K>>;
};
