/**
 * What every kind of block promises: the exits it may leave by, what it writes on each, what it needs to have been
 * written before. The schema, the checks and the engine all read this table.
 */

/** The types of values, and the fields that texts may show. */
export const FIELDS = {
  text: [],
  number: [],
  any: null,
  service: ['id', 'name', 'durationMin', 'priceText', 'pay'],
  staff: ['id', 'name'],
  slot: ['startsAtUtc', 'endsAtUtc', 'personId', 'personName', 'when', 'clock', 'priceText'],
  slots: [],
  hold: ['id', 'until', 'untilUtc'],
  payment: ['url', 'amountText', 'until'],
  /** The day asked for has no free time: which day, and why. */
  otherDay: ['reason', 'asked'],
  booking: [
    'id',
    'version',
    'reference',
    'serviceId',
    'serviceName',
    'personId',
    'personName',
    'startsAtUtc',
    'endsAtUtc',
    'when',
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
  ],
} as const satisfies Record<string, readonly string[] | null>;
export type ValueType = keyof typeof FIELDS;

/** Lasting facts about the person; all of them may be missing. */
export const PERSON_FIELDS: Readonly<Record<string, readonly string[]>> = {
  name: [],
  phone: [],
  email: [],
  profileName: [],
  last: ['serviceId', 'serviceName', 'personId', 'personName'],
};
export const SHOP_FIELDS = ['name', 'place', 'zone', 'country', 'currency'] as const;

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
  pay: {
    exits: {
      link: { writes: { payment: 'payment' } },
      taken: { writes: ALTERNATIVES },
      failed: { writes: { reason: 'text' } },
    },
    needs: ['hold', 'name'],
  },
  book: {
    exits: {
      booked: { writes: { booking: 'booking' } },
      taken: { writes: ALTERNATIVES },
      refused: { writes: { reason: 'text' } },
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
  coming: { exits: { noted: { writes: { booking: 'booking' } }, gone: {} }, needs: ['booking'] },
  note: { exits: { noted: { writes: { answeredBy: 'text' } } }, needs: ['note'] },
} as const satisfies Record<string, KindSpec>;
export type DoKind = keyof typeof DO_KINDS;

/** Exits of a question that also waits for a payment. The third, money sent back, ends the run: its notice takes over. */
export const AWAITS_PAYMENT = {
  booked: { writes: { booking: 'booking', paid: 'text', late: 'any' } },
  lapsed: { writes: { wanted: 'text' } },
} as const satisfies KindSpec['exits'];

/** Written by a block only sometimes, so a text must ask `has(answer.…)` before it shows them. */
export const SOMETIMES_WRITES: Readonly<Partial<Record<AskKind | DoKind, Writes>>> = {
  slot: { otherDay: 'otherDay' },
  drop: { refunded: 'text' },
};

/** Variables a block reads by itself if they are there. */
export const SOMETIMES_READS: Readonly<Partial<Record<AskKind | DoKind, Writes>>> = {
  slot: { day: 'text', staff: 'staff' },
};

/** Choices that mean the same on every question; options may not use their names. */
export const WAYS_OUT = ['more', 'back', 'person', 'menu'] as const;
export type WayOut = (typeof WAYS_OUT)[number];
export const WAY_OUT_DIGITS: Readonly<Record<WayOut, string>> = { more: '7', back: '8', person: '9', menu: '0' };

export const SLOTS_PER_PAGE = 3;
export const CHOICES_PER_PAGE = 6;
/** The id of the choice that leaves a question out. */
export const SKIP_CHOICE = 'skip';
