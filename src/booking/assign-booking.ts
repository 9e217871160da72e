import { splitAddOns } from '../flow/index.js';
import { zoneOf, type ConflictReport, type Conflicts } from '../scheduling/index.js';
import { BookingError, type Booking } from './booking.model.js';
import { createBookingWriter, type Change } from './change-booking.js';
import type { CreateBookingDeps } from './create-booking.js';
import { freeTime } from './customer-act.js';
import { newClaims, resolveHold } from './hold-claim.js';
import { makeHoldId, type HoldRef } from './hold-id.js';
import { isAhead } from './status.rules.js';
import { timeTaken } from './time-taken.js';
import { putVisit } from './visit-claims.js';

export interface AssignInput {
  readonly shopId: string;
  readonly bookingId: string;
  /** Who is to do it. */
  readonly personId: string;
  readonly operator: { readonly id: string; readonly name: string };
  /** Needed where there are warnings; kept in the history. */
  readonly override: { readonly reason: string } | null;
  /** The same key again is the same act. */
  readonly key: string;
}

export type AssignOutcome =
  | { readonly kind: 'assigned'; readonly booking: Booking; readonly report: ConflictReport }
  /** Errors cannot be overridden; for warnings a reason is missing. */
  | { readonly kind: 'conflicts'; readonly report: ConflictReport }
  /**
   * `over`: it has begun or ended; `same`: it is theirs already; `several`: a visit of several services has several people;
   * `unskilled`: they do not do this service, or do not work here any more.
   */
  | { readonly kind: 'refused'; readonly reason: 'over' | 'same' | 'several' | 'unskilled' | 'unknownPerson' };

type Weighed =
  Exclude<AssignOutcome, { kind: 'assigned' }> | { readonly kind: 'free'; readonly report: ConflictReport };

export type AssignDeps = Pick<CreateBookingDeps, 'mongo' | 'clock' | 'catalogue' | 'sheets' | 'events'> & {
  readonly conflicts: Conflicts;
};

class TakenWhileAssigning extends Error {}

const ATTEMPTS = 5;
/** The visit still counts on its day; it is only never refused for it. */
const NO_LIMIT = Number.MAX_SAFE_INTEGER;
const NOTHING_AGAINST: ConflictReport = { errors: [], warnings: [], mayProceed: true };

/**
 * Gives a visit to another person at the same time, price and terms: their time is taken and the other's freed in one
 * transaction (NT-17). Throws `booking.unknown`.
 */
export function createAssign(deps: AssignDeps): (input: AssignInput) => Promise<AssignOutcome> {
  const { clock, catalogue, sheets, conflicts } = deps;
  const writer = createBookingWriter(deps);

  async function weigh(booking: Booking, input: AssignInput): Promise<Weighed> {
    const { people } = await catalogue.current(input.shopId);
    const person = people.find(({ id }) => id === input.personId);
    const nowUtc = clock.nowUtc();
    if (!isAhead(booking.status) || nowUtc >= booking.startsAtUtc) return { kind: 'refused', reason: 'over' };
    if (booking.parts) return { kind: 'refused', reason: 'several' };
    if (!person) return { kind: 'refused', reason: 'unknownPerson' };
    if (person.id === booking.person.id) return { kind: 'refused', reason: 'same' };
    const { serviceId } = splitAddOns(booking.service.id);
    if (!person.active || !person.serviceIds.includes(serviceId)) return { kind: 'refused', reason: 'unskilled' };
    const report = await conflicts.report({ ...refOf(booking, input), movingBookingId: booking._id });
    if ('unknown' in report) return { kind: 'refused', reason: 'unskilled' };
    const isHeld = !report.mayProceed || (report.warnings.length > 0 && !input.override?.reason.trim());
    return isHeld ? { kind: 'conflicts', report } : { kind: 'free', report };
  }

  async function changeOf(booking: Booking, input: AssignInput, report: ConflictReport): Promise<Change | null> {
    const snapshot = await catalogue.current(input.shopId);
    const ref = refOf(booking, input);
    const resolved = resolveHold(snapshot, ref);
    if (!resolved) return null;
    const nowUtc = clock.nowUtc();
    const { warnings } = report;
    const why = input.override?.reason.trim() || null;
    return {
      set: { holdId: makeHoldId(ref, input.key), assignment: { by: 'operator', reason: 'asked' } },
      bumpsVersion: true,
      history: {
        actId: input.key,
        act: 'assign',
        who: { kind: 'operator', ...input.operator },
        atUtc: nowUtc,
        why: warnings.length > 0 ? `${warnings.map(({ name }) => name).join(', ')}: ${why}` : why,
        wasStartsAtUtc: null,
        wasPerson: booking.person.name,
      },
      event: 'booking.assigned',
      async onSheets(session) {
        const nature = { kind: 'booking', bookingId: booking._id } as const;
        const claims = newClaims(snapshot, resolved, makeHoldId(ref, input.key), input.key, nature, booking.price);
        const isOverride = warnings.length > 0;
        const rules = {
          nowUtc,
          onOwn: null,
          mayTake: true,
          replaces: null,
          ignoreBookingId: booking._id,
          ignoreBuffers: isOverride,
          ...(isOverride ? { dailyCap: NO_LIMIT } : {}),
        };
        const put = await putVisit(sheets, resolved, claims, rules, session);
        if (put.kind === 'taken') throw new TakenWhileAssigning();
        const stay = put.claims.map(({ id }) => id);
        await freeTime(sheets, booking, zoneOf(snapshot.dayZone), session, stay);
        return timeTaken(resolved, put.claims, snapshot.shop, booking.language);
      },
    };
  }

  async function attempt(input: AssignInput): Promise<AssignOutcome | 'again'> {
    const found = await writer.find(input.bookingId);
    if (found?.shopId !== input.shopId) throw new BookingError('booking.unknown', `no booking ${input.bookingId} here`);
    if (hasHappened(found, input)) return { kind: 'assigned', booking: found, report: NOTHING_AGAINST };
    const weighed = await weigh(found, input);
    if (weighed.kind !== 'free') return weighed;
    const { report } = weighed;
    const change = await changeOf(found, input, report);
    if (!change) return { kind: 'refused', reason: 'unskilled' };
    const assigned = (booking: Booking): AssignOutcome => ({ kind: 'assigned', booking, report });
    try {
      return await writer.change<AssignOutcome | 'again'>(
        found._id,
        null,
        clock.nowUtc(),
        (booking) => {
          if (hasHappened(booking, input)) return { answer: assigned(booking) };
          // What was weighed is no longer what there is.
          return booking.version === found.version ? { change } : { answer: 'again' };
        },
        assigned,
      );
    } catch (error) {
      // Somebody was quicker than the report: asked again, it names them.
      if (error instanceof TakenWhileAssigning) return 'again';
      throw error;
    }
  }

  return async (input) => {
    for (let tried = 0; tried < ATTEMPTS; tried += 1) {
      const outcome = await attempt(input);
      if (outcome !== 'again') return outcome;
    }
    throw new BookingError('booking.contended', `booking ${input.bookingId} changed while it was being given on`);
  };
}

function hasHappened({ history }: Booking, { key }: AssignInput): boolean {
  return history.some(({ actId }) => actId === key);
}

/** The same visit with the other person. */
function refOf({ shopId, service, startsAtUtc, type, seats }: Booking, { personId }: AssignInput): HoldRef {
  return { shopId, serviceId: service.id, personId, startsAtUtc, ...(type && { kind: type }), ...(seats && { seats }) };
}
