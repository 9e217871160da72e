/**
 * The one status machine (CF-01). A shop's profile switches states on; the table below never changes with the trade.
 */
export const BOOKING_STATUSES = [
  'pending',
  'accepted',
  'rejected',
  'arrived',
  'in_progress',
  'extra_pending',
  'work_done',
  'completed',
  'billed',
  'cancelled',
  'no_show',
  'expired',
] as const;
export type BookingStatus = (typeof BOOKING_STATUSES)[number];

export type BookingAct =
  | 'accept'
  | 'reject'
  | 'arrive'
  | 'start'
  | 'askExtra'
  | 'answerExtra'
  | 'dropExtra'
  | 'done'
  | 'confirm'
  | 'bill'
  | 'cancel'
  | 'noShow'
  | 'undoNoShow'
  | 'expire';

export type Profile = 'queue' | 'appointment' | 'workshop';

const everywhere: readonly BookingStatus[] = [
  'pending',
  'accepted',
  'rejected',
  'in_progress',
  'completed',
  'cancelled',
  'no_show',
  'expired',
];

const statesOf: Readonly<Record<Profile, ReadonlySet<BookingStatus>>> = {
  appointment: new Set(everywhere),
  queue: new Set([...everywhere, 'arrived']),
  workshop: new Set([...everywhere, 'arrived', 'extra_pending', 'work_done', 'billed']),
};

/** For each act, where it leads from each state; the first target the profile has is taken. */
const moves: Readonly<Record<BookingAct, Partial<Record<BookingStatus, readonly BookingStatus[]>>>> = {
  accept: { pending: ['accepted'] },
  reject: { pending: ['rejected'] },
  arrive: { accepted: ['arrived'] },
  start: { accepted: ['in_progress'], arrived: ['in_progress'] },
  askExtra: { in_progress: ['extra_pending'] },
  answerExtra: { extra_pending: ['in_progress'] },
  dropExtra: { extra_pending: ['in_progress'] },
  // A workshop's work is done before the visit is over; elsewhere the two are one act.
  done: { in_progress: ['work_done', 'completed'], work_done: ['completed'] },
  confirm: { work_done: ['completed'] },
  bill: { completed: ['billed'] },
  cancel: { pending: ['cancelled'], accepted: ['cancelled'], arrived: ['cancelled'] },
  noShow: { accepted: ['no_show'], arrived: ['no_show'] },
  undoNoShow: { no_show: ['accepted'] },
  expire: { pending: ['expired'] },
};

/**
 * Where an act leads, or null when it is not allowed from there (BK-05).
 * @param confirms whether finished work waits for a second, confirming press in every trade (CF-42).
 */
export function nextStatus(
  profile: Profile,
  from: BookingStatus,
  act: BookingAct,
  confirms = false,
): BookingStatus | null {
  // The press that confirms has a name of its own, so that pressing "done" twice by mistake confirms nothing.
  if (from === 'work_done' && (act === 'confirm') !== confirms) return null;
  const has = (to: BookingStatus): boolean => statesOf[profile].has(to) || (confirms && to === 'work_done');
  return moves[act][from]?.find(has) ?? null;
}

/** Nothing can follow. */
export function isOver(status: BookingStatus): boolean {
  return ['rejected', 'completed', 'billed', 'cancelled', 'no_show', 'expired'].includes(status);
}

/** The time is still ahead of the shop: waiting for its yes, or agreed. */
export function isAhead(status: BookingStatus): boolean {
  return status === 'pending' || status === 'accepted' || status === 'arrived';
}
