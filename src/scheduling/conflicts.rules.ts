import type { Instant } from '../messaging/message.js';
import type { Claim } from './day-sheet.model.js';
import { MINUTE_MS } from '../platform/time-units.js';

/** An `error` stops everybody; a `warning` stops customers, and staff may go on with a reason (CF-09, CF-10). */
export type Severity = 'error' | 'warning';

/** Everything a rule may look at. Times are UTC milliseconds. */
export interface ConflictFacts {
  readonly personName: string;
  /** The time that would be taken: set-up and clean-up included. */
  readonly fromUtc: Instant;
  readonly toUtc: Instant;
  readonly serviceId: string;
  readonly seats: number;
  readonly capacity: number;
  /** The person's buffer, or the service's (CF-06). */
  readonly bufferMs: number;
  /** Live claims of that person on the days in question, however long ago they began (DF-02). */
  readonly claims: readonly Claim[];
  /** Live bookings and holds of this service on that day, done ones included (DF-05). */
  readonly sameDay: number;
  readonly dailyCap: number | null;
  /** Kinds of which too few are free. */
  readonly missingKinds: readonly string[];
  /** Whether the person works for the whole of that time. */
  readonly isOpen: boolean;
  readonly nowUtc: Instant;
  readonly firstUtc: Instant;
  readonly lastUtc: Instant;
}

export interface Conflict {
  readonly ruleId: string;
  readonly name: string;
  readonly severity: Severity;
  /** For the people of the shop. */
  readonly message: string;
  /** How many things stand in the way, where they can be counted. */
  readonly count: number;
}

export interface ConflictRule {
  readonly id: string;
  readonly name: string;
  readonly severity: Severity;
  /** Null: nothing against it. */
  readonly check: (facts: ConflictFacts) => { readonly message: string; readonly count: number } | null;
}

export interface ConflictReport {
  readonly errors: readonly Conflict[];
  readonly warnings: readonly Conflict[];
  /** Without errors it may be done, with a reason when there are warnings. */
  readonly mayProceed: boolean;
}

/** Asks every rule. Rules know nothing of each other: one more is one more entry in the list (AV-18). */
export function judge(rules: readonly ConflictRule[], facts: ConflictFacts): ConflictReport {
  const found = rules.flatMap(({ id, name, severity, check }): Conflict[] => {
    const hit = check(facts);
    return hit ? [{ ruleId: id, name, severity, ...hit }] : [];
  });
  const errors = found.filter(({ severity }) => severity === 'error');
  return { errors, warnings: found.filter(({ severity }) => severity === 'warning'), mayProceed: errors.length === 0 };
}

const doubleBooking: ConflictRule = {
  id: 'double-booking',
  name: 'Double booking',
  severity: 'error',
  check(facts) {
    const count = facts.claims.filter((claim) => overlaps(claim, facts) && !isTogether(claim, facts)).length;
    return count === 0
      ? null
      : { count, message: `${facts.personName} already has ${counted(count, 'visit')} in that time.` };
  },
};

const groupFull: ConflictRule = {
  id: 'group-full',
  name: 'Group full',
  severity: 'error',
  check(facts) {
    const together = facts.claims.filter((claim) => isTogether(claim, facts));
    const left = facts.capacity - together.reduce((sum, { seats }) => sum + seats, 0);
    if (facts.capacity === 1 || facts.seats <= left) return null;
    return { count: facts.seats - left, message: `Only ${counted(Math.max(0, left), 'place')} left in that time.` };
  },
};

const resourceTaken: ConflictRule = {
  id: 'resource-taken',
  name: 'Room or device taken',
  severity: 'error',
  check: ({ missingKinds }) =>
    missingKinds.length === 0
      ? null
      : { count: missingKinds.length, message: `Not enough free in that time: ${missingKinds.join(', ')}.` },
};

/** A gap of nothing at all is too small as well (DF-03). */
const bufferViolation: ConflictRule = {
  id: 'buffer',
  name: 'Too close to another visit',
  severity: 'warning',
  check(facts) {
    const { claims, fromUtc, toUtc, bufferMs, personName } = facts;
    const near = claims.flatMap((claim) => {
      if (overlaps(claim, facts)) return [];
      const gapMs = claim.endsAtUtc <= fromUtc ? fromUtc - claim.endsAtUtc : claim.startsAtUtc - toUtc;
      const neededMs = Math.max(bufferMs, claim.bufferMs);
      return gapMs < neededMs ? [{ gapMs, neededMs }] : [];
    });
    const [closest] = near.sort((one, other) => one.gapMs - other.gapMs);
    if (!closest) return null;
    const [gapMin, neededMin] = [closest.gapMs / MINUTE_MS, closest.neededMs / MINUTE_MS];
    return {
      count: near.length,
      message: `${gapMin} min to the next visit of ${personName}; ${neededMin} are kept free.`,
    };
  },
};

const dailyCapacity: ConflictRule = {
  id: 'daily-capacity',
  name: 'Daily limit',
  severity: 'warning',
  check: ({ sameDay, dailyCap }) =>
    dailyCap === null || sameDay < dailyCap
      ? null
      : { count: sameDay, message: `${sameDay} of ${dailyCap} visits of this service are taken on that day.` },
};

const closedHours: ConflictRule = {
  id: 'closed',
  name: 'Outside the hours',
  severity: 'warning',
  check: ({ isOpen, personName }) =>
    isOpen ? null : { count: 1, message: `${personName} does not work for the whole of that time.` },
};

const outsideGate: ConflictRule = {
  id: 'notice',
  name: 'Notice and horizon',
  severity: 'warning',
  check({ fromUtc, nowUtc, firstUtc, lastUtc }) {
    if (fromUtc <= nowUtc) return { count: 1, message: 'That time is past.' };
    if (fromUtc < firstUtc) return { count: 1, message: 'That is sooner than customers may book.' };
    return fromUtc > lastUtc ? { count: 1, message: 'That is further ahead than customers may book.' } : null;
  },
};

export const CONFLICT_RULES: readonly ConflictRule[] = [
  doubleBooking,
  groupFull,
  resourceTaken,
  bufferViolation,
  dailyCapacity,
  closedHours,
  outsideGate,
];

function overlaps({ startsAtUtc, endsAtUtc }: Claim, { fromUtc, toUtc }: ConflictFacts): boolean {
  return startsAtUtc < toUtc && endsAtUtc > fromUtc;
}

/** Another guest of the same group session. */
function isTogether({ serviceId, startsAtUtc, endsAtUtc }: Claim, facts: ConflictFacts): boolean {
  const { fromUtc, toUtc, capacity } = facts;
  return capacity > 1 && serviceId === facts.serviceId && startsAtUtc === fromUtc && endsAtUtc === toUtc;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
