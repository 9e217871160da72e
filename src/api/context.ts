import { parsePhoneNumberFromString, isSupportedCountry } from 'libphonenumber-js';
import {
  presentBooking,
  type Booking,
  type BookingDesk,
  type HoldQuote,
  type StaffActs,
  type createAssign,
} from '../booking/index.js';
import type { Catalogue, Schedules, ServiceAdmin, Shop, Snapshot } from '../catalogue/index.js';
import type { BookingView } from '../flow/protocol.js';
import type { ChannelId } from '../messaging/message.js';
import type { AllOrders, Orders } from '../orders/index.js';
import type { Payments } from '../payments/index.js';
import type { Clock } from '../platform/clock.js';
import type { Conflicts, SlotSearch, TimeBlocks } from '../scheduling/index.js';
import type { Changes } from '../changes/index.js';
import type { Pricing } from '../pricing/index.js';
import type { Proofs } from '../sandbox/index.js';
import type { Tokens } from '../tokens/index.js';
import type { createTrackingLinks, GuestLookup } from '../tracking/index.js';
import type { Waitlist } from '../waitlist/index.js';
import type { Cursors } from './cursor.js';
import { ApiProblem } from './problems.js';

/** Where somebody who was booked for by a program is written to. */
export interface Chat {
  readonly conversationId: string;
  readonly channel: ChannelId;
  readonly address: string;
}

/** What the operations work with: the business services, and how answers are dressed. */
export interface ApiServices {
  readonly clock: Clock;
  readonly catalogue: Catalogue;
  readonly serviceAdmin: ServiceAdmin;
  readonly slots: SlotSearch;
  readonly desk: BookingDesk;
  /** Null where nobody takes money. */
  readonly payments: Payments | null;
  readonly tokens: Tokens;
  readonly orders: Orders;
  /** Orders of products and bookings in one list. */
  readonly allOrders: AllOrders;
  readonly conflicts: Conflicts;
  readonly staff: StaffActs;
  readonly assign: ReturnType<typeof createAssign>;
  readonly changes: Changes;
  readonly waitlist: Waitlist;
  readonly pricing: Pick<Pricing, 'promos'>;
  readonly schedules: Schedules;
  readonly timeBlocks: TimeBlocks;
  readonly proofs: Proofs;
  readonly trackingLinks: ReturnType<typeof createTrackingLinks>;
  /** Sends the owner of a visit a link, and says nothing of whether there was one. */
  readonly guestLookup: Pick<GuestLookup, 'ask'>;
  /** The chat of a number that is known, so that its owner finds the booking there; null where none can be had. */
  readonly chatOf: (phone: string) => Chat | null;
  readonly cursors: Cursors;
  /** Whether one more guess at this is allowed; counted across all processes. */
  readonly mayGuess: (at: string) => Promise<boolean>;
}

/** The shop's booking, or the refusal that says nothing of other shops'. */
export async function bookingOf({ desk }: ApiServices, shopId: string, bookingId: string): Promise<Booking> {
  const booking = await desk.findBooking(bookingId);
  if (booking?.shopId !== shopId) throw new ApiProblem('booking.unknown');
  return booking;
}

/** What is kept under an id of this shop, and what it costs. The shop is in the id: others' are not even looked for. */
export async function holdOf({ desk }: ApiServices, shopId: string, holdId: string): Promise<HoldQuote> {
  const quote = holdId.startsWith(`${shopId}.`) ? await desk.holdQuote(holdId) : null;
  if (!quote) throw new ApiProblem('hold.unknown');
  return quote;
}

export function viewOf({ clock }: ApiServices, booking: Booking, { shop }: Snapshot): BookingView {
  return presentBooking(booking, shop, booking.language, clock.nowUtc(), null, 'staff');
}

/** A number as it is kept, read as it is dialled in the country of the shop. */
export function phoneOf(text: string, { country }: Shop, path = 'customer.phone'): string {
  const phone = parsePhoneNumberFromString(text, isSupportedCountry(country) ? country : undefined);
  if (!phone?.isPossible()) {
    const fields = [{ in: 'body', path, message: 'This is no phone number' }];
    throw new ApiProblem('customer.invalid', { fields });
  }
  return phone.number;
}

/** Nobody to write to: the booking is this program's alone. */
export function withoutChat(shopId: string, key: string): Chat {
  return { conversationId: `api:${shopId}:${key}`, channel: 'webchat', address: key };
}
