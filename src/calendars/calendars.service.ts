import type { Booking } from '../booking/index.js';
import { nameIn, placeIn, type Shop } from '../catalogue/index.js';
import type { Attachment } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import { calendarFile, type CalendarFileOptions, type CalendarVisit } from './calendar-file.js';
import { createIcsLinks } from './ics-links.js';

export interface CalendarsDeps {
  readonly secret: string;
  readonly publicUrl: string;
  readonly clock: Clock;
  /** Named as organiser in every file. */
  readonly organiserEmail: string;
  readonly findBooking: (bookingId: string) => Promise<Booking | null>;
  readonly findShop: (shopId: string) => Promise<Shop>;
}

export type IcsAnswer = { readonly status: 200; readonly content: string } | { readonly status: 404 | 410 };

export interface Calendars {
  /** The file that goes with a confirmation, and its link for channels that cannot carry it. */
  readonly attachmentFor: (booking: Booking, shop: Shop) => Promise<Attachment>;
  /** The file by itself, e.g. for a mail. */
  fileFor(booking: Booking, shop: Shop, method: CalendarFileOptions['method']): string;
  /** What stands behind a link now: 404 for what was never signed, 410 for what is over. */
  open(token: string): Promise<IcsAnswer>;
}

/** States in which a visit does not take place: its file says so instead of vanishing from people's calendars. */
const OFF: ReadonlySet<Booking['status']> = new Set(['cancelled', 'rejected', 'expired']);

export function createCalendars(deps: CalendarsDeps): Calendars {
  const links = createIcsLinks(deps);

  function fileFor(booking: Booking, shop: Shop, method: CalendarFileOptions['method']): string {
    const { organiserEmail, clock } = deps;
    return calendarFile(visitOf(booking, shop), { method, organiserEmail, stampUtc: clock.nowUtc() });
  }

  return {
    fileFor,
    async attachmentFor(booking, shop) {
      return {
        kind: 'calendar',
        // WhatsApp shows 20 characters of a name.
        filename: 'visit.ics',
        content: fileFor(booking, shop, 'publish'),
        url: links.urlOf(booking._id, booking.endsAtUtc),
      };
    },
    async open(token) {
      const link = links.open(token);
      if (link.kind !== 'good') return { status: link.kind === 'ended' ? 410 : 404 };
      const booking = await deps.findBooking(link.bookingId);
      if (!booking) return { status: 404 };
      return { status: 200, content: fileFor(booking, await deps.findShop(booking.shopId), 'publish') };
    },
  };
}

function visitOf(booking: Booking, shop: Shop): CalendarVisit {
  return {
    bookingId: booking._id,
    reference: booking.reference,
    version: booking.version,
    isOff: OFF.has(booking.status),
    serviceName: nameIn(booking.service, booking.language),
    personName: booking.person.name,
    customerName: booking.customer.name,
    customerEmail: booking.customer.email,
    note: booking.note,
    startsAtUtc: booking.startsAtUtc,
    durationMin: booking.scheduledMin,
    promisedWall: booking.promisedWall,
    place: shop.place === '' ? null : placeIn(shop, booking.language),
    shopName: shop.name,
    language: booking.language,
  };
}
