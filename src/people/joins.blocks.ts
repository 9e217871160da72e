import { formatClock } from '../messaging/format.js';
import type { CallContext, CallHandlers, FlowEvent, OutcomeOf } from '../flow/protocol.js';
import type { Instant } from '../messaging/message.js';
import type { Customers } from './customers.service.js';
import type { JoinChat } from './joins.model.js';
import type { JoinSide, Joins } from './joins.service.js';

export type JoinCall = 'join.begin' | 'join.enter' | 'join.split' | 'chat.handOver';

export interface JoinBlocksDeps {
  readonly joins: Joins;
  readonly customers: Customers;
  /** Tells a chat, once however often the same `eventId` comes. */
  readonly tell: (
    conversationId: string,
    eventId: string,
    event: Extract<FlowEvent, { type: 'leaves' | 'arrives' | 'joined' }>,
  ) => Promise<void>;
  /** Lets the chat that sent the code act for the person of the one that made it. @returns that person's name; null when both chats are one person's */
  readonly beginHelp: (about: {
    readonly shopId: string;
    readonly joinId: string;
    readonly person: JoinChat;
    readonly helper: JoinChat;
    readonly nowUtc: Instant;
  }) => Promise<{ readonly name: string } | null>;
  /** What the other rooms know of a chat under way goes with it; the same move again moves nothing twice. */
  readonly carryOver: (about: {
    readonly shopId: string;
    readonly from: string;
    readonly to: JoinChat;
  }) => Promise<void>;
  readonly findShop: (shopId: string) => Promise<{ readonly zone: string }>;
  /** Takes text messages; null where there is none. */
  readonly smsNumber: string | null;
}

const sideOf = ({ shopId, conversationId, channel, address, key, nowUtc }: CallContext): JoinSide => ({
  shopId,
  conversationId,
  channel,
  address,
  key,
  nowUtc,
});

/**
 * One person in several chats. A move takes three turns, each an event stored before it is handled: the chat that sends the
 * code uses it up and tells the chat that made it, which packs up what was begun and tells the first what arrives. Each
 * turn may be run again after a crash; each event comes once.
 */
export function createJoinBlocks(deps: JoinBlocksDeps): CallHandlers<JoinCall> {
  const { joins, customers, tell, carryOver, findShop, smsNumber } = deps;
  return {
    async 'join.begin'({ of }, context): Promise<OutcomeOf<'join.begin'>> {
      const call = 'join.begin';
      const made = await joins.begin(of, sideOf(context));
      if (!made) return { call, exit: 'tooMany', data: {} };
      const { zone } = await findShop(context.shopId);
      const until = formatClock(made.untilUtc, zone, context.language);
      return { call, exit: 'made', data: { of, digits: made.digits, until, number: smsNumber } };
    },

    async 'join.enter'({ code }, context): Promise<OutcomeOf<'join.enter'>> {
      const call = 'join.enter';
      const { shopId, conversationId, channel, nowUtc } = context;
      const entered = await joins.enter(code, sideOf(context));
      if (entered.kind !== 'right') return { call, exit: entered.kind, data: {} };
      const { row } = entered;
      if (row.of === 'move') {
        const event = { type: 'leaves', joinId: row.joinId, to: channel } as const;
        await tell(row.conversationId, `leaves:${row.joinId}`, event);
        return { call, exit: 'moving', data: {} };
      }
      if (row.of === 'help') {
        const person = { conversationId: row.conversationId, channel: row.channel, address: row.address ?? '' };
        const helper = { conversationId, channel, address: context.address };
        const helped = await deps.beginHelp({ shopId, joinId: row.joinId, person, helper, nowUtc });
        return helped ? { call, exit: 'helping', data: { name: helped.name } } : { call, exit: 'own', data: {} };
      }
      const chats = [row.conversationId, conversationId] as const;
      await customers.link({ linkId: row.joinId, shopId, chats, nowUtc });
      await tell(row.conversationId, `joined:${row.joinId}`, { type: 'joined', with: channel });
      return { call, exit: 'linked', data: { with: row.channel } };
    },

    async 'join.split'(_input, { shopId, conversationId, nowUtc, key }): Promise<OutcomeOf<'join.split'>> {
      const exit = await customers.split({ shopId, conversationId, nowUtc, key });
      return { call: 'join.split', exit, data: {} };
    },

    async 'chat.handOver'({ joinId, to, carried }, context): Promise<OutcomeOf<'chat.handOver'>> {
      const { shopId, conversationId: from, channel } = context;
      const row = await joins.findUsed(joinId);
      if (!row?.usedBy || row.conversationId !== from) throw new Error('a chat is handed over without a code');
      await carryOver({ shopId, from, to: row.usedBy });
      await tell(row.usedBy.conversationId, `arrives:${joinId}`, { type: 'arrives', from: channel, carried });
      return { call: 'chat.handOver', exit: 'handed', data: { to } };
    },
  };
}
