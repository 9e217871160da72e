export { createAssign, type AssignInput, type AssignOutcome } from './assign-booking.js';
export { createBookingBlocks, type BookingBlocksDeps } from './booking.blocks.js';
export { bookingIndexes, type Booking, type HistoryRow, type Paid } from './booking.model.js';
export { createBookingDesk, type BookingDesk, type BookingDeskDeps } from './booking.service.js';
export { createCodeBlocks } from './code.blocks.js';
export type { CreateBookingInput, CreateOutcome, Visitor } from './create-booking.js';
export type { HoldQuote } from './hold-quote.js';
export type { HoldOutcome } from './holds.js';
export { actsFor, type DeskAct, type OperatorActInput, type OperatorOutcome } from './operator-acts.service.js';
export { DESK_ACTS, DESK_STANDING } from './desk.text.js';
export { createNewestBookings } from './newest-bookings.js';
export { createServed } from './served.js';
export {
  createStaffActs,
  type StaffActs,
  type StaffBookingInput,
  type StaffBookingOutcome,
} from './staff-acts.service.js';
export { presentHeld } from './present-held.js';
export { createPriceFacts } from './price-facts.js';
export { presentBooking } from './present-booking.js';
export { asWhose, isAnothers } from './whose.js';
export { BOOKING_STATUSES, isOver, type BookingStatus } from './status.rules.js';
export { statusWords } from './status.text.js';
export { noShowJobs, NO_SHOW_JOB } from './no-show.js';
export { givesBack } from './policy.rules.js';
export type { DropInput, DropOutcome, DropWeight } from './drop-booking.js';
