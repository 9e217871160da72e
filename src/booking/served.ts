import type { Instant } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import type { Mongo } from '../platform/mongo.js';
import type { Served, ServedFacts } from '../scheduling/index.js';
import { BOOKINGS, type Booking } from './booking.model.js';

/** How far back a share is counted. */
const MEMORY_MS = 30 * 86_400_000;
/** A turn may be a few seconds old: fairness is over weeks, and a search must not pay for it each time. */
const MAX_AGE_MS = 5_000;

interface Copy {
  readonly facts: Promise<ServedFacts>;
  readonly atUtc: Instant;
}

/**
 * When each person of a shop was last given a visit, and how many of late. Only a copy: any process works it out again from
 * the bookings. Dropped visits count too: they were given.
 */
export function createServed({
  mongo,
  clock,
}: {
  readonly mongo: Mongo;
  readonly clock: Clock;
}): (shopId: string) => Promise<ServedFacts> {
  const bookings = mongo.connection.collection<Booking>(BOOKINGS);
  const copies = new Map<string, Copy>();

  async function read(shopId: string, nowUtc: Instant): Promise<ServedFacts> {
    const rows = await bookings
      .aggregate<Served & { readonly _id: string }>([
        { $match: { shopId, createdAtUtc: { $gt: nowUtc - MEMORY_MS } } },
        // Only the index is read: of visits of several services the others who have a part come from one of their own.
        { $group: { _id: '$person.id', lastUtc: { $max: '$createdAtUtc' }, count: { $sum: 1 } } },
      ])
      .toArray();
    const shared = await bookings
      .aggregate<Served & { readonly _id: string }>([
        { $match: { shopId, createdAtUtc: { $gt: nowUtc - MEMORY_MS }, parts: { $exists: true } } },
        { $project: { createdAtUtc: 1, first: '$person.id', others: { $setUnion: '$parts.person.id' } } },
        { $unwind: '$others' },
        { $match: { $expr: { $ne: ['$others', '$first'] } } },
        { $group: { _id: '$others', lastUtc: { $max: '$createdAtUtc' }, count: { $sum: 1 } } },
      ])
      .toArray();
    const served = new Map<string, Served>();
    for (const { _id, lastUtc, count } of [...rows, ...shared]) {
      const before = served.get(_id) ?? { lastUtc: 0, count: 0 };
      served.set(_id, { lastUtc: Math.max(before.lastUtc ?? 0, lastUtc ?? 0), count: before.count + count });
    }
    return served;
  }

  return (shopId) => {
    const nowUtc = clock.nowUtc();
    const known = copies.get(shopId);
    // A clock that was moved back makes the age negative: that too is a reason to look.
    if (known && nowUtc >= known.atUtc && nowUtc - known.atUtc < MAX_AGE_MS) return known.facts;
    const facts = read(shopId, nowUtc);
    copies.set(shopId, { facts, atUtc: nowUtc });
    facts.catch(() => copies.delete(shopId));
    return facts;
  };
}
