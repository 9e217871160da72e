import type { Money } from '../messaging/format.js';
import type { Attachment, ChannelId, Instant } from '../messaging/message.js';
import type { Quote } from '../catalogue/index.js';
import type { BookingView, Contact, Held, OrderView, SlotOption } from '../flow/protocol.js';

/** What payments ask of bookings. The only writer of holds and bookings is on the other side of it. */
export interface BookingDesk {
  /** What a hold is for and what has to be paid for it now, priced on the server. Null for an id that is not ours. */
  quoteHold(input: { shopId: string; holdId: string; language: string; who: Chat }): Promise<HoldQuote | null>;
  /** Makes the hold end at `untilUtc`, taking its time again if it had ended and is free. The same call twice is one. */
  extendHold(input: {
    shopId: string;
    holdId: string;
    language: string;
    untilUtc: Instant;
    who: Chat;
    /** The price that was shown; a time that had ended is taken again at it. */
    price: Quote;
  }): Promise<ExtendAnswer>;
  /** A hold that is not there any more is released already. */
  releaseHold(input: { shopId: string; holdId: string }): Promise<void>;
  /**
   * Makes the booking, taking the time again when the hold has ended and the time is still free.
   * The same key always means the same one booking.
   */
  createBooking(input: PaidBooking): Promise<BookAnswer>;
  /** As it stands now, or null when there is no such booking. */
  viewBooking(input: { shopId: string; bookingId: string; language: string }): Promise<BookedView | null>;
  /** How a booking ended, or null while it stands. */
  endingOf(input: { shopId: string; bookingId: string }): Promise<BookingEnding | null>;
}

/** Whose chat it is: prices and codes may depend on it. */
export interface Chat {
  readonly conversationId: string;
  readonly channel: ChannelId;
  readonly address: string;
}

export interface HoldQuote extends WantedTime {
  readonly price: Quote;
  /** The same for the chat, when the price that was shown there is another. */
  present(untilUtc: Instant): Held;
  readonly due: Money;
  readonly zone: string;
  readonly shopName: string;
}

export type ExtendAnswer =
  { readonly kind: 'extended' } | { readonly kind: 'gone'; readonly alternatives: readonly SlotOption[] };

export interface WantedTime {
  readonly serviceId: string;
  readonly serviceName: string;
  readonly personId: string;
  readonly startsAtUtc: Instant;
  /** "Tue 24 Nov 14:00", as said in the chat. */
  readonly wanted: string;
  /** No visit is paid but an order of products, by this id. */
  readonly orderId?: string;
}

export interface PaidBooking {
  readonly shopId: string;
  readonly holdId: string;
  readonly contact: Contact;
  readonly conversationId: string;
  readonly channel: ChannelId;
  readonly address: string;
  readonly language: string;
  readonly key: string;
  readonly time: WantedTime;
  /** What was agreed when the link was made; rows from before prices were kept have none. */
  readonly price: Quote | null;
  readonly paid: { readonly paymentId: string; readonly amount: Money; readonly atUtc: Instant };
}

export type BookedView =
  { readonly booking: BookingView; readonly attachment?: Attachment } | { readonly order: OrderView };

export type BookAnswer =
  | { readonly kind: 'booked'; readonly bookingId: string }
  | { readonly kind: 'taken'; readonly alternatives: readonly SlotOption[] }
  | { readonly kind: 'refused'; readonly reason: string };

export interface BookingEnding {
  readonly by: 'customer' | 'shop';
  /** How much of what was paid goes back (GP-07). */
  readonly percent: number;
}
