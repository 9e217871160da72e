import type { AcceptResult } from '../conversation/index.js';
import type { Notice } from '../flow/protocol.js';
import type { ChannelEvent } from '../messaging/channel.js';
import type { CardRemark } from '../operations/index.js';
import { createEventBus } from '../platform/event-store.js';
import { createJobs } from '../platform/jobs.js';
import { createMetrics } from '../platform/metrics.js';
import { createTurnLog } from '../publishing/index.js';
import type { ApplicationDeps } from './application.js';
import { createBadges } from './badges.js';
import { createBusiness } from './business.js';
import { createWebhookChannels } from './channels.js';
import { openGuests } from './guests.js';
import { createHouse } from './house.js';
import { createOperatorDesk } from './operator-desk.js';
import { openPublishing } from './publishing.js';
import { createProofRoom } from './proofs.js';
import { createReach } from './reach.js';
import { openOperators, openWebchat } from './rooms.js';
import { openShops } from './shops.js';
import { openConversations } from './talk.js';
import { openUndelivered, type ChannelAdapters } from './undelivered.js';
import { createWalker } from './walker.js';

export type Rooms = Awaited<ReturnType<typeof joinRooms>>;

/** Opens the rooms of the house and lets each know those it needs. Nothing runs by itself yet. */
export async function joinRooms(deps: ApplicationDeps) {
  const { mongo, clock, log, publicUrl, connections } = deps;
  const metrics = createMetrics();
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
  const proving = createProofRoom({ mongo, clock, log, catalogue: business.catalogue, metrics });
  const { shop, shopOfId, demoShops } = await openShops(deps, business);
  const { shopOf, reach } = createReach(shop, shopOfId);
  const channels = await createWebhookChannels(
    connections,
    publicUrl,
    deps.standIns?.twilio ? deps.localUrl : publicUrl,
    (url) => house.loadFile(url),
  );
  const operatorDesk = createOperatorDesk({ mongo, clock, ...business, orders: business.orderCards });
  const operators = await openOperators(deps, business, operatorDesk);
  const guests = openGuests(deps, business);
  const house = createHouse({
    guests,
    mongo,
    clock,
    log,
    publicUrl,
    connections,
    business,
    operators: operators.port,
    adapters: channels.adapters,
    smsAccount: channels.smsAccount ?? null,
    whatsappAccount: channels.whatsappAccount ?? null,
    open: (to, id, notice) => conversations.open(to, id, notice),
    tell: (id, eventId, event) => conversations.tell(id, eventId, event),
    isSimulated: deps.standIns !== null,
  });
  const webchat = await openWebchat(deps, business, house.takeFile);
  const all: ChannelAdapters = { ...channels.adapters, ...(webchat ? { webchat } : {}) };
  const talking = { business, house, operators, channels, shopOf };
  const accept = (event: ChannelEvent): Promise<AcceptResult> => conversations.accept(event);
  const undelivered = openUndelivered(deps, { ...talking, adapters: all, accept });
  const walker = createWalker();
  const publishing = await openPublishing(deps, { walker, shopId: shop.id, shopOfId, adapters: all });
  const badges = createBadges({ publishing, walker, log });
  const { library } = publishing;
  const turnLog = createTurnLog({ mongo, log, library, secret: connections.sessionSecret });
  const conversations = openConversations(deps, { ...talking, metrics, undelivered, library, turnLog });
  return {
    ...{
      metrics,
      jobs,
      events,
      business,
      proving,
      channels,
      operatorDesk,
      operators,
      house,
      guests,
      webchat,
      undelivered,
    },
    ...{ walker, publishing, badges, turnLog, conversations, shop, demoShops, reach, notify, remark },
  };
}
