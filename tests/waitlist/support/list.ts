import type { BookingDesk } from '../../../src/booking/index.js';
import type { CallContext, Notice } from '../../../src/flow/protocol.js';
import type { Clock } from '../../../src/platform/clock.js';
import { createLog } from '../../../src/platform/log.js';
import type { Mongo } from '../../../src/platform/mongo.js';
import {
  createWaitlist,
  createWaitlistBlocks,
  createWaitlistNotices,
  WAITLIST_EVENTS,
  type JoinInput,
  type Waitlist,
} from '../../../src/waitlist/index.js';
import { presentBooking } from '../../../src/booking/index.js';
import { chat, joinWorld, ROSA, type World } from '../../booking/support/world.js';

export type Offered = Extract<Notice, { name: 'wait.offered' }>;
export interface Told {
  readonly to: string;
  readonly id: string;
  readonly notice: Offered;
  readonly atUtc: number;
}

export interface List {
  readonly world: World;
  readonly waitlist: Waitlist;
  readonly blocks: ReturnType<typeof createWaitlistBlocks>;
  /** Every notice once, in the order they were told. */
  readonly told: Told[];
  readonly remarks: string[];
  readonly rings: number[];
  /** Tells the list what has happened to bookings since the last time. */
  deliver(): Promise<void>;
}

export interface ListOptions {
  readonly mongo: Mongo;
  readonly clock: Clock;
  /** A broken desk, for the tests that must notice it. */
  readonly spoil?: (desk: BookingDesk) => BookingDesk;
  readonly notify?: (id: string) => Promise<void>;
}

/** One process: the world of bookings with the wait-list joined to it as the house joins them. */
export function joinList({ mongo, clock, spoil = (desk) => desk, notify }: ListOptions): List {
  const world = joinWorld({ mongo, clock });
  const { catalogue, slots } = world;
  const desk = spoil(world.desk);
  const told: Told[] = [];
  const remarks: string[] = [];
  const rings: number[] = [];
  const delivered = new Set<string>();
  const waitlist = createWaitlist({
    mongo,
    clock,
    log: createLog('silent'),
    catalogue,
    slots,
    desk,
    async notify(to, id, notice) {
      await notify?.(id);
      if (notice.name !== 'wait.offered') throw new Error(`nobody expects ${notice.name} here`);
      if (!told.some((one) => one.id === id)) told.push({ to, id, notice, atUtc: clock.nowUtc() });
    },
    noticeOf: createWaitlistNotices({
      catalogue,
      desk,
      async findService(context, serviceId) {
        const listed = await world.blocks['services.list']({}, context);
        return listed.exit === 'found' ? (listed.data.services.find(({ id }) => id === serviceId) ?? null) : null;
      },
      async findView(bookingId, language) {
        const booking = await desk.findBooking(bookingId);
        if (!booking) return null;
        return presentBooking(booking, (await catalogue.current(booking.shopId)).shop, language, clock.nowUtc());
      },
      languageOf: () => Promise.resolve(null),
    }),
    canMove: (booking) => Promise.resolve(booking.freeUntilUtc > clock.nowUtc()),
    ringAt: (whenUtc) => Promise.resolve(void rings.push(whenUtc)),
    remark: (bookingId, { text }) => Promise.resolve(void remarks.push(`${bookingId} ${text}`)),
  });
  return {
    ...{ world, waitlist, told, remarks, rings },
    blocks: createWaitlistBlocks({ waitlist, catalogue }),
    async deliver() {
      for (const event of await world.events.all()) {
        if (delivered.has(event.id) || !WAITLIST_EVENTS.includes(event.type)) continue;
        delivered.add(event.id);
        await waitlist.onBookingEvent(event);
      }
    },
  };
}

/** Somebody with a phone of their own. */
export function person(nr: number, over: Partial<CallContext> = {}): CallContext {
  const address = `+4477009${String(nr).padStart(5, '0')}`;
  return chat({ conversationId: `chat-${nr}`, address, ...over });
}

export function wishOf(who: CallContext, over: Partial<JoinInput> = {}): JoinInput {
  const { shopId, conversationId, channel, address, language, key } = who;
  return {
    ...{ shopId, conversationId, channel, address, language, key },
    ...{ serviceId: 'cut', personId: null, part: 'any', days: 7, ...over },
  };
}

/** Takes a time and books it. */
export async function bookAt({ world }: Pick<List, 'world'>, who: CallContext, startsAtUtc: number, personId = 'asha') {
  const wish = { serviceId: 'cut', personId, startsAtUtc, replaces: null, movingBookingId: null };
  const held = await world.blocks['hold.place'](wish, { ...who, key: `${who.key}-hold` });
  if (held.exit !== 'held') throw new Error(`expected a hold, got ${held.exit}`);
  return take({ world }, who, held.data.holdId);
}

/** "1 Take it": the one road every booking goes. */
export async function take({ world }: Pick<List, 'world'>, who: CallContext, holdId: string) {
  const contact = { ...ROSA, name: who.conversationId, phone: who.address };
  const made = await world.blocks['booking.create']({ holdId, contact }, { ...who, key: `${who.key}-${holdId}` });
  return made.exit === 'booked' ? made.data.booking : null;
}
