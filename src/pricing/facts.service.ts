import type { Snapshot } from '../catalogue/index.js';
import type { Instant } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import { hourKey, WEEKS, type CustomerFacts, type DemandFacts, type FactsSource } from './facts.js';
import { wallOf } from './wall.js';
import { DAY_MS } from '../platform/time-units.js';

export interface FactsService {
  /** Null when nobody is named. Their history is asked for only where a price or a code depends on it. */
  customer(snapshot: Snapshot, customerKey: string | null, needsHistory?: boolean): Promise<CustomerFacts | null>;
  /** Null for the additive engine, which does not look at it. */
  demand(snapshot: Snapshot): Promise<DemandFacts | null>;
}

const DEMAND_AGE_MS = 5 * 60_000;
/** Short: who has just had their first visit is no first-timer any more. */
const HISTORY_AGE_MS = 30_000;
const REMEMBERED = 5_000;

interface Remembered<T> {
  readonly atUtc: Instant;
  readonly value: Promise<T>;
}

/** Facts about bookings, remembered for a moment: a search asks the database for them at most once in that time (P10). */
export function createFacts({ source, clock }: { readonly source: FactsSource; readonly clock: Clock }): FactsService {
  const demands = new Map<string, Remembered<DemandFacts>>();
  const histories = new Map<string, Remembered<{ completed: number; spentMinor: number }>>();

  async function remember<T>(
    into: Map<string, Remembered<T>>,
    key: string,
    ageMs: number,
    read: () => Promise<T>,
  ): Promise<T> {
    const nowUtc = clock.nowUtc();
    const known = into.get(key);
    // A clock that was moved back makes the age negative: that too is a reason to look.
    if (known && nowUtc >= known.atUtc && nowUtc - known.atUtc < ageMs) return known.value;
    if (into.size >= REMEMBERED) into.clear();
    const value = read();
    const entry = { atUtc: nowUtc, value };
    into.set(key, entry);
    value.catch(() => into.get(key) === entry && into.delete(key));
    return value;
  }

  async function readDemand({ shop, services }: Snapshot): Promise<DemandFacts> {
    const nowUtc = clock.nowUtc();
    const fromUtc = nowUtc - WEEKS * 7 * DAY_MS;
    const aheadDays = Math.max(1, ...services.map(({ horizonDays }) => horizonDays)) + 1;
    const starts = await source.startsBetween(shop.id, fromUtc, nowUtc + aheadDays * DAY_MS);
    const booked = new Map<number, number>();
    const past = new Map<number, number>();
    for (const { startsAtUtc, count } of starts) {
      const wall = wallOf(startsAtUtc, shop.zone);
      const into = startsAtUtc < nowUtc ? past : booked;
      const keys = [wall.weekday * 24 + Math.floor(wall.minute / 60), hourKey(wall)];
      const key = startsAtUtc < nowUtc ? keys[0]! : keys[1]!;
      into.set(key, (into.get(key) ?? 0) + count);
    }
    return { booked, past };
  }

  return {
    async customer({ shop }, customerKey, needsHistory = shop.pricing.engine === 'dynamic') {
      if (customerKey === null) return null;
      if (!needsHistory) return { key: customerKey, history: null };
      const history = await remember(histories, `${shop.id}\n${customerKey}`, HISTORY_AGE_MS, () =>
        source.historyOf(shop.id, customerKey),
      );
      return { key: customerKey, history };
    },
    async demand(snapshot) {
      if (snapshot.shop.pricing.engine !== 'dynamic') return null;
      return remember(demands, snapshot.shop.id, DEMAND_AGE_MS, () => readDemand(snapshot));
    },
  };
}
