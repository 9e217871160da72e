import type { OutboundMessage } from '../messaging/message.js';
import type { BookingView, Notice } from '../flow/protocol.js';

/**
 * What every message about a booking must carry, whatever the script says in it: which version of the booking it speaks
 * of, so that it is not sent once that is overtaken, and the approved template that says the same to a person whose
 * WhatsApp window has closed.
 */
export function dressNotice(message: OutboundMessage, notice: Notice): OutboundMessage {
  const booking = 'booking' in notice ? notice.booking : null;
  if (!booking) return { ...message, class: 'urgent' };
  return {
    ...message,
    class: 'urgent',
    ...(notice.name === 'booking.reminder' ? { topic: 'reminders' } : {}),
    about: message.about ?? { bookingId: booking.id, version: booking.version },
    template: message.template ?? templateFor(notice, booking),
  };
}

function templateFor(notice: Notice, booking: BookingView): NonNullable<OutboundMessage['template']> {
  // A template's own words are fixed: whose visit it is can stand in its facts only.
  const service = booking.whose === undefined ? booking.serviceName : `${booking.serviceName} (${booking.whose})`;
  const facts = { '1': booking.shopName, '2': service, '3': booking.when, '4': booking.personName };
  if (notice.name === 'booking.reminder') return { name: 'booking_reminder', variables: facts };
  return { name: 'booking_news', variables: { ...facts, '4': booking.statusText } };
}
