export { createBookingBlocks, type BookingBlocksDeps } from './booking.blocks.js';
export { bookingIndexes, type Booking, type HistoryRow, type Paid } from './booking.model.js';
export { createBookingDesk, type BookingDesk, type BookingDeskDeps } from './booking.service.js';
export type { CreateBookingInput, CreateOutcome } from './create-booking.js';
export type { HoldOutcome, HoldQuote } from './holds.service.js';
export type { OperatorActInput, OperatorOutcome } from './operator-acts.service.js';
export { presentBooking } from './present-booking.js';
