import type { Json } from '../protocol.js';
import type { LongestValues } from './longest-values.js';

/** Values as long as they get in a shop of ordinary words. A shop that knows its own longest hands those in. */
const SHOP = { name: 'Willow & Daughters Hair Salon', place: '112 Upper Mill Lane, Hebden' };
const STAFF = 'Alexandrina';
const PRICE = '£125.50';
const WHEN = 'Wed 25 Nov 16:30';
const NAME = 'Rosamund Featherstonehaugh';
const AT_UTC = Date.UTC(2026, 10, 25, 16, 30);
const ADDRESS = '112 Upper Mill Lane, Hebden Bridge HX7 8AB';

/**
 * What shops name by language, as long as it gets in each: a service, what is chosen of its kind, what is added to it, a
 * thing of the shop. A service that is named in English only is a mistake of its shop, not a length to measure.
 */
export const LONGEST_NAMES = {
  en: {
    service: 'Cut, wash and blow-dry',
    chosen: 'Straightening',
    extras: ['Done within 2 days', 'Sorting of receipts', 'Letter to the bank'],
    thing: 'Dark blue Gazelle',
    about:
      'A person looks at all of it with you, says what it needs and what that costs, and mends what can be mended at once. Bring the papers if you still have them.',
    items: '2 x Dog shampoo, 1 x Soft brush',
    cartLines: '2 x Dog shampoo, £125.50\n1 x Soft brush, £125.50',
    orderState: 'being made ready',
    priceLines: '£125.50 + peak time £25.10 + weekend £18.83 + emergency £62.75 - code WELCOME2026 £23.22 = £208.96',
  },
  es: {
    service: 'Declaración de la renta',
    chosen: 'Alisado japonés',
    extras: ['Lista en 2 días', 'Ordenar los recibos', 'Carta al banco'],
    thing: 'Gazelle azul oscuro',
    about:
      'Una persona lo mira todo con usted, le dice que necesita y cuanto cuesta, y arregla al momento lo que se puede. Traiga los papeles si los conserva, por favor.',
    items: '2 x Champú para perros, 1 x Cepillo suave',
    cartLines: '2 x Champú para perros, 125,50 £\n1 x Cepillo suave, 125,50 £',
    orderState: 'pendiente de la tienda',
    priceLines:
      '125,50 £ + hora punta 25,10 £ + fin de semana 18,83 £ + urgencia 62,75 £ - código WELCOME2026 23,22 £ = 208,96 £',
  },
  ar: {
    service: 'قص وغسل وتجفيف الشعر',
    chosen: 'تمليس الشعر',
    extras: ['إنجاز خلال يومين', 'ترتيب الإيصالات', 'رسالة إلى البنك'],
    thing: 'دراجة زرقاء داكنة',
    about: 'نفحص كل شيء معك ونخبرك بما يلزم وبكلفته، ونصلح فورا ما يمكن إصلاحه.',
    items: '2 x شامبو للكلاب, 1 x فرشاة ناعمة',
    cartLines: '2 x شامبو للكلاب، 125.50 £\n1 x فرشاة ناعمة، 125.50 £',
    orderState: 'بانتظار المتجر',
    priceLines:
      '125.50 £ + وقت الذروة 25.10 £ + نهاية الأسبوع 18.83 £ + طارئ 62.75 £ - الرمز WELCOME2026 23.22 £ = 208.96 £',
  },
} as const;
const NAMES = LONGEST_NAMES.en;
const SERVICE = NAMES.service;

const order: Json = {
  id: 'o1',
  number: 'OR-48210377',
  items: NAMES.items,
  totalText: PRICE,
  status: 'placed',
  statusText: NAMES.orderState,
  paidText: PRICE,
  deliverTo: ADDRESS,
  place: SHOP.place,
  dueText: 'Wed 25 Nov',
  freeUntil: WHEN,
  canCancel: true,
  note: 'The parcel is late',
  links: 'https://book.willowsalon.example/files/guide.pdf',
  trackUrl: `https://book.willowsalon.example/t/${'x'.repeat(47)}`,
};
const slot: Json = {
  startsAtUtc: AT_UTC,
  endsAtUtc: AT_UTC + 7_200_000,
  personId: 'p1',
  personName: STAFF,
  when: WHEN,
  clock: '16:30',
  priceText: PRICE,
  priceLines: NAMES.priceLines,
  dueText: PRICE,
  laterText: PRICE,
  placesLeft: 12,
  codeRefused: 'otherService',
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
  span: `${WHEN}-18:30`,
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
  lateDrop: true,
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
    list: [NAMES.chosen],
    any: 'Wednesday afternoon',
    service: {
      ...{ id: 's1', name: SERVICE, durationMin: 120, priceText: PRICE, pay: 'before', soon: true, addOns: [] },
      ...{
        about: NAMES.about,
        photo: 'https://book.willowsalon.example/p.jpg',
        estimateMin: 1_200,
        places: 12,
        proof: 'aadhaar',
      },
    },
    staff: { id: 'p1', name: STAFF },
    slot,
    slots: [slot, slot, slot],
    hold: { id: 'h1', until: '10:42', untilUtc: AT_UTC, quoteId: 'Q-1' },
    payment: { url: 'https://book.willowsalon.example/p/8fK2mQ9xTz', amountText: PRICE, until: '10:42' },
    moment: { localDate: '2026-11-25', clock: '16:30', when: WHEN, atUtc: AT_UTC },
    place: { text: ADDRESS, postcode: 'HX7 8AB', latitude: 53.741, longitude: -2.013 },
    file: { id: 'f1', name: 'IMG_20261125_163000.jpg', type: 'image/jpeg', bytes: 4_000_000 },
    thing: { id: 't1', name: NAMES.thing, detail: '12 waiting, 150-200 min' },
    cart: { items: NAMES.items, lines: NAMES.cartLines, totalText: PRICE, count: 3, isPhysical: true },
    order,
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
    card: {
      phone: '+44 20 7946 0958',
      photo: 'https://book.willowsalon.example/p.jpg',
      hours: '10:00-20:30',
      opens: 'Mon 23 Nov 9:00',
    },
    tokens: { left: 2, after: 1, grant: 2, resets: 'Wed 25 Nov', contact: '+44 20 7946 0958' },
    extra: { words: 'New chain, cassette and brake pads all round', priceText: PRICE },
    callback: {
      id: 'c1',
      url: `https://book.willowsalon.example/callbacks/${'x'.repeat(22)}`,
      until: WHEN,
      untilUtc: AT_UTC,
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
    refund: PRICE,
    keptBack: PRICE,
    weighed: 'late',
    code: 'WELCOME2026',
    wish: 'drop',
    why: 'We have already bought the parts for you',
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
    chosen: [NAMES.chosen],
    extras: NAMES.extras.map((name, index) => ({ id: `x${index + 1}`, name })),
  },
};
