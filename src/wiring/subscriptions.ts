import { z } from 'zod';
import { OVERTAKING_EVENTS } from '../changes/index.js';
import { createCustomerNotices, NOTICED_EVENTS } from '../conversation/index.js';
import { TOLD_ORDER_EVENTS } from '../orders/index.js';
import { REFUNDING_EVENTS } from '../payments/index.js';
import { COMPLETING_EVENTS, FREEING_EVENTS } from '../pricing/index.js';
import { DOMAIN_EVENT_TYPES, ORDER_EVENT_TYPES } from '../platform/events.js';
import { WAITLIST_EVENTS } from '../waitlist/index.js';
import type { JobSpec } from '../platform/jobs.js';
import { CIRCLE_EVENTS } from './circle.js';
import type { Rooms } from './join-rooms.js';

/** Who hears what happens to a booking. The names are stored with the events: none is ever used for something else. */
export function subscribeAll({ events, business, operators, house, remark }: Rooms): void {
  events.subscribe('reminders', DOMAIN_EVENT_TYPES, business.reminders.onBookingEvent);
  if (business.mails) events.subscribe('mails', DOMAIN_EVENT_TYPES, business.mails.onBookingEvent);
  if (business.payments) events.subscribe('payments', REFUNDING_EVENTS, business.payments.onBookingEvent);
  events.subscribe('order-notices', TOLD_ORDER_EVENTS, business.onOrderEvent);
  if (operators.cards)
    events.subscribe('job-cards', [...DOMAIN_EVENT_TYPES, ...ORDER_EVENT_TYPES], ({ bookingId }) =>
      operators.cards.refresh(bookingId),
    );
  events.subscribe('job-files', ['booking.created'], ({ bookingId }) => house.showFiles(bookingId, remark));
  events.subscribe('customers', ['booking.created'], house.onBooked);
  events.subscribe(
    'customer-notices',
    NOTICED_EVENTS,
    createCustomerNotices({ notify: business.circleNews.notify, findNews: business.findNews }),
  );
  events.subscribe('care-circle', CIRCLE_EVENTS, business.circleNews.onBookingEvent);
  events.subscribe('used-codes', FREEING_EVENTS, business.pricing.onBookingEvent);
  events.subscribe('completion-bonus', COMPLETING_EVENTS, business.completionBonus.onBookingEvent);
  events.subscribe('change-requests', OVERTAKING_EVENTS, business.changes.onBookingEvent);
  events.subscribe('no-shows', ['booking.created', 'booking.accepted', 'booking.moved'], business.desk.onBookingEvent);
  events.subscribe('wait-list', WAITLIST_EVENTS, business.waitlist.onBookingEvent);
  events.subscribe('pending-requests', DOMAIN_EVENT_TYPES, business.pending.onBookingEvent);
}

/** What is done every so often. @returns the same for tests, which ring it by hand */
export function plantJobs({ jobs, business, undelivered, house, proving }: Rooms): readonly JobSpec[] {
  const jobSpecs = [...business.jobSpecs, ...undelivered.jobs, ...house.jobs, ...proving.jobs];
  for (const { name, everyMs, run } of jobSpecs) {
    jobs.define(name, z.looseObject({}), run);
    jobs.every(name, everyMs);
  }
  return jobSpecs;
}
