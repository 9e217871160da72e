import type { Request } from 'express';
import helmet from 'helmet';
import { createAccess, createAccessRoutes } from '../access/index.js';
import { createApiKeys, createApiPanelRoutes } from '../api/index.js';
import { createCalendarRoutes } from '../calendars/index.js';
import { createCatalogueRoutes, createShopAdmin } from '../catalogue/index.js';
import { createWebhookRoutes } from '../conversation/index.js';
import { createInsightRoutes, createInsights } from '../insights/index.js';
import type { ChannelEvent } from '../messaging/channel.js';
import type { WrittenLine } from '../messaging/operator.js';
import { createOperatorRoutes } from '../operations/index.js';
import { createProductAdmin, createProductRoutes, createShopOrderRoutes } from '../orders/index.js';
import { createPaymentRoutes } from '../payments/index.js';
import { createHealthRoutes } from '../platform/health.routes.js';
import { createErrorHandler } from '../platform/http.js';
import { createPublishingRoutes } from '../publishing/index.js';
import { mountApi, mountApiEnd } from './api.js';
import type { ApplicationDeps } from './application.js';
import { channelStatesOf } from './channel-states.js';
import type { Rooms } from './join-rooms.js';
import { openShopOrders } from './orders.js';
import { createPanelRoutes } from './panel.js';
import { WEBHOOK_PATHS } from './paths.js';
import { createPictureRoutes } from './pictures.js';
import { openSimulator, openTracking } from './rooms.js';

/** Mounts every route of the house. The order counts: what comes first is asked first. */
export async function mountDoors(deps: ApplicationDeps, rooms: Rooms, isOpen: () => boolean) {
  const { mongo, log, door } = deps;
  const { metrics, business, house, channels, webchat, publishing, shop, demoShops, reach } = rooms;
  const { library } = publishing;
  const states = () => channelStatesOf(deps, webchat !== null);
  door.use(helmet({ contentSecurityPolicy: false }));
  door.use(createHealthRoutes({ mongo, metrics, isOpen, channels: states }));
  mountProviders(deps, rooms);
  if (business.payments) door.use(createPaymentRoutes({ payments: business.payments }));
  door.use(createCalendarRoutes({ calendars: business.calendars }));
  door.use(createPictureRoutes());
  house.mount(door);
  door.use(rooms.guests.routes);
  door.use(openTracking(deps, business, library().phrases));
  const chat = webchat?.mount({ accept: (event) => acceptFromWebchat(rooms, event) });
  if (chat) door.use(chat.router);
  const simulator = await openSimulator(deps, { shop, shops: demoShops, business, reach });
  if (simulator) door.use('/simulator', simulator.router);
  mountApi(door, deps, business, rooms.guests, rooms.proving.proofs, channels.smsAccount ?? null);
  mountPanel(deps, rooms);
  mountApiEnd(door);
  door.use('/admin', createPanelRoutes());
  door.use((_req, res) => void res.status(404).json({ title: 'There is nothing here', status: 404 }));
  door.use(createErrorHandler(log));
  return { chat, simulator, states };
}

/** Where customers' providers and the operators' report. */
function mountProviders({ log, door }: ApplicationDeps, rooms: Rooms): void {
  const { metrics, conversations, undelivered, channels, operators, house } = rooms;
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
        ...(house.talks ? { talks: { ...house.talks, hear: hearLine } } : {}),
        log,
        metrics,
      }),
    );
  }

  /** A line in a thread is for whoever the thread is about; the other takes no notice of it. */
  async function hearLine(line: WrittenLine): Promise<void> {
    await Promise.all([house.talks?.hear(line), operators.hearLine?.(line)]);
  }
}

/** What the panel asks for, behind its sessions. */
function mountPanel(
  { mongo, clock, log, door, connections, publicUrl, standIns }: ApplicationDeps,
  { business, publishing, shop, proving, operatorDesk }: Rooms,
): void {
  const access = createAccessRoutes({
    mongo,
    access: createAccess({ mongo, clock }),
    log,
    secret: connections.sessionSecret,
    publicUrl,
    isDemo: standIns !== null,
  });
  door.use('/api/v1', access.router);
  const { requireAdmin } = access;
  const authorOf = (req: Request): string => access.administratorOf(req).name;
  door.use('/api/v1', createPublishingRoutes({ publishing, requireAdmin, authorOf }));
  const { serviceAdmin, catalogue } = business;
  const shopAdmin = createShopAdmin({ mongo, clock, catalogue });
  const languages = (): readonly string[] => publishing.library().phrases.languages;
  door.use('/api/v1', createCatalogueRoutes({ serviceAdmin, shopAdmin, languages, requireAdmin, authorOf }));
  const shopOrders = openShopOrders({ mongo, clock }, { ...business, operatorDesk });
  door.use('/api/v1', createShopOrderRoutes({ shopOrders, requireAdmin, authorOf }));
  const productAdmin = createProductAdmin({ mongo, clock, products: business.orders.products });
  door.use('/api/v1', createProductRoutes({ productAdmin, catalogue, languages, requireAdmin, authorOf }));
  const keys = createApiKeys({ mongo, clock });
  door.use(
    '/api/v1',
    createApiPanelRoutes({ keys, proofs: proving.proofs, catalogue: business.catalogue, requireAdmin }),
  );
  const insights = createInsights({ mongo, shopId: shop.id });
  door.use('/api/v1', createInsightRoutes({ insights, requireAdmin }));
}

/** Web chat answers 503 when the sink throws: its client tries again by itself. */
async function acceptFromWebchat(
  { conversations }: Rooms,
  event: ChannelEvent,
): Promise<'accepted' | 'duplicate' | 'flooded'> {
  const result = await conversations.accept(event);
  if (result === 'busy') throw new Error('too much is under way to take more');
  return result;
}
