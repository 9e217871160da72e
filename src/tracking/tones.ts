import type { BookingView } from '../flow/protocol.js';

/** The colour and the mark of a visit's state. */
export const TONES: Readonly<Record<BookingView['status'], string>> = {
  pending: 'waiting',
  accepted: 'agreed',
  in_progress: 'underway',
  completed: 'done',
  rejected: 'off',
  cancelled: 'off',
  no_show: 'off',
  expired: 'off',
};
