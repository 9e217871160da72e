import { createAreaBlocks, createAreas } from '../areas/index.js';
import {
  createBookingBlocks,
  createBookingDesk,
  createServed,
  createCodeBlocks,
  createPriceFacts,
  NO_SHOW_JOB,
  presentBooking,
  type Booking,
} from '../booking/index.js';
import { createCalendars } from '../calendars/index.js';
import { createCatalogue, createCatalogueBlocks, createServiceAdmin } from '../catalogue/index.js';
import { createStandings } from '../conversation/index.js';
import type {
  CallContext,
  CallHandlers,
  CallName,
  Notice,
  OutcomeOf,
  ThingKind,
  ThingOption,
} from '../flow/protocol.js';
import {
  createBookingReader,
  createMailer,
  createMails,
  createReminders,
  notificationJobs,
  REMINDER_JOB,
} from '../notifications/index.js';
import {
  createPendingRequests,
  PENDING_JOB,
  pendingJobs,
  type CardRemark,
  type PendingFacts,
} from '../operations/index.js';
import { paymentJobs } from '../payments/index.js';
import type { Clock } from '../platform/clock.js';
import type { EventBus } from '../platform/event-store.js';
import type { Jobs, JobSpec } from '../platform/jobs.js';
import type { Log } from '../platform/log.js';
import type { Mongo } from '../platform/mongo.js';
import { createAssets } from '../people/index.js';
import { createCompletionBonus, createPricing } from '../pricing/index.js';
import { createOpening } from '../hours/index.js';
import { createQueue, createQueueBlocks } from '../queue/index.js';
import { createDaySheets, createSchedulingBlocks, createSheetLoader, createSlotSearch } from '../scheduling/index.js';
import { createTrackingLinks } from '../tracking/index.js';
import { createTokens } from '../tokens/index.js';
import type { Instant } from '../messaging/message.js';
import { createAvailability } from './availability.js';
import { pictureUrlAt } from './pictures.js';
import type { Connections } from './connections.js';
import type { HouseCall } from './house.js';
import { createCircleNews, createCircleRoom } from './circle.js';
import { openMoney, withoutPayments } from './money.js';
import { createNews } from './news.js';
import { createOrderRoom, joinLists, openOrders } from './orders.js';
import { createPaperRoom } from './papers.js';
import { createPolicyRooms, leftOpenRemark } from './policy.js';
import { createWaitlistRoom } from './waitlist.js';

export interface BusinessDeps {
  readonly mongo: Mongo;
  readonly clock: Clock;
  readonly log: Log;
  readonly events: EventBus;
  readonly jobs: Jobs;
  readonly connections: Connections;
  readonly publicUrl: string;
  readonly notify: (conversationId: string, noticeId: string, notice: Notice) => Promise<void>;
  /** Makes a card of the operators show what it is about as it is now. */
  readonly showCard: (id: string) => Promise<void>;
  /** Puts a line into a job card; nothing where no operators are connected. */
  readonly remark: (bookingId: string, remark: CardRemark) => Promise<void>;
}

export type Business = ReturnType<typeof createBusiness>;

/** The rooms that know about shops, times, bookings, money and messages, joined; and the calls they answer for the engine. */
export function createBusiness(deps: BusinessDeps) {
  const { mongo, clock, log, events, jobs, connections, publicUrl, notify: tellOne } = deps;
  const catalogue = createCatalogue({ mongo, clock });
  const sheets = createDaySheets({ mongo });
  const pricing = createPricing({ mongo, clock, source: createPriceFacts({ mongo }) });
  const slots = createSlotSearch({
    catalogue,
    loader: createSheetLoader({ mongo, clock }),
    clock,
    pricing,
    served: createServed({ mongo, clock }),
  });
  const circle = createCircleRoom({ mongo });
  const tokens = createTokens({ mongo, clock, catalogue });
  const ringMissedAt = (whenUtc: Instant): Promise<void> => jobs.at(NO_SHOW_JOB, whenUtc, {});
  const showLeftOpen = (booking: Booking): Promise<void> => deps.remark(booking._id, leftOpenRemark(booking));
  const told = { ringMissedAt, showLeftOpen, findVisitor: circle.findVisitor };
  const desk = createBookingDesk({ mongo, clock, catalogue, sheets, slots, events, pricing, tokens, ...told });
  const availability = createAvailability({ mongo, clock, catalogue, sheets, slots, events, pricing });
  const orders = openOrders({ mongo, clock, catalogue, events, jobs });
  const findShop = async (shopId: string) => (await catalogue.current(shopId)).shop;
  const standings = createStandings({ mongo });
  /** A booking in the language its chat goes on in now: what is said of it later is read there. */
  async function findSpoken(bookingId: string): Promise<Booking | null> {
    const booking = await desk.findBooking(bookingId);
    return (
      booking && { ...booking, language: (await standings.languageOf(booking.conversationId)) ?? booking.language }
    );
  }
  const calendars = createCalendars({
    secret: connections.sessionSecret,
    publicUrl,
    clock,
    organiserEmail:
      /<([^>]+)>/.exec(connections.mail?.from ?? '')?.[1] ?? connections.mail?.from ?? 'no-reply@parley.invalid',
    findBooking: findSpoken,
    findShop,
  });

  const trackingLinks = createTrackingLinks({ secret: connections.sessionSecret, publicUrl });
  const trackUrlOf = (bookingId: string): string => trackingLinks.urlOf(bookingId);

  const circleNews = createCircleNews({ room: circle, clock, desk, findShop, calendars, trackUrlOf, notify: tellOne });
  const { notify } = circleNews;

  const payments = openMoney({ ...deps, desk, catalogue, slots, calendars, pricing, orders, trackUrlOf, notify });
  const findBooking = createBookingReader({ desk: { findBooking: findSpoken }, catalogue, calendars, clock });
  const mailer = connections.mail ? createMailer(connections.mail) : null;
  const mails = mailer ? createMails({ mongo, clock, log, mailer, findBooking }) : null;
  const reminders = createReminders({
    mongo,
    clock,
    log,
    findBooking,
    notify,
    ...(mails ? { alsoByMail: (row) => mails.remind(row) } : {}),
    ringAt: (whenUtc) => jobs.at(REMINDER_JOB, whenUtc, {}),
  });

  const pending = createPendingRequests({
    mongo,
    clock,
    log,
    remark: deps.remark,
    expire: (input) => desk.expireBooking(input),
    ringAt: (whenUtc) => jobs.at(PENDING_JOB, whenUtc, {}),
    async findPending(bookingId) {
      const booking = await desk.findBooking(bookingId);
      return booking && pendingFacts(booking);
    },
  });

  const policy = createPolicyRooms({
    mongo,
    clock,
    log,
    desk,
    catalogue,
    tokens,
    notify,
    remark: deps.remark,
    async findView(bookingId) {
      const booking = await findSpoken(bookingId);
      if (!booking) return null;
      const shop = await findShop(booking.shopId);
      const view = presentBooking(booking, shop, booking.language, clock.nowUtc(), trackUrlOf(booking._id));
      const isDropped = booking.status === 'cancelled';
      return { view, refunded: isDropped && payments ? await payments.refundForBooking(bookingId) : null };
    },
  });

  const opening = createOpening({ catalogue });
  const queue = createQueue({
    mongo,
    clock,
    log,
    catalogue,
    notify,
    showCard: deps.showCard,
    atWork: opening.atWork,
  });
  const { listAreas, ...areaBlocks } = createAreaBlocks({ areas: createAreas({ mongo }), shopOf: findShop });
  const { listAssets, ...assetBlocks } = createAssets({ mongo });
  const { listQueues, ...queueBlocks } = createQueueBlocks({ queue });
  const pictureUrl = pictureUrlAt(publicUrl);
  const catalogueBlocks = createCatalogueBlocks({ catalogue, pictureUrl });
  const wait = createWaitlistRoom({
    ...deps,
    catalogue,
    slots,
    desk,
    tokens,
    services: catalogueBlocks,
    languageOf: (id) => standings.languageOf(id),
    chatsOf: (id) => circle.reach.chatsOf(id),
  });
  const buying = createOrderRoom({
    ...{ orders, catalogue, clock, payments, trackUrlOf, pictureUrl, notify: tellOne },
    languageOf: (id) => standings.languageOf(id),
    visits: { 'bookings.list': (input, context) => blocks['bookings.list'](input, context) },
  });
  const paperRoom = createPaperRoom({ ...deps, findShop, languageOf: (id) => standings.languageOf(id) });
  const thingsOf: Readonly<Record<ThingKind, (context: CallContext) => Promise<readonly ThingOption[]>>> = {
    areas: ({ shopId, language }) => listAreas(shopId, language),
    assets: ({ shopId, conversationId }) => listAssets(shopId, conversationId),
    helpers: circle.listHelpers,
    papers: paperRoom.list,
    people: circle.listPeople,
    queues: ({ shopId, language }) => listQueues(shopId, language),
    waits: wait.listWaits,
    ...buying.things,
  };

  const blocks: Omit<CallHandlers<CallName>, 'person.note' | HouseCall> = {
    ...areaBlocks,
    ...assetBlocks,
    ...queueBlocks,
    async 'things.list'({ of }, context): Promise<OutcomeOf<'things.list'>> {
      const things = await thingsOf[of](context);
      if (things.length === 0) return { call: 'things.list', exit: 'none', data: {} };
      return { call: 'things.list', exit: 'found', data: { things } };
    },
    ...catalogueBlocks,
    ...wait.blocks,
    ...buying.blocks,
    ...createSchedulingBlocks({ catalogue, slots }),
    ...createBookingBlocks({
      desk,
      catalogue,
      clock,
      calendarFor: calendars.attachmentFor,
      trackUrlOf,
      tokens,
      pricing,
    }),
    ...createCodeBlocks({ desk, catalogue, pricing }),
    ...policy.blocks,
    ...(payments?.blocks ?? withoutPayments),
  };

  const findNews = createNews({ clock, findSpoken, findShop, trackUrlOf, calendars, payments, policy });

  const specs: JobSpec[] = [
    ...notificationJobs({ reminders, mails }),
    ...pendingJobs(pending),
    ...queue.jobs,
    ...policy.jobs,
    ...wait.jobs,
    ...buying.jobs,
    ...(payments ? paymentJobs({ payments }) : []),
  ];
  return {
    ...availability,
    catalogue,
    slots,
    desk,
    pricing,
    tokens,
    changes: policy.changes,
    waitlist: wait.waitlist,
    orders,
    papers: paperRoom.papers,
    paperBlocks: paperRoom.blocks,
    allOrders: joinLists({ mongo }, orders),
    orderCards: buying.cards,
    onOrderEvent: buying.onOrderEvent,
    calendars,
    trackingLinks,
    payments,
    reminders,
    pending,
    queue,
    mails,
    mailer,
    blocks,
    findNews,
    findSpoken,
    circle,
    circleNews,
    tellOne,
    findShop,
    pictureUrl,
    serviceAdmin: createServiceAdmin({ mongo, clock, catalogue }),
    completionBonus: createCompletionBonus({ catalogue, pricing, notify, findVisit: (id) => desk.findBooking(id) }),
    jobSpecs: specs,
  };
}

/** A request that was moved is asked anew. */
function pendingFacts({ _id, history, createdAtUtc, ...booking }: Booking): PendingFacts {
  const asked = history.findLast(({ act }) => act === 'create' || act === 'move');
  return { ...booking, bookingId: _id, askedAtUtc: asked?.atUtc ?? createdAtUtc };
}
