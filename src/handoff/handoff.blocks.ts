import type { CallHandlers, Forwarded as Said } from '../flow/protocol.js';
import { formatWhen } from '../messaging/format.js';
import type { ChannelId, Instant } from '../messaging/message.js';
import type { HandOffRow } from './handoff.model.js';
import type { HandOffStore } from './handoff.store.js';

export interface HandOffBlocksDeps {
  readonly store: HandOffStore;
  readonly show: (handOffId: string) => Promise<void>;
  /** Lets the customer go who no longer waits for a person. */
  readonly letGo: (row: HandOffRow, nowUtc: Instant) => Promise<void>;
  /** False where operators have no place to work: then nobody is ever there. */
  readonly isStaffed: boolean;
  readonly findShop: (shopId: string) => Promise<{ readonly name: string; readonly zone: string }>;
  /** When the shop opens next; null while it is open. `opensAtUtc` is null when it never does. */
  readonly closedUntil: (shopId: string, atUtc: Instant) => Promise<{ readonly opensAtUtc: Instant | null } | null>;
}

/** What the customer of a chat in a person's hands has said or sent. */
export interface Forwarded extends Said {
  readonly conversationId: string;
  /** The same key again is the same line. */
  readonly key: string;
  readonly nowUtc: Instant;
  readonly channel: ChannelId;
}

/** `handOff.start`, and what the customer says while a person has the chat. */
export function createHandOffBlocks(deps: HandOffBlocksDeps): CallHandlers<'handOff.start'> & {
  readonly forward: (said: Forwarded) => Promise<void>;
} {
  const { store, show } = deps;
  return {
    async 'handOff.start'({ reason, note }, context) {
      const { key, shopId, conversationId, channel, language, nowUtc } = context;
      const shop = await deps.findShop(shopId);
      const closed = await deps.closedUntil(shopId, nowUtc);
      if (!deps.isStaffed || closed) {
        const opensAtUtc = closed?.opensAtUtc ?? null;
        const readAt = opensAtUtc === null ? '' : formatWhen(opensAtUtc, shop.zone, language);
        return { call: 'handOff.start', exit: 'nobody', data: { answeredBy: shop.name, readAt } };
      }
      const { row } = await store.open({ key, shopId, conversationId, channel, language, reason, note, nowUtc });
      await show(row._id);
      return {
        call: 'handOff.start',
        exit: 'waiting',
        data: { answeredBy: row.owner?.name ?? shop.name, epoch: row.epoch },
      };
    },

    async forward({ conversationId, text, sent, key, nowUtc, leaves }) {
      const row = await store.findLatest(conversationId);
      if (!row) return;
      const line = { _id: key, from: 'customer', text, atUtc: nowUtc } as const;
      await store.addLine(row._id, sent ? { ...line, sent } : line);
      // Nobody has asked them anything yet, so "0" can only mean the menu. Once a person has the chat it may be an answer.
      if (leaves && row.state === 'waiting') await deps.letGo(row, nowUtc);
      await show(row._id);
    },
  };
}
