import { peopleFor, type Catalogue, type Person, type Snapshot } from '../catalogue/index.js';
import type { Notice, TicketView } from '../flow/protocol.js';
import type { Instant } from '../messaging/message.js';
import type { JobCard, PressedAct } from '../messaging/operator.js';
import type { Clock } from '../platform/clock.js';
import type { JobSpec } from '../platform/jobs.js';
import type { Log } from '../platform/log.js';
import type { Mongo } from '../platform/mongo.js';
import { MOVES, presentTicketCard, refusalOf } from './queue-card.rules.js';
import type { QueueNotice, Ticket } from './queue.model.js';
import { LATER_MIN, ordinal, usualOf, waitOf } from './queue.rules.js';
import { createQueueStore, type JoinInput, type QueueLength } from './queue.store.js';

export interface QueueDeps {
  readonly mongo: Mongo;
  readonly clock: Clock;
  readonly log: Log;
  readonly catalogue: Catalogue;
  /** Tells the customer, once for each id. */
  readonly notify: (conversationId: string, noticeId: string, notice: Notice) => Promise<void>;
  /** Makes the operators' card show the ticket as it is now; throws when it has to be tried again. */
  readonly showCard: (ticketId: string) => Promise<void>;
  /** Ids of those who are at work at that moment. */
  readonly atWork: (shopId: string, atUtc: Instant) => Promise<ReadonlySet<string>>;
}

export interface Wait {
  readonly person: Person;
  readonly waiting: number;
  readonly fromMin: number;
  readonly toMin: number;
  /** They have as many as they may have at once (CF-05). */
  readonly isFull: boolean;
}

export type JoinOutcome =
  | { readonly kind: 'joined'; readonly ticket: Ticket }
  /** Nobody works, or not the one asked for. */
  | { readonly kind: 'closed' }
  /** `wanted`: who was asked for, else whose wait is shortest; `other`: who still has room. */
  | { readonly kind: 'full'; readonly wanted: Wait; readonly other: Wait | null };

const SWEEP_EVERY_MS = 15_000;
const SAID_MIN = 20;
const NOBODY: QueueLength = { open: 0, waiting: 0, servingSinceUtc: null };
const byWait = (one: Wait, other: Wait): number => one.toMin - other.toMin || one.waiting - other.waiting;

/** Queues: join, see one's place, need more time, leave; call, start, done. What people must hear is told afterwards, once. */
export function createQueue(deps: QueueDeps) {
  const { clock, log, catalogue } = deps;
  const store = createQueueStore(deps);
  const running = new Set<Promise<void>>();

  function inBackground(work: Promise<void>): void {
    const tracked = work.catch((error: unknown) => {
      log.error({ err: error }, 'news of a queue could not be told yet');
    });
    running.add(tracked);
    void tracked.finally(() => running.delete(tracked));
  }

  async function usualMinOf(snapshot: Snapshot, personId: string): Promise<number> {
    const said = snapshot.services.find(
      (one) => one.active && one.bookable && peopleFor(snapshot, one.id).some(({ id }) => id === personId),
    );
    return usualOf(await store.lastMinutes(snapshot.shop.id, personId), said?.durationMin ?? SAID_MIN);
  }

  /** How a ticket stands, in the words of its customer's language. */
  async function view(ticket: Ticket): Promise<TicketView> {
    const snapshot = await catalogue.current(ticket.shopId);
    const { ahead, servingSinceUtc } = await store.standing(ticket);
    const usualMin = await usualMinOf(snapshot, ticket.personId);
    const state = ticket.state === 'called' || ticket.state === 'serving' ? ticket.state : 'waiting';
    return {
      id: ticket._id,
      personName: ticket.personName,
      place: ordinal(ahead + 1, ticket.language),
      ahead,
      ...waitOf(ahead, usualMin, servingSinceUtc, clock.nowUtc()),
      laterMin: ticket.later ? 0 : LATER_MIN,
      state,
    };
  }

  /** Who is there now, with how long the queue of each is (CAT-03). */
  async function waits(shopId: string): Promise<readonly Wait[]> {
    const snapshot = await catalogue.current(shopId);
    const nowUtc = clock.nowUtc();
    const here = await deps.atWork(shopId, nowUtc);
    if (here.size === 0) return [];
    const lengths = await store.lengths(shopId);
    // Whoever serves somebody past their hours is there to be seen, and so is their queue.
    const isHere = ({ id }: Person): boolean => here.has(id) || (lengths.get(id)?.servingSinceUtc ?? null) !== null;
    const people = snapshot.people.filter((person) => person.active && isHere(person));
    return Promise.all(
      people.map(async (person) => {
        const { open, waiting, servingSinceUtc } = lengths.get(person.id) ?? NOBODY;
        const usualMin = await usualMinOf(snapshot, person.id);
        const wait = waitOf(waiting, usualMin, servingSinceUtc, nowUtc);
        return { person, waiting, ...wait, isFull: open >= person.maxJobs };
      }),
    );
  }

  /** Without a wish the shortest wait is taken. Whoever has a place keeps it. */
  async function join(input: Omit<JoinInput, 'person'> & { readonly personId: string | null }): Promise<JoinOutcome> {
    const known = await store.openOf(input);
    if (known) return { kind: 'joined', ticket: known };
    const { personId, ...rest } = input;
    const here = [...(await waits(input.shopId))].sort(byWait);
    const asked = here.filter(({ person }) => (personId ?? person.id) === person.id);
    const [wanted] = asked;
    if (!wanted) return { kind: 'closed' };
    const filled = new Set<string>();
    for (const { person } of asked.filter(({ isFull }) => !isFull)) {
      const ticket = await store.join({ ...rest, person });
      // Somebody took the last place since it was looked at.
      if (ticket === 'full') filled.add(person.id);
      else {
        inBackground(show(ticket));
        return { kind: 'joined', ticket };
      }
    }
    const other = here.find((one) => !one.isFull && !filled.has(one.person.id));
    return { kind: 'full', wanted, other: other ?? null };
  }

  async function later(owner: Owner, key: string): Promise<{ ticket: Ticket; isGranted: boolean } | null> {
    const ticket = await store.openOf(owner);
    if (!ticket) return null;
    if (ticket.later?.key === key) return { ticket, isGranted: true };
    const usualMin = await usualMinOf(await catalogue.current(ticket.shopId), ticket.personId);
    const moved = await store.later(ticket, key, usualMin, clock.nowUtc());
    if (moved) inBackground(tellAll(moved));
    return { ticket: moved ?? ticket, isGranted: moved !== null };
  }

  async function leave(owner: Owner, key: string): Promise<'left' | 'none'> {
    const ticket = await store.openOf(owner);
    if (!ticket) return (await store.changedBy(owner, key))?.state === 'left' ? 'left' : 'none';
    const nowUtc = clock.nowUtc();
    const set = { state: 'left', endedAtUtc: nowUtc } as const;
    const make = () => ({ set, what: 'Left', who: ticket.contact.name, nowUtc });
    const left = await store.change(ticket._id, ['waiting', 'called'], make, key);
    if (!left) return 'none';
    inBackground(tellAll(left));
    return 'left';
  }

  const NEWS: Readonly<Partial<Record<Ticket['state'], QueueNotice>>> = {
    called: 'queue.called',
    missed: 'queue.missed',
    served: 'queue.served',
  };

  /** An operator's click. Null when it was done, else why not. */
  async function act({ bookingId, act: name, operator, actId }: PressedAct): Promise<string | null> {
    const move = MOVES[name];
    if (!move) return refusalOf((await store.find(bookingId))?.state ?? null);
    const nowUtc = clock.nowUtc();
    const times = {
      called: { calledAtUtc: nowUtc },
      serving: { startedAtUtc: nowUtc },
      served: { endedAtUtc: nowUtc },
      missed: { endedAtUtc: nowUtc },
    };
    const set = { state: move.to, ...(move.to in times ? times[move.to as keyof typeof times] : {}) };
    const news = NEWS[move.to];
    const tell = news ? [{ id: `${bookingId}:${actId}`, name: news }] : [];
    const make = () => ({ set, what: move.what, who: operator.name, nowUtc });
    const done = await store.change(bookingId, move.from, make, actId, tell);
    if (!done) return refusalOf((await store.find(bookingId))?.state ?? null);
    await tellAll(done);
    return null;
  }

  async function show(ticket: Ticket): Promise<void> {
    await deps.showCard(ticket._id);
    await store.cardShown(ticket);
  }

  /** Told first, then struck off: a repeat is harmless, an omission is not. A change may be news for somebody else. */
  async function tellAll(changed: Ticket | null): Promise<void> {
    for (const ticket of await store.untold()) {
      for (const { id, name } of ticket.toTell) {
        await deps.notify(ticket.conversationId, id, { name, ticket: await view(ticket) });
        await store.told(ticket._id, id);
      }
    }
    if (changed) await show(changed);
  }

  async function sweep(): Promise<void> {
    await tellAll(null);
    for (const ticket of await store.cardsDue()) await show(ticket);
  }

  const jobs: readonly JobSpec[] = [{ name: 'queue.sweep', everyMs: SWEEP_EVERY_MS, run: sweep }];
  return {
    join,
    later,
    leave,
    act,
    view,
    waits,
    jobs,
    openOf: store.openOf,
    line: store.line,
    findTicket: store.find,
    rehome: store.rehome,
    /** The card of a ticket; null when there is none of that id. */
    async findCard(ticketId: string): Promise<JobCard | null> {
      const ticket = await store.find(ticketId);
      if (!ticket) return null;
      const { shop } = await catalogue.current(ticket.shopId);
      return presentTicketCard(ticket, shop.zone, shop.language);
    },
    async idle(): Promise<void> {
      while (running.size > 0) await Promise.allSettled([...running]);
    },
  };
}
export type Queue = ReturnType<typeof createQueue>;

interface Owner {
  readonly shopId: string;
  readonly conversationId: string;
  /** Other chats of the same person. */
  readonly own?: readonly string[];
}
