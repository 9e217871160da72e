import { asWhose, isAnothers, presentBooking, type BookingDesk } from '../booking/index.js';
import type { Calendars } from '../calendars/index.js';
import type { Catalogue } from '../catalogue/index.js';
import type { Clock } from '../platform/clock.js';
import type { MailedBooking } from './mails.service.js';
import type { RemindedBooking } from './reminders.service.js';

export interface BookingReaderDeps {
  readonly desk: Pick<BookingDesk, 'findBooking'>;
  readonly catalogue: Pick<Catalogue, 'current'>;
  readonly calendars: Pick<Calendars, 'fileFor'>;
  readonly clock: Clock;
}

/** Bookings in the words of reminders and mails, read afresh each time. */
export function createBookingReader({
  desk,
  catalogue,
  calendars,
  clock,
}: BookingReaderDeps): (bookingId: string) => Promise<(RemindedBooking & MailedBooking) | null> {
  return async (bookingId) => {
    const booking = await desk.findBooking(bookingId);
    if (!booking) return null;
    const { shop } = await catalogue.current(booking.shopId);
    const { shopId, conversationId, status, version, timeVersion, startsAtUtc, freeUntilUtc, zone, language } = booking;
    return {
      bookingId,
      shopId,
      conversationId,
      status,
      version,
      timeVersion,
      startsAtUtc,
      freeUntilUtc,
      zone,
      language,
      channel: booking.channel,
      email: booking.customer.email,
      view: asWhose(presentBooking(booking, shop, language, clock.nowUtc()), isAnothers(booking)),
      calendarFile: (method) => calendars.fileFor(booking, shop, method),
    };
  };
}
