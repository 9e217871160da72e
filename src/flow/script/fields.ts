/** The types of values, and the fields that texts may show. `names` are by language: what is said is `name`. */
export const FIELDS = {
  text: [],
  number: [],
  /** True or false. */
  flag: [],
  /** Several ids or records. */
  list: [],
  any: null,
  service: [
    'id',
    'name',
    'names',
    'durationMin',
    'priceText',
    'pay',
    'soon',
    'alone',
    'others',
    'addOns',
    'about',
    'photo',
    'estimateMin',
    'places',
    'proof',
  ],
  staff: ['id', 'name'],
  slot: [
    'startsAtUtc',
    'endsAtUtc',
    'personId',
    'personName',
    'when',
    'clock',
    'priceText',
    'priceLines',
    'dueText',
    'laterText',
    'codeRefused',
    /** Of a time for a group: how many more can come. */
    'placesLeft',
    /** The sort of visit it was offered for; missing for an ordinary one. */
    'visit',
  ],
  slots: [],
  hold: ['id', 'until', 'untilUtc', 'quoteId'],
  payment: ['url', 'amountText', 'until'],
  /** A day and an hour on the shop's clock. */
  moment: ['localDate', 'clock', 'when', 'atUtc'],
  place: ['text', 'postcode', 'latitude', 'longitude'],
  file: ['id', 'name', 'type', 'bytes'],
  /** Something of the shop or of the customer: an area, a bike, a queue. */
  thing: ['id', 'name', 'names', 'detail', 'photo'],
  /** What somebody means to buy, and what they bought. */
  cart: ['items', 'lines', 'totalText', 'count', 'isPhysical'],
  order: [
    'id',
    'number',
    'items',
    'totalText',
    'status',
    'statusText',
    'paidText',
    'deliverTo',
    'place',
    'dueText',
    'freeUntil',
    'canCancel',
    'note',
    'links',
    'trackUrl',
  ],
  /** A place in a queue. */
  ticket: ['id', 'personName', 'place', 'ahead', 'fromMin', 'toMin', 'laterMin', 'state'],
  /** What stands on a shop's card. */
  card: ['phone', 'photo', 'hours', 'opens'],
  /** A customer's tokens, and work found on the way. */
  tokens: ['left', 'after', 'grant', 'resets', 'contact'],
  extra: ['words', 'priceText'],
  /** A link that a server outside calls once. */
  callback: ['id', 'url', 'until', 'untilUtc'],
  /** A code on its way: the address whole, and as the person may be shown it. */
  codeSent: ['address', 'sentTo', 'until'],
  /** The day asked for has no free time: which day, and why. */
  otherDay: ['reason', 'asked'],
  booking: [
    'id',
    'version',
    'reference',
    'serviceId',
    'serviceName',
    'serviceNames',
    'personId',
    'personName',
    'seats',
    'startsAtUtc',
    'endsAtUtc',
    'when',
    'span',
    'place',
    'shopName',
    'customerName',
    'priceText',
    'paidText',
    'status',
    'statusText',
    'canMove',
    'canDrop',
    'freeUntil',
    'freeAhead',
    'freeHours',
    'lateDrop',
    'trackUrl',
    /** Missing where it is the reader's own visit. */
    'whose',
    /** "booked, £80 paid", and the steps of its way as lines: worded by the phrases when the booking is kept. */
    'state',
    'timeline',
  ],
} as const satisfies Record<string, readonly string[] | null>;
export type ValueType = keyof typeof FIELDS;

/** Lasting facts about the person; all of them may be missing. */
export const PERSON_FIELDS: Readonly<Record<string, readonly string[]>> = {
  name: [],
  phone: [],
  email: [],
  profileName: [],
  address: ['text', 'postcode', 'latitude', 'longitude'],
  last: ['serviceId', 'serviceName', 'serviceNames', 'personId', 'personName'],
};
export const SHOP_FIELDS = ['name', 'place', 'zone', 'country', 'currency'] as const;

/** The moment of the turn on the shop's clock: weekday 1 (Monday) to 7, hour 0 to 23, day YYYY-MM-DD. */
export const NOW_FIELDS = ['weekday', 'hour', 'day'] as const;
