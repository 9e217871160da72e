import type { ApiServices } from '../context.js';
import { describe, type OpenApiDocument } from '../document.js';
import type { AnyOperation } from '../operation.js';
import { aboutOperations } from './about.operations.js';
import { bookingOperations } from './bookings.operations.js';
import { catalogueOperations } from './catalogue.operations.js';
import { guestOperations } from './guests.operations.js';
import { paymentOperations } from './payments.operations.js';
import { policyOperations } from './policy.operations.js';
import { staffActOperations } from './staff-acts.operations.js';
import { staffBookingOperations } from './staff-bookings.operations.js';
import { timesOperations } from './times.operations.js';

export interface Table {
  readonly operations: readonly AnyOperation[];
  readonly document: OpenApiDocument;
}

/** Everything the API can do. What is not in this list has no route. */
export function tableOf(services: ApiServices, publicUrl: string): Table {
  const operations: AnyOperation[] = [
    ...catalogueOperations(services),
    ...timesOperations(services),
    ...bookingOperations(services),
    ...staffBookingOperations(services),
    ...staffActOperations(services),
    ...policyOperations(services),
    ...paymentOperations(services),
    ...guestOperations(services),
    ...aboutOperations(() => document),
  ];
  const document = describe(operations, publicUrl);
  return { operations, document };
}
