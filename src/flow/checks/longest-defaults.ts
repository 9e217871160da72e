import type { Json } from '../protocol.js';
import type { LongestValues } from './longest-values.js';

/** Values as long as they get in a shop of ordinary words. A shop that knows its own longest hands those in. */
const SHOP = { name: 'Willow & Daughters Hair Salon', place: '112 Upper Mill Lane, Hebden' };
const SERVICE = 'Cut, wash and blow-dry';
const STAFF = 'Alexandrina';
const PRICE = '£125.50';
const WHEN = 'Wed 25 Nov 16:30';
const NAME = 'Rosamund Featherstonehaugh';
const AT_UTC = Date.UTC(2026, 10, 25, 16, 30);
const ADDRESS = '112 Upper Mill Lane, Hebden Bridge HX7 8AB';

const slot: Json = {
  startsAtUtc: AT_UTC,
  endsAtUtc: AT_UTC + 7_200_000,
  personId: 'p1',
  personName: STAFF,
  when: WHEN,
  clock: '16:30',
  priceText: PRICE,
};
const booking: Json = {
  id: 'b1',
  version: 1,
  reference: 'BK-48210377',
  serviceId: 's1',
  serviceName: SERVICE,
  personId: 'p1',
  personName: STAFF,
  startsAtUtc: AT_UTC,
  endsAtUtc: AT_UTC + 7_200_000,
  when: WHEN,
  place: SHOP.place,
  shopName: SHOP.name,
  customerName: NAME,
  priceText: PRICE,
  paidText: PRICE,
  status: 'pending',
  statusText: `received, waiting for ${SHOP.name}`,
  canMove: true,
  canDrop: true,
  freeUntil: WHEN,
  freeAhead: true,
  freeHours: 24,
  trackUrl: `https://book.willowsalon.example/t/${'x'.repeat(43)}`,
  state: `received, ${PRICE} paid, ${SHOP.name} has not confirmed it yet`,
  timeline: `Received ${WHEN}\nPaid ${WHEN}\nWaiting for ${SHOP.name}`,
};

export const DEFAULT_LONGEST: LongestValues = {
  shop: SHOP,
  person: {
    name: NAME,
    phone: '+447700900123',
    email: 'rosamund.featherstonehaugh@example.com',
    profileName: NAME,
    address: { text: ADDRESS, postcode: 'HX7 8AB', latitude: 53.741, longitude: -2.013 },
    last: { serviceId: 's1', serviceName: SERVICE, personId: 'p1', personName: STAFF },
  },
  byType: {
    text: 'Wednesday afternoon',
    number: 1_000,
    flag: true,
    list: ['Straightening'],
    any: 'Wednesday afternoon',
    service: { id: 's1', name: SERVICE, durationMin: 120, priceText: PRICE, pay: 'before', addOns: [] },
    staff: { id: 'p1', name: STAFF },
    slot,
    slots: [slot, slot, slot],
    hold: { id: 'h1', until: '10:42', untilUtc: AT_UTC },
    payment: { url: 'https://book.willowsalon.example/p/8fK2mQ9xTz', amountText: PRICE, until: '10:42' },
    moment: { localDate: '2026-11-25', clock: '16:30', when: WHEN, atUtc: AT_UTC },
    place: { text: ADDRESS, postcode: 'HX7 8AB', latitude: 53.741, longitude: -2.013 },
    file: { id: 'f1', name: 'IMG_20261125_163000.jpg', type: 'image/jpeg', bytes: 4_000_000 },
    thing: { id: 't1', name: 'Dark blue Gazelle', detail: '12 waiting, 150-200 min' },
    ticket: {
      id: 't1',
      personName: STAFF,
      place: '12th',
      ahead: 11,
      fromMin: 150,
      toMin: 200,
      laterMin: 10,
      state: 'waiting',
    },
    codeSent: { address: '+447700900123', sentTo: '+44 *** ***123', until: '10:42' },
    otherDay: { reason: 'full', asked: 'Wed 25 Nov' },
    booking,
  },
  byName: {
    wanted: WHEN,
    was: WHEN,
    lapsedAt: '10:42',
    paid: PRICE,
    refunded: PRICE,
    reason: 'tooSoon',
    answeredBy: 'Alexandrina Featherstonehaugh',
    readAt: 'Mon 23 Nov 9:00',
    opens: 'Mon 23 Nov 9:00',
    day: '2026-11-25',
    time: '16:30',
    doing: `booking a ${SERVICE}`,
    rating: 5,
    number: 1_000,
    late: true,
    chosen: ['Straightening'],
    extras: [
      { id: 'x1', name: 'Done within 2 days' },
      { id: 'x2', name: 'Sorting of receipts' },
      { id: 'x3', name: 'Letter to the bank' },
    ],
  },
};
