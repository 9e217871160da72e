import type { Instant } from '../../messaging/message.js';
import type { Names, SlotOption } from './views.js';

/** Why a code does not lower the price (DF-42). */
export const CODE_REFUSALS = [
  'unknown',
  'notYet',
  'over',
  'otherService',
  'tooSmall',
  'notFirst',
  'notForYou',
  'usedUp',
  'usedByYou',
  /** What the customer has already is worth more. */
  'betterAlready',
  /** The amount stands on a payment page already. */
  'paying',
] as const;
export type CodeRefusal = (typeof CODE_REFUSALS)[number];
/** Why a price is not the base alone. */
export const PRICE_REASONS = [
  'peak',
  'weekend',
  'extraTime',
  'emergency',
  'demand',
  'quiet',
  'vip',
  'loyal',
  'firstTime',
  'promo',
] as const;
/** A price with its parts, amounts printed for the person; the phrases have the words. */
export interface PriceParts {
  readonly base: string;
  /** Of several services in one visit what each costs: together they are the base (PR-20). */
  readonly items?: readonly { readonly name: string; readonly amount: string }[];
  readonly lines: readonly {
    readonly reason: (typeof PRICE_REASONS)[number];
    readonly sign: '+' | '-';
    readonly amount: string;
    readonly minutes?: number;
    readonly code?: string;
  }[];
  readonly total: string;
}
/** A time that is kept, at a price that lasts as long. */
export interface Held {
  readonly holdId: string;
  readonly slot: SlotOption;
  readonly untilUtc: Instant;
  readonly until: string;
  /** Names the price (PR-15). */
  readonly quoteId?: string;
}
/** What kind of visit it is (BK-01). */
export const BOOKING_TYPES = ['standard', 'recurring', 'emergency', 'consultation'] as const;
export type BookingType = (typeof BOOKING_TYPES)[number];
export type DayRefusal = 'past' | 'tooSoon' | 'tooFar' | 'closed' | 'full';
/** `noTokens`: a late drop costs a token, and none is left. */
export type PolicyRefusal = 'pastDeadline' | 'noTokens' | 'alreadyOver' | 'gone';
export type ChangeWish = 'drop' | 'move';

/** A customer's tokens, worded for them. */
export interface TokensView {
  readonly left: number;
  /** How many are left once one more is used. */
  readonly after: number;
  /** How many a month begins with. */
  readonly grant: number;
  /** "Tue 1 Dec": when there are as many again. */
  readonly resets: string;
  /** Whom to ask for more, such as a number to call; null: a person in the chat. */
  readonly contact: string | null;
}

/** Work found on the way, with its price. */
export interface ExtraView {
  readonly words: string;
  readonly priceText: string;
}

export interface BookingView {
  readonly id: string;
  readonly version: number;
  /** BK-######## */
  readonly reference: string;
  readonly serviceId: string;
  readonly serviceName: string;
  readonly serviceNames?: Names;
  readonly personId: string;
  readonly personName: string;
  /** Places in a group; 1 when absent. */
  readonly seats?: number;
  /** Of several services in one visit: "9:30 Haircut (Asha)" and what follows it, a line each (ORD-06). */
  readonly partLines?: string;
  readonly startsAtUtc: Instant;
  readonly endsAtUtc: Instant;
  readonly when: string;
  /** "Tue 24 Nov 14:00-14:30": what a confirmation promises (BK-16). */
  readonly span: string;
  readonly place: string;
  readonly shopName: string;
  readonly customerName: string;
  readonly priceText: string;
  readonly paidText: string | null;
  readonly status:
    'pending' | 'accepted' | 'rejected' | 'in_progress' | 'completed' | 'cancelled' | 'no_show' | 'expired';
  /** Worded for the person: "waiting for Willow Salon", "booked", "done". */
  readonly statusText: string;
  readonly canMove: boolean;
  readonly canDrop: boolean;
  /** "Mon 23 Nov 14:00": until when it is free to move or drop, once accepted. */
  readonly freeUntil: string;
  /** Dropping is still possible and no longer free. */
  readonly lateDrop?: boolean;
  /** That moment is still to come: only then may `freeUntil` be said. */
  readonly freeAhead: boolean;
  /** How many hours before the start that moment lies: 24. */
  readonly freeHours: number;
  /** The visit's way so far and to come, without its words: scripts and pages word it. */
  readonly timeline?: readonly TimelineStep[];
  /** Whose visit it is, where that is not the person who reads this. */
  readonly whose?: string;
  /** The address of the visit's own page; null where the house has none. */
  readonly trackUrl?: string | null;
}

/** One step of a visit's way (BK-17). `ended` is the last step of one that did not take place. */
export interface TimelineStep {
  readonly step:
    | 'received'
    | 'booked'
    | 'paid'
    | 'accepted'
    | 'moved'
    | 'arrived'
    | 'begun'
    | 'waiting'
    | 'visit'
    | 'underWay'
    | 'finished'
    | 'done'
    | 'dropped'
    | 'refused'
    | 'missed'
    | 'expired';
  readonly state: 'done' | 'now' | 'ahead' | 'ended';
  /** "Tue 24 Nov 10:03"; empty where no moment belongs to it. */
  readonly at: string;
}
