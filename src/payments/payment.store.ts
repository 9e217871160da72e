import { randomUUID } from 'node:crypto';
import type { Instant } from '../messaging/message.js';
import { isDuplicateKey, type Mongo } from '../platform/mongo.js';
import type { PaymentPointer } from './gateway.js';
import { PAYMENTS, type GiveBackReason, type PaymentRow } from './payment.model.js';
import type { PaymentEntry } from './payment.rules.js';
import type { Money } from '../messaging/format.js';

/** Longer than any gateway call can take, so that a live worker is never overtaken. */
const LEASE_MS = 60_000;

export type NewPayment = Omit<
  PaymentRow,
  | 'checkout'
  | 'isReplaced'
  | 'events'
  | 'status'
  | 'intentId'
  | 'bookingHoldId'
  | 'decision'
  | 'giveBack'
  | 'refundId'
  | 'isLapsed'
  | 'told'
  | 'rev'
  | 'leaseUntilUtc'
  | 'leaseToken'
  | 'dueAtUtc'
  | 'tries'
>;

export type PaymentPatch = Partial<
  Pick<
    PaymentRow,
    'checkout' | 'decision' | 'giveBack' | 'refundId' | 'isLapsed' | 'status' | 'intentId' | 'dueAtUtc' | 'tries'
  >
>;

export type PaymentStore = ReturnType<typeof createPaymentStore>;

/** Every write of a payment: each one conditional update. */
export function createPaymentStore(mongo: Mongo) {
  const rows = mongo.db.collection<PaymentRow>(PAYMENTS);

  /** The row of this attempt, made now or before: a rerun continues with what was stored, never with fresh numbers. */
  async function open(payment: NewPayment): Promise<PaymentRow> {
    const fresh: Omit<PaymentRow, '_id'> = {
      ...withoutId(payment),
      checkout: null,
      isReplaced: false,
      events: [],
      status: 'started',
      intentId: null,
      decision: null,
      giveBack: null,
      refundId: null,
      isLapsed: false,
      told: [],
      rev: 0,
      leaseUntilUtc: 0,
      leaseToken: '',
      dueAtUtc: payment.untilUtc,
      tries: 0,
    };
    const row = await rows.findOneAndUpdate(
      { _id: payment._id },
      { $setOnInsert: fresh },
      { upsert: true, returnDocument: 'after' },
    );
    if (!row) throw new Error('an upsert answered no row');
    return row;
  }

  /** Stores an entry and wakes the row, in one update that an entry already there does not match. */
  async function append(
    about: PaymentPointer,
    entry: PaymentEntry,
    nowUtc: Instant,
  ): Promise<{ kind: 'stored' | 'known'; paymentId: string } | { kind: 'nobody' }> {
    const whose =
      about.paymentId !== null
        ? { _id: about.paymentId }
        : about.intentId !== null
          ? { intentId: about.intentId }
          : null;
    if (!whose) return { kind: 'nobody' };
    const stored = await rows.findOneAndUpdate(
      { ...whose, 'events.id': { $ne: entry.id } },
      { $push: { events: entry }, $inc: { rev: 1 }, $set: { dueAtUtc: nowUtc } },
      { projection: { _id: 1 } },
    );
    if (stored) return { kind: 'stored', paymentId: stored._id };
    const known = await rows.findOne(whose, { projection: { _id: 1 } });
    return known ? { kind: 'known', paymentId: known._id } : { kind: 'nobody' };
  }

  /** Takes the row for one worker, or null while another has it. The token fences off a worker whose lease ran out. */
  async function claim(paymentId: string, nowUtc: Instant): Promise<PaymentRow | null> {
    return rows.findOneAndUpdate(
      { _id: paymentId, leaseUntilUtc: { $lte: nowUtc } },
      { $set: { leaseUntilUtc: nowUtc + LEASE_MS, leaseToken: randomUUID() } },
      { returnDocument: 'after' },
    );
  }

  /** Records a step under the lease; null when the lease was lost, and then nothing was written. */
  async function advance(
    held: Pick<PaymentRow, '_id' | 'leaseToken'>,
    patch: PaymentPatch,
    nowUtc: Instant,
    more: { entry?: PaymentEntry; told?: string } = {},
  ): Promise<PaymentRow | null> {
    const { _id, leaseToken } = held;
    const push = { ...(more.entry && { events: more.entry }), ...(more.told !== undefined && { told: more.told }) };
    const filter = { _id, leaseToken, ...(more.entry && { 'events.id': { $ne: more.entry.id } }) };
    const update = {
      $set: { ...patch, leaseUntilUtc: nowUtc + LEASE_MS },
      $inc: { rev: 1 },
      ...(Object.keys(push).length > 0 && { $push: push }),
    };
    const row = await rows.findOneAndUpdate(filter, update, { returnDocument: 'after' });
    // The entry may have come by another way meanwhile; then only the rest is to be recorded.
    return (
      row ?? (more.entry ? advance(held, patch, nowUtc, more.told === undefined ? {} : { told: more.told }) : null)
    );
  }

  /** Lays the row down, unless something was added since it was read: then the worker must look again. */
  async function release(held: PaymentRow, patch: PaymentPatch): Promise<'released' | 'changed'> {
    const { matchedCount } = await rows.updateOne(
      { _id: held._id, leaseToken: held.leaseToken, rev: held.rev },
      { $set: { ...patch, leaseUntilUtc: 0 } },
    );
    return matchedCount === 1 ? 'released' : 'changed';
  }

  async function reread(held: Pick<PaymentRow, '_id' | 'leaseToken'>): Promise<PaymentRow | null> {
    return rows.findOne({ _id: held._id, leaseToken: held.leaseToken });
  }

  /** Reserves the right to book this hold; false when another payment has it. */
  async function takeHold(held: PaymentRow): Promise<boolean> {
    try {
      await rows.updateOne({ _id: held._id, leaseToken: held.leaseToken }, { $set: { bookingHoldId: held.holdId } });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  async function due(nowUtc: Instant, limit: number): Promise<string[]> {
    const found = await rows
      .find({ dueAtUtc: { $gt: 0, $lte: nowUtc }, leaseUntilUtc: { $lte: nowUtc } }, { projection: { _id: 1 } })
      .sort({ dueAtUtc: 1 })
      .limit(limit)
      .toArray();
    return found.map(({ _id }) => _id);
  }

  /** The link exists: stored with its entry, once. */
  async function setCheckout(
    paymentId: string,
    checkout: NonNullable<PaymentRow['checkout']>,
    nowUtc: Instant,
  ): Promise<PaymentRow> {
    const entry: PaymentEntry = {
      id: `house:opened:${checkout.checkoutId}`,
      kind: 'link.opened',
      source: 'house',
      atUtc: nowUtc,
    };
    await rows.updateOne(
      { _id: paymentId, 'events.id': { $ne: entry.id } },
      { $set: { checkout, status: 'open' }, $push: { events: entry }, $inc: { rev: 1 } },
    );
    const row = await rows.findOne({ _id: paymentId });
    if (!row) throw new Error(`payment ${paymentId} is not there any more`);
    return row;
  }

  /** Links of this chat that another one replaces are closed at the next look. */
  async function replaceOthers(conversationId: string, keepPaymentId: string, nowUtc: Instant): Promise<string[]> {
    const others = {
      conversationId,
      _id: { $ne: keepPaymentId },
      status: { $in: ['started', 'open'] as const },
      isReplaced: false,
    };
    const found = await rows.find(others, { projection: { _id: 1 } }).toArray();
    if (found.length > 0)
      await rows.updateMany(others, { $set: { isReplaced: true, dueAtUtc: nowUtc }, $inc: { rev: 1 } });
    return found.map(({ _id }) => _id);
  }

  /** Who pays goes on in another chat: what comes of links that are still open is said and booked there. */
  async function rehome(conversationId: string, to: Pick<PaymentRow, 'conversationId' | 'channel' | 'address'>) {
    const { conversationId: there, channel, address } = to;
    await rows.updateMany(
      { conversationId: String(conversationId), status: { $in: ['started', 'open', 'processing'] } },
      { $set: { conversationId: there, channel, address }, $inc: { rev: 1 } },
    );
  }

  /** A link of this chat for the same hold that is still good. */
  async function openLink(
    conversationId: string,
    holdId: string,
    due: Money,
    aliveAtUtc: Instant,
  ): Promise<PaymentRow | null> {
    return rows.findOne({
      conversationId,
      holdId,
      status: 'open',
      isReplaced: false,
      untilUtc: { $gt: aliveAtUtc },
      'due.amountMinor': due.amountMinor,
      'due.currency': due.currency,
    });
  }

  /** Whether another link still stands on the same hold, so that it must not be released. */
  async function hasOtherLive(row: PaymentRow, nowUtc: Instant): Promise<boolean> {
    const others = {
      holdId: row.holdId,
      _id: { $ne: row._id },
      untilUtc: { $gt: nowUtc },
      status: { $in: ['started', 'open', 'processing', 'paid'] as const },
    };
    return (await rows.findOne(others, { projection: { _id: 1 } })) !== null;
  }

  async function forBooking(bookingId: string): Promise<PaymentRow | null> {
    return rows.findOne({ 'decision.bookingId': bookingId });
  }

  /** Decides once that money goes back; the row as it is afterwards. */
  async function planGiveBack(
    paymentId: string,
    amount: Money,
    reason: GiveBackReason,
    nowUtc: Instant,
  ): Promise<PaymentRow | null> {
    await rows.updateOne(
      { _id: paymentId, giveBack: null },
      { $set: { giveBack: { amount, reason }, dueAtUtc: nowUtc }, $inc: { rev: 1 } },
    );
    return rows.findOne({ _id: paymentId });
  }

  const find = (paymentId: string): Promise<PaymentRow | null> => rows.findOne({ _id: paymentId });

  return {
    open,
    setCheckout,
    append,
    claim,
    advance,
    release,
    reread,
    takeHold,
    due,
    replaceOthers,
    rehome,
    openLink,
    hasOtherLive,
    forBooking,
    planGiveBack,
    find,
  };
}

function withoutId({ _id, ...rest }: NewPayment): Omit<NewPayment, '_id'> {
  return rest;
}
