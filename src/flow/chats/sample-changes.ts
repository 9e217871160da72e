import type { Money } from '../../messaging/format.js';
import type { Instant } from '../../messaging/message.js';
import type { BookingView, Call, Notice, Outcome, PolicyRefusal } from '../protocol.js';
import type { Booked } from './sample-booking.js';
import type { SampleDays } from './sample-days.js';
import type { SamplePolicy } from './sample-policy.js';
import type { Hold } from './sample-visits.js';

type Changing =
  'booking.weigh' | 'booking.move' | 'booking.drop' | 'booking.coming' | 'change.request' | 'extra.answer';

/** What a customer may do with a visit that is booked, and what they may only ask for. */
export function createSampleChanges(deps: {
  readonly days: SampleDays;
  readonly policy: SamplePolicy;
  readonly find: (id: string) => Booked | undefined;
  readonly view: (one: Booked, nowUtc: Instant) => BookingView;
  readonly change: (changed: Booked) => Booked;
  readonly liveHold: (holdId: string) => Hold | null;
  readonly letGo: (holdId: string) => void;
  readonly lateRefundPercent?: number | undefined;
}) {
  const { days, policy, find, view, change, liveHold, letGo, lateRefundPercent } = deps;

  function alter(call: Extract<Call, { call: Changing }>, nowUtc: Instant): Outcome {
    const one = find(call.input.bookingId);
    if (!one) throw new Error('a chat speaks of a booking that was never made');
    const booking = view(one, nowUtc);
    switch (call.call) {
      case 'booking.coming':
        return { call: call.call, exit: 'noted', data: { booking } };
      case 'change.request':
        return { call: call.call, exit: policy.ask(call.input), data: { booking } };
      case 'extra.answer': {
        const addedMinor = policy.settle(call.input.isApproved);
        if (addedMinor === null) return { call: call.call, exit: 'gone', data: {} };
        const agreed = change({ ...one, addedMinor, version: one.version + 1 });
        return { call: call.call, exit: 'noted', data: { booking: view(agreed, nowUtc) } };
      }
      case 'booking.weigh': {
        const reason = refusalOf(booking);
        if (reason) return { call: call.call, exit: 'refused', data: { booking, reason } };
        if (!booking.lateDrop) return { call: call.call, exit: 'free', data: { booking } };
        const tokens = policy.tokens(nowUtc);
        return { call: call.call, exit: 'late', data: { booking, ...shares(one), tokens } };
      }
      case 'booking.drop': {
        const isAgreed = !booking.lateDrop || call.input.lateAgreed === true;
        const reason = refusalOf(booking) ?? (isAgreed ? null : 'pastDeadline');
        if (reason) return { call: call.call, exit: 'refused', data: { booking, reason } };
        if (!booking.lateDrop) return { call: call.call, exit: 'dropped', data: drop(one, nowUtc) };
        policy.spend();
        const data = { ...drop(one, nowUtc), refunded: shares(one).refund, tokens: policy.tokens(nowUtc) };
        return { call: call.call, exit: 'dropped', data };
      }
      case 'booking.move': {
        if (!booking.canMove) return { call: call.call, exit: 'refused', data: { booking, reason: 'pastDeadline' } };
        const held = liveHold(call.input.holdId);
        if (!held) return { call: call.call, exit: 'taken', data: { alternatives: [], wanted: '' } };
        letGo(call.input.holdId);
        const { personId, startsAtUtc, endsAtUtc } = held.slot;
        const moved = change({ ...one, personId, startsAtUtc, endsAtUtc, version: one.version + 1 });
        return { call: call.call, exit: 'moved', data: { booking: view(moved, nowUtc), was: booking.when } };
      }
    }
  }

  function refusalOf(booking: BookingView): PolicyRefusal | null {
    if (!booking.canDrop) return 'pastDeadline';
    return booking.lateDrop && policy.isEmpty() ? 'noTokens' : null;
  }

  /** The people of the house answer what was asked of them. */
  function decide(one: Booked, label: string, nowUtc: Instant): readonly Notice[] | null {
    const answer = policy.answered(label);
    if (!answer) return null;
    const { wish, startsAtUtc, personId } = answer.asked;
    if (!answer.isAllowed) return [{ name: 'change.refused', booking: view(one, nowUtc), wish, why: null }];
    if (wish === 'drop' || startsAtUtc === null) return [{ name: 'change.approved', wish, ...drop(one, nowUtc) }];
    const endsAtUtc = startsAtUtc + one.endsAtUtc - one.startsAtUtc;
    const time = { startsAtUtc, endsAtUtc, personId: personId ?? one.personId };
    const moved = change({ ...one, ...time, version: one.version + 1 });
    return [{ name: 'change.approved', wish, booking: view(moved, nowUtc), refunded: null }];
  }

  /** What of a paid visit goes back after a late drop, and what does not. */
  function shares(one: Booked): { readonly refund: Money | null; readonly kept: Money | null } {
    const { price } = days.service(one.serviceId);
    const refundMinor = Math.floor((price.amountMinor * (lateRefundPercent ?? 0)) / 100);
    const share = (amountMinor: number): Money | null =>
      one.isPaid && amountMinor > 0 ? { ...price, amountMinor } : null;
    return { refund: share(refundMinor), kept: share(price.amountMinor - refundMinor) };
  }

  function drop(one: Booked, nowUtc: Instant) {
    const dropped = change({ ...one, status: 'cancelled', version: one.version + 1 });
    const refunded = one.isPaid ? days.service(one.serviceId).price : null;
    return { booking: view(dropped, nowUtc), refunded };
  }

  return { alter, decide, drop };
}
