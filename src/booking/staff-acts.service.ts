import { isTogether } from '../catalogue/index.js';
import type { BookingType, Contact } from '../flow/protocol.js';
import type { ChannelId, Instant } from '../messaging/message.js';
import { customerKeyOf } from '../people/index.js';
import type { ConflictReport, Conflicts, FreeSlot, InTurn } from '../scheduling/index.js';
import { BOOKINGS, contactSchema, type Assignment, type Booking } from './booking.model.js';
import { createBookingMaker, type CreateBookingDeps } from './create-booking.js';
import { resolveHold } from './hold-claim.js';
import { createHoldPricer } from './hold-price.js';
import { bookingIdOf, makeHoldId } from './hold-id.js';
import { ALTERNATIVES } from './holds.service.js';

export interface StaffBookingInput {
  readonly shopId: string;
  /** One, or several that are one visit (ORD-06). */
  readonly serviceId: string;
  /** Of several services whoever does them all, or one for each. Null: whoever is free, in their turn. */
  readonly personId: string | null;
  readonly startsAtUtc: Instant;
  readonly kind?: BookingType;
  readonly seats?: number;
  readonly contact: Contact;
  /** Others who come to the same appointment (BK-28). */
  readonly others?: readonly Contact[];
  /** The chat in which the customer hears of it. */
  readonly reach: {
    readonly conversationId: string;
    readonly channel: ChannelId;
    readonly address: string;
    readonly language: string;
  };
  readonly operator: { readonly id: string; readonly name: string };
  /** Needed where there are warnings; kept in the history. */
  readonly override: { readonly reason: string } | null;
  /** The same key again is the same booking. */
  readonly key: string;
}

export type StaffBookingOutcome =
  | { readonly kind: 'booked'; readonly booking: Booking; readonly report: ConflictReport }
  /** Errors cannot be overridden; for warnings a reason is missing. */
  | { readonly kind: 'conflicts'; readonly report: ConflictReport; readonly alternatives: readonly FreeSlot[] }
  | { readonly kind: 'refused'; readonly reason: 'contact' | 'unknownService' | 'nobody' | 'reasonMissing' | 'seats' };

export interface StaffActs {
  /** A booking made at the desk or on the telephone: accepted with it, unpaid if need be, the customer's rules as warnings. */
  createByStaff(input: StaffBookingInput): Promise<StaffBookingOutcome>;
}

export function createStaffActs(deps: CreateBookingDeps & { readonly conflicts: Conflicts }): StaffActs {
  const { catalogue, clock, slots, conflicts } = deps;
  const make = createBookingMaker(deps);
  const priceHold = createHoldPricer(deps);

  /** The person named, or the one whose turn it is. */
  async function personFor(input: StaffBookingInput): Promise<{ id: string; assignment: Assignment } | null> {
    if (input.personId !== null) return { id: input.personId, assignment: { by: 'operator', reason: 'asked' } };
    const question = { ...questionOf(input), personId: null };
    if (isTogether(input.serviceId)) {
      const [who] = await slots.togetherAt(question, input.startsAtUtc);
      return who === undefined ? null : { id: who, assignment: { by: 'auto', reason: 'order' } };
    }
    const [first]: readonly InTurn[] = await slots.freeAt(question, input.startsAtUtc);
    return first ? { id: first.person.id, assignment: { by: 'auto', reason: first.reason } } : null;
  }

  return {
    async createByStaff(input) {
      const contact = contactSchema.safeParse(input.contact);
      const others = contactSchema
        .array()
        .max(50)
        .safeParse(input.others ?? []);
      if (!contact.success || !others.success) return { kind: 'refused', reason: 'contact' };
      const why = input.override?.reason.trim() ?? null;
      if (why === '') return { kind: 'refused', reason: 'reasonMissing' };
      const { seats = 1 } = input;
      if (!Number.isInteger(seats) || seats < 1 || seats > 999) return { kind: 'refused', reason: 'seats' };
      const { shopId, serviceId, startsAtUtc, kind, key } = input;
      const done = await existingFor(deps, bookingIdOf(shopId, key));
      if (done) return { kind: 'booked', booking: done, report: NOTHING_AGAINST };
      const chosen = await personFor(input);
      if (!chosen) return { kind: 'refused', reason: 'nobody' };
      const snapshot = await catalogue.current(shopId);
      const ref = { shopId, serviceId, personId: chosen.id, startsAtUtc, ...(kind && { kind }), seats };
      const resolved = resolveHold(snapshot, ref);
      const report = await conflicts.report({ ...ref, movingBookingId: null });
      if (!resolved || 'unknown' in report) return { kind: 'refused', reason: 'unknownService' };
      const alternatives = (): Promise<readonly FreeSlot[]> =>
        slots.closest({ ...questionOf(input), personId: chosen.id }, startsAtUtc, ALTERNATIVES);
      const isOverride = report.warnings.length > 0;
      if (!report.mayProceed || (isOverride && why === null)) {
        return { kind: 'conflicts', report, alternatives: await alternatives() };
      }
      const staff = {
        operator: input.operator,
        why: isOverride ? `${[...new Set(report.warnings.map(({ name }) => name))].join(', ')}: ${why}` : why,
        isOverride,
        others: others.data.map(({ name, phone, email }) => ({ name, phone, email })),
        assignment: chosen.assignment,
      };
      const holdId = makeHoldId(ref, key);
      const nowUtc = clock.nowUtc();
      const keep = { untilUtc: nowUtc, replaces: null };
      // The price this customer would have been shown in their chat.
      const { channel, address } = input.reach;
      const customerKey = customerKeyOf({ phone: contact.data.phone, channel, address });
      const { quote } = await priceHold({ snapshot, resolved, holdId }, { customerKey }, keep);
      const hold = { snapshot, resolved, bookingId: bookingIdOf(shopId, key), nowUtc, mayTake: true, quote };
      const outcome = await make(
        { ...hold, staff },
        { ...input.reach, holdId, contact: contact.data, key, paid: null },
      );
      if (outcome.kind === 'booked') return { kind: 'booked', booking: outcome.booking, report };
      // Somebody was quicker than the report: ask again, so that the answer names them.
      const now = await conflicts.report({ ...ref, movingBookingId: null });
      return { kind: 'conflicts', report: 'unknown' in now ? report : now, alternatives: await alternatives() };
    },
  };
}

const NOTHING_AGAINST: ConflictReport = { errors: [], warnings: [], mayProceed: true };

function questionOf({ shopId, serviceId, kind, seats }: StaffBookingInput) {
  return { shopId, serviceId, movingBookingId: null, ...(kind && { kind }), ...(seats && { seats }) };
}

/** The booking this key has made before. */
async function existingFor({ mongo }: CreateBookingDeps, bookingId: string): Promise<Booking | null> {
  return mongo.connection.collection<Booking>(BOOKINGS).findOne({ _id: bookingId });
}
