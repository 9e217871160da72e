/** A chat asked about a booking that is not its own, which no script can lead to. */
export class BookingGoneError extends Error {
  readonly code = 'changes.unknownBooking';
  constructor(bookingId: string) {
    super(`no booking ${bookingId} in this chat`);
    this.name = 'BookingGoneError';
  }
}
