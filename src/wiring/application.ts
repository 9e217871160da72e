import type { Express, Request } from 'express';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import helmet from 'helmet';
import { z } from 'zod';
import { createAccess, createAccessRoutes } from '../access/index.js';
import { areaIndexes } from '../areas/index.js';
import { bookingIndexes } from '../booking/index.js';
import { createCalendarRoutes } from '../calendars/index.js';
import { catalogueIndexes } from '../catalogue/index.js';
import {
  conversationIndexes,
  createConversations,
  createCustomerNotices,
  createWebhookRoutes,
  NOTICED_EVENTS,
  createStandings,
} from '../conversation/index.js';
import { createEngine } from '../flow/index.js';
import type { Notice } from '../flow/protocol.js';
import { createInsightRoutes, createInsights, createStepStore, insightIndexes } from '../insights/index.js';
import type { ChannelEvent } from '../messaging/channel.js';
import { deliveryRescueIndexes } from '../messaging/delivery-rescue.model.js';
import type { ChannelId } from '../messaging/message.js';
import { transcriptIndexes } from '../messaging/transcript.js';
import { notificationIndexes } from '../notifications/index.js';
import { createOperatorRoutes, operatorActIndexes, pendingIndexes, type CardRemark } from '../operations/index.js';
import { createPaymentRoutes, paymentIndexes, REFUNDING_EVENTS } from '../payments/index.js';
import { assetIndexes, createPeopleBlocks, peopleIndexes } from '../people/index.js';
import { systemClock, type MovableClock } from '../platform/clock.js';
import { createEventBus, eventIndexes } from '../platform/event-store.js';
import { DOMAIN_EVENT_TYPES } from '../platform/events.js';
import { createHealthRoutes } from '../platform/health.routes.js';
import { createErrorHandler } from '../platform/http.js';
import { ensureIndexes } from '../platform/indexes.js';
import { createJobs } from '../platform/jobs.js';
import type { Log } from '../platform/log.js';
import { createMetrics } from '../platform/metrics.js';
import type { Mongo } from '../platform/mongo.js';
import type { WatchedXRay } from '../platform/xray.js';
import { createPublishing, createPublishingRoutes, createTurnLog, publishingIndexes } from '../publishing/index.js';
import { queueIndexes } from '../queue/index.js';
import { daySheetIndexes } from '../scheduling/index.js';
import { createBadges } from './badges.js';
import { createBusiness } from './business.js';
import { createWebhookChannels } from './channels.js';
import type { Connections } from './connections.js';
import { createHouse, houseIndexes } from './house.js';
import { createPanelRoutes } from './panel.js';
import { WEBHOOK_PATHS } from './paths.js';
import { openOperators, openShops, openSimulator, openTracking, openWebchat } from './rooms.js';
import type { StandIns } from './stand-ins.js';
import { createUndelivered } from './undelivered.js';

export interface ApplicationDeps {
  readonly mongo: Mongo;
  readonly clock: MovableClock;
  readonly log: Log;
  /** Null in production. */
  readonly xray: WatchedXRay | null;
  readonly publicUrl: string;
  /** This machine's own address: where stand-ins and the phones page live. */
  readonly localUrl: string;
  readonly connections: Connections;
  readonly standIns: StandIns | null;
  readonly door: Express;
  readonly checkpoint?: (name: string) => void;
  readonly leaseMs?: number;
  readonly sweepEveryMs?: number;
  readonly flowsFolder?: string;
  /** Walks published scripts in a thread beside the service. */
  readonly walksScripts?: boolean;
}

const FLOWS = fileURLToPath(new URL('../../flows', import.meta.url));
const UNFINISHED_CLICKS_MS = 15_000;

/** Joins the rooms of the house and mounts its routes. Nothing runs by itself until `start`. */
export async function createApplication(deps: ApplicationDeps) {
  const { mongo, clock, log, publicUrl, connections, door } = deps;
  const metrics = createMetrics();
  await ensureIndexes(mongo, INDEXES);

  const jobs = createJobs({ mongo, clock, log });
  const events = createEventBus({ mongo, clock, log });
  // Bookings speak to conversations and conversations call bookings: one of the two has to be bound late.
  const notify = (id: string, noticeId: string, notice: Notice): Promise<void> =>
    conversations.notify(id, noticeId, notice);
  const remark = async (bookingId: string, line: CardRemark): Promise<void> => operators.cards?.remark(bookingId, line);
  const showCard = async (id: string): Promise<void> => operators.cards?.refresh(id);
  const business = createBusiness({
    mongo,
    clock,
    log,
    events,
    jobs,
    connections,
    publicUrl,
    notify,
    remark,
    showCard,
  });
  const { shop, shopOfId, demoShops } = await openShops(deps, business);
  /** Which shop the numbers and the bot lead to; on the phones page visitors change it. */
  let reached = shop;
  const channels = await createWebhookChannels(
    connections,
    publicUrl,
    deps.standIns?.twilio ? deps.localUrl : publicUrl,
  );
  const operators = await openOperators(deps, business);
  const adapters = { ...channels.adapters };
  const house = createHouse({
    mongo,
    clock,
    log,
    publicUrl,
    connections,
    business,
    operators: operators.port,
    adapters,
    smsAccount: channels.smsAccount ?? null,
    tell: (id, eventId, event) => conversations.tell(id, eventId, event),
    isSimulated: deps.standIns !== null,
  });
  const webchat = await openWebchat(deps, business, house.takeFile);

  const shopOf = (channel: ChannelId, account: string): string => (channel === 'webchat' ? account : reached.id);
  const undelivered = createUndelivered({
    mongo,
    clock,
    log,
    whatsappAccount: channels.whatsappAccount ?? null,
    shopOf,
    accept: (event) => conversations.accept(event),
    showLost: operators.showLost,
    delivery: {
      channels: { ...channels.adapters, ...(webchat ? { webchat } : {}) },
      bookingVersion: async (bookingId) => (await business.desk.findBooking(bookingId))?.version ?? null,
      ...(channels.renderTemplate ? { renderTemplate: channels.renderTemplate } : {}),
      ...(channels.smsAccount ? { smsAccount: channels.smsAccount } : {}),
      isTopicRefused: house.isTopicRefused,
    },
  });

  const publishing = await createPublishing({
    mongo,
    clock,
    log,
    folder: deps.flowsFolder ?? FLOWS,
    shopId: shop.id,
    shop: shopOfId,
    facts: createStandings({ mongo }),
    context: { renderers: { ...channels.adapters, ...(webchat ? { webchat } : {}) } },
  });
  const badges = createBadges({ publishing, log });
  const { library } = publishing;
  const turnLog = createTurnLog({ mongo, log, library, secret: connections.sessionSecret });
  const messages = mongo.db.collection('messages');
  const conversations = createConversations({
    mongo,
    clock,
    leaseClock: systemClock,
    log,
    metrics,
    engine: createEngine({ library }),
    handlers: {
      ...business.blocks,
      ...house.blocks,
      ...createPeopleBlocks({
        mongo,
        tell: (note) => operators.showNote(note),
        answeredBy: async (shopId) => (await business.findShop(shopId)).name,
      }),
    },
    recordSteps: createStepStore({ mongo, secret: connections.sessionSecret }),
    turnDone: (turn) => turnLog.add(turn),
    delivery: undelivered.delivery,
    shopOf,
    forward: house.forward,
    dress: house.dress,
    markAnswered: ({ _id, channel, address }, stepId) => {
      if (channel !== 'telegram' || !channels.markAnswered) return;
      const { markAnswered } = channels;
      messages
        .findOne({ conversationId: _id, stepId }, { projection: { providerMessageIds: 1 } })
        .then((row) => {
          const ids = row?.['providerMessageIds'] as readonly string[] | undefined;
          const last = ids?.at(-1);
          return last === undefined ? undefined : markAnswered(address, last);
        })
        .catch((error: unknown) => log.warn({ err: error }, 'an answered question could not be marked'));
    },
    ...(deps.xray ? { xray: deps.xray } : {}),
    ...(deps.checkpoint ? { checkpoint: deps.checkpoint } : {}),
    ...(deps.leaseMs ? { leaseMs: deps.leaseMs } : {}),
    ...(deps.sweepEveryMs ? { sweepEveryMs: deps.sweepEveryMs } : {}),
  });

  events.subscribe('reminders', DOMAIN_EVENT_TYPES, business.reminders.onBookingEvent);
  if (business.mails) events.subscribe('mails', DOMAIN_EVENT_TYPES, business.mails.onBookingEvent);
  if (business.payments) events.subscribe('payments', REFUNDING_EVENTS, business.payments.onBookingEvent);
  if (operators.cards)
    events.subscribe('job-cards', DOMAIN_EVENT_TYPES, ({ bookingId }) => operators.cards.refresh(bookingId));
  events.subscribe('job-files', ['booking.created'], ({ bookingId }) => house.showFiles(bookingId, remark));
  events.subscribe('customer-notices', NOTICED_EVENTS, createCustomerNotices({ notify, findNews: business.findNews }));
  events.subscribe('pending-requests', DOMAIN_EVENT_TYPES, business.pending.onBookingEvent);
  const jobSpecs = [...business.jobSpecs, ...undelivered.jobs, ...house.jobs];
  for (const { name, everyMs, run } of jobSpecs) {
    jobs.define(name, z.looseObject({}), run);
    jobs.every(name, everyMs);
  }

  /** From now on the numbers and the bot lead to this shop. @throws when there is none of that id */
  function reach(shopId: string): void {
    const next = shopOfId(shopId);
    if (!next) throw new Error(`no shop has the id ${shopId}`);
    reached = next;
  }

  let open = true;
  door.use(helmet({ contentSecurityPolicy: false }));
  door.use(createHealthRoutes({ mongo, metrics, isOpen: () => open, channels: channelStates }));
  const heard = {
    isBusy: () => conversations.isBusy(),
    accept: (event: ChannelEvent) => undelivered.accept(event, (one) => conversations.accept(one)),
  };
  door.use(createWebhookRoutes({ conversations: heard, log, metrics, adapters: channels.byPath }));
  if (operators.port && operators.acts) {
    const { port, acts } = operators;
    door.use(
      createOperatorRoutes({
        path: WEBHOOK_PATHS.slack,
        operators: port,
        take: acts.take,
        ...(house.talks ? { talks: house.talks } : {}),
        log,
        metrics,
      }),
    );
  }
  if (business.payments) door.use(createPaymentRoutes({ payments: business.payments }));
  door.use(createCalendarRoutes({ calendars: business.calendars }));
  house.mount(door);
  door.use(openTracking(deps, business, library().phrases));
  const chat = webchat?.mount({ accept: acceptFromWebchat });
  if (chat) door.use(chat.router);
  const simulator = await openSimulator(deps, { shop, shops: demoShops, business, reach });
  if (simulator) door.use('/simulator', simulator.router);
  const access = createAccessRoutes({
    mongo,
    access: createAccess({ mongo, clock }),
    log,
    secret: connections.sessionSecret,
    publicUrl,
    isDemo: deps.standIns !== null,
  });
  door.use('/api/v1', access.router);
  const { requireAdmin } = access;
  const authorOf = (req: Request): string => access.administratorOf(req).name;
  door.use('/api/v1', createPublishingRoutes({ publishing, requireAdmin, authorOf }));
  const insights = createInsights({ mongo, shopId: shop.id });
  door.use('/api/v1', createInsightRoutes({ insights, requireAdmin }));
  door.use('/admin', createPanelRoutes());
  door.use((_req, res) => void res.status(404).json({ title: 'There is nothing here', status: 404 }));
  door.use(createErrorHandler(log));

  function channelStates(): Record<string, 'real' | 'stand-in' | 'off'> {
    const state = (connection: unknown, standIn: unknown) => (standIn ? 'stand-in' : connection ? 'real' : 'off');
    const { standIns } = deps;
    const twilio = state(connections.twilio, standIns?.twilio);
    return {
      sms: twilio,
      whatsapp: twilio,
      telegram: state(connections.telegram, standIns?.telegram),
      webchat: webchat ? 'real' : 'off',
      slack: state(connections.slack, standIns?.slack),
      stripe: state(connections.stripe, standIns?.stripe),
      mail: state(connections.mail, standIns?.mail),
    };
  }

  /** Web chat answers 503 when the sink throws: its client tries again by itself. */
  async function acceptFromWebchat(event: ChannelEvent): Promise<'accepted' | 'duplicate' | 'flooded'> {
    const result = await conversations.accept(event);
    if (result === 'busy') throw new Error('too much is under way to take more');
    return result;
  }

  let clicks: NodeJS.Timeout | undefined;
  return {
    mongo,
    conversations,
    business,
    events,
    jobs,
    jobSpecs,
    metrics,
    channels: channelStates,
    reach,
    handleUpgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void {
      if (!chat?.handleUpgrade(req, socket, head)) socket.destroy();
    },
    async start(): Promise<void> {
      await jobs.start();
      await chat?.start();
      events.start();
      publishing.start();
      if (deps.walksScripts) badges.start();
      conversations.start();
      clicks = setInterval(() => {
        operators.acts
          ?.sweep()
          .catch((error: unknown) => log.error({ err: error }, 'unfinished clicks could not be looked at'));
      }, UNFINISHED_CLICKS_MS).unref();
      if (!deps.standIns?.telegram) await channels.register?.();
    },
    /** Not ready any more: load balancers send nothing new. */
    close: () => void (open = false),
    /** Resolves when nothing this process began is under way. */
    async idle(): Promise<void> {
      for (let quiet = 0; quiet < 2; quiet++) {
        // A clock that was moved has rung every job.
        await jobs.idle();
        await conversations.idle();
        await undelivered.idle();
        await operators.acts?.idle();
        await house.idle();
        await business.queue.idle();
        await business.payments?.idle();
        await events.drain();
      }
    },
    async stop(): Promise<void> {
      clearInterval(clicks);
      await simulator?.stop();
      await jobs.stop();
      await chat?.stop();
      await undelivered.idle();
      await conversations.stop();
      await turnLog.stop();
      await badges.stop();
      await publishing.stop();
      await operators.acts?.idle();
      await house.idle();
      await business.queue.idle();
      await events.stop();
      await business.payments?.stop();
      await business.mailer?.stop();
    },
  };
}

const INDEXES = [
  ...areaIndexes,
  ...assetIndexes,
  ...bookingIndexes,
  ...catalogueIndexes,
  ...conversationIndexes,
  ...daySheetIndexes,
  ...deliveryRescueIndexes,
  ...eventIndexes,
  ...houseIndexes,
  ...notificationIndexes,
  ...operatorActIndexes,
  ...paymentIndexes,
  ...pendingIndexes,
  ...peopleIndexes,
  ...publishingIndexes,
  ...queueIndexes,
  ...insightIndexes,
  ...transcriptIndexes,
];
