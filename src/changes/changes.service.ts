import { createHash } from 'node:crypto';
import type { Booking, BookingDesk } from '../booking/index.js';
import type { BookingView, ChangeWish, Notice } from '../flow/protocol.js';
import type { Money } from '../messaging/format.js';
import type { Instant } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import type { DomainEvent, DomainEventType } from '../platform/events.js';
import type { Log } from '../platform/log.js';
import { isDuplicateKey, type Mongo } from '../platform/mongo.js';
import { CHANGE_REQUESTS, type ChangeRow } from './change.model.js';
import { changeLine, NOTHING_ASKED, TIME_GONE, TOO_LATE } from './changes.text.js';

export interface AskChangeInput {
  readonly shopId: string;
  readonly conversationId: string;
  /** Other chats that have proved to be the same person's. */
  readonly alsoIn?: readonly string[];
  readonly bookingId: string;
  readonly wish: ChangeWish;
  readonly startsAtUtc: Instant | null;
  readonly personId: string | null;
  /** The same key again is the same request. */
  readonly key: string;
}

export interface DecideChangeInput {
  readonly bookingId: string;
  readonly decision: 'approve' | 'refuse';
  readonly actId: string;
  readonly by: { readonly id: string; readonly name: string };
}

export interface ChangesDeps {
  readonly mongo: Mongo;
  readonly clock: Clock;
  readonly log: Log;
  readonly desk: Pick<BookingDesk, 'findBooking' | 'placeHold' | 'moveBooking' | 'dropBooking'>;
  /** A booking as its customer sees it now, and what goes back to them. */
  readonly findView: (bookingId: string) => Promise<{ view: BookingView; refunded: Money | null } | null>;
  readonly notify: (conversationId: string, noticeId: string, notice: Notice) => Promise<void>;
  /** Puts a line into the card of the booking; the newest of a topic replaces the others. */
  readonly remark: (bookingId: string, remark: { key: string; topic: string; text: string }) => Promise<void>;
}

export interface Changes {
  /** Stored once, shown to operators (ORD-09, GU-10). */
  ask(
    input: AskChangeInput,
  ): Promise<{ readonly kind: 'asked' | 'waiting' | 'gone'; readonly booking: Booking | null }>;
  /** @returns null when it is done, else a sentence for the operator. The same act twice has one effect. */
  decide(input: DecideChangeInput): Promise<string | null>;
  /** A person goes on in another chat: the answers to what they asked come there. */
  rehome(shopId: string, from: string, to: string): Promise<void>;
  /** Keeps what is to be said with a no. False where nobody is asking. */
  noteReason(bookingId: string, why: string): Promise<boolean>;
  findOpen(bookingId: string): Promise<ChangeRow | null>;
  /** Ends what the visit's start has overtaken, carries on what a killed process left, tells what was not told. */
  sweep(): Promise<number>;
  /** Subscriber of `OVERTAKING_EVENTS`: a booking changed otherwise leaves nothing to answer. */
  readonly onBookingEvent: (event: DomainEvent) => Promise<void>;
}

export const OVERTAKING_EVENTS: readonly DomainEventType[] = [
  'booking.cancelled',
  'booking.rejected',
  'booking.expired',
  'booking.moved',
  'booking.started',
  'booking.noShow',
];

/** Longer than a move can take. */
const LEASE_MS = 20_000;
const AHEAD: ReadonlySet<Booking['status']> = new Set(['pending', 'accepted', 'arrived']);

/** Requests past the deadline. Who decides first is settled by one update of the request; what follows is idempotent by its id. */
export function createChanges(deps: ChangesDeps): Changes {
  const { mongo, clock, log, desk, findView, notify } = deps;
  const rows = mongo.db.collection<ChangeRow>(CHANGE_REQUESTS);

  const findOpen = (bookingId: string): Promise<ChangeRow | null> =>
    rows.findOne({ bookingId: String(bookingId), isOpen: true });

  async function show(row: ChangeRow): Promise<void> {
    const booking = await desk.findBooking(row.bookingId);
    if (!booking) return;
    const key = `change:${row._id}:${row.state}`;
    try {
      await deps.remark(row.bookingId, { key, topic: 'change', text: changeLine(row, booking.zone) });
    } catch (error) {
      // The line is stored with the card and shown with its next change.
      log.warn({ err: error, booking: row.bookingId }, 'a change request could not be shown to operators now');
    }
  }

  async function tell(row: ChangeRow): Promise<void> {
    const found = await findView(row.bookingId);
    const notice = found && noticeOf(row, found.view, found.refunded);
    if (notice) await notify(row.conversationId, `change:${row._id}:${row.state}`, notice);
    await rows.updateOne({ _id: row._id }, { $set: { isTold: true } });
  }

  async function end(row: ChangeRow, state: ChangeRow['state'], from: ChangeRow['state']): Promise<boolean> {
    const isTold = state === 'overtaken';
    const after = await rows.findOneAndUpdate(
      { _id: row._id, state: from },
      { $set: { state, isTold }, $unset: { isOpen: 1 } },
      { returnDocument: 'after' },
    );
    if (!after) return false;
    await show(after);
    if (!isTold) await tell(after);
    return true;
  }

  /** The move or the drop itself, under the request's own key: repeated it is one. @returns why it could not be done. */
  async function carryOut(row: ChangeRow): Promise<string | null> {
    const { shopId, conversationId, bookingId, startsAtUtc, alsoIn = [] } = row;
    const key = `change:${row._id}`;
    const act = { shopId, conversationId, alsoIn, bookingId, key, isGranted: true } as const;
    if (row.wish === 'drop' || startsAtUtc === null) {
      const outcome = await desk.dropBooking(act);
      return outcome.kind === 'dropped' ? null : TOO_LATE;
    }
    const booking = await desk.findBooking(bookingId);
    if (!booking) return TOO_LATE;
    if (booking.history.some(({ actId }) => actId === key)) return null;
    const held = await desk.placeHold({
      shopId,
      serviceId: booking.service.id,
      personId: row.personId,
      startsAtUtc,
      replaces: null,
      movingBookingId: bookingId,
      key,
    });
    if (held.kind !== 'held') return TIME_GONE;
    const outcome = await desk.moveBooking({ ...act, holdId: held.holdId });
    if (outcome.kind === 'moved') return null;
    return outcome.kind === 'taken' ? TIME_GONE : TOO_LATE;
  }

  async function approve(row: ChangeRow): Promise<string | null> {
    const problem = await carryOut(row);
    if (problem === null) {
      await end(row, 'approved', 'deciding');
      return null;
    }
    await rows.updateOne(
      { _id: row._id, state: 'deciding' },
      { $set: { state: 'waiting', decision: null, leaseUntilUtc: 0 } },
    );
    return problem;
  }

  async function decide({ bookingId, decision, actId, by }: DecideChangeInput): Promise<string | null> {
    const nowUtc = clock.nowUtc();
    const set = {
      decision: { actId, by, atUtc: nowUtc },
      leaseUntilUtc: nowUtc + LEASE_MS,
      state: 'deciding',
    } as const;
    const row = await rows.findOneAndUpdate(
      { bookingId: String(bookingId), state: 'waiting', untilUtc: { $gt: nowUtc } },
      { $set: set },
      { returnDocument: 'after' },
    );
    if (!row) {
      const before = await rows.findOne({ bookingId: String(bookingId), 'decision.actId': actId });
      return before ? null : NOTHING_ASKED;
    }
    if (decision === 'approve') return approve(row);
    await end(row, 'refused', 'deciding');
    return null;
  }

  return {
    findOpen,
    decide,

    async ask(input) {
      const { bookingId, shopId, conversationId, key, alsoIn = [] } = input;
      const booking = await desk.findBooking(bookingId);
      const nowUtc = clock.nowUtc();
      const isTheirs = booking?.shopId === shopId && [conversationId, ...alsoIn].includes(booking.conversationId);
      if (!isTheirs) return { kind: 'gone', booking: null };
      const before = await rows.findOne({ key });
      if (before) return { kind: 'asked', booking };
      if (!AHEAD.has(booking.status) || nowUtc >= booking.startsAtUtc) return { kind: 'gone', booking };
      const row: ChangeRow = {
        ...input,
        _id: `${bookingId}:${createHash('sha256').update(key).digest('base64url').slice(0, 12)}`,
        timeVersion: booking.timeVersion,
        askedAtUtc: nowUtc,
        untilUtc: booking.startsAtUtc,
        state: 'waiting',
        isOpen: true,
        why: null,
        decision: null,
        leaseUntilUtc: 0,
        isTold: true,
      };
      try {
        await rows.insertOne(row);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        const isSame = (await rows.findOne({ key }, { projection: { _id: 1 } })) !== null;
        return { kind: isSame ? 'asked' : 'waiting', booking };
      }
      await show(row);
      return { kind: 'asked', booking };
    },

    async rehome(shopId, from, to) {
      await rows.updateMany(
        { shopId, conversationId: from, isOpen: true },
        { $set: { conversationId: to }, $addToSet: { alsoIn: from } },
      );
    },

    async noteReason(bookingId, why) {
      const { matchedCount } = await rows.updateOne(
        { bookingId: String(bookingId), state: 'waiting' },
        { $set: { why } },
      );
      return matchedCount === 1;
    },

    async sweep() {
      const nowUtc = clock.nowUtc();
      let ended = 0;
      const over = await rows.find({ isOpen: true, state: 'waiting', untilUtc: { $lte: nowUtc } }).toArray();
      for (const row of over) if (await end(row, 'expired', 'waiting')) ended += 1;
      const left = await rows.find({ isOpen: true, state: 'deciding', leaseUntilUtc: { $lte: nowUtc } }).toArray();
      for (const row of left) {
        const taken = await rows.updateOne(
          { _id: row._id, state: 'deciding', leaseUntilUtc: row.leaseUntilUtc },
          { $set: { leaseUntilUtc: nowUtc + LEASE_MS } },
        );
        // Which way it was decided is told by what was begun; a refusal that was not finished is asked again.
        if (taken.modifiedCount === 1 && (await approveIfBegun(row))) ended += 1;
      }
      for (const row of await rows.find({ isTold: false }).toArray()) await tell(row);
      return ended;
    },

    async onBookingEvent({ bookingId, type }) {
      const row = await findOpen(bookingId);
      if (row?.state !== 'waiting') return;
      const booking = await desk.findBooking(bookingId);
      const isMoved = type === 'booking.moved' && booking?.timeVersion === row.timeVersion;
      if (booking && !isMoved) await end(row, 'overtaken', 'waiting');
    },
  };

  async function approveIfBegun(row: ChangeRow): Promise<boolean> {
    const booking = await desk.findBooking(row.bookingId);
    if (booking?.history.some(({ actId }) => actId === `change:${row._id}`)) return (await approve(row)) === null;
    await rows.updateOne(
      { _id: row._id, state: 'deciding' },
      { $set: { state: 'waiting', decision: null, leaseUntilUtc: 0 } },
    );
    return false;
  }
}

function noticeOf(row: ChangeRow, booking: BookingView, refunded: Money | null): Notice | null {
  const { wish, why } = row;
  switch (row.state) {
    case 'approved':
      return { name: 'change.approved', booking, wish, refunded };
    case 'refused':
      return { name: 'change.refused', booking, wish, why };
    case 'expired':
      return { name: 'change.expired', booking, wish };
    case 'waiting':
    case 'deciding':
    case 'overtaken':
      return null;
  }
}
