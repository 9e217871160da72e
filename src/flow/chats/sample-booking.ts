import { formatMoney } from '../../messaging/format.js';
import type { Instant } from '../../messaging/message.js';
import type { BookingView, TimelineStep } from '../protocol.js';
import { type SampleDays } from './sample-days.js';
import type { SampleShop } from './sample-shops.js';
import { HOUR_MS } from '../../platform/time-units.js';

const FREE_MS = 24 * HOUR_MS;

/** A visit as the sample house keeps it. */
export interface Booked {
  readonly id: string;
  readonly serviceId: string;
  readonly personId: string;
  readonly startsAtUtc: Instant;
  readonly endsAtUtc: Instant;
  /** Places taken in a group; 1 when absent. */
  readonly seats?: number | undefined;
  readonly name: string;
  readonly email: string | null;
  /** It is for somebody else than whoever writes. */
  readonly isAnothers?: boolean;
  readonly status: BookingView['status'];
  readonly version: number;
  readonly isPaid: boolean;
  readonly reminded: readonly ('advance' | 'soon')[];
  readonly bookedAtUtc: Instant;
  readonly acceptedAtUtc: Instant | null;
  /** The house has counted it as missed, and does so once. */
  readonly wasMissed?: true;
  /** Extra work that was agreed to. */
  readonly addedMinor?: number;
}

export const isLive = ({ status }: Booked): boolean => status === 'pending' || status === 'accepted';

/** Whether that person's visits are begun by a press: only then does silence mean that nobody came. */
export function isBegunByHand(booked: readonly Booked[], { personId }: Booked): boolean {
  return booked.some((one) => one.personId === personId && ['in_progress', 'completed'].includes(one.status));
}

/** What the phrases say of a booking by its status text; the real house has these by language. */
const STATUS_WORDS: Readonly<Partial<Record<BookingView['status'], string>>> = {
  accepted: 'booked',
  rejected: 'not possible',
  in_progress: 'under way',
  completed: 'done',
  cancelled: 'dropped',
  no_show: 'missed',
};

/** A booking as the house shows it: worded for the language of the chat, in the shop's zone. */
export function viewOf(
  one: Booked,
  nowUtc: Instant,
  { facts }: SampleShop,
  days: SampleDays,
  language: string,
): BookingView {
  const freeUntilUtc = one.startsAtUtc - FREE_MS;
  const freeAhead = freeUntilUtc > nowUtc;
  const service = days.service(one.serviceId);
  const slot = days.slot(service, one.personId, one.startsAtUtc);
  const isChangeable = isLive(one) && (one.status === 'pending' || freeAhead);
  return {
    id: one.id,
    version: one.version,
    reference: `BK-${one.id.padStart(8, '4')}`,
    serviceId: one.serviceId,
    serviceName: service.name,
    personId: one.personId,
    personName: slot.personName,
    ...(one.seats !== undefined && one.seats > 1 ? { seats: one.seats } : {}),
    startsAtUtc: one.startsAtUtc,
    endsAtUtc: one.endsAtUtc,
    when: slot.when,
    span: days.span(one.startsAtUtc, one.endsAtUtc),
    place: facts.placeNames?.[language] ?? facts.place,
    shopName: facts.name,
    customerName: one.name,
    ...(one.isAnothers ? { whose: one.name.split(' ')[0] ?? one.name } : {}),
    priceText: formatMoney(
      { ...service.price, amountMinor: service.price.amountMinor + (one.addedMinor ?? 0) },
      language,
    ),
    paidText: one.isPaid ? service.priceText : null,
    status: one.status,
    statusText: STATUS_WORDS[one.status] ?? one.status,
    canMove: isChangeable,
    // Late it costs a token, as in a shop that has changed nothing.
    canDrop: isLive(one) && nowUtc < one.startsAtUtc,
    lateDrop: isLive(one) && !isChangeable,
    freeUntil: days.when(freeUntilUtc),
    freeAhead,
    freeHours: 24,
    timeline: timelineOf(one, days),
    trackUrl: `https://shop.example/t/${one.id}`,
  };
}

function timelineOf({ bookedAtUtc, acceptedAtUtc, isPaid, startsAtUtc }: Booked, { when }: SampleDays): TimelineStep[] {
  const isAccepted = acceptedAtUtc !== null;
  return [
    { step: 'received', state: 'done', at: when(bookedAtUtc) },
    ...(isPaid ? [{ step: 'paid', state: 'done', at: when(bookedAtUtc) } as const] : []),
    isAccepted
      ? { step: 'accepted', state: 'done', at: when(acceptedAtUtc) }
      : { step: 'waiting', state: 'now', at: '' },
    { step: 'visit', state: isAccepted ? 'now' : 'ahead', at: when(startsAtUtc) },
    { step: 'done', state: 'ahead', at: '' },
  ];
}
