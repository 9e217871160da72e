import { allNames, type Quote, type Snapshot } from '../catalogue/index.js';
import type { Instant } from '../messaging/message.js';
import { customerKeyOf } from '../people/index.js';
import { quoteOfHeld } from '../pricing/index.js';
import { visitOf, type Claim } from '../scheduling/index.js';
import type { Assignment, Booking, HistoryRow } from './booking.model.js';
import type { CreateBookingInput } from './create-booking.js';
import type { ResolvedHold } from './hold-claim.js';
import { promise } from './policy.rules.js';
import { timeTaken } from './time-taken.js';

/** What is decided before the transaction begins. */
export interface Prepared {
  readonly snapshot: Snapshot;
  readonly resolved: ResolvedHold;
  readonly bookingId: string;
  readonly nowUtc: Instant;
  readonly mayTake: boolean;
  /** The price of now: what counts when nothing is held. */
  readonly quote?: Quote;
  /** Made by the people of the shop: they have said yes with it. */
  readonly staff?: {
    readonly operator: { readonly id: string; readonly name: string };
    readonly why: string | null;
    /** They go on in spite of warnings: buffers and the daily limit give way, nothing else does (CF-09, CF-10). */
    readonly isOverride: boolean;
    readonly others: NonNullable<Booking['others']>;
    readonly assignment: Assignment;
  };
}

/** The row of a booking whose time has just been secured. @param claims one for each part, in their order. */
export function newBooking(
  { snapshot, resolved, bookingId, nowUtc, staff }: Prepared,
  input: CreateBookingInput,
  claims: readonly [Claim, ...Claim[]],
  reference: string,
): Booking {
  const { shop } = snapshot;
  const { service } = resolved;
  const [claim] = claims;
  const time = timeTaken(resolved, claims, shop, input.language);
  // Where the shop decides who does it, somebody has to.
  const isAgreed = staff !== undefined || (shop.acceptance === 'instant' && shop.assign !== 'admin');
  const status = isAgreed ? 'accepted' : 'pending';
  const assignment = staff?.assignment ?? { by: claim.chosen ? 'auto' : 'customer', reason: claim.chosen ?? 'asked' };
  const { name, phone, email, note, answers } = input.contact;
  const { conversationId, channel, address, language } = input.visitor?.chat ?? input;
  const created: HistoryRow = {
    actId: input.key,
    act: 'create',
    who: staff ? { kind: 'operator', ...staff.operator } : { kind: 'customer', id: input.conversationId, name },
    atUtc: nowUtc,
    why: staff?.why ?? whyChosen(assignment, time.person.name),
    from: null,
    to: status,
    version: 1,
    wasStartsAtUtc: null,
  };
  return {
    _id: bookingId,
    shopId: shop.id,
    reference,
    holdId: input.holdId,
    ...{ conversationId, channel, address, language },
    ...(input.visitor ? { bookedBy: input.conversationId } : {}),
    customer: { name, phone, email },
    note,
    ...(answers && answers.length > 0 ? { answers } : {}),
    service: {
      id: service.id,
      name: service.name,
      ...allNames(service, shop.language),
      durationMin: service.durationMin,
    },
    price: quoteOfHeld(claim),
    customerKeys: customerKeysOf(input.contact.phone, { channel, address }),
    ...(claim.type ? { type: claim.type } : {}),
    ...(claim.seats > 1 ? { seats: claim.seats } : {}),
    assignment,
    ...(staff && staff.others.length > 0 ? { others: staff.others } : {}),
    ...time,
    status,
    version: 1,
    timeVersion: 1,
    ...promise(visitOf(claim).startsAtUtc, shop),
    paid: input.paid,
    comingAtUtc: null,
    createdAtUtc: nowUtc,
    history: [created],
  };
}

const CHOSEN: Readonly<Record<Exclude<Assignment['reason'], 'asked'>, string>> = {
  onlyOneFree: 'nobody else was free',
  share: 'furthest below their share',
  turn: 'longest without a visit',
  leastBusy: 'the fewest minutes taken',
  rating: 'the better rating',
  order: 'first in the list among equals',
};

/** Why this person, for the people of the shop; nothing when the customer asked for them. */
function whyChosen({ reason }: Assignment, name: string): string | null {
  return reason === 'asked' ? null : `${name} was chosen: ${CHOSEN[reason]}.`;
}

/** Everybody this visit counts for: the chat it was made in and the number that was given (CF-25). */
function customerKeysOf(given: string | null, chat: Pick<Booking, 'channel' | 'address'>): string[] {
  return [...new Set([null, given].map((phone) => customerKeyOf({ phone, ...chat })))];
}
