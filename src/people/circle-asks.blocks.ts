import { formatWhen } from '../messaging/format.js';
import type { CallHandlers, CircleSide, Notice, OutcomeOf } from '../flow/protocol.js';
import type { Instant } from '../messaging/message.js';
import type { CircleAskRow } from './circle-asks.model.js';
import type { CircleAsks } from './circle-asks.service.js';
import { unnamed } from './circle.text.js';
import type { Circle } from './circle.service.js';
import { normalisePhone } from './customer-key.js';
import type { ChatsOf } from './reach.js';

export type CircleAskCall = 'circle.ask' | 'circle.answer';

/** What is known of a number. Nothing of it is ever told to whoever gave it, but that it is their own. */
export interface NumberFound {
  readonly isOwn: boolean;
  /** Every chat of whoever has it, whether it exists or not. */
  readonly chats: readonly string[];
  /** Where they are written to; null where that cannot be done. */
  readonly toChat: string | null;
}

export interface CircleAskBlocksDeps {
  readonly circle: Pick<Circle, 'peopleOf' | 'helpersOf' | 'start'>;
  readonly asks: CircleAsks;
  readonly chatsOf: ChatsOf;
  readonly findShop: (shopId: string) => Promise<{ readonly zone: string }>;
  readonly findNumber: (input: {
    readonly shopId: string;
    readonly conversationId: string;
    readonly phone: string;
    readonly nowUtc: Instant;
  }) => Promise<NumberFound>;
  /** By what they have told us themselves; null for who has not. */
  readonly nameOf: (conversationId: string) => Promise<string | null>;
  readonly languageOf: (conversationId: string) => Promise<string | null>;
  /** Tells a chat that may not have begun yet; once however often the same id comes. */
  readonly open: (conversationId: string, shopId: string, noticeId: string, notice: Notice) => Promise<void>;
  readonly notify: (conversationId: string, noticeId: string, notice: Notice) => Promise<void>;
}

const NAME_MAX = 80;

/** Help that is agreed by one digit, from the phone of whoever is asked. */
export function createCircleAskBlocks(deps: CircleAskBlocksDeps): CallHandlers<CircleAskCall> & {
  /** Lets those who asked know that nobody has answered. */
  readonly runOut: (nowUtc: Instant) => Promise<void>;
} {
  const { circle, asks, chatsOf, findShop, findNumber, nameOf, notify } = deps;

  async function standing(what: CircleSide, chat: string, others: readonly string[]) {
    const those = await (what === 'helping' ? circle.peopleOf(chat) : circle.helpersOf(chat));
    return those.find((one) => one.chat !== null && others.includes(one.chat));
  }

  async function invite(row: CircleAskRow, language: string): Promise<void> {
    if (row.toChat === null) return;
    const { _id, shopId, toChat, what, askerName, asker, untilUtc } = row;
    const { zone } = await findShop(shopId);
    const theirs = (await deps.languageOf(toChat)) ?? language;
    const detail = formatWhen(untilUtc, zone, theirs);
    const someone = { id: _id, name: withEnd(askerName, asker.address), detail };
    await deps.open(toChat, shopId, `circle-ask:${_id}`, { name: 'circle.asked', someone, what, language: theirs });
  }

  async function begin(row: CircleAskRow, chat: string, nowUtc: Instant) {
    const { _id, shopId, what, asker, askerName } = row;
    const other = { chat, name: (await nameOf(chat)) ?? row.otherName };
    const one = { chat: asker.conversationId, name: askerName };
    const sides = what === 'helping' ? { person: other, helper: one } : { person: one, helper: other };
    const begun = await circle.start({ shopId, ...sides, nowUtc });
    if (begun === 'same') return null;
    const someone = { id: begun.id, name: other.name, detail: '' };
    const name = what === 'helping' ? ('circle.agreed' as const) : ('circle.begun' as const);
    await notify(asker.conversationId, `circle-answer:${_id}`, { name, someone });
    return { id: begun.id, name: askerName, detail: '' };
  }

  return {
    async 'circle.ask'({ phone: given, name, what }, context): Promise<OutcomeOf<'circle.ask'>> {
      const call = 'circle.ask';
      const { shopId, conversationId, channel, address, key, nowUtc, language } = context;
      const phone = normalisePhone(given);
      if (phone === null) throw new Error('a script asks for help by what is no number');
      const found = await findNumber({ shopId, conversationId, phone, nowUtc });
      if (found.isOwn) return { call, exit: 'own', data: {} };
      const already = await standing(what, conversationId, found.chats);
      if (already) return { call, exit: 'already', data: { someone: { ...already, detail: '' } } };
      const otherName = name.trim().slice(0, NAME_MAX);
      const calledBy = withEnd(otherName, phone);
      const asked = await asks.begin({
        ...{ shopId, what, phone, otherName, calledBy, key, nowUtc },
        asker: { conversationId, channel, address },
        askerName: (await nameOf(conversationId)) ?? unnamed(address, language),
        askerChats: await chatsOf(conversationId),
        toChat: found.toChat,
      });
      if (asked.kind !== 'asked') return { call, exit: asked.kind, data: {} };
      await invite(asked.row, language);
      const { zone } = await findShop(shopId);
      const detail = formatWhen(asked.row.untilUtc, zone, language);
      return { call, exit: 'asked', data: { someone: { id: '', name: calledBy, detail } } };
    },

    async 'circle.answer'({ id, isAgreed }, context): Promise<OutcomeOf<'circle.answer'>> {
      const call = 'circle.answer';
      const { conversationId, key, nowUtc } = context;
      const row = await asks.answer({ id, isAgreed, chats: await chatsOf(conversationId), key, nowUtc });
      if (!row) return { call, exit: 'over', data: {} };
      if (row.state === 'declined') {
        const someone = { id: '', name: row.calledBy, detail: '' };
        await notify(row.asker.conversationId, `circle-answer:${row._id}`, { name: 'circle.declined', someone });
        return { call, exit: 'declined', data: {} };
      }
      const someone = await begin(row, conversationId, nowUtc);
      return someone ? { call, exit: 'begun', data: { someone } } : { call, exit: 'over', data: {} };
    },

    runOut: (nowUtc) =>
      asks.runOut(nowUtc, ({ _id, asker, calledBy }) => {
        const someone = { id: '', name: calledBy, detail: '' };
        return notify(asker.conversationId, `circle-answer:${_id}`, { name: 'circle.unanswered', someone });
      }),
  };
}

/** "Maria (…001)": a name anybody may give, and the end of a number that only its owner can write from. */
function withEnd(name: string, address: string): string {
  const end = /^(?:whatsapp:)?\+\d+(\d{3})$/.exec(address)?.[1];
  return end === undefined ? name : `${name} (…${end})`;
}
