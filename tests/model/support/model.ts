import type { OperatorActName } from './acts.js';
import { applyOrder, type OrderDeed, type Sale } from './model-orders.js';
import { partsOf, peopleOf, SERVICES, SHOP_FACTS, type ServiceId, type VisitKind } from './facts.js';

/**
 * What a shop's books must look like, as a person would keep them on paper: written from what is promised, without a line
 * of the product. Times are UTC milliseconds.
 */
export interface State {
  nowUtc: number;
  claims: Claim[];
  readonly visits: Map<string, Visit>;
  /** Which key of a confirmation made which visit. */
  readonly made: Map<string, string>;
  readonly purses: Map<number, Purse>;
  readonly payments: Map<string, Payment>;
  readonly sales: Map<string, Sale>;
}

export interface Claim {
  readonly id: string;
  /** The hold it is a part of: all parts are taken, kept and freed together. */
  readonly hold: string;
  readonly person: string;
  readonly service: ServiceId | null;
  readonly startUtc: number;
  readonly endUtc: number;
  readonly bufferMs: number;
  readonly room: boolean;
  untilUtc: number;
  visit: string | null;
  readonly moving: string | null;
}

export interface Visit {
  readonly id: string;
  readonly chat: number;
  readonly service: VisitKind;
  /** Who begins it. */
  person: string;
  startUtc: number;
  status: 'pending' | 'accepted' | 'in_progress' | 'completed' | 'cancelled' | 'rejected' | 'expired' | 'no_show';
  claim: string;
  /** The month of the purse it cost a token, if it did. */
  token: string | null;
  wasUndone: boolean;
  moves: number;
  /** When an operator began it. */
  begunAtUtc: number | null;
  readonly payment: string | null;
  /** The key of the confirmation that made it. */
  readonly key: string;
  /** Of what was paid, how much has to go back. */
  owedPercent: number;
}

interface Purse {
  left: number;
  month: string;
}

export interface Payment {
  readonly hold: string;
  readonly chat: number;
  end: 'booked' | 'refunded' | null;
}

export interface HoldRef {
  readonly id: string;
  readonly chat: number;
  readonly service: VisitKind;
  /** `ann~~bo`: the first part with Ann, the second with Bo. */
  readonly person: string;
  readonly startUtc: number;
}

/** An act with everything it is about, and what the product said to it. */
export type Deed =
  | { readonly act: 'hold'; readonly ref: Omit<HoldRef, 'id'>; readonly moving: string | null; readonly seen: Seen }
  | { readonly act: 'release'; readonly hold: string; readonly seen: Seen }
  | { readonly act: 'confirm'; readonly ref: HoldRef; readonly key: string; readonly seen: Seen }
  | { readonly act: 'link'; readonly ref: HoldRef; readonly seen: Seen }
  | {
      readonly act: 'paidBooked';
      readonly payment: string;
      readonly ref: HoldRef;
      readonly visit: string;
      readonly seen: Seen;
    }
  | { readonly act: 'paidBack'; readonly payment: string; readonly ref: HoldRef; readonly seen: Seen }
  | { readonly act: 'move'; readonly visit: string; readonly ref: HoldRef; readonly seen: Seen }
  | { readonly act: 'drop'; readonly visit: string; readonly agreed: boolean; readonly seen: Seen }
  | { readonly act: OperatorActName; readonly visit: string; readonly seen: Seen }
  | { readonly act: 'expire'; readonly visit: string; readonly movesSeen: number; readonly seen: Seen }
  | { readonly act: 'markMissed'; readonly seen: Seen }
  | {
      readonly act: 'block';
      readonly id: string;
      readonly person: string;
      readonly fromUtc: number;
      readonly toUtc: number;
      readonly seen: Seen;
    }
  | { readonly act: 'unblock'; readonly id: string; readonly seen: Seen }
  | { readonly act: 'fillPurse'; readonly chat: number; readonly seen: Seen }
  | OrderDeed
  | { readonly act: 'wait'; readonly ms: number; readonly seen: Seen }
  /** Nothing of the shop's books changes by it. */
  | { readonly act: 'pay' | 'hear' | 'sweep' | 'nothing'; readonly seen: Seen };

export interface Seen {
  readonly said: string;
  readonly id?: string;
  readonly untilUtc?: number;
  /** Which of the missed visits cost a token. */
  readonly took?: readonly string[];
}

const ALWAYS = Infinity;
const STANDING = new Set<Visit['status']>(['pending', 'accepted', 'in_progress', 'completed', 'no_show']);

export function emptyState(nowUtc: number): State {
  const [visits, made, purses, payments, sales] = [new Map(), new Map(), new Map(), new Map(), new Map()];
  return { nowUtc, claims: [], visits, made, purses, payments, sales };
}

export function isStanding({ status }: Pick<Visit, 'status'>): boolean {
  return STANDING.has(status);
}

export function liveClaims({ claims, nowUtc }: State): Claim[] {
  return claims.filter(({ untilUtc }) => untilUtc > nowUtc);
}

export function purseOf({ purses, nowUtc }: State, chat: number): Purse {
  const month = new Date(nowUtc).toISOString().slice(0, 7);
  const purse = purses.get(chat);
  return purse?.month === month ? purse : { left: SHOP_FACTS.tokenGrant, month };
}

/** Does the deed to the books. Returns what the product should have said. */
export function apply(state: State, deed: Deed): string {
  switch (deed.act) {
    case 'hold':
      return hold(state, deed);
    case 'release':
      state.claims = state.claims.filter(({ hold: of, visit }) => of !== deed.hold || visit !== null);
      return 'released';
    case 'confirm':
      if (partsOf(deed.ref.service).some((one) => SERVICES[one].paidBefore)) return 'payFirst';
      return confirm(state, deed.ref, deed.key, deed.seen.id, null);
    case 'link':
      return link(state, deed);
    case 'paidBooked': {
      const payment = state.payments.get(deed.payment)!;
      payment.end = 'booked';
      return confirm(state, deed.ref, `payment:${deed.payment}`, deed.visit, deed.payment);
    }
    case 'paidBack':
      return paidBack(state, deed.payment, deed.ref);
    case 'move':
      return move(state, deed.visit, deed.ref);
    case 'drop':
      return drop(state, deed.visit, deed.agreed);
    case 'markMissed':
      return missed(state, deed.seen.took ?? []);
    case 'want':
    case 'buy':
    case 'letGo':
    case 'acceptOrder':
    case 'soldOut':
    case 'giveUp':
    case 'sweepOrders':
      return applyOrder(state, deed);
    case 'block':
      return block(state, deed);
    case 'unblock': {
      const before = state.claims.length;
      state.claims = state.claims.filter(({ id }) => id !== deed.id);
      return state.claims.length < before ? 'unblocked' : 'nothing there';
    }
    case 'fillPurse':
      state.purses.set(deed.chat, { ...purseOf(state, deed.chat), left: SHOP_FACTS.tokenGrant });
      return 'filled';
    case 'wait':
      state.nowUtc += deed.ms;
      return 'waited';
    case 'expire':
      return expire(state, deed);
    case 'pay':
    case 'hear':
    case 'sweep':
    case 'nothing':
      return deed.seen.said;
    default:
      return operate(state, deed.act, deed.visit);
  }
}

type Claims = readonly [Claim, ...Claim[]];

function claimsOf(ref: Omit<HoldRef, 'id'>, hold: string): Claims {
  const parts = partsOf(ref.service);
  const people = peopleOf(ref.person, parts);
  let { startUtc } = ref;
  const claimOf = (service: ServiceId, place: number): Claim => {
    const { durationMs, bufferMs, room } = SERVICES[service];
    const endUtc = startUtc + durationMs;
    const id = place === 0 ? hold : `${hold}+${place}`;
    const nobody = { untilUtc: ALWAYS, visit: null, moving: null };
    const claim = { id, hold, person: people[place]!, service, startUtc, endUtc, bufferMs, room, ...nobody };
    startUtc = endUtc;
    return claim;
  };
  const [first, ...rest] = parts;
  return [claimOf(first!, 0), ...rest.map((one, index) => claimOf(one, index + 1))];
}

/** Whether nobody else has this time, this room. @param but the visit whose own time does not count. */
function fits(state: State, claim: Claim, but: string | null, withBuffers = true): boolean {
  const others = liveClaims(state).filter(
    ({ hold: of, visit }) => of !== claim.hold && (but === null || visit !== but),
  );
  const meets = (other: Claim, gapMs: number): boolean =>
    other.startUtc - gapMs < claim.endUtc && claim.startUtc < other.endUtc + gapMs;
  const isSame = (other: Claim): boolean => other.service === claim.service && other.startUtc === claim.startUtc;
  const capacity = claim.service === null ? 1 : SERVICES[claim.service].capacity;
  const here = others.filter(({ person }) => person === claim.person);
  const inTheWay = here.filter((other) => {
    if (capacity > 1 && isSame(other)) return false;
    return meets(other, withBuffers ? Math.max(other.bufferMs, claim.bufferMs) : 0);
  });
  const together = here.filter((other) => capacity > 1 && isSame(other));
  const roomIsTaken = claim.room && others.some((other) => other.room && meets(other, 0));
  return inTheWay.length === 0 && together.length < capacity && !roomIsTaken;
}

function hold(state: State, { ref, moving, seen }: Extract<Deed, { act: 'hold' }>): string {
  if (ref.startUtc <= state.nowUtc) return 'refused';
  const untilUtc = state.nowUtc + SHOP_FACTS.holdMs;
  const claims = claimsOf(ref, seen.id ?? 'not known').map((claim) => ({ ...claim, untilUtc, moving }));
  if (!claims.every((claim) => fits(state, claim, moving))) return 'taken';
  state.claims.push(...claims);
  return seen.untilUtc === untilUtc ? 'held' : `held until ${untilUtc}`;
}

/** The claims that are there, or new ones where the time is still to be had: of all parts or of none. */
function takeAgain(state: State, ref: HoldRef, but: string | null): Claims | null {
  const [own, ...rest] = liveClaims(state).filter(({ hold: of }) => of === ref.id);
  if (own) return [own, ...rest];
  const fresh = claimsOf(ref, ref.id);
  return ref.startUtc > state.nowUtc && fresh.every((claim) => fits(state, claim, but)) ? fresh : null;
}

function keep(state: State, claims: Claims, how: Partial<Claim>): void {
  const [{ hold: kept }] = claims;
  state.claims = [
    ...state.claims.filter(({ hold: of }) => of !== kept),
    ...claims.map((claim) => ({ ...claim, ...how })),
  ];
}

function confirm(state: State, ref: HoldRef, key: string, id: string | undefined, payment: string | null): string {
  const known = state.made.get(key);
  if (known !== undefined) return `booked ${known}`;
  const claims = takeAgain(state, ref, null);
  // A hold for a move may lie over the moved visit's own time: it makes no other visit.
  if (!claims || claims[0].moving !== null) return 'taken';
  if (claims[0].visit !== null) return `booked ${claims[0].visit}`;
  const visitId = id ?? 'not known';
  if (state.visits.has(visitId)) return 'booked anew';
  keep(state, claims, { untilUtc: ALWAYS, visit: visitId });
  state.made.set(key, visitId);
  const { chat, service, startUtc } = ref;
  const [{ person }] = claims;
  state.visits.set(visitId, {
    ...{ id: visitId, chat, service, person, startUtc, status: 'pending', claim: ref.id },
    ...{ token: null, wasUndone: false, moves: 0, begunAtUtc: null, key, payment, owedPercent: 0 },
  });
  return `booked ${visitId}`;
}

function link(state: State, { ref, seen }: Extract<Deed, { act: 'link' }>): string {
  // A link that was given before is given again.
  if (seen.id !== undefined && state.payments.has(seen.id)) return 'link';
  const claims = takeAgain(state, ref, null);
  if (!claims || claims[0].visit !== null) return 'taken';
  const halfAnHour = state.nowUtc + 30 * 60_000;
  const untilUtc = seen.untilUtc ?? 0;
  if (untilUtc < halfAnHour || untilUtc > halfAnHour + 2 * 60_000) return `link until about ${halfAnHour}`;
  keep(state, claims, { untilUtc });
  state.payments.set(seen.id ?? 'not known', { hold: ref.id, chat: ref.chat, end: null });
  return 'link';
}

/** Money goes back only where its time cannot be had any more. */
function paidBack(state: State, id: string, ref: HoldRef): string {
  const payment = state.payments.get(id)!;
  payment.end = 'refunded';
  const isPaidTwice = [...state.payments].some(
    ([other, { hold: held, end }]) => other !== id && held === ref.id && end,
  );
  const claims = takeAgain(state, ref, null);
  return isPaidTwice || !claims || claims[0].visit !== null ? 'refunded' : 'booked';
}

function isOver(state: State, { status, startUtc }: Visit): 'gone' | 'alreadyOver' | null {
  if (['cancelled', 'rejected', 'expired'].includes(status)) return 'gone';
  return !['pending', 'accepted'].includes(status) || state.nowUtc >= startUtc ? 'alreadyOver' : null;
}

function isLate(state: State, { status, startUtc }: Visit): boolean {
  return status !== 'pending' && state.nowUtc > startUtc - SHOP_FACTS.freeMs;
}

function move(state: State, id: string, ref: HoldRef): string {
  const visit = state.visits.get(id)!;
  const over = isOver(state, visit);
  if (over) return `refused ${over}`;
  if (isLate(state, visit)) return 'refused pastDeadline';
  const claims = takeAgain(state, ref, id);
  if (!claims) return 'taken';
  const [{ person, visit: of, moving }] = claims;
  if ((of !== null && of !== id) || (moving !== null && moving !== id)) return 'taken';
  keep(state, claims, { untilUtc: ALWAYS, visit: id });
  state.claims = state.claims.filter((one) => one.visit !== id || one.hold === ref.id);
  Object.assign(visit, { person, startUtc: ref.startUtc, claim: ref.id, moves: visit.moves + 1 });
  return 'moved';
}

function free(state: State, id: string): void {
  state.claims = state.claims.filter(({ visit }) => visit !== id);
}

function takeToken(state: State, visit: Visit): boolean {
  const purse = purseOf(state, visit.chat);
  if (purse.left === 0) return false;
  state.purses.set(visit.chat, { ...purse, left: purse.left - 1 });
  visit.token = purse.month;
  return true;
}

function drop(state: State, id: string, agreed: boolean): string {
  const visit = state.visits.get(id)!;
  const over = isOver(state, visit);
  if (over) return `refused ${over}`;
  const late = isLate(state, visit);
  if (late && !agreed) return 'refused pastDeadline';
  if (late && !takeToken(state, visit)) return 'refused noTokens';
  visit.owedPercent = late ? SHOP_FACTS.lateRefundPercent : 100;
  visit.status = 'cancelled';
  free(state, id);
  return 'dropped';
}

function expire(state: State, { visit: id, movesSeen, seen }: Extract<Deed, { act: 'expire' }>): string {
  const visit = state.visits.get(id)!;
  // A request that was moved meanwhile is another one.
  if (visit.moves > movesSeen && seen.said === 'kept') return 'kept';
  if (visit.status !== 'pending') return 'kept';
  Object.assign(visit, { status: 'expired', owedPercent: 100 });
  free(state, id);
  return 'expired';
}

const FROM = {
  accept: ['pending', 'accepted'],
  reject: ['pending', 'rejected'],
  start: ['accepted', 'in_progress'],
  done: ['in_progress', 'completed'],
  noShow: ['accepted', 'no_show'],
  undoNoShow: ['no_show', 'accepted'],
} as const;

function operate(state: State, act: OperatorActName, id: string): string {
  const visit = state.visits.get(id)!;
  const [from, to] = FROM[act];
  if (visit.status !== from) return 'refused';
  if (act === 'noShow' && state.nowUtc < visit.startUtc) return 'refused';
  if (act === 'undoNoShow' && visit.wasUndone) return 'refused';
  visit.status = to;
  if (act === 'start') visit.begunAtUtc = state.nowUtc;
  if (act === 'noShow') takeToken(state, visit);
  if (act === 'undoNoShow') giveBack(state, visit);
  if (act === 'reject') {
    visit.owedPercent = 100;
    free(state, id);
  }
  return 'done';
}

function giveBack(state: State, visit: Visit): void {
  visit.wasUndone = true;
  const purse = purseOf(state, visit.chat);
  // What was taken from last month's purse is in the new one already.
  if (visit.token === purse.month) state.purses.set(visit.chat, { ...purse, left: purse.left + 1 });
  visit.token = null;
}

/** Whose purse is too small for all of them is charged for some, whichever. */
function missed(state: State, took: readonly string[]): string {
  const due = [...state.visits.values()].filter(
    ({ status, wasUndone, startUtc, person }) =>
      status === 'accepted' &&
      !wasUndone &&
      state.nowUtc >= startUtc + SHOP_FACTS.missedAfterMs &&
      state.nowUtc < startUtc + SHOP_FACTS.missedWatchedMs &&
      pressesStart(state, person, startUtc),
  );
  for (const visit of due) visit.status = 'no_show';
  for (const chat of new Set(due.map((visit) => visit.chat))) {
    const theirs = due.filter((visit) => visit.chat === chat);
    const charged = theirs.filter(({ id }) => took.includes(id));
    if (charged.length !== Math.min(theirs.length, purseOf(state, chat).left)) return `other tokens of chat ${chat}`;
    for (const visit of charged) takeToken(state, visit);
  }
  return `marked ${due.length}`;
}

/** Nobody is missed by a person who never presses Start. */
function pressesStart({ visits }: State, of: string, startUtc: number): boolean {
  return [...visits.values()].some(
    (other) =>
      other.person === of &&
      other.begunAtUtc !== null &&
      other.begunAtUtc <= startUtc + SHOP_FACTS.missedAfterMs &&
      other.startUtc <= startUtc &&
      other.startUtc >= startUtc - SHOP_FACTS.habitMs,
  );
}

function block(state: State, { id, person, fromUtc, toUtc }: Extract<Deed, { act: 'block' }>): string {
  const place = { id, hold: id, person, startUtc: fromUtc, endUtc: toUtc, service: null, bufferMs: 0, room: false };
  const claim: Claim = { ...place, untilUtc: ALWAYS, visit: null, moving: null };
  if (!fits(state, claim, null, false)) return 'inTheWay';
  state.claims.push(claim);
  return 'blocked';
}
