import { asWhose, isAnothers, presentBooking, type Booking, type BookingDesk, type Visitor } from '../booking/index.js';
import type { Calendars } from '../calendars/index.js';
import type { Shop } from '../catalogue/index.js';
import { createAlsoIn, createStandings } from '../conversation/index.js';
import type { BookingView, Notice, ThingOption } from '../flow/protocol.js';
import type { ChannelId } from '../messaging/message.js';
import {
  createCircle,
  createCircleBlocks,
  createCircleLists,
  createReach,
  unnamed,
  type CircleRow,
  type Customers,
  type JoinBlocksDeps,
  type Joins,
} from '../people/index.js';
import type { Clock } from '../platform/clock.js';
import type { DomainEvent, DomainEventType } from '../platform/events.js';
import type { Mongo } from '../platform/mongo.js';
import { isPageAct } from '../tracking/index.js';

interface ChatRow {
  readonly _id: string;
  readonly channel: ChannelId;
  readonly address: string;
  readonly profile?: { readonly displayName?: string };
  readonly state: {
    readonly person?: Readonly<Record<string, unknown>>;
    readonly control?: { readonly lang?: string };
  } | null;
}

export type Tell = (conversationId: string, noticeId: string, notice: Notice) => Promise<void>;

export type CircleRoom = ReturnType<typeof createCircleRoom>;

/** Who may act for whom, for the rooms that make visits and those that list people. */
export function createCircleRoom({ mongo }: { readonly mongo: Mongo }) {
  const { setReach } = createAlsoIn({ mongo });
  const reach = createReach({ mongo, setReach });
  const circle = createCircle({ mongo, ...reach });
  const chats = mongo.db.collection<ChatRow>('conversations');
  const standings = createStandings({ mongo });
  const languageOf = (chat: string): Promise<string | null> => standings.languageOf(chat);

  async function findVisitor(conversationId: string, forWhom: string): Promise<Visitor | null> {
    const someone = await circle.someoneOf(conversationId, forWhom);
    if (!someone) return null;
    if (someone.chat === null) return { chat: null };
    const chat = await chats.findOne(
      { _id: someone.chat },
      { projection: { channel: 1, address: 1, 'state.control.lang': 1 } },
    );
    if (!chat) return null;
    const { _id, channel, address, state } = chat;
    return { chat: { conversationId: _id, channel, address, language: state?.control?.lang ?? 'en' } };
  }

  /** As they are called by what they have told us themselves; null for who has not. */
  async function ownNameOf(conversationId: string, customers: Customers): Promise<string | null> {
    const chat = await chats.findOne({ _id: conversationId }, { projection: { profile: 1, 'state.person': 1 } });
    const said = chat?.state?.person?.['name'];
    if (typeof said === 'string' && said !== '') return said;
    return (await customers.find(conversationId))?.name ?? chat?.profile?.displayName ?? null;
  }

  /** Whoever has told us no name is told apart by how their number ends. */
  async function nameOf(conversationId: string, customers: Customers, reader: string): Promise<string> {
    const name = await ownNameOf(conversationId, customers);
    if (name !== null) return name;
    const chat = await chats.findOne({ _id: conversationId }, { projection: { address: 1 } });
    return unnamed(chat?.address ?? '', (await languageOf(reader)) ?? 'en');
  }

  return { reach, circle, findVisitor, languageOf, nameOf, ownNameOf, ...createCircleLists({ circle }) };
}

/** What begins and ends help, and who hears of it. */
export function createCircleActs(deps: {
  readonly room: CircleRoom;
  readonly customers: Customers;
  readonly joins: Joins;
  readonly notify: Tell;
  readonly findShop: (shopId: string) => Promise<Shop>;
  readonly smsNumber: string | null;
}) {
  const { room, customers, joins, notify, findShop, smsNumber } = deps;

  const beginHelp: JoinBlocksDeps['beginHelp'] = async ({ shopId, joinId, person, helper, nowUtc }) => {
    const name = await room.nameOf(person.conversationId, customers, helper.conversationId);
    const helperName = await room.nameOf(helper.conversationId, customers, person.conversationId);
    const sides = {
      person: { chat: person.conversationId, name },
      helper: { chat: helper.conversationId, name: helperName },
    };
    const begun = await room.circle.start({ shopId, ...sides, nowUtc });
    if (begun === 'same') return null;
    const someone: ThingOption = { id: begun.id, name: helperName, detail: '' };
    await notify(person.conversationId, `circle:${joinId}`, { name: 'circle.begun', someone });
    return { name };
  };

  /** The side that did not end it hears that it has. */
  async function tellEnded({ _id, personChat, personName, helperChat, helperName, endedAtUtc }: CircleRow, by: string) {
    if (personChat === null) return;
    const isByHelper = (await room.reach.chatsOf(by)).includes(helperChat);
    const [to, name, what] = isByHelper
      ? [personChat, helperName, 'helped' as const]
      : [helperChat, personName, 'helping' as const];
    const someone: ThingOption = { id: _id, name, detail: '' };
    await notify(to, `circle:${_id}:${endedAtUtc}`, { name: 'circle.ended', someone, what });
  }

  return {
    beginHelp,
    blocks: createCircleBlocks({ circle: room.circle, joins, findShop, smsNumber, tellEnded }),
  };
}

/** News of a visit that its helpers hear as well, as it is; the others either are for one person, or are said in other words. */
const COPIED: ReadonlySet<Notice['name']> = new Set<Notice['name']>([
  'booking.reminder',
  'booking.accepted',
  'booking.dropped',
  'booking.moved',
  'booking.noShow',
  'change.approved',
  'change.refused',
  'change.expired',
]);
const OFF: ReadonlySet<Notice['name']> = new Set<Notice['name']>(['booking.rejected', 'booking.expired']);

/** What one of a circle does, which the others hear of. */
export const CIRCLE_EVENTS: readonly DomainEventType[] = ['booking.created', 'booking.moved', 'booking.cancelled'];
const DID = { create: 'booked', move: 'moved', cancel: 'dropped' } as const;

export interface CircleNewsDeps {
  readonly room: CircleRoom;
  readonly clock: Clock;
  readonly desk: Pick<BookingDesk, 'findBooking'>;
  readonly findShop: (shopId: string) => Promise<Shop>;
  readonly calendars: Pick<Calendars, 'attachmentFor'>;
  readonly trackUrlOf: (bookingId: string) => string;
  readonly notify: Tell;
}

/**
 * Everybody of a care circle hears what becomes of a visit, each in their own language. Who that is, is asked at the moment
 * of telling: whoever was taken out a second before hears nothing.
 */
export function createCircleNews({ room, clock, desk, findShop, calendars, trackUrlOf, notify }: CircleNewsDeps) {
  async function viewFor(chat: string, booking: Booking): Promise<{ view: BookingView; spoken: Booking; shop: Shop }> {
    const language = (await room.languageOf(chat)) ?? booking.language;
    const shop = await findShop(booking.shopId);
    const view = presentBooking(booking, shop, language, clock.nowUtc(), trackUrlOf(booking._id));
    const isAnother = chat !== booking.conversationId || isAnothers(booking);
    return { view: asWhose(view, isAnother), spoken: { ...booking, language }, shop };
  }

  async function copyOf(notice: Notice, chat: string, booking: Booking): Promise<Notice | null> {
    const { view, spoken, shop } = await viewFor(chat, booking);
    if (OFF.has(notice.name)) return { name: 'circle.news', what: 'off', booking: view };
    if (notice.name === 'booking.accepted')
      return { ...notice, booking: view, attachment: await calendars.attachmentFor(spoken, shop) };
    // What the purse holds is its owner's business.
    if (notice.name === 'booking.noShow') return { name: notice.name, booking: view };
    return 'booking' in notice && notice.name !== 'circle.news' ? { ...notice, booking: view } : null;
  }

  return {
    /** Tells a chat, and what it tells of a visit also those who help its person. The same id again is told once. */
    notify: async (conversationId: string, noticeId: string, notice: Notice): Promise<void> => {
      await notify(conversationId, noticeId, notice);
      if (!COPIED.has(notice.name) && !OFF.has(notice.name)) return;
      if (!('booking' in notice) || !notice.booking) return;
      const helpers = await room.circle.helperChatsOf(conversationId);
      const booking = helpers.length > 0 ? await desk.findBooking(notice.booking.id) : null;
      if (!booking) return;
      for (const chat of helpers) {
        const copy = await copyOf(notice, chat, booking);
        if (copy) await notify(chat, `${noticeId}:for:${chat}`, copy);
      }
    },

    /** What one of them did in a chat is answered there; the others are told. */
    onBookingEvent: async ({ id, bookingId, version }: DomainEvent): Promise<void> => {
      const booking = await desk.findBooking(bookingId);
      // A later change is told as an event of its own.
      if (!booking?.conversationId || booking.version !== version) return;
      const row = booking.history.findLast(({ act, version: at }) => at === version && act in DID);
      if (row?.who.kind !== 'customer' || row.isGranted || isPageAct(row.actId)) return;
      const helpers = await room.circle.helpersOf(booking.conversationId);
      const actor = row.act === 'create' ? (booking.bookedBy ?? booking.conversationId) : row.who.id;
      const own = await room.reach.chatsOf(actor);
      const by = helpers.find(({ chat }) => chat !== null && own.includes(chat));
      const what = DID[row.act as keyof typeof DID];
      for (const chat of new Set([booking.conversationId, ...helpers.map((one) => one.chat)])) {
        if (chat === null || own.includes(chat)) continue;
        const { view } = await viewFor(chat, booking);
        const isOwner = chat === booking.conversationId;
        const someone = isOwner && by ? { someone: { id: by.id, name: by.name, detail: '' } } : {};
        await notify(chat, `circle:${id}:${chat}`, { name: 'circle.news', what, booking: view, ...someone });
      }
    },
  };
}
