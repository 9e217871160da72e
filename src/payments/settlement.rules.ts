import type { Instant } from '../messaging/message.js';
import type { PaymentRow } from './payment.model.js';
import type { PaymentState } from './payment.rules.js';

/**
 * What has to be done next about a payment, from its row and its state alone. Each act is one step that may be done twice;
 * a crash after any of them leaves a row from which the same next act follows.
 */
export type Act =
  | { readonly kind: 'book' }
  | { readonly kind: 'giveBackMismatch' }
  | { readonly kind: 'tellBooked'; readonly bookingId: string; readonly isLate: boolean }
  | { readonly kind: 'refund' }
  | { readonly kind: 'tellRefunded' }
  | { readonly kind: 'lapse' }
  | { readonly kind: 'abandon' }
  /** Past its end, or replaced: closed at the gateway, which also tells whether money came after all. */
  | { readonly kind: 'close' }
  | { readonly kind: 'lookUp' }
  | { readonly kind: 'lookUpRefund' }
  | { readonly kind: 'rest'; readonly dueAtUtc: Instant | null };

/** Money that is under way, and refunds that are, are asked about this often when no event says anything. */
const ASK_AGAIN_MS = 60 * 60_000;
/** After a closing that told nothing new. */
const CLOSE_AGAIN_MS = 60_000;

/** @param mayLook false once this run has asked the gateway: an answer that changes nothing must not be asked for again at once. */
export function nextAct(row: PaymentRow, state: PaymentState, nowUtc: Instant, mayLook: boolean): Act {
  return state.paid ? afterCapture(row, state, nowUtc, mayLook) : beforeCapture(row, state, nowUtc, mayLook);
}

function afterCapture(row: PaymentRow, state: PaymentState, nowUtc: Instant, mayLook: boolean): Act {
  const { decision } = row;
  if (!decision) return { kind: state.isMismatch ? 'giveBackMismatch' : 'book' };
  if (decision.kind === 'booked' && !row.told.includes('booked')) {
    return { kind: 'tellBooked', bookingId: decision.bookingId, isLate: decision.isLate };
  }
  const isRefundRequested = row.refundId !== null || state.refundRequestedMinor > 0 || state.hasFailedRefund;
  if (row.giveBack && !isRefundRequested) return { kind: 'refund' };
  if (decision.kind === 'giveBack' && !row.told.includes('refunded')) return { kind: 'tellRefunded' };
  if (state.status === 'refunding' && row.refundId !== null) {
    return mayLook && (row.dueAtUtc ?? nowUtc) <= nowUtc ? { kind: 'lookUpRefund' } : rest(nowUtc + ASK_AGAIN_MS);
  }
  return rest(null);
}

function beforeCapture(row: PaymentRow, state: PaymentState, nowUtc: Instant, mayLook: boolean): Act {
  const isOver = nowUtc >= row.untilUtc;
  switch (state.status) {
    case 'started':
      return isOver ? { kind: 'abandon' } : rest(row.untilUtc);
    case 'open':
      if (!isOver && !row.isReplaced) return rest(row.untilUtc);
      return mayLook ? { kind: 'close' } : rest(nowUtc + CLOSE_AGAIN_MS);
    case 'processing':
      if (!isOver) return rest(row.untilUtc);
      return mayLook ? { kind: 'lookUp' } : rest(nowUtc + ASK_AGAIN_MS);
    case 'expired':
    case 'failed':
      return row.isLapsed ? rest(null) : { kind: 'lapse' };
    default:
      // Abandoned, or a log nobody can explain: nothing of ours is owed until money is captured, which wakes the row.
      return rest(null);
  }
}

function rest(dueAtUtc: Instant | null): Act {
  return { kind: 'rest', dueAtUtc };
}
