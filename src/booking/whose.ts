import type { BookingView } from '../flow/protocol.js';
import type { Booking } from './booking.model.js';

/** A name that would fill a text message is cut. */
const NAME_MAX = 20;

/** Whether a visit is not that of whoever reads of it: somebody they help, or one of their own list without a chat. */
export function isAnothers(
  { conversationId, bookedBy }: Pick<Booking, 'conversationId' | 'bookedBy'>,
  helps: readonly string[] = [],
): boolean {
  return bookedBy === conversationId || helps.includes(conversationId);
}

/** A visit that says whose it is wherever it is named: the scripts word it, "haircut for Maria". */
export function asWhose(view: BookingView, isAnother: boolean): BookingView {
  return isAnother ? { ...view, whose: view.customerName.split(/\s+/u)[0]!.slice(0, NAME_MAX) } : view;
}
