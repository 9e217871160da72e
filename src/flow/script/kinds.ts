/**
 * What every kind of block promises: the exits it may leave by, what it writes on each, what it needs to have been
 * written before. The schema, the checks and the engine all read this table.
 */

import { FIELDS, NOW_FIELDS, PERSON_FIELDS, SHOP_FIELDS, type ValueType } from './fields.js';
import { CIRCLE_KINDS } from './circle-kinds.js';
import { PAPER_ACTS } from './paper-kinds.js';
import { SHOPPING_KINDS } from './shopping-kinds.js';

export { FIELDS, NOW_FIELDS, PERSON_FIELDS, SHOP_FIELDS, type ValueType };

type Writes = Readonly<Record<string, ValueType>>;

export interface KindSpec {
  /** By exit name. The first is what `then` stands for. */
  readonly exits: Readonly<Record<string, { readonly writes?: Writes; readonly optional?: true }>>;
  /** The type of the answer and the variable it goes to unless `save` says otherwise. */
  readonly saves?: { readonly type: ValueType; readonly as: string | null };
  readonly needs?: readonly string[];
  /** In place of `needs` when the block moves a booking. */
  readonly needsMoving?: readonly string[];
  /** Choices come from the house. */
  readonly items?: ValueType;
}

const ALTERNATIVES: Writes = { wanted: 'text', alternatives: 'slots' };

export const ASK_KINDS = {
  choice: { exits: {}, saves: { type: 'text', as: null } },
  /** A choice whose first option also answers to "ok" and the like. */
  confirm: { exits: {}, saves: { type: 'text', as: null } },
  text: { exits: { answered: {}, skipped: { optional: true } }, saves: { type: 'text', as: 'note' } },
  number: { exits: { answered: {}, skipped: { optional: true } }, saves: { type: 'number', as: 'number' } },
  name: { exits: { answered: {}, skipped: { optional: true } }, saves: { type: 'text', as: 'name' } },
  phone: { exits: { answered: {}, skipped: { optional: true } }, saves: { type: 'text', as: 'phone' } },
  email: { exits: { answered: {}, skipped: { optional: true } }, saves: { type: 'text', as: 'email' } },
  /** A day on the shop's calendar, YYYY-MM-DD. */
  date: { exits: { answered: {}, skipped: { optional: true } }, saves: { type: 'text', as: 'day' } },
  /** HH:MM on the shop's clock. */
  time: { exits: { answered: {}, skipped: { optional: true } }, saves: { type: 'text', as: 'time' } },
  datetime: { exits: { answered: {}, skipped: { optional: true } }, saves: { type: 'moment', as: 'moment' } },
  yesno: { exits: { yes: {}, no: {}, skipped: { optional: true } }, saves: { type: 'flag', as: null } },
  /** Several of the options; without `exits.none` nothing to choose from counts as nothing chosen. */
  choices: {
    exits: { answered: {}, skipped: { optional: true }, none: { optional: true } },
    saves: { type: 'list', as: 'chosen' },
  },
  rating: { exits: { answered: {}, skipped: { optional: true } }, saves: { type: 'number', as: 'rating' } },
  /** A place on the map or in words, read back as an address. */
  location: { exits: { answered: {}, skipped: { optional: true } }, saves: { type: 'place', as: 'place' } },
  address: { exits: { answered: {}, skipped: { optional: true } }, saves: { type: 'place', as: 'address' } },
  file: { exits: { answered: {}, skipped: { optional: true } }, saves: { type: 'file', as: 'file' } },
  /** Yes or no, recorded with the words that were shown. */
  consent: { exits: { yes: {}, no: {} }, saves: { type: 'flag', as: null } },
  /** The code that `do: sendCode` sent. */
  code: { exits: { right: {}, over: {} }, needs: ['codeSent'] },
  /** The answers so far, to agree to or to change. */
  summary: { exits: { right: {} } },
  service: { exits: { chosen: {}, none: {} }, saves: { type: 'service', as: 'service' }, items: 'service' },
  person: {
    exits: { chosen: {}, none: {} },
    saves: { type: 'staff', as: 'staff' },
    items: 'staff',
    needs: ['service'],
  },
  slot: {
    exits: { chosen: {}, none: {} },
    saves: { type: 'slot', as: 'slot' },
    items: 'slot',
    needs: ['service'],
    needsMoving: ['booking'],
  },
  booking: { exits: { chosen: {}, none: {} }, saves: { type: 'booking', as: 'booking' }, items: 'booking' },
  /** One of the things named by `of`. */
  thing: { exits: { chosen: {}, none: {} }, saves: { type: 'thing', as: 'thing' }, items: 'thing' },
} as const satisfies Record<string, KindSpec>;
export type AskKind = keyof typeof ASK_KINDS;

export const DO_KINDS = {
  hold: {
    exits: {
      held: { writes: { hold: 'hold', slot: 'slot' } },
      taken: { writes: ALTERNATIVES },
      refused: { writes: { reason: 'text', alternatives: 'slots' } },
    },
    needs: ['service', 'slot'],
    needsMoving: ['booking', 'slot'],
  },
  release: { exits: { released: {} }, needs: ['hold'] },
  /** Lowers the price of what is under way below by `code`. */
  coupon: {
    exits: {
      applied: { writes: { code: 'text', slot: 'slot' } },
      kept: { writes: { code: 'text' } },
      refused: { writes: { code: 'text', reason: 'text' } },
    },
    needs: ['code'],
  },
  pay: {
    exits: {
      link: { writes: { payment: 'payment' } },
      taken: { writes: ALTERNATIVES },
      failed: { writes: { reason: 'text' } },
      repriced: { writes: { hold: 'hold', slot: 'slot' }, optional: true },
    },
    needs: ['hold', 'name'],
  },
  book: {
    exits: {
      booked: { writes: { booking: 'booking' } },
      taken: { writes: ALTERNATIVES },
      refused: { writes: { reason: 'text' } },
      repriced: { writes: { hold: 'hold', slot: 'slot' }, optional: true },
    },
    needs: ['hold', 'name'],
  },
  move: {
    exits: {
      moved: { writes: { booking: 'booking', was: 'text' } },
      taken: { writes: ALTERNATIVES },
      refused: { writes: { booking: 'booking', reason: 'text' } },
    },
    needs: ['booking', 'hold'],
  },
  drop: {
    exits: { dropped: { writes: { booking: 'booking' } }, refused: { writes: { booking: 'booking', reason: 'text' } } },
    needs: ['booking'],
  },
  /** What dropping would mean now; `drop` then does what was shown and nothing dearer. */
  weigh: {
    exits: {
      free: { writes: { booking: 'booking', weighed: 'text' } },
      late: { writes: { booking: 'booking', weighed: 'text', tokens: 'tokens' } },
      refused: { writes: { booking: 'booking', reason: 'text' } },
    },
    needs: ['booking'],
  },
  /** Asks the shop for what is past the deadline: to drop it, or with `moving` to move it to the chosen time. */
  askChange: {
    exits: {
      asked: { writes: { booking: 'booking' } },
      waiting: { writes: { booking: 'booking' } },
      gone: { writes: { booking: 'booking' } },
    },
    needs: ['booking'],
    needsMoving: ['booking', 'slot'],
  },
  approveExtra: { exits: { noted: { writes: { booking: 'booking' } }, gone: {} }, needs: ['booking'] },
  declineExtra: { exits: { noted: { writes: { booking: 'booking' } }, gone: {} }, needs: ['booking'] },
  tokens: { exits: { found: { writes: { tokens: 'tokens' } }, none: {} } },
  coming: { exits: { noted: { writes: { booking: 'booking' } }, gone: {} }, needs: ['booking'] },
  note: { exits: { noted: { writes: { answeredBy: 'text' } } }, needs: ['note'] },
  /** The script sleeps until the person gives the chat back. */
  handOff: {
    exits: { returned: { writes: { answeredBy: 'text' } }, nobody: { writes: { answeredBy: 'text', readAt: 'text' } } },
  },
  /** What it takes from the answer stands in the block itself. */
  http: { exits: { done: {}, failed: { writes: { reason: 'text' } } } },
  /** Tells servers outside what happened; the script does not wait for them. */
  emit: { exits: { emitted: {} } },
  /** Makes a link that is called once; `await` waits for that. */
  callback: { exits: { made: { writes: { callback: 'callback' } } } },
  sendCode: { exits: { sent: { writes: { codeSent: 'codeSent' } }, refused: { writes: { reason: 'text' } } } },
  hours: { exits: { open: {}, closed: {} } },
  optIn: { exits: { recorded: {} } },
  optOut: { exits: { recorded: {} } },
  /** Whether the shop comes to `postcode`. */
  area: {
    exits: {
      covered: { writes: { area: 'thing', postcode: 'text' } },
      outside: { writes: { postcode: 'text' } },
      unclear: {},
    },
    needs: ['postcode'],
  },
  /** Keeps what `described` says as a thing of the customer's. */
  keepAsset: { exits: { kept: { writes: { asset: 'thing' } } }, needs: ['described'] },
  /** What stands on the shop's card. */
  card: { exits: { shown: { writes: { card: 'card' } } } },
  /** `full` leaves by `closed` where a script has no words of its own for it. */
  join: {
    exits: {
      joined: { writes: { ticket: 'ticket' } },
      closed: {},
      full: { writes: { full: 'thing' }, optional: true },
    },
    needs: ['name'],
  },
  place: { exits: { waiting: { writes: { ticket: 'ticket' } }, none: {} } },
  later: { exits: { granted: { writes: { ticket: 'ticket' } }, refused: { writes: { ticket: 'ticket' } }, none: {} } },
  leaveQueue: { exits: { left: {}, none: {} } },
  /** Waits for a time of the service: `part` of the day, `days` from today on, `atNight` to be written to at any hour. */
  joinWait: {
    exits: { joined: { writes: { wait: 'thing' } }, none: {} },
    needs: ['service'],
    needsMoving: ['booking'],
  },
  declineWait: { exits: { kept: { writes: { wait: 'thing' } }, gone: {} }, needs: ['wait'] },
  leaveWait: { exits: { left: {} }, needs: ['wait'] },
  ...SHOPPING_KINDS,
  ...CIRCLE_KINDS,
  ...PAPER_ACTS,
} as const satisfies Record<string, KindSpec>;
export type DoKind = keyof typeof DO_KINDS;

/** Every question may have a way on for those who cannot answer it, after its tries. */
export const LOST_EXIT = { lost: { optional: true } } as const satisfies KindSpec['exits'];

/** Fields that only some kinds of question or act have; on any other they are a mistake. */
export const FIELDS_OF_KINDS: Readonly<Record<string, readonly (AskKind | DoKind)[]>> = {
  items: ['choices'],
  of: ['thing'],
  several: ['service'],
  adds: ['service'],
  past: ['booking'],
  visit: ['slot'],
  bestFirst: ['slot'],
  accept: ['file'],
  topic: ['consent', 'optIn', 'optOut'],
  labels: ['rating'],
  yes: ['yesno', 'consent'],
  no: ['yesno', 'consent'],
  earliest: ['time', 'datetime'],
  latest: ['time', 'datetime'],
  min: ['text', 'number', 'choices'],
  max: ['text', 'name', 'number', 'choices', 'rating'],
  say: ['handOff', 'optIn', 'optOut'],
  reason: ['handOff'],
  note: ['handOff'],
  method: ['http'],
  url: ['http'],
  body: ['http'],
  take: ['http', 'callback'],
  event: ['emit'],
  data: ['emit'],
  for: ['callback'],
  to: ['sendCode'],
  address: ['sendCode'],
};
/** Fields without which a kind cannot work. */
export const REQUIRED_FIELDS: Readonly<Partial<Record<AskKind | DoKind, readonly string[]>>> = {
  consent: ['topic'],
  thing: ['of'],
  optIn: ['topic', 'say'],
  optOut: ['topic'],
  handOff: ['reason', 'say'],
  http: ['url'],
  sendCode: ['to', 'address'],
  emit: ['event'],
  callback: ['for'],
};
/** Kinds whose choices the engine makes itself: they take no options. */
export const OWN_CHOICES: ReadonlySet<AskKind> = new Set(['yesno', 'consent', 'rating', 'summary']);

/** Written by a block only sometimes, so a text must ask `has(answer.…)` before it shows them. */
export const SOMETIMES_WRITES: Readonly<Partial<Record<AskKind | DoKind, Writes>>> = {
  slot: { otherDay: 'otherDay' },
  drop: { refunded: 'text', tokens: 'tokens' },
  dropOrder: { refunded: 'text' },
  weigh: { refund: 'text', keptBack: 'text' },
  /** Who has room while the one asked for has none. */
  join: { other: 'thing' },
  /** "Mon 23 Nov 9:00"; missing when it opens no more. */
  hours: { opens: 'text' },
};

/** Variables a block reads by itself if they are there. */
export const SOMETIMES_READS: Readonly<Partial<Record<AskKind | DoKind, Writes>>> = {
  slot: { day: 'text', staff: 'staff', extras: 'list', seats: 'number' },
  hold: { staff: 'staff', extras: 'list', seats: 'number' },
  booking: { service: 'service' },
  drop: { weighed: 'text' },
  checkOut: { address: 'place' },
  join: { queue: 'thing' },
};

/** Choices that mean the same on every question; options may not use their names. */
export const WAYS_OUT = ['more', 'back', 'person', 'menu'] as const;
export type WayOut = (typeof WAYS_OUT)[number];
export const WAY_OUT_DIGITS: Readonly<Record<WayOut, string>> = { more: '7', back: '8', person: '9', menu: '0' };

export const SLOTS_PER_PAGE = 3;
export const CHOICES_PER_PAGE = 6;
/** Of services that are added to others. */
export const ADDED_PER_PAGE = 3;
/** Choosing several: one digit is kept for "none of these" and "that is all". */
export const CHOICES_OF_SEVERAL = CHOICES_PER_PAGE - 1;
export const RATING_MAX = 5;
/** Not understood so often, a question gives up: it leaves by `lost`, or offers a person. */
export const TRIES_MAX = 3;
/** The id of the choice that leaves a question out. */
export const SKIP_CHOICE = 'skip';
/** Files said with a text: what every channel that shows files shows, and fetches by its address. */
export const MEDIA_TYPES = ['image/jpeg', 'image/png', 'application/pdf'] as const;
