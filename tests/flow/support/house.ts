import { formatClock, formatSpan, formatWhen, type Money } from '../../../src/messaging/format.js';
import { createLooks } from './house-looks.js';
import type {
  BookingView,
  Call,
  CallName,
  Json,
  Outcome,
  PlaceView,
  ServiceOption,
  SlotOption,
} from '../../../src/flow/protocol.js';

/** A small house that answers calls as data, for tests of the engine alone. It keeps holds and bookings like the real one. */
export interface House {
  perform(call: Call, nowUtc: number): Outcome;
  readonly calls: Call[];
  /** Outcomes to give instead, in order, by call. */
  readonly next: Partial<Record<CallName, ((call: Call) => Outcome)[]>>;
  readonly bookings: BookingView[];
  slots: SlotOption[];
  services: ServiceOption[];
  status: 'pending' | 'accepted';
  /** What servers outside answer, by the path asked for. */
  fetched: Readonly<Record<string, Json>>;
  places: readonly PlaceView[];
  isOpen: boolean;
  /** What links were called with, by their id. */
  called: Record<string, Record<string, Json>>;
}

export const MILL_LANE: PlaceView = {
  text: '12 Mill Lane, London N1 7AA',
  postcode: 'N1 7AA',
  latitude: 51.53,
  longitude: -0.09,
};
export const gbp = (amountMinor: number): Money => ({ amountMinor, currency: 'GBP' });
export const ZONE = 'Europe/London';
const PEOPLE = [
  { id: 'p-asha', name: 'Asha' },
  { id: 'p-ben', name: 'Ben' },
];

export const SERVICES: ServiceOption[] = [
  { id: 's-cut', name: 'Haircut', durationMin: 30, price: gbp(2500), priceText: '£25', pay: 'after' },
  { id: 's-colour', name: 'Colour', durationMin: 90, price: gbp(8000), priceText: '£80', pay: 'before' },
  { id: 's-shave', name: 'Shave', durationMin: 20, price: gbp(1500), priceText: '£15', pay: 'after' },
];

export function slotAt(iso: string, person: 'Asha' | 'Ben' = 'Asha', priceText = '£25'): SlotOption {
  const startsAtUtc = Date.parse(iso);
  return {
    startsAtUtc,
    endsAtUtc: startsAtUtc + 30 * 60_000,
    personId: PEOPLE.find(({ name }) => name === person)!.id,
    personName: person,
    when: formatWhen(startsAtUtc, ZONE, 'en'),
    clock: formatClock(startsAtUtc, ZONE, 'en'),
    price: gbp(2500),
    priceText,
    recommended: false,
    placesLeft: 1,
  };
}

/** The times of voice.md first, then more. */
const SLOTS = [
  slotAt('2026-11-24T09:30:00Z'),
  slotAt('2026-11-24T14:00:00Z'),
  slotAt('2026-11-25T11:00:00Z'),
  slotAt('2026-11-25T14:00:00Z', 'Ben'),
  slotAt('2026-11-26T10:00:00Z'),
  slotAt('2026-11-27T15:00:00Z', 'Ben'),
  slotAt('2026-11-28T09:00:00Z'),
];

export const ALTERNATIVES = [
  slotAt('2026-11-24T14:00:00Z', 'Ben'),
  slotAt('2026-11-24T14:30:00Z'),
  slotAt('2026-11-25T14:00:00Z'),
];

export function bookingOf(slot: SlotOption, over: Partial<BookingView> = {}): BookingView {
  return {
    id: 'b1',
    version: 1,
    reference: 'BK-48210377',
    serviceId: 's-cut',
    serviceName: 'Haircut',
    personId: slot.personId,
    personName: slot.personName,
    startsAtUtc: slot.startsAtUtc,
    endsAtUtc: slot.endsAtUtc,
    when: slot.when,
    span: formatSpan(slot.startsAtUtc, slot.endsAtUtc, ZONE, 'en'),
    place: '12 Mill Lane',
    shopName: 'Willow Salon',
    customerName: 'Rosa Field',
    priceText: slot.priceText,
    paidText: null,
    status: 'accepted',
    statusText: 'booked',
    canMove: true,
    canDrop: true,
    freeUntil: formatWhen(slot.startsAtUtc - 24 * 3_600_000, ZONE, 'en'),
    freeAhead: true,
    freeHours: 24,
    timeline: [
      { step: 'received', state: 'done', at: 'Sat 21 Nov 10:32' },
      { step: 'accepted', state: 'done', at: 'Sat 21 Nov 10:40' },
      { step: 'visit', state: 'now', at: slot.when },
      { step: 'done', state: 'ahead', at: '' },
    ],
    trackUrl: null,
    ...over,
  };
}

export const PURSE = { left: 2, after: 1, grant: 2, resets: 'Tue 1 Dec', contact: null };

export function createHouse(): House {
  const holds = new Map<string, { slot: SlotOption; serviceId: string }>();
  let made = 0;
  const house: House = {
    calls: [],
    next: {},
    bookings: [],
    slots: SLOTS,
    services: SERVICES,
    status: 'accepted',
    fetched: {},
    places: [MILL_LANE],
    isOpen: true,
    called: {},
    perform(call, nowUtc) {
      house.calls.push(call);
      return house.next[call.call]?.shift()?.(call) ?? answer(call, nowUtc);
    },
  };

  const looks = createLooks(house, () => ++made);
  const booked = (): BookingView => house.bookings[0] ?? bookingOf(SLOTS[1]!);

  function search(input: Extract<Call, { call: 'slots.search' }>['input'], nowUtc: number): Outcome {
    const call = 'slots.search';
    const ours = house.slots.filter(
      ({ startsAtUtc, personId }) =>
        startsAtUtc > Math.max(input.afterUtc ?? 0, nowUtc) && (input.personId ?? personId) === personId,
    );
    const { localDate } = input;
    const then =
      localDate === null
        ? ours
        : ours.filter(({ startsAtUtc }) => new Date(startsAtUtc).toISOString().startsWith(localDate));
    if (ours.length === 0) return { call, exit: 'none', data: {} };
    if (then.length === 0) {
      const asked = formatWhen(Date.parse(`${localDate!}T12:00:00Z`), ZONE, 'en').slice(0, -6);
      return { call, exit: 'otherDay', data: { slots: ours.slice(0, input.limit), reason: 'full', asked } };
    }
    return { call, exit: 'found', data: { slots: then.slice(0, input.limit), more: then.length > input.limit } };
  }

  function place(
    { startsAtUtc, personId, serviceId, replaces }: Extract<Call, { call: 'hold.place' }>['input'],
    nowUtc: number,
  ): Outcome {
    if (replaces !== null) holds.delete(replaces);
    const all = [...house.slots, ...ALTERNATIVES];
    const slot = all.find((one) => one.startsAtUtc === startsAtUtc && one.personId === (personId ?? one.personId));
    if (!slot) return { call: 'hold.place', exit: 'taken', data: { alternatives: ALTERNATIVES, wanted: 'that' } };
    const holdId = `h${++made}`;
    holds.set(holdId, { slot, serviceId });
    const untilUtc = nowUtc + 15 * 60_000;
    return {
      call: 'hold.place',
      exit: 'held',
      data: { holdId, slot, untilUtc, until: formatClock(untilUtc, ZONE, 'en') },
    };
  }

  function answer(call: Call, nowUtc: number): Outcome {
    switch (call.call) {
      case 'services.list':
        return { call: call.call, exit: 'found', data: { services: house.services } };
      case 'people.list':
        return { call: call.call, exit: 'found', data: { people: PEOPLE } };
      case 'slots.search':
        return search(call.input, nowUtc);
      case 'hold.place':
        return place(call.input, nowUtc);
      case 'hold.release':
        holds.delete(call.input.holdId);
        return { call: call.call, exit: 'released', data: {} };
      case 'payment.request': {
        const data = {
          url: 'https://pay.example/abc',
          amount: gbp(8000),
          until: '10:42',
          untilUtc: nowUtc + 1_800_000,
          paymentId: 'pay1',
        };
        return { call: call.call, exit: 'link', data };
      }
      case 'booking.create': {
        const hold = holds.get(call.input.holdId);
        if (!hold) return { call: call.call, exit: 'taken', data: { alternatives: ALTERNATIVES, wanted: 'that' } };
        const booking = bookingOf(hold.slot, { customerName: call.input.contact.name, status: house.status });
        house.bookings.push(booking);
        return { call: call.call, exit: 'booked', data: { booking } };
      }
      case 'bookings.list':
        if (house.bookings.length === 0) return { call: call.call, exit: 'none', data: {} };
        return { call: call.call, exit: 'found', data: { bookings: [...house.bookings] } };
      case 'booking.move': {
        const hold = holds.get(call.input.holdId);
        const booking = bookingOf(hold!.slot, { version: 2 });
        return { call: call.call, exit: 'moved', data: { booking, was: house.bookings[0]?.when ?? '' } };
      }
      case 'booking.drop':
        return {
          call: call.call,
          exit: 'dropped',
          data: { booking: { ...booked(), status: 'cancelled' }, refunded: null },
        };
      case 'booking.weigh': {
        const booking = booked();
        if (booking.lateDrop)
          return { call: call.call, exit: 'late', data: { booking, refund: null, kept: null, tokens: PURSE } };
        if (booking.canDrop) return { call: call.call, exit: 'free', data: { booking } };
        return { call: call.call, exit: 'refused', data: { booking, reason: 'pastDeadline' } };
      }
      case 'change.request':
        return { call: call.call, exit: 'asked', data: { booking: booked() } };
      case 'extra.answer':
        return { call: call.call, exit: 'noted', data: { booking: booked() } };
      case 'tokens.read':
        return { call: call.call, exit: 'found', data: { tokens: PURSE } };
      case 'booking.coming':
        return { call: call.call, exit: 'noted', data: { booking: booked() } };
      case 'promo.apply':
        return { call: call.call, exit: 'refused', data: { code: call.input.code, reason: 'unknown' } };
      case 'person.note':
        return { call: call.call, exit: 'noted', data: { answeredBy: 'Maria' } };
      default:
        return looks(call, nowUtc);
    }
  }

  return house;
}
