import { wordBooking, type Phrases } from '../flow/index.js';
import { UnknownShopError } from '../catalogue/index.js';
import { restockDemoProducts } from '../orders/index.js';
import type { LostMessage } from '../messaging/delivery-rescue.js';
import type { InboundFile } from '../messaging/channel.js';
import type { OperatorPort } from '../messaging/operator.js';
import { systemClock } from '../platform/clock.js';
import { ensureIndexes } from '../platform/indexes.js';
import type { Mongo } from '../platform/mongo.js';
import {
  createOrderRoutes,
  createOrderTracking,
  createMoves,
  createTracking,
  createTrackingRoutes,
  type ChatDoors,
} from '../tracking/index.js';
import type { ApplicationDeps } from './application.js';
import type { Business } from './business.js';
import type { OperatorDesk } from './operator-desk.js';
import { createOperators } from './operators.js';
import type { OpenShop } from './shops.js';

/** Web chat, when its secret is there. */
export async function openWebchat(
  deps: ApplicationDeps,
  { catalogue }: Business,
  takeFile: (content: Uint8Array, meta: { type: string | null; name: string | null }) => Promise<InboundFile>,
) {
  const { mongo, clock, log, publicUrl, localUrl, connections } = deps;
  if (!connections.webchatSecret) return null;
  const { createWebchatAdapter, webchatIndexes } = await import('../../adapters/webchat/index.js');
  await ensureIndexes(mongo, webchatIndexes);
  return createWebchatAdapter({
    mongo,
    clock,
    log,
    secret: connections.webchatSecret,
    publicUrl,
    takeFile,
    // The phones page may have been opened by either of this machine's names, whatever the public one is.
    allowedOrigins: [
      ...connections.webchatOrigins,
      ...(deps.standIns ? [localUrl, localUrl.replace('//127.0.0.1', '//localhost')] : []),
    ],
    shops: {
      async find(shopId) {
        try {
          const { shop } = await catalogue.current(shopId);
          return { id: shop.id, name: shop.name, language: shop.language };
        } catch (error) {
          if (error instanceof UnknownShopError || (error instanceof Error && error.name === 'ZodError')) return null;
          throw error;
        }
      },
    },
  });
}

export type Operators = Awaited<ReturnType<typeof openOperators>>;

/** Where operators work, when it is configured; without it bookings wait in the database. */
export async function openOperators(deps: ApplicationDeps, business: Business, operatorDesk: OperatorDesk) {
  const { mongo, clock, log, connections } = deps;
  if (!connections.slack)
    return {
      port: null,
      cards: null,
      acts: null,
      hearLine: null,
      showNote: () => Promise.resolve(),
      showLost: null,
    };
  const { createSlackOperator } = await import('../../adapters/slack/index.js');
  const port: OperatorPort = await createSlackOperator({ ...connections.slack, clock, log });
  const { cards, acts, hearLine } = createOperators({
    mongo,
    clock,
    leaseClock: systemClock,
    log,
    port,
    desk: business.desk,
    catalogue: business.catalogue,
    orders: business.orderCards,
    operatorDesk,
    changes: business.changes,
    tokens: business.tokens,
  });
  return {
    port,
    cards,
    acts,
    hearLine,
    /** A message for the people of the shop, as a card without buttons. It is stored already: a failure here is only logged. */
    async showNote({ id, note, channel }: { id: string; note: string; channel: string }): Promise<void> {
      const outcome = await port.postCard(
        {
          bookingId: id,
          version: 1,
          title: `A customer wants to talk to a person (${channel})`,
          facts: [note],
          status: { label: 'Waiting for an answer', tone: 'waiting' },
          acts: [],
          lastLine: 'Left in the chat',
          updatedAtUtc: clock.nowUtc(),
        },
        id,
      );
      if (outcome.kind !== 'ok')
        log.warn({ note: id, reason: outcome.reason }, 'a hand-over note could not be shown to operators');
    },
    /** A message nobody got (NT-24): in the card of its job, else as a card of its own. Throws when it has to be tried again. */
    showLost: async ({ id, bookingId, line, text }: LostMessage): Promise<void> => {
      const facts = text === null ? [line] : [line, `It said: ${text.replace(/\s+/g, ' ')}`];
      if (bookingId !== null) {
        const key = `undelivered:${id}`;
        return cards.remark(bookingId, { key, topic: key, text: facts.join('\n') });
      }
      const outcome = await port.postCard(
        {
          bookingId: id,
          version: 1,
          title: 'A message did not reach a customer',
          facts,
          status: { label: 'Please reach them another way', tone: 'waiting' },
          acts: [],
          lastLine: 'Nothing more is tried',
          updatedAtUtc: clock.nowUtc(),
        },
        id,
      );
      if (outcome.kind === 'retry') throw new Error(outcome.reason);
      if (outcome.kind === 'refused')
        log.error({ undelivered: id, reason: outcome.reason }, 'a lost message could not be shown to operators');
    },
  };
}

/** The pages of orders and of visits, in the words of the chats, and the way from each back into the chat it was booked by. */
export function openTracking(
  { clock, log, publicUrl, connections }: ApplicationDeps,
  business: Business,
  phrases: Phrases,
) {
  const { findSpoken: findBooking, findShop, calendars, trackingLinks: links } = business;
  const tracking = createTracking({
    links,
    clock,
    desk: { ...business.desk, findBooking },
    findShop,
    changes: business.changes,
    wordsOf: (view, shop, language) => wordBooking(phrases, view, { language, channel: 'webchat', shop }),
    calendarUrlOf: async (booking, shop) => (await calendars.attachmentFor(booking, shop)).url,
  });
  const moves = createMoves({
    links,
    desk: business.desk,
    slots: business.slots,
    findShop,
    changes: business.changes,
  });
  const { twilio } = connections;
  const doors: ChatDoors = (channel, shopId) => {
    switch (channel) {
      case 'sms': {
        const number = twilio?.smsFrom ?? null;
        return { number, urlFor: (words) => number && `sms:${number}?body=${encodeURIComponent(words)}` };
      }
      case 'whatsapp': {
        const number = twilio?.whatsappFrom ?? null;
        const digits = number?.replace(/\D/g, '');
        return {
          number,
          urlFor: (words) => (digits ? `https://wa.me/${digits}?text=${encodeURIComponent(words)}` : null),
        };
      }
      case 'webchat':
        return { number: null, urlFor: () => `${publicUrl}/chat/${encodeURIComponent(shopId)}` };
      // A bot is addressed by a name that only Telegram knows: the chat is in the person's list.
      case 'telegram':
        return { number: null, urlFor: () => null };
    }
  };
  const orders = createOrderTracking({ links, clock, orders: business.orders, findShop });
  return [createOrderRoutes({ tracking: orders, doors, log }), createTrackingRoutes({ tracking, moves, doors, log })];
}

/** The phones page, with the simulator only. */
export async function openSimulator(
  deps: ApplicationDeps,
  {
    shop,
    shops,
    business,
    reach,
  }: {
    readonly shop: OpenShop;
    readonly shops: readonly OpenShop[];
    readonly business: Business;
    readonly reach: (shopId: string) => void;
  },
) {
  const { standIns, xray, clock, localUrl, log, connections, mongo } = deps;
  if (!standIns || !xray) return null;
  const { createSimulator } = await import('../simulator/index.js');
  const { twilio } = connections;
  const shown = ({ id, name, zone }: OpenShop) => ({ id, name, zone });
  return createSimulator({
    standIns,
    clock,
    xray,
    publicUrl: localUrl,
    log,
    shop: shown(shop),
    shops: shops.map(shown),
    reach,
    smsNumber: twilio?.smsFrom ?? '',
    whatsappNumber: twilio?.whatsappFrom ?? '',
    nextReminderAtUtc: () => business.reminders.nextDueUtc(),
    startOver: () => forgetEverybody(mongo),
  });
}

/** What the house knows of its customers, as far as it has come; shops, scripts and jobs stay. */
const ABOUT_CUSTOMERS = [
  'bookings',
  'carts',
  'care_circles',
  'change_requests',
  'consents',
  'conversations',
  'customer_assets',
  'day_sheets',
  'domain_events',
  'code_limits',
  'codes',
  'hand_off_lines',
  'guest_links',
  'hand_offs',
  'hand_over_notes',
  'incoming.chunks',
  'incoming.files',
  'job_cards',
  'kept.chunks',
  'kept.files',
  'kept_files',
  'mails',
  'messages',
  'operator_acts',
  'orders',
  'outside_callbacks',
  'outside_calls',
  'outside_events',
  'payments',
  'queue_tickets',
  'queues',
  'pending_steps',
  'receipts',
  'reminders',
  'token_entries',
  'tokens',
  'topic_consents',
  'undelivered',
  'upload_links',
  'waitlist_places',
  'webchat_activities',
];

async function forgetEverybody(mongo: Mongo): Promise<void> {
  for (const name of ABOUT_CUSTOMERS) await mongo.db.collection(name).deleteMany({});
  await restockDemoProducts(mongo);
}
