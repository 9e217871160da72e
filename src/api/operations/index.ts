import type { ApiServices } from '../context.js';
import { describe, type OpenApiDocument } from '../document.js';
import type { AnyOperation } from '../operation.js';
import { aboutOperations } from './about.operations.js';
import { bookingOperations } from './bookings.operations.js';
import { catalogueOperations } from './catalogue.operations.js';
import { guestOperations } from './guests.operations.js';
import { orderActOperations } from './order-acts.operations.js';
import { orderOperations } from './orders.operations.js';
import { paymentOperations } from './payments.operations.js';
import { policyOperations } from './policy.operations.js';
import { serviceAdminOperations } from './service-admin.operations.js';
import { blockOperations } from './blocks.operations.js';
import { promoOperations } from './promos.operations.js';
import { proofOperations } from './proofs.operations.js';
import { scheduleOperations } from './schedule.operations.js';
import { waitlistOperations } from './waitlist.operations.js';
import { staffActOperations } from './staff-acts.operations.js';
import { staffBookingOperations } from './staff-bookings.operations.js';
import { timesOperations } from './times.operations.js';

export interface Table {
  readonly operations: readonly AnyOperation[];
  /** Made when first asked for: most houses are never asked. */
  readonly document: OpenApiDocument;
}

/** Everything the API can do. What is not in this list has no route. */
export function tableOf(services: ApiServices, publicUrl: string): Table {
  const operations: AnyOperation[] = [
    ...catalogueOperations(services),
    ...serviceAdminOperations(services),
    ...timesOperations(services),
    ...bookingOperations(services),
    ...staffBookingOperations(services),
    ...staffActOperations(services),
    ...policyOperations(services),
    ...paymentOperations(services),
    ...orderOperations(services),
    ...orderActOperations(services),
    ...guestOperations(services),
    ...waitlistOperations(services),
    ...promoOperations(services),
    ...scheduleOperations(services),
    ...blockOperations(services),
    ...proofOperations(services),
    ...aboutOperations(() => documentOnce()),
  ];
  let made: OpenApiDocument | undefined;
  const documentOnce = (): OpenApiDocument => (made ??= describe(operations, publicUrl));
  return {
    operations,
    get document() {
      return documentOnce();
    },
  };
}
