import type { TimelineStep } from '../flow/protocol.js';
import type { Instant } from '../messaging/message.js';
import type { Booking, HistoryRow } from './booking.model.js';
import type { BookingStatus } from './status.rules.js';

/** One step of a visit's way before it is put into words; `atUtc` is null where no moment belongs to it. */
export type TimedStep = Omit<TimelineStep, 'at'> & { readonly atUtc: Instant | null };

type Told = Pick<Booking, 'status' | 'history' | 'paid' | 'startsAtUtc' | 'createdAtUtc'>;
type StepName = TimelineStep['step'];

/** What a history row is to the customer. The shop's inner states are not theirs. */
const TOLD: Readonly<Partial<Record<HistoryRow['act'], StepName>>> = {
  accept: 'accepted',
  move: 'moved',
  arrive: 'arrived',
  start: 'begun',
};

/** What is under way in each status, and what is still to come; or how it all ended. */
const AHEAD: Readonly<Record<BookingStatus, { now?: StepName; ahead?: readonly StepName[]; ended?: StepName }>> = {
  pending: { now: 'waiting', ahead: ['visit', 'done'] },
  accepted: { now: 'visit', ahead: ['done'] },
  arrived: { now: 'visit', ahead: ['done'] },
  in_progress: { now: 'underWay', ahead: ['done'] },
  extra_pending: { now: 'underWay', ahead: ['done'] },
  work_done: { now: 'underWay', ahead: ['done'] },
  completed: {},
  billed: {},
  rejected: { ended: 'refused' },
  cancelled: { ended: 'dropped' },
  no_show: { ended: 'missed' },
  expired: { ended: 'expired' },
};

/**
 * The way of a visit as its customer sees it, from its own history (BK-17): what has happened in the order it happened, the
 * one step it stands at, and what is to come. A visit that ended early has nothing to come: its last step says how it ended.
 */
export function timelineOf(booking: Told): readonly TimedStep[] {
  const { now, ahead = [], ended } = AHEAD[booking.status];
  const happened = happenedSteps(booking).filter(({ step }) => !(now === 'underWay' && step === 'begun'));
  const isFinished = booking.status === 'completed' || booking.status === 'billed';
  return [
    ...happened,
    ...(isFinished ? [{ step: 'finished', state: 'done', atUtc: reachedAt(booking, 'completed') } as const] : []),
    ...(ended ? [{ step: ended, state: 'ended', atUtc: reachedAt(booking, booking.status) } as const] : []),
    ...(now ? [{ step: now, state: 'now', atUtc: momentOf(now, booking) } as const] : []),
    ...ahead.map((step) => ({ step, state: 'ahead', atUtc: momentOf(step, booking) }) as const),
  ];
}

function happenedSteps({ history, paid, createdAtUtc }: Told): readonly TimedStep[] {
  const created = history.find(({ act }) => act === 'create');
  const lastMove = history.findLast(({ act }) => act === 'move');
  // Where the shop says yes by itself there was never anything to wait for: "booked" says both.
  const first: StepName = created?.to === 'accepted' ? 'booked' : 'received';
  const rows = history.filter((row) => row.act !== 'move' || row === lastMove);
  const steps: { step: StepName; atUtc: Instant }[] = [
    { step: first, atUtc: created?.atUtc ?? createdAtUtc },
    ...(paid ? [{ step: 'paid' as const, atUtc: Math.max(paid.atUtc, created?.atUtc ?? createdAtUtc) }] : []),
    ...rows.flatMap(({ act, atUtc }) => {
      const step = TOLD[act];
      return step ? [{ step, atUtc }] : [];
    }),
  ];
  // Sorting keeps the order of equals, so a visit paid as it was made is received before it is paid.
  return steps.sort((a, b) => a.atUtc - b.atUtc).map((one) => ({ ...one, state: 'done' as const }));
}

function momentOf(step: StepName, { startsAtUtc, history }: Told): Instant | null {
  if (step === 'visit') return startsAtUtc;
  if (step === 'underWay') return history.findLast(({ act }) => act === 'start')?.atUtc ?? null;
  return null;
}

function reachedAt({ history }: Told, status: BookingStatus): Instant | null {
  return history.findLast(({ from, to }) => to === status && from !== status)?.atUtc ?? null;
}
