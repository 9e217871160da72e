import type { JobCard } from '../messaging/operator.js';
import type { HistoryRow } from './booking.model.js';
import type { BookingStatus } from './status.rules.js';

/** How a booking stands, for the people of the shop. */
export const DESK_STANDING: Readonly<Record<BookingStatus, JobCard['status']>> = {
  pending: { label: 'Waiting for an answer', tone: 'waiting' },
  accepted: { label: 'Accepted', tone: 'accepted' },
  rejected: { label: 'Rejected', tone: 'refused' },
  arrived: { label: 'There', tone: 'accepted' },
  in_progress: { label: 'Under way', tone: 'underWay' },
  extra_pending: { label: 'Waiting for the customer’s word on extra work', tone: 'waiting' },
  work_done: { label: 'Work finished', tone: 'underWay' },
  completed: { label: 'Done', tone: 'done' },
  billed: { label: 'Billed', tone: 'done' },
  cancelled: { label: 'Dropped by the customer', tone: 'refused' },
  no_show: { label: 'No-show', tone: 'refused' },
  expired: { label: 'Expired', tone: 'refused' },
};

/** What was done to it, before "by Asha". */
export const DESK_ACTS: Readonly<Record<HistoryRow['act'], string>> = {
  create: 'Asked for',
  move: 'Moved',
  assign: 'Given to another person',
  coming: 'Is coming, said',
  accept: 'Accepted',
  reject: 'Rejected',
  arrive: 'Arrived, said',
  start: 'Started',
  done: 'Done',
  noShow: 'Marked as no-show',
  undoNoShow: 'No-show taken back',
  confirm: 'Confirmed as done',
  noteExtra: 'Extra work written down',
  askExtra: 'Customer asked about extra work',
  answerExtra: 'Extra work answered',
  dropExtra: 'Extra work given up',
  bill: 'Invoice sent',
  cancel: 'Dropped',
  expire: 'Expired',
};
