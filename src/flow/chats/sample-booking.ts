import { formatWhen } from '../../messaging/format.js';
import type { Instant } from '../../messaging/message.js';
import type { BookingView, ServiceOption, SlotOption, TimelineStep } from '../protocol.js';
import { HOUR_MS, SAMPLE_SHOP } from './sample-days.js';

const FREE_MS = 24 * HOUR_MS;

/** A visit as the sample house keeps it. */
export interface Booked {
  readonly id: string;
  readonly service: ServiceOption;
  readonly slot: SlotOption;
  readonly name: string;
  readonly status: BookingView['status'];
  readonly version: number;
  readonly isPaid: boolean;
  readonly reminded: readonly ('advance' | 'soon')[];
  readonly bookedAtUtc: Instant;
  readonly acceptedAtUtc: Instant | null;
}

export const isLive = ({ status }: Booked): boolean => status === 'pending' || status === 'accepted';

/** A booking as the house shows it: worded for the shop's language and zone. */
export function viewOf(one: Booked, nowUtc: Instant): BookingView {
  const { zone, language, place, name } = SAMPLE_SHOP;
  const freeUntilUtc = one.slot.startsAtUtc - FREE_MS;
  const freeAhead = freeUntilUtc > nowUtc;
  const { service, slot } = one;
  return {
    id: one.id,
    version: one.version,
    reference: `BK-${one.id.padStart(8, '4')}`,
    serviceId: service.id,
    serviceName: service.name,
    personId: slot.personId,
    personName: slot.personName,
    startsAtUtc: slot.startsAtUtc,
    endsAtUtc: slot.endsAtUtc,
    when: slot.when,
    place,
    shopName: name,
    customerName: one.name,
    priceText: service.priceText,
    paidText: one.isPaid ? service.priceText : null,
    status: one.status,
    statusText: one.status,
    canMove: isLive(one) && (one.status === 'pending' || freeAhead),
    canDrop: isLive(one) && (one.status === 'pending' || freeAhead),
    freeUntil: formatWhen(freeUntilUtc, zone, language),
    freeAhead,
    freeHours: 24,
    timeline: timelineOf(one),
    trackUrl: `https://shop.example/t/${one.id}`,
  };
}

function timelineOf({ bookedAtUtc, acceptedAtUtc, isPaid, slot }: Booked): TimelineStep[] {
  const at = (atUtc: Instant): string => formatWhen(atUtc, SAMPLE_SHOP.zone, SAMPLE_SHOP.language);
  const isAccepted = acceptedAtUtc !== null;
  return [
    { step: 'received', state: 'done', at: at(bookedAtUtc) },
    ...(isPaid ? [{ step: 'paid', state: 'done', at: at(bookedAtUtc) } as const] : []),
    isAccepted ? { step: 'accepted', state: 'done', at: at(acceptedAtUtc) } : { step: 'waiting', state: 'now', at: '' },
    { step: 'visit', state: isAccepted ? 'now' : 'ahead', at: slot.when },
    { step: 'done', state: 'ahead', at: '' },
  ];
}
