import { conversationId as chatIdOf } from '../conversation/index.js';
import type { Notice } from '../flow/protocol.js';
import type { ConversationRef } from '../messaging/channel.js';
import type { ChannelId, Instant } from '../messaging/message.js';
import { createCircleAskBlocks, createCircleAsks, type CircleAskBlocksDeps, type Customers } from '../people/index.js';
import type { Mongo } from '../platform/mongo.js';
import { DAY_MS } from '../platform/time-units.js';
import type { CircleRoom, Tell } from './circle.js';

interface ChatRow {
  readonly _id: string;
  readonly shopId: string;
  readonly channel: ChannelId;
  readonly account: string;
  readonly address: string;
  readonly lastInboundAtUtc: Instant | null;
  readonly consent: { readonly stopped: boolean } | null;
  readonly profile?: { readonly phone?: string };
  readonly state: { readonly person?: Readonly<Record<string, unknown>> } | null;
}

export interface CircleAskRoomDeps {
  readonly mongo: Mongo;
  /** Numbers are kept hashed with it. */
  readonly secret: string;
  readonly room: CircleRoom;
  readonly customers: Customers;
  readonly findShop: CircleAskBlocksDeps['findShop'];
  readonly notify: Tell;
  /** Tells a chat that may not have begun yet. */
  readonly open: (to: ConversationRef & { readonly shopId: string }, noticeId: string, notice: Notice) => Promise<void>;
  /** Null where there is none. */
  readonly smsAccount: string | null;
  readonly whatsappAccount: string | null;
}

/** WhatsApp lets nothing but templates through to who has not written for a day, and those take no answer by a digit. */
const WHATSAPP_WINDOW_MS = DAY_MS;

/** Help asked for by a number: who has it, and where they are written to. */
export function createCircleAskRoom(deps: CircleAskRoomDeps) {
  const { mongo, secret, room, customers, smsAccount, whatsappAccount } = deps;
  const chats = mongo.db.collection<ChatRow>('conversations');
  const { chatsOf } = room.reach;

  function refsOf(phone: string): readonly ConversationRef[] {
    const sms = { channel: 'sms', address: phone } as const;
    const whatsapp = { channel: 'whatsapp', address: `whatsapp:${phone}` } as const;
    return [
      ...(smsAccount === null ? [] : [{ ...sms, account: smsAccount }]),
      ...(whatsappAccount === null ? [] : [{ ...whatsapp, account: whatsappAccount }]),
    ];
  }

  /** Only a number that messages come from is a way to somebody: one that was typed may be anybody's. */
  async function chatsWith(phone: string): Promise<readonly string[]> {
    const found = await Promise.all(refsOf(phone).map((ref) => chatsOf(chatIdOf(ref))));
    return [...new Set(found.flat())];
  }

  async function isTypedBy(own: readonly string[], phone: string): Promise<boolean> {
    const fields = { 'state.person': 1, profile: 1 } as const;
    const rows = await chats.find({ _id: { $in: [...own] } }, { projection: fields }).toArray();
    return rows.some(({ state, profile }) => state?.person?.['phone'] === phone || profile?.phone === phone);
  }

  /** Where they wrote from last and can be answered; else their number by SMS, whether it has written before or not. */
  async function wayTo(shopId: string, ids: readonly string[], phone: string, nowUtc: Instant): Promise<string | null> {
    const rows = await chats.find({ _id: { $in: [...ids] } }).toArray();
    const open = rows
      .filter((row) => row.shopId === shopId && !row.consent?.stopped && row.channel !== 'webchat')
      .filter(
        ({ channel, lastInboundAtUtc }) =>
          channel !== 'whatsapp' || (lastInboundAtUtc ?? 0) > nowUtc - WHATSAPP_WINDOW_MS,
      )
      .sort((one, other) => (other.lastInboundAtUtc ?? 0) - (one.lastInboundAtUtc ?? 0));
    if (open[0]) return open[0]._id;
    if (smsAccount === null) return null;
    const sms = chatIdOf({ channel: 'sms', account: smsAccount, address: phone });
    // Whoever has stopped our texts, or is another shop's, is not written to.
    return rows.some(({ _id }) => _id === sms) ? null : sms;
  }

  async function refOf(id: string, shopId: string): Promise<ConversationRef & { readonly shopId: string }> {
    const row = await chats.findOne({ _id: id }, { projection: { channel: 1, account: 1, address: 1 } });
    if (row) return { channel: row.channel, account: row.account, address: row.address, shopId };
    const prefix = `sms:${smsAccount}:`;
    if (smsAccount === null || !id.startsWith(prefix)) throw new Error(`there is no chat ${id.split(':')[0]}`);
    return { channel: 'sms', account: smsAccount, address: id.slice(prefix.length), shopId };
  }

  return createCircleAskBlocks({
    circle: room.circle,
    asks: createCircleAsks({ mongo, secret }),
    chatsOf,
    findShop: deps.findShop,
    nameOf: (id) => room.ownNameOf(id, customers),
    languageOf: (id) => room.languageOf(id),
    notify: deps.notify,
    open: async (id, shopId, noticeId, notice) => deps.open(await refOf(id, shopId), noticeId, notice),
    async findNumber({ shopId, conversationId, phone, nowUtc }) {
      const own = await chatsOf(conversationId);
      const found = await chatsWith(phone);
      const isOwn = found.some((id) => own.includes(id)) || (await isTypedBy(own, phone));
      return { isOwn, chats: found, toChat: isOwn ? null : await wayTo(shopId, found, phone, nowUtc) };
    },
  });
}
