import { createBookingDesk, type BookingDesk } from '../booking/index.js';
import { createCatalogue, type Catalogue } from '../catalogue/index.js';
import type { Instant } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import { isDuplicateKey, type Mongo } from '../platform/mongo.js';
import {
  createDaySheets,
  createSheetLoader,
  createSlotSearch,
  type DaySheets,
  type FreeSlot,
  type SlotSearch,
} from '../scheduling/index.js';
import { copyShop } from './copy-shop.js';
import { overlapsOf, type Overlap, type TakenTime } from './overlaps.rules.js';

/** What a proof showed. It is good when nothing failed, nothing overlaps and nobody was left without an answer. */
export interface Proof {
  readonly people: number;
  /** How many different times they were after. */
  readonly times: number;
  readonly booked: number;
  readonly refusedWithOtherTimes: number;
  /** Refused where nothing else was left to offer. */
  readonly refused: number;
  readonly errors: readonly string[];
  readonly overlaps: readonly Overlap[];
  readonly ms: number;
  readonly isGood: boolean;
}

export type ProofOutcome =
  | { readonly kind: 'done'; readonly proof: Proof }
  /** The shop has nothing free to be after. */
  | { readonly kind: 'nothingFree' };

export interface Prover {
  /** Throws `UnknownShopError`. `busy`: another proof is under way. @param people at most 1,000. */
  prove(shopId: string, people?: number): Promise<ProofOutcome | { readonly kind: 'busy' }>;
  /** The right to prove now, for whoever has something to do before; null while somebody else has it. */
  take(): Promise<ProverLock | null>;
}

export interface ProverLock {
  /** Once, whatever comes of it: the lock is given back with it. */
  prove(shopId: string, people?: number): Promise<ProofOutcome>;
  release(): Promise<void>;
}

export interface ProverDeps {
  readonly mongo: Mongo;
  readonly clock: Clock;
  readonly catalogue: Catalogue;
  /** The sheets the crowd books on; a broken one must turn the proof red. */
  readonly openSheets?: (mongo: Mongo) => DaySheets;
}

const PEOPLE = 500;
const MOST_PEOPLE = 1_000;
/** Few enough that a crowd of any size meets at each of them. */
const TIMES = 10;
/** Longer than any proof takes: a process that died in one does not keep the others from theirs. */
export const LEASE_MS = 5 * 60_000;
const LOCKS = 'proofs';
const MOST_ERRORS = 10;

interface Room {
  readonly desk: BookingDesk;
  readonly slots: SlotSearch;
  readonly mongo: Mongo;
}

interface Wish extends Pick<FreeSlot, 'startsAtUtc' | 'personId'> {
  readonly serviceId: string;
}

export function createProver(deps: ProverDeps): Prover {
  const { mongo, clock, catalogue, openSheets = (copy) => createDaySheets({ mongo: copy }) } = deps;
  const locks = mongo.db.collection<{ _id: string; untilUtc: Instant }>(LOCKS);

  async function lock(nowUtc: Instant): Promise<boolean> {
    try {
      const free = { _id: 'running', untilUtc: { $lte: nowUtc } };
      await locks.updateOne(free, { $set: { untilUtc: nowUtc + LEASE_MS } }, { upsert: true });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  function openRoom(copy: Mongo): Room {
    const own = createCatalogue({ mongo: copy, clock });
    const slots = createSlotSearch({ catalogue: own, loader: createSheetLoader({ mongo: copy, clock }), clock });
    // Nobody is to hear of these bookings.
    const events = { record: () => Promise.resolve(), wake: () => undefined };
    const desk = createBookingDesk({ mongo: copy, clock, catalogue: own, sheets: openSheets(copy), slots, events });
    return { desk, slots, mongo: copy };
  }

  async function proveIn(room: Room, shopId: string, people: number): Promise<ProofOutcome> {
    const { shop, services } = await catalogue.current(shopId);
    const bookable = services.filter(({ active, bookable: isOn }) => active && isOn);
    const wishes = await wishesOf(room.slots, shop.id, bookable, clock.nowUtc());
    if (wishes.length === 0) return { kind: 'nothingFree' };
    const startedMs = performance.now();
    const answers = await Promise.all(
      Array.from({ length: people }, (_, index) => bookOne(room, shop.id, wishes[index % wishes.length]!, index)),
    );
    const ms = Math.round(performance.now() - startedMs);
    const capacities = new Map(services.map(({ id, capacity }) => [id, capacity]));
    const overlaps = await auditSheets(room.mongo, shop.id, clock.nowUtc(), capacities);
    const count = (said: string): number => answers.filter((one) => one === said).length;
    const [booked, refusedWithOtherTimes, refused] = [count('booked'), count('others'), count('refused')];
    const errors = answers.flatMap((one) => (one.startsWith('error: ') ? [one.slice(7)] : []));
    const isGood = errors.length === 0 && overlaps.length === 0 && booked > 0;
    const found = { people, times: wishes.length, booked, refusedWithOtherTimes, refused, overlaps, ms, isGood };
    return { kind: 'done', proof: { ...found, errors: errors.slice(0, MOST_ERRORS) } };
  }

  async function proveOnCopy(shopId: string, people: number): Promise<ProofOutcome> {
    const copy = await copyShop(mongo, shopId);
    try {
      return await proveIn(openRoom(copy.mongo), shopId, Math.min(MOST_PEOPLE, Math.max(1, Math.floor(people))));
    } finally {
      await copy.remove();
    }
  }

  async function take(): Promise<ProverLock | null> {
    if (!(await lock(clock.nowUtc()))) return null;
    const release = async (): Promise<void> => void (await locks.deleteOne({ _id: 'running' }));
    return {
      release,
      async prove(shopId, people = PEOPLE) {
        try {
          return await proveOnCopy(shopId, people);
        } finally {
          await release();
        }
      },
    };
  }

  return {
    take,
    async prove(shopId, people) {
      const { shop } = await catalogue.current(shopId);
      const held = await take();
      return held ? held.prove(shop.id, people) : { kind: 'busy' };
    },
  };
}

/** The next free times of the shop, a few of each service in turn. */
async function wishesOf(
  slots: SlotSearch,
  shopId: string,
  services: readonly { readonly id: string }[],
  nowUtc: Instant,
): Promise<readonly Wish[]> {
  const wishes: Wish[] = [];
  for (const { id: serviceId } of services) {
    if (wishes.length >= TIMES) break;
    const question = { shopId, serviceId, personId: null, movingBookingId: null };
    const found = await slots.closest(question, nowUtc, Math.ceil(TIMES / Math.min(services.length, TIMES)));
    wishes.push(...found.map(({ startsAtUtc, personId }) => ({ serviceId, startsAtUtc, personId })));
  }
  return wishes.slice(0, TIMES);
}

async function bookOne({ desk }: Room, shopId: string, wish: Wish, index: number): Promise<string> {
  const chat = { conversationId: `proof:${index}`, channel: 'webchat', address: `proof-${index}` } as const;
  const contact = { name: `Person ${index}`, phone: null, email: null, note: null };
  const nobody = { replaces: null, movingBookingId: null, customerKey: null, code: null };
  try {
    const held = await desk.placeHold({ shopId, ...wish, ...nobody, key: `hold-${index}` });
    if (held.kind !== 'held') return held.alternatives.length > 0 ? 'others' : 'refused';
    const { holdId } = held;
    const made = await desk.createBooking({
      holdId,
      contact,
      key: `book-${index}`,
      paid: null,
      language: 'en',
      ...chat,
    });
    return made.kind === 'booked' ? 'booked' : `error: ${made.kind} after a hold`;
  } catch (error) {
    return `error: ${String(error)}`;
  }
}

/** Every sheet of a shop, one after the other. */
export async function auditSheets(
  { db }: Mongo,
  shopId: string,
  nowUtc: Instant,
  capacities: ReadonlyMap<string, number>,
): Promise<readonly Overlap[]> {
  const found: Overlap[] = [];
  const sheets = db.collection<{ resource: string; claims: readonly TakenTime[] }>('day_sheets').find({ shopId });
  for await (const { resource, claims } of sheets) {
    // These only count.
    if (resource.startsWith('service:')) continue;
    // On a room's sheet a session is named after its service and its person.
    const capacityOf = (id: string): number => capacities.get(id) ?? capacities.get(id.split('@')[0] ?? '') ?? 1;
    found.push(...overlapsOf(resource, claims, nowUtc, capacityOf));
  }
  return found;
}
