import type { ChannelAdapter, ChannelEvent, ConversationRef } from '../messaging/channel.js';
import { createDeliveryGate, type DeliveryGateDeps, type Recipient } from '../messaging/delivery.js';
import { createDeliveryRescue, type LostMessage } from '../messaging/delivery-rescue.js';
import { createUndeliveredStore } from '../messaging/delivery-rescue.store.js';
import type { ChannelId } from '../messaging/message.js';
import { systemClock, type Clock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import type { Mongo } from '../platform/mongo.js';
import type { ApplicationDeps } from './application.js';
import type { Business } from './business.js';
import type { WebhookChannels } from './channels.js';
import type { House } from './house.js';
import type { Operators } from './rooms.js';

/** Every channel of customers that is on. */
export type ChannelAdapters = Partial<Record<ChannelId, ChannelAdapter>>;

export type Undelivered = ReturnType<typeof createUndelivered>;

interface UndeliveredDeps {
  readonly mongo: Mongo;
  readonly clock: Clock;
  readonly log: Log;
  /** What the delivery gate sends with. */
  readonly delivery: Omit<DeliveryGateDeps, 'clock' | 'log'>;
  readonly whatsappAccount: string | null;
  readonly shopOf: (channel: ConversationRef['channel'], account: string) => string;
  /** Hands an event to the conversations. */
  readonly accept: (event: ChannelEvent) => Promise<string>;
  readonly showLost: ((lost: LostMessage) => Promise<void>) | null;
}

export interface UndeliveredRooms extends Pick<UndeliveredDeps, 'shopOf' | 'accept'> {
  readonly business: Business;
  readonly house: House;
  readonly operators: Operators;
  readonly channels: WebhookChannels;
  readonly adapters: ChannelAdapters;
}

interface ChatRow extends ConversationRef {
  readonly _id: string;
  readonly shopId: string;
  readonly lastInboundAtUtc: number | null;
  readonly consent: { readonly stopped: boolean } | null;
}

/** The way out of the house, with what is done about messages that do not arrive. */
export function openUndelivered(deps: ApplicationDeps, rooms: UndeliveredRooms): Undelivered {
  const { mongo, clock, log } = deps;
  const { business, house, operators, channels, adapters, shopOf, accept } = rooms;
  return createUndelivered({
    mongo,
    clock,
    log,
    whatsappAccount: channels.whatsappAccount ?? null,
    shopOf,
    accept,
    showLost: operators.showLost,
    delivery: {
      channels: adapters,
      bookingVersion: async (bookingId) => (await business.desk.findBooking(bookingId))?.version ?? null,
      ...(channels.renderTemplate ? { renderTemplate: channels.renderTemplate } : {}),
      ...(channels.smsAccount ? { smsAccount: channels.smsAccount } : {}),
      isTopicRefused: house.isTopicRefused,
    },
  });
}

/** Joins the rescue of undelivered messages with the chats it looks into, and gives the gate its eyes and hands. */
function createUndelivered(deps: UndeliveredDeps) {
  const { mongo, clock, log } = deps;
  const chats = mongo.db.collection<ChatRow>('conversations');
  const fields = { shopId: 1, channel: 1, account: 1, address: 1, lastInboundAtUtc: 1, consent: 1 } as const;
  const idOf = ({ channel, account, address }: ConversationRef): string => `${channel}:${account}:${address}`;

  async function findRecipient(conversationId: string): Promise<Recipient | null> {
    const row = await chats.findOne({ _id: conversationId }, { projection: fields });
    if (!row) return null;
    const { _id, consent, ...chat } = row;
    return { ...chat, conversationId: _id, stopped: consent?.stopped ?? false };
  }

  async function hasStopped(ref: ConversationRef): Promise<boolean> {
    return (await findRecipient(idOf(ref)))?.stopped ?? false;
  }

  async function stopWriting(ref: ConversationRef, eventId: string, source: string): Promise<void> {
    const content = { kind: 'consent', granted: false, source } as const;
    const result = await deps.accept({ type: 'message', ...ref, eventId, content });
    if (result !== 'accepted' && result !== 'duplicate') throw new Error(`consent could not be recorded: ${result}`);
  }

  /** The same phone on the other of the two channels. An SMS can be sent to anybody; WhatsApp only to who has written there. */
  async function otherChats({ channel, address }: ConversationRef): Promise<readonly Recipient[]> {
    const phone = /^(?:whatsapp:)?(\+\d{7,15})$/.exec(address)?.[1];
    const { smsAccount } = deps.delivery;
    if (!phone) return [];
    if (channel === 'whatsapp') {
      if (!smsAccount) return [];
      const ref = { channel: 'sms', account: smsAccount, address: phone } as const;
      const conversationId = idOf(ref);
      const fresh = { ...ref, conversationId, shopId: deps.shopOf('sms', smsAccount), lastInboundAtUtc: null };
      return [(await findRecipient(conversationId)) ?? { ...fresh, stopped: false }];
    }
    if (channel !== 'sms' || deps.whatsappAccount === null) return [];
    const known = await findRecipient(
      idOf({ channel: 'whatsapp', account: deps.whatsappAccount, address: `whatsapp:${phone}` }),
    );
    return known ? [known] : [];
  }

  const delivery = {
    ...deps.delivery,
    hasStopped,
    stopWriting,
    onUnreached: (...told: Parameters<typeof rescue.onUnreached>): Promise<void> => rescue.onUnreached(...told),
  };
  const rescue = createDeliveryRescue({
    store: createUndeliveredStore({ mongo, clock, leaseClock: systemClock }),
    clock,
    leaseClock: systemClock,
    log,
    gate: createDeliveryGate({ ...delivery, clock, log }),
    findRecipient,
    otherChats,
    stopWriting,
    ...(deps.showLost ? { show: deps.showLost } : {}),
  });

  return {
    /** What the conversations' own gate sends with. */
    delivery,
    /** A report of failure is stored before its webhook is answered. */
    async accept<Result>(event: ChannelEvent, next: (event: ChannelEvent) => Promise<Result>): Promise<Result> {
      if (event.type === 'receipt') await rescue.onReceipt(event);
      return next(event);
    },
    jobs: [{ name: 'undelivered.rescue', everyMs: 60_000, run: async () => void (await rescue.sweep()) }],
    idle: () => rescue.idle(),
  };
}
