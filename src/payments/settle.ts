import { shareMinor } from '../catalogue/index.js';
import type { Money } from '../messaging/format.js';
import type { Instant } from '../messaging/message.js';
import type { Notice, OrderView } from '../flow/protocol.js';
import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import type { BookingDesk } from './booking-desk.js';
import type { CheckoutState, GatewayAnswer, PaymentGateway, Refund } from './gateway.js';
import type { GiveBackReason, PaymentRow } from './payment.model.js';
import { reducePayment, type PaymentEntry, type PaymentState } from './payment.rules.js';
import type { PaymentPatch, PaymentStore } from './payment.store.js';
import { nextAct, type Act } from './settlement.rules.js';

export interface SettleDeps {
  readonly store: PaymentStore;
  readonly gateway: PaymentGateway;
  readonly desk: BookingDesk;
  /** Hands a notice to a chat; the same notice id twice is one. */
  readonly notify: (conversationId: string, noticeId: string, notice: Notice) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

/** What one act leaves to be recorded. */
interface Step {
  readonly patch: PaymentPatch;
  readonly entry?: PaymentEntry;
  readonly told?: string;
}

/** The gateway could not say: tried again later under the same key. */
class TryLater extends Error {
  readonly code = 'payment.tryLater';
}

const BACKOFF_BASE_MS = 5_000;
const BACKOFF_CAP_MS = 15 * 60_000;

/**
 * Does whatever a payment needs until nothing is left to do now. Any process may call it at any time: a lease keeps two
 * workers apart, a token fences off one that was too slow, and each act has the same effect when it is repeated.
 */
export function createSettle(deps: SettleDeps): (paymentId: string) => Promise<void> {
  const { store, clock, log } = deps;
  const perform = createPerform(deps);

  async function work(claimed: PaymentRow): Promise<void> {
    let row: PaymentRow | null = claimed;
    let mayLook = true;
    while (row) {
      const state = reducePayment(row.due, row.events);
      const cached: PaymentPatch = { status: state.status, intentId: state.paid?.intentId ?? row.intentId };
      warnOnce(row, state);
      const act = nextAct(row, state, clock.nowUtc(), mayLook);
      if (act.kind === 'rest') {
        if ((await store.release(row, { ...cached, dueAtUtc: act.dueAtUtc, tries: 0 })) === 'released') return;
        row = await store.reread(row);
        continue;
      }
      if (act.kind === 'close' || act.kind === 'lookUp' || act.kind === 'lookUpRefund') mayLook = false;
      const step: Step = await perform(act, row, state);
      const { entry, told } = step;
      row = await store.advance(row, { ...cached, ...step.patch }, clock.nowUtc(), {
        ...(entry && { entry }),
        ...(told !== undefined && { told }),
      });
    }
  }

  function warnOnce(row: PaymentRow, state: PaymentState): void {
    if (state.status === row.status) return;
    if (state.status === 'unexpected' || state.status === 'mismatch' || state.status === 'refundFailed') {
      log.error(
        { payment: row._id, status: state.status, oddities: state.oddities },
        'a payment needs a person to look at it',
      );
    }
  }

  return async (paymentId) => {
    const row = await store.claim(paymentId, clock.nowUtc());
    if (!row) return;
    try {
      await work(row);
    } catch (error) {
      const waitMs = Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** Math.min(row.tries, 10));
      log.warn(
        { err: error, payment: paymentId, tries: row.tries + 1 },
        'a payment could not be finished; it is taken up again',
      );
      const latest = await store.reread(row);
      if (latest) await store.release(latest, { dueAtUtc: clock.nowUtc() + waitMs, tries: row.tries + 1 });
    }
  };
}

type Working = Exclude<Act, { kind: 'rest' }>;

function createPerform(deps: SettleDeps): (act: Working, row: PaymentRow, state: PaymentState) => Promise<Step> {
  const { store, gateway, desk, clock, log } = deps;
  const tell = (row: PaymentRow, what: string, notice: Notice): Promise<void> =>
    deps.notify(row.conversationId, `payment:${row._id}:${what}`, notice);

  async function book(row: PaymentRow, state: PaymentState): Promise<Step> {
    const paid = captured(state);
    if (!(await store.takeHold(row))) return giveAllBack(paid.amount, 'paidTwice');
    const answer = await desk.createBooking({
      shopId: row.shopId,
      holdId: row.holdId,
      contact: row.contact,
      conversationId: row.conversationId,
      channel: row.channel,
      address: row.address,
      language: row.language,
      key: `payment:${row._id}`,
      time: row.time,
      price: row.price ?? null,
      paid: { paymentId: row._id, amount: paid.amount, atUtc: paid.atUtc },
    });
    switch (answer.kind) {
      case 'booked':
        return {
          patch: { decision: { kind: 'booked', bookingId: answer.bookingId, isLate: paid.atUtc > row.untilUtc } },
        };
      case 'taken':
        return giveAllBack(paid.amount, 'timeGone', answer.alternatives);
      case 'refused':
        log.warn({ payment: row._id, reason: answer.reason }, 'a paid visit could not be booked; the money goes back');
        return giveAllBack(paid.amount, 'refused');
    }
  }

  async function tellBooked(row: PaymentRow, state: PaymentState, bookingId: string, isLate: boolean): Promise<Step> {
    const { amount } = captured(state);
    const ending = await desk.endingOf({ shopId: row.shopId, bookingId });
    if (ending) {
      // It ended before the news of it left: what is owed now is the money, not the news.
      const owed: Money = { ...amount, amountMinor: shareMinor(amount.amountMinor, ending.percent) };
      const isOwed = owed.amountMinor > 0 && row.giveBack === null;
      return { patch: isOwed ? { giveBack: { amount: owed, reason: 'dropped' } } : {}, told: 'booked' };
    }
    const view = await desk.viewBooking({ shopId: row.shopId, bookingId, language: row.language });
    if (!view) throw new Error(`booking ${bookingId} of payment ${row._id} cannot be found`);
    if ('order' in view) {
      await tell(row, 'booked', { name: 'order.paid', order: view.order, paid: amount, late: isLate });
      return { patch: {}, told: 'booked' };
    }
    const { booking, attachment } = view;
    await tell(row, 'booked', {
      name: 'payment.booked',
      booking,
      paid: amount,
      late: isLate,
      ...(attachment && { attachment }),
    });
    return { patch: {}, told: 'booked' };
  }

  async function orderOf({ shopId, time, language }: PaymentRow): Promise<OrderView | null> {
    if (time.orderId === undefined) return null;
    const view = await desk.viewBooking({ shopId, bookingId: time.orderId, language });
    return view && 'order' in view ? view.order : null;
  }

  async function refund(row: PaymentRow, state: PaymentState): Promise<Step> {
    const { giveBack } = row;
    if (!giveBack) throw new Error(`payment ${row._id} has nothing to give back`);
    const { intentId } = captured(state);
    const answer = await gateway.refund({ paymentId: row._id, intentId, amount: giveBack.amount }, `refund:${row._id}`);
    const made = valueOf(answer);
    return { patch: { refundId: made.refundId }, entry: refundEntry(made, giveBack.amount.currency, clock.nowUtc()) };
  }

  async function tellRefunded(row: PaymentRow): Promise<Step> {
    const { decision, giveBack } = row;
    if (decision?.kind !== 'giveBack' || !giveBack) throw new Error(`payment ${row._id} was not given back`);
    const order = await orderOf(row);
    if (order) {
      const { amount: refunded } = giveBack;
      await tell(row, 'refunded', { name: 'order.refunded', order, refunded, lapsedAt: row.untilText });
      return { patch: {}, told: 'refunded' };
    }
    await tell(row, 'refunded', {
      name: 'payment.refunded',
      wanted: row.time.wanted,
      lapsedAt: row.untilText,
      refunded: giveBack.amount,
      alternatives: decision.alternatives,
      serviceId: row.time.serviceId,
    });
    return { patch: {}, told: 'refunded' };
  }

  async function lapse(row: PaymentRow): Promise<Step> {
    if (!(await store.hasOtherLive(row, clock.nowUtc())))
      await desk.releaseHold({ shopId: row.shopId, holdId: row.holdId });
    if (row.checkout === null || row.isReplaced) return { patch: { isLapsed: true } };
    const order = await orderOf(row);
    if (order) await tell(row, 'lapsed', { name: 'order.lapsed', order });
    else await tell(row, 'lapsed', { name: 'payment.lapsed', wanted: row.time.wanted, serviceId: row.time.serviceId });
    return { patch: { isLapsed: true }, told: 'lapsed' };
  }

  return async (act, row, state) => {
    switch (act.kind) {
      case 'book':
        return book(row, state);
      case 'giveBackMismatch':
        return giveAllBack(captured(state).amount, 'mismatch');
      case 'tellBooked':
        return tellBooked(row, state, act.bookingId, act.isLate);
      case 'refund':
        return refund(row, state);
      case 'tellRefunded':
        return tellRefunded(row);
      case 'lapse':
        return lapse(row);
      case 'abandon':
        return {
          patch: {},
          entry: { id: 'house:abandoned', kind: 'attempt.abandoned', source: 'house', atUtc: clock.nowUtc() },
        };
      case 'close':
        return looked(await gateway.expireCheckout(checkoutIdOf(row), `expire:${row._id}`), row, clock.nowUtc());
      case 'lookUp':
        return looked(await gateway.fetchCheckout(checkoutIdOf(row)), row, clock.nowUtc());
      case 'lookUpRefund': {
        if (row.refundId === null) throw new Error(`payment ${row._id} has no refund to ask about`);
        const found = valueOf(await gateway.fetchRefund(row.refundId));
        return { patch: {}, entry: refundEntry(found, row.due.currency, clock.nowUtc()) };
      }
    }
  };
}

function giveAllBack(
  amount: Money,
  reason: GiveBackReason,
  alternatives: Extract<PaymentRow['decision'], { kind: 'giveBack' }>['alternatives'] = [],
): Step {
  return { patch: { decision: { kind: 'giveBack', reason, alternatives }, giveBack: { amount, reason } } };
}

function looked(answer: GatewayAnswer<CheckoutState>, row: PaymentRow, nowUtc: Instant): Step {
  const found = valueOf(answer);
  const id = `lookup:${checkoutIdOf(row)}:${found.state}`;
  switch (found.state) {
    case 'open':
      return { patch: {} };
    case 'processing':
      return { patch: {}, entry: { id, kind: 'checkout.processing', source: 'lookup', atUtc: nowUtc } };
    case 'expired':
      return { patch: {}, entry: { id, kind: 'checkout.expired', source: 'lookup', atUtc: nowUtc } };
    case 'paid': {
      const { amount, intentId, paidAtUtc } = found;
      return { patch: {}, entry: { id, kind: 'checkout.paid', source: 'lookup', atUtc: paidAtUtc, amount, intentId } };
    }
  }
}

function refundEntry(refund: Refund, currency: string, nowUtc: Instant): PaymentEntry {
  return {
    id: `lookup:${refund.refundId}:${refund.state}`,
    kind: `refund.${refund.state}`,
    source: 'lookup',
    atUtc: nowUtc,
    refundId: refund.refundId,
    amount: { amountMinor: refund.amountMinor, currency },
  };
}

function captured(state: PaymentState): NonNullable<PaymentState['paid']> {
  if (!state.paid) throw new Error('nothing was captured');
  return state.paid;
}

function checkoutIdOf(row: PaymentRow): string {
  if (!row.checkout) throw new Error(`payment ${row._id} has no checkout`);
  return row.checkout.checkoutId;
}

/** A refusal is tried again as well: what is owed stays owed until a person or the gateway changes something. */
function valueOf<T>(answer: GatewayAnswer<T>): T {
  if (answer.kind === 'ok') return answer.value;
  throw new TryLater(answer.kind === 'again' ? answer.reason : `${answer.code}: ${answer.reason}`);
}
