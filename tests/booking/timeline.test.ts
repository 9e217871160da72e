import { describe, expect, it } from '@jest/globals';
import type { Booking, HistoryRow } from '../../src/booking/booking.model.js';
import { BOOKING_STATUSES, isOver, type BookingStatus } from '../../src/booking/status.rules.js';
import { timelineOf, type TimedStep } from '../../src/booking/timeline.rules.js';
import { MINUTE_MS } from '../../src/platform/time-units.js';

const T0 = Date.parse('2026-11-21T10:03:00Z');
const STARTS = Date.parse('2026-11-24T14:00:00Z');
const OPERATOR = { kind: 'operator', id: 'U1', name: 'Asha' } as const;

let acts = 0;
function row(act: HistoryRow['act'], from: BookingStatus | null, to: BookingStatus, minutesAfter: number): HistoryRow {
  acts += 1;
  const actId = `act-${acts}`;
  const atUtc = T0 + minutesAfter * MINUTE_MS;
  return { actId, act, who: OPERATOR, atUtc, why: null, from, to, version: acts, wasStartsAtUtc: null };
}

/** The shortest way there is to each status. */
const CREATED = row('create', null, 'pending', 0);
const ACCEPTED = row('accept', 'pending', 'accepted', 10);
const ARRIVED = row('arrive', 'accepted', 'arrived', 20);
const STARTED = row('start', 'accepted', 'in_progress', 30);
const WAYS: Readonly<Record<BookingStatus, readonly HistoryRow[]>> = {
  pending: [CREATED],
  accepted: [CREATED, ACCEPTED],
  rejected: [CREATED, row('reject', 'pending', 'rejected', 10)],
  arrived: [CREATED, ACCEPTED, ARRIVED],
  in_progress: [CREATED, ACCEPTED, STARTED],
  extra_pending: [CREATED, ACCEPTED, STARTED, row('askExtra', 'in_progress', 'extra_pending', 40)],
  work_done: [CREATED, ACCEPTED, STARTED, row('done', 'in_progress', 'work_done', 50)],
  completed: [CREATED, ACCEPTED, STARTED, row('done', 'in_progress', 'completed', 60)],
  billed: [
    CREATED,
    ACCEPTED,
    STARTED,
    row('done', 'in_progress', 'completed', 60),
    row('bill', 'completed', 'billed', 90),
  ],
  cancelled: [CREATED, ACCEPTED, row('cancel', 'accepted', 'cancelled', 70)],
  no_show: [CREATED, ACCEPTED, row('noShow', 'accepted', 'no_show', 80)],
  expired: [CREATED, row('expire', 'pending', 'expired', 45)],
};

type Told = Parameters<typeof timelineOf>[0];
function told(status: BookingStatus, over: Partial<Booking> = {}): Told {
  return { status, history: WAYS[status], paid: null, startsAtUtc: STARTS, createdAtUtc: T0, ...over };
}
const spelled = (steps: readonly TimedStep[]): string[] =>
  steps.map(({ step, state, atUtc }) => {
    const at = atUtc === null ? '' : atUtc === STARTS ? ' start' : ` ${(atUtc - T0) / MINUTE_MS}`;
    return `${{ done: '+', now: '>', ahead: '.', ended: 'x' }[state]} ${step}${at}`;
  });

const EXPECTED: Readonly<Record<BookingStatus, readonly string[]>> = {
  pending: ['+ received 0', '> waiting', '. visit start', '. done'],
  accepted: ['+ received 0', '+ accepted 10', '> visit start', '. done'],
  arrived: ['+ received 0', '+ accepted 10', '+ arrived 20', '> visit start', '. done'],
  in_progress: ['+ received 0', '+ accepted 10', '> underWay 30', '. done'],
  extra_pending: ['+ received 0', '+ accepted 10', '> underWay 30', '. done'],
  work_done: ['+ received 0', '+ accepted 10', '> underWay 30', '. done'],
  completed: ['+ received 0', '+ accepted 10', '+ begun 30', '+ finished 60'],
  billed: ['+ received 0', '+ accepted 10', '+ begun 30', '+ finished 60'],
  rejected: ['+ received 0', 'x refused 10'],
  cancelled: ['+ received 0', '+ accepted 10', 'x dropped 70'],
  no_show: ['+ received 0', '+ accepted 10', 'x missed 80'],
  expired: ['+ received 0', 'x expired 45'],
};

describe('the timeline of a visit', () => {
  it.each(BOOKING_STATUSES)('tells what has happened, where it stands and what is to come: %s [BK-17]', (status) => {
    expect(spelled(timelineOf(told(status)))).toEqual(EXPECTED[status]);
  });

  it('stands at exactly one step while it is open, at none once it is over', () => {
    for (const status of BOOKING_STATUSES) {
      const now = timelineOf(told(status)).filter(({ state }) => state === 'now');
      expect([status, now.length]).toEqual([status, isOver(status) ? 0 : 1]);
    }
  });

  it('never shows a step to come before one that has happened', () => {
    const order = ['done', 'ended', 'now', 'ahead'];
    for (const status of BOOKING_STATUSES) {
      const ranks = timelineOf(told(status)).map(({ state }) => order.indexOf(state));
      expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    }
  });

  it('has the payment where it happened, and only where something was paid', () => {
    const paid = (minutes: number) => ({
      paid: { amountMinor: 8000, currency: 'GBP', paymentId: 'p', atUtc: T0 + minutes * MINUTE_MS },
    });
    // The provider's moment lies a little before the booking it made possible.
    expect(spelled(timelineOf(told('pending', paid(-1))))).toEqual([
      '+ received 0',
      '+ paid 0',
      '> waiting',
      '. visit start',
      '. done',
    ]);
    expect(spelled(timelineOf(told('accepted', paid(12)))).slice(0, 3)).toEqual([
      '+ received 0',
      '+ accepted 10',
      '+ paid 12',
    ]);
    expect(BOOKING_STATUSES.flatMap((status) => spelled(timelineOf(told(status)))).join()).not.toContain('paid');
  });

  it('says "booked" at once where the shop says yes by itself', () => {
    const history = [row('create', null, 'accepted', 0)];
    expect(spelled(timelineOf(told('accepted', { history })))).toEqual(['+ booked 0', '> visit start', '. done']);
  });

  it('names the last move only, at the moment it was made', () => {
    const history = [
      CREATED,
      ACCEPTED,
      row('move', 'accepted', 'accepted', 15),
      row('move', 'accepted', 'accepted', 25),
    ];
    expect(spelled(timelineOf(told('accepted', { history })))).toEqual([
      '+ received 0',
      '+ accepted 10',
      '+ moved 25',
      '> visit start',
      '. done',
    ]);
  });
});
