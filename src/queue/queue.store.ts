import type { ClientSession } from 'mongoose';
import type { Contact } from '../flow/protocol.js';
import type { ChannelId, Instant } from '../messaging/message.js';
import { isDuplicateKey, type Mongo } from '../platform/mongo.js';
import { idFromKey } from '../platform/signer.js';
import { QUEUES, TICKETS, type QueueRow, type Ticket, type TicketState } from './queue.model.js';
import { LATER_MIN, orderAfter } from './queue.rules.js';
import { MINUTE_MS } from '../platform/time-units.js';

export interface JoinInput {
  readonly shopId: string;
  /** `maxJobs`: so many at once, waiting or being served (CF-05). */
  readonly person: { readonly id: string; readonly name: string; readonly maxJobs: number };
  readonly conversationId: string;
  readonly channel: ChannelId;
  readonly language: string;
  readonly contact: Contact;
  readonly key: string;
  readonly nowUtc: Instant;
}

export interface Standing {
  /** Waiting or called, before this ticket. */
  readonly ahead: number;
  readonly servingSinceUtc: Instant | null;
}

export interface QueueLength {
  /** All that have a place, with the one being served. */
  readonly open: number;
  readonly waiting: number;
  readonly servingSinceUtc: Instant | null;
}

interface Owner {
  readonly shopId: string;
  readonly conversationId: string;
  /** Other chats of the same person: a place taken there is theirs here. */
  readonly own?: readonly string[];
}
interface Change {
  readonly set: Partial<Ticket>;
  readonly what: string;
  readonly who: string;
  readonly nowUtc: Instant;
}

const IN_LINE = ['waiting', 'called'] as const satisfies readonly TicketState[];
const SERVED_KEPT = 15;
/** More than any shop has room for. */
const LINE_MAX = 500;
/** The same click again is the same click for so many clicks. */
const ACTS_KEPT = 10;

/** Tickets and their order. Every change of an order is one transaction that touches the queue's own row first. */
export function createQueueStore({ mongo }: { readonly mongo: Mongo }) {
  const tickets = mongo.connection.collection<Ticket>(TICKETS);
  const queues = mongo.connection.collection<QueueRow>(QUEUES);

  const openOf = ({ shopId, conversationId, own = [] }: Owner, session?: ClientSession) =>
    tickets.findOne(
      { shopId: String(shopId), conversationId: { $in: [String(conversationId), ...own] }, isOpen: true },
      session ? { session } : {},
    );

  /** Two that change one queue at once conflict here, and the database runs the second again. */
  async function touch(queueId: string, session: ClientSession): Promise<number> {
    const row = await queues.findOneAndUpdate(
      { _id: queueId },
      { $inc: { changes: 1 } },
      { session, upsert: true, returnDocument: 'after' },
    );
    return row?.changes ?? 0;
  }

  const openJobs = ({ shopId, person }: JoinInput, session: ClientSession): Promise<number> =>
    tickets.countDocuments({ shopId: String(shopId), personId: String(person.id), isOpen: true }, { session });

  async function standing(ticket: Ticket, session?: ClientSession): Promise<Standing> {
    const { shopId, personId, order } = ticket;
    const within = session ? { session } : {};
    const ahead = await tickets.countDocuments(
      { shopId, personId, isOpen: true, order: { $lt: order }, state: { $in: [...IN_LINE] } },
      within,
    );
    const serving = await tickets.findOne(
      { shopId, personId, isOpen: true, state: 'serving' },
      { ...within, sort: { startedAtUtc: -1 }, projection: { startedAtUtc: 1 } },
    );
    return { ahead, servingSinceUtc: serving?.startedAtUtc ?? null };
  }

  /** Whoever is first now and has not heard it is told, in the same transaction. */
  async function tellNext({ shopId, personId }: Pick<Ticket, 'shopId' | 'personId'>, session: ClientSession) {
    const [first] = await tickets
      .find({ shopId, personId, isOpen: true, state: { $in: [...IN_LINE] } }, { session })
      .sort({ order: 1, _id: 1 })
      .limit(1)
      .toArray();
    if (!first || first.state !== 'waiting' || first.toldNext) return;
    await tickets.updateOne(
      { _id: first._id },
      { $set: { toldNext: true }, $push: { toTell: { id: `${first._id}:next`, name: 'queue.next' } } },
      { session },
    );
  }

  /** `full`: the person has as many as they may have. Counted after the queue's row was touched, so two cannot take the last place. */
  async function join(input: JoinInput): Promise<Ticket | 'full'> {
    const _id = ticketIdOf(input.shopId, input.key);
    try {
      return await mongo.transaction(async (session) => {
        const known = (await tickets.findOne({ _id }, { session })) ?? (await openOf(input, session));
        if (known) return known;
        const order = await touch(queueIdOf(input.shopId, input.person.id), session);
        if ((await openJobs(input, session)) >= input.person.maxJobs) return 'full';
        const ticket = newTicket(_id, input, order);
        const { ahead } = await standing(ticket, session);
        const made = { ...ticket, toldNext: ahead === 0 };
        await tickets.insertOne(made, { session });
        return made;
      });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      // The same customer joined from two places at once: the one place they have counts.
      const open = await openOf(input);
      if (!open) throw error;
      return open;
    }
  }

  /** Changes a ticket if it still is in one of those states. Null when it is not. */
  function change(
    ticketId: string,
    from: readonly TicketState[],
    make: (ticket: Ticket, session: ClientSession) => Promise<Change | null> | Change | null,
    actId: string,
    tell: Ticket['toTell'] = [],
  ): Promise<Ticket | null> {
    return mongo.transaction(async (session) => {
      const found = await tickets.findOne({ _id: ticketId }, { session });
      if (!found) return null;
      if (found.actIds.includes(actId)) return found;
      if (!from.includes(found.state)) return null;
      await touch(queueIdOf(found.shopId, found.personId), session);
      const wanted = await make(found, session);
      if (!wanted) return null;
      const { set, what, who, nowUtc } = wanted;
      const isOver = set.state === 'served' || set.state === 'left' || set.state === 'missed';
      const after = await tickets.findOneAndUpdate(
        { _id: ticketId },
        {
          $set: { ...set, last: { what, who, atUtc: nowUtc }, isCardDue: true },
          $inc: { rev: 1 },
          $push: { actIds: { $each: [actId], $slice: -ACTS_KEPT }, toTell: { $each: [...tell] } },
          ...(isOver ? { $unset: { isOpen: 1 } } : {}),
        },
        { session, returnDocument: 'after' },
      );
      await tellNext(found, session);
      return after;
    });
  }

  return {
    /** The open place of one chat becomes that of another; one that has a place of its own keeps it. */
    rehome: async (shopId: string, from: string, to: Pick<Ticket, 'conversationId' | 'channel'>): Promise<void> => {
      const { conversationId, channel } = to;
      try {
        await tickets.updateOne({ shopId, conversationId: from, isOpen: true }, { $set: { conversationId, channel } });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    },
    openOf,
    standing,
    join,
    change,
    /** The ticket a call has changed before. */
    changedBy: ({ shopId, conversationId }: Owner, actId: string) =>
      tickets.findOne({ shopId: String(shopId), conversationId: String(conversationId), actIds: actId }),
    find: (ticketId: string) => tickets.findOne({ _id: String(ticketId) }),

    /** Lets others go first (once). `repeat` is the same call again. */
    later: (ticket: Ticket, key: string, usualMin: number, nowUtc: Instant): Promise<Ticket | null> =>
      change(
        ticket._id,
        IN_LINE,
        async (found, session) => {
          if (found.later) return null;
          const { shopId, personId, order, contact } = found;
          const behind = await tickets
            .find({ shopId, personId, isOpen: true, order: { $gt: order }, state: { $in: [...IN_LINE] } }, { session })
            .sort({ order: 1 })
            .project<{ order: number }>({ order: 1 })
            .toArray();
          const moved = orderAfter(
            order,
            behind.map((one) => one.order),
            LATER_MIN,
            usualMin,
          );
          const set = {
            order: moved ?? order,
            state: 'waiting' as const,
            calledAtUtc: null,
            later: { key, untilUtc: nowUtc + LATER_MIN * MINUTE_MS },
            // Further back, "you are next" is news again.
            toldNext: moved === null ? found.toldNext : false,
          };
          return { set, what: `Asked for ${LATER_MIN} more minutes`, who: contact.name, nowUtc };
        },
        key,
      ),

    /** Everybody who has a place with somebody of the shop, each queue in its order. */
    line: (shopId: string): Promise<readonly Ticket[]> =>
      tickets
        .find({ shopId: String(shopId), isOpen: true })
        .sort({ personId: 1, order: 1 })
        .limit(LINE_MAX)
        .toArray(),

    /** How many wait for each person of a shop. */
    async lengths(shopId: string): Promise<ReadonlyMap<string, QueueLength>> {
      const rows = await tickets
        .aggregate<{ _id: string; open: number; waiting: number; since: number | null }>([
          { $match: { shopId: String(shopId), isOpen: true } },
          {
            $group: {
              _id: '$personId',
              open: { $sum: 1 },
              waiting: { $sum: { $cond: [{ $in: ['$state', [...IN_LINE]] }, 1, 0] } },
              since: { $max: { $cond: [{ $eq: ['$state', 'serving'] }, '$startedAtUtc', null] } },
            },
          },
        ])
        .toArray();
      return new Map(rows.map(({ _id, open, waiting, since }) => [_id, { open, waiting, servingSinceUtc: since }]));
    },

    /** Minutes the last visits took. */
    async lastMinutes(shopId: string, personId: string): Promise<readonly number[]> {
      const rows = await tickets
        .find({ shopId, personId, state: 'served' })
        .sort({ endedAtUtc: -1 })
        .limit(SERVED_KEPT)
        .project<Pick<Ticket, 'startedAtUtc' | 'endedAtUtc'>>({ startedAtUtc: 1, endedAtUtc: 1 })
        .toArray();
      return rows.flatMap(({ startedAtUtc, endedAtUtc }) =>
        startedAtUtc === null || endedAtUtc === null ? [] : [(endedAtUtc - startedAtUtc) / MINUTE_MS],
      );
    },

    untold: () =>
      tickets
        .find({ 'toTell.id': { $exists: true } })
        .limit(100)
        .toArray(),
    told: (ticketId: string, id: string) => tickets.updateOne({ _id: ticketId }, { $pull: { toTell: { id } } }),
    cardsDue: () => tickets.find({ isCardDue: true }).limit(100).toArray(),
    cardShown: ({ _id, rev }: Ticket) => tickets.updateOne({ _id, rev }, { $unset: { isCardDue: 1 } }),
  };
}
export type QueueStore = ReturnType<typeof createQueueStore>;

const queueIdOf = (shopId: string, personId: string): string => `${shopId}/${personId}`;

export const TICKET_PREFIX = 'queue_';

function ticketIdOf(shopId: string, key: string): string {
  return TICKET_PREFIX + idFromKey(shopId, key);
}

function newTicket(_id: string, input: JoinInput, order: number): Ticket {
  const { shopId, person, conversationId, channel, language, contact, nowUtc } = input;
  return {
    _id,
    shopId,
    personId: person.id,
    personName: person.name,
    conversationId,
    channel,
    language,
    contact,
    order,
    state: 'waiting',
    isOpen: true,
    joinedAtUtc: nowUtc,
    calledAtUtc: null,
    startedAtUtc: null,
    endedAtUtc: null,
    later: null,
    toldNext: false,
    rev: 1,
    last: { what: 'Joined', who: contact.name, atUtc: nowUtc },
    actIds: [],
    toTell: [],
    isCardDue: true,
  };
}
