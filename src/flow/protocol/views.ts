import type { Money } from '../../messaging/format.js';
import type { Instant } from '../../messaging/message.js';
import type { PaperKind } from './paper-calls.js';

/* Already worded for the person's language and the shop's zone. */

/**
 * What something is called by language, kept with it so that it reads right when the language changes. Absent where it has
 * one name only.
 */
export type Names = { readonly [language: string]: string };

export interface ServiceOption {
  readonly id: string;
  readonly name: string;
  readonly names?: Names;
  readonly durationMin: number;
  readonly price: Money;
  readonly priceText: string;
  readonly pay: 'before' | 'deposit' | 'after';
  /** It can be had sooner than usual, as an emergency, at a price of its own (BK-30, PR-05). */
  readonly soon?: true;
  /** It cannot be one visit with others: a group, or one with times of its own. */
  readonly alone?: true;
  /** What it is, in a sentence or two; absent where nobody has said it (CAT-09). */
  readonly about?: string;
  /** The address of a picture of it. */
  readonly photo?: string;
  /** How long the work is likely to take, where that is not the visit's own time (CAT-06). */
  readonly estimateMin?: number;
  /** How many can come at one time, where it is for a group (AV-13). */
  readonly places?: number;
  /** The paper that is asked for before it is booked (BK-22). */
  readonly proof?: PaperKind;
  /** What can be added to it (CAT-08). */
  readonly addOns?: readonly AddOnOption[];
}
export interface AddOnOption {
  readonly id: string;
  readonly name: string;
  readonly names?: Names;
  readonly priceText: string;
}
/** A shop's card: what is not there is null. */
export interface CardView {
  /** As it is to be dialled. */
  readonly phone: string | null;
  /** The address of a picture of it. */
  readonly photo: string | null;
  /** "8:00-20:00": when it is open today. */
  readonly hours: string | null;
  /** "Tue 24 Nov 8:00": when it opens next; null while it is open. */
  readonly opens: string | null;
}
export interface PersonOption {
  readonly id: string;
  readonly name: string;
}
/** When somebody on the wait-list can come: before 12:00, from then to 17:00, or later. */
export const PARTS_OF_DAY = ['any', 'morning', 'afternoon', 'evening'] as const;
export type PartOfDay = (typeof PARTS_OF_DAY)[number];
/** What may be listed by `things.list`. */
export const THING_KINDS = [
  'areas',
  'assets',
  'cart',
  'helpers',
  'orders',
  'papers',
  'people',
  'products',
  'queues',
  'waits',
] as const;
export type ThingKind = (typeof THING_KINDS)[number];
export interface ThingOption {
  readonly id: string;
  readonly name: string;
  readonly names?: Names;
  /** More about it in a few words; empty when there is nothing to add. */
  readonly detail: string;
  /** Where its picture is fetched. */
  readonly photo?: string;
}
/** Somebody's place in a queue, worded for them. */
export interface TicketView {
  readonly id: string;
  /** The person whose queue it is. */
  readonly personName: string;
  /** "3rd"; in languages without a short ordinal the number alone. */
  readonly place: string;
  /** How many are before them. */
  readonly ahead: number;
  /** The wait, in minutes, from the shortest likely to the longest. */
  readonly fromMin: number;
  readonly toMin: number;
  /** So many minutes may be asked for once; 0 when they have been. */
  readonly laterMin: number;
  readonly state: 'waiting' | 'called' | 'serving';
}
export interface KeptFile {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
}
export interface PlaceView {
  /** "12 Mill Lane, London N1 7AA" */
  readonly text: string;
  readonly postcode: string | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
}
export interface SlotOption {
  readonly startsAtUtc: Instant;
  readonly endsAtUtc: Instant;
  readonly personId: string;
  readonly personName: string;
  /** "Tue 24 Nov 14:00" */
  readonly when: string;
  /** "14:00" */
  readonly clock: string;
  readonly price: Money;
  readonly priceText: string;
  /** What the price is made of; absent when it is the base alone (PR-01). */
  readonly priceParts?: PriceParts;
  /** What is to be paid now and later, where that is not one sum (CF-18). */
  readonly dueText?: string;
  readonly laterText?: string;
  /** A code was given and does not count: why. */
  readonly codeRefused?: CodeRefusal;
  readonly recommended: boolean;
  /** The sort of visit it is offered or kept for; absent for an ordinary one. */
  readonly visit?: BookingType;
  /** Free places when the slot is for a group (AV-13); 1 otherwise. */
  readonly placesLeft: number;
}
export interface Contact {
  readonly name: string;
  readonly phone: string | null;
  readonly email: string | null;
  readonly note: string | null;
  /** Whom it is for, of those who are booked for from this chat; absent when it is for the person themself. */
  readonly forWhom?: string;
  /** What was asked and answered, readable, in the order asked (FL-02); absent when no question has a title. */
  readonly answers?: readonly AnswerPair[];
}
export interface AnswerPair {
  readonly label: string;
  readonly value: string;
}
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

/** What somebody means to buy, worded for them; nothing of it is kept until they check out. */
export interface CartView {
  /** "2 x Shampoo, 1 x Brush" */
  readonly items: string;
  /** Lines "2 x Shampoo, £18", one below the other. */
  readonly lines: string;
  readonly totalText: string;
  /** How many things in all. */
  readonly count: number;
  /** Something in it is sent or collected, and not only downloaded. */
  readonly isPhysical: boolean;
}

/** `tooLate`: the last moment to drop it has passed; `made`: it stands ready already; `alreadyOver`: it has ended. */
export type OrderRefusal = 'tooLate' | 'made' | 'alreadyOver';

/** An order of products, worded for its customer. */
export interface OrderView {
  readonly id: string;
  /** OR-######## */
  readonly number: string;
  readonly items: string;
  readonly totalText: string;
  readonly status:
    'checkout' | 'lapsed' | 'placed' | 'accepted' | 'ready' | 'collected' | 'delivered' | 'cancelled' | 'refunded';
  /** "waiting for Fern Pets", "ready". */
  readonly statusText: string;
  readonly paidText: string | null;
  /** Where it is sent; null when it is collected. */
  readonly deliverTo: string | null;
  /** Where it is collected. */
  readonly place: string;
  /** "Tue 24 Nov": when it is to be ready. */
  readonly dueText: string | null;
  /** "Mon 23 Nov 14:00": until when it can be dropped, while that is still to come. */
  readonly freeUntil: string | null;
  readonly canCancel: boolean;
  /** What the shop said of a delay. */
  readonly note: string | null;
  /** Where what was bought is fetched, one below the other. */
  readonly links: string | null;
  /** The address of the order's own page, where the reader may be given it. */
  readonly trackUrl?: string | null;
}
