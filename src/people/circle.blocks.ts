import { formatClock } from '../messaging/format.js';
import type { CallContext, CallHandlers, OutcomeOf, ThingOption } from '../flow/protocol.js';
import type { CircleRow } from './circle.model.js';
import type { Circle, Someone } from './circle.service.js';
import { meIn } from './circle.text.js';
import type { Joins } from './joins.service.js';

export type CircleCall = 'circle.offer' | 'circle.name' | 'circle.end';

export interface CircleBlocksDeps {
  readonly circle: Circle;
  readonly joins: Joins;
  readonly findShop: (shopId: string) => Promise<{ readonly zone: string }>;
  /** Takes text messages; null where there is none. */
  readonly smsNumber: string | null;
  /** Lets the other side of what has just ended know; called again after a crash. */
  readonly tellEnded: (row: CircleRow, by: string) => Promise<void>;
}

const NAME_MAX = 80;

/** The calls of scripts about those who are booked for and those who help. */
export function createCircleBlocks({
  circle,
  joins,
  findShop,
  smsNumber,
  tellEnded,
}: CircleBlocksDeps): CallHandlers<CircleCall> {
  return {
    async 'circle.offer'(_input, context): Promise<OutcomeOf<'circle.offer'>> {
      const call = 'circle.offer';
      const { shopId, conversationId, channel, address, key, nowUtc, language } = context;
      const made = await joins.begin('help', { shopId, conversationId, channel, address, key, nowUtc });
      if (!made) return { call, exit: 'tooMany', data: {} };
      const { zone } = await findShop(shopId);
      const until = formatClock(made.untilUtc, zone, language);
      return { call, exit: 'made', data: { digits: made.digits, until, number: smsNumber } };
    },

    async 'circle.name'({ name }, { shopId, conversationId, nowUtc }): Promise<OutcomeOf<'circle.name'>> {
      const call = 'circle.name';
      const given = name.trim().slice(0, NAME_MAX);
      const kept = await circle.name({ shopId, chat: conversationId, name: given, nowUtc });
      if (kept === 'full') return { call, exit: 'full', data: {} };
      return { call, exit: 'kept', data: { someone: thingOf(kept) } };
    },

    async 'circle.end'({ id }, { conversationId, nowUtc }): Promise<OutcomeOf<'circle.end'>> {
      const ended = await circle.end({ chat: conversationId, id, nowUtc });
      if (ended) await tellEnded(ended, conversationId);
      return { call: 'circle.end', exit: 'ended', data: {} };
    },
  };
}

/** The two lists of a care circle: for whom a visit may be, and who helps. */
export function createCircleLists({ circle }: { readonly circle: Circle }) {
  return {
    /** The person first, then those they book for; nobody when there is nobody else. */
    listPeople: async ({ conversationId, language }: CallContext): Promise<readonly ThingOption[]> => {
      const people = await circle.peopleOf(conversationId);
      return people.length === 0 ? [] : [{ id: ME_ID, name: meIn(language), detail: '' }, ...people.map(thingOf)];
    },
    listHelpers: async ({ conversationId }: CallContext): Promise<readonly ThingOption[]> =>
      (await circle.helpersOf(conversationId)).map(thingOf),
  };
}

/** The id of the person themself among those a visit may be for. */
const ME_ID = 'me';

function thingOf({ id, name }: Someone): ThingOption {
  return { id, name, detail: '' };
}
