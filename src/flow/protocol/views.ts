import type { Money } from '../../messaging/format.js';
import type { Instant } from '../../messaging/message.js';
import type { BookingType, CodeRefusal, PriceParts } from './booking-views.js';
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
