import type { Instant } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import type { Mongo } from '../platform/mongo.js';
import type { FreeTime } from './free-times.js';
import { SHOPS } from '../catalogue/index.js';
import { DAY_SHEETS, tallyOf, type DaySheet } from './day-sheet.model.js';
import type { createNeedsCheck } from './resources.rules.js';
import type { ClaimColumns } from './slots.rules.js';

export interface SheetQuery {
  readonly shopId: string;
  /** With what is added to it: what is worked out from an answer is remembered with it. */
  readonly serviceId: string;
  /** Whose daily limits are asked about. */
  readonly serviceIds: readonly string[];
  /** In a stable order: equal queries that are asked at once share one answer. */
  readonly personIds: readonly string[];
  /** The sheets of rooms and devices that are asked about as well. */
  readonly units: readonly string[];
  /** Days of the shop's day zone, both included. */
  readonly fromDay: number;
  readonly toDay: number;
  /** Ask for who holds what as well: needed for groups only. */
  readonly withServices: boolean;
  /** Claims of this booking are left out: it is being moved. */
  readonly movingBookingId: string | null;
}

/** The live claims of some days, as they were when asked. Shared between callers: read only. */
export interface LoadedSheets {
  /** The catalogue's revision at that moment; null when the shop is gone. */
  readonly revision: number | null;
  columnsOf(resource: string): ClaimColumns;
  /** Live claims of a service on a day, for its daily limit. */
  tally(day: number, serviceId: string): number;
  /** A place to remember what was computed from exactly this answer. */
  readonly memo: Map<string, readonly FreeTime[]>;
  /** The same for what its rooms can hold. */
  needsCheck: ReturnType<typeof createNeedsCheck> | null;
}

interface SheetRow {
  resource?: string;
  day: number;
  s: number[];
  e: number[];
  b: number[];
  u: number[];
  g?: (string | null)[];
  n?: number[];
  k?: string[];
  i?: (string | null)[];
  revision?: number;
}

export interface SheetLoader {
  load(query: SheetQuery): Promise<LoadedSheets>;
}

interface Flight {
  running: Promise<LoadedSheets>;
  waiting: Promise<LoadedSheets> | null;
}

const EMPTY: ClaimColumns = { startsAtUtc: [], endsAtUtc: [], bufferMs: [], serviceIds: null, seats: null };

/**
 * Reads sheets in ONE command whatever the number of people, together with the catalogue's revision, so that a search
 * on a stored catalogue costs no second one to know that it is current (P10).
 *
 * Equal queries asked while one is under way share the NEXT one, never the running one: that may have been answered
 * before the caller lost the very time it would then be offered again.
 */
export function createSheetLoader({ mongo, clock }: { readonly mongo: Mongo; readonly clock: Clock }): SheetLoader {
  const sheets = mongo.connection.collection<DaySheet>(DAY_SHEETS);
  const flights = new Map<string, Flight>();

  async function read(query: SheetQuery): Promise<LoadedSheets> {
    const nowUtc = clock.nowUtc();
    const rows = await sheets.aggregate<SheetRow>(pipelineOf(query), { batchSize: 20_000 }).toArray();
    return collect(rows, query, nowUtc);
  }

  function start(key: string, query: SheetQuery): Promise<LoadedSheets> {
    const flight: Flight = { running: read(query), waiting: null };
    flights.set(key, flight);
    const done = (): void => {
      if (flights.get(key) === flight && flight.waiting === null) flights.delete(key);
    };
    flight.running.then(done, done);
    return flight.running;
  }

  return {
    load(query) {
      const key = JSON.stringify(query);
      const flight = flights.get(key);
      if (!flight) return start(key, query);
      const next = (): Promise<LoadedSheets> => start(key, query);
      flight.waiting ??= flight.running.then(next, next);
      return flight.waiting;
    },
  };
}

function pipelineOf({
  shopId,
  serviceIds,
  personIds,
  units,
  fromDay,
  toDay,
  withServices,
  movingBookingId,
}: SheetQuery): object[] {
  const resource = { $in: [...personIds, ...units, ...serviceIds.map(tallyOf)] };
  return [
    { $match: { shopId, day: { $gte: fromDay, $lte: toDay }, resource } },
    {
      // Columns instead of claim objects: a fifth of the bytes and of the decoding.
      $project: {
        _id: 0,
        resource: 1,
        day: 1,
        s: '$claims.startsAtUtc',
        e: '$claims.endsAtUtc',
        b: '$claims.bufferMs',
        u: '$claims.untilUtc',
        ...(withServices ? { g: '$claims.serviceId', n: '$claims.seats', k: '$claims.id' } : {}),
        ...(movingBookingId === null ? {} : { i: '$claims.bookingId' }),
      },
    },
    {
      $unionWith: {
        coll: SHOPS,
        pipeline: [{ $match: { _id: shopId } }, { $project: { _id: 0, revision: { $ifNull: ['$revision', 0] } } }],
      },
    },
  ];
}

function collect(rows: readonly SheetRow[], query: SheetQuery, nowUtc: Instant): LoadedSheets {
  const byResource = new Map<string, ClaimColumns>();
  const tallies = new Map<string, number>();
  const tallyResources = new Set(query.serviceIds.map(tallyOf));
  // A claim over midnight stands on two sheets; its seats count once.
  const seen = new Set<string>();
  let revision: number | null = null;
  for (const row of rows) {
    if (row.resource === undefined) revision = row.revision ?? 0;
    else if (tallyResources.has(row.resource)) {
      tallies.set(`${row.resource} ${row.day}`, countLive(row, query, nowUtc));
    } else {
      let columns = byResource.get(row.resource);
      if (!columns) {
        const own = query.withServices ? { serviceIds: [], seats: [] } : { serviceIds: null, seats: null };
        columns = { startsAtUtc: [], endsAtUtc: [], bufferMs: [], ...own };
        byResource.set(row.resource, columns);
      }
      append(columns, row, query, nowUtc, seen);
    }
  }
  return {
    revision,
    columnsOf: (resource) => byResource.get(resource) ?? EMPTY,
    tally: (day, serviceId) => tallies.get(`${tallyOf(serviceId)} ${day}`) ?? 0,
    memo: new Map(),
    needsCheck: null,
  };
}

function isLive(row: SheetRow, index: number, { movingBookingId }: SheetQuery, nowUtc: Instant): boolean {
  return row.u[index]! > nowUtc && (movingBookingId === null || row.i?.[index] !== movingBookingId);
}

function countLive(row: SheetRow, query: SheetQuery, nowUtc: Instant): number {
  return row.u.reduce((count, _, index) => (isLive(row, index, query, nowUtc) ? count + 1 : count), 0);
}

function append(columns: ClaimColumns, row: SheetRow, query: SheetQuery, nowUtc: Instant, seen: Set<string>): void {
  for (let index = 0; index < row.u.length; index += 1) {
    if (!isLive(row, index, query, nowUtc)) continue;
    if (row.k) {
      const id = `${row.resource}|${row.k[index]!}`;
      if (seen.has(id)) continue;
      seen.add(id);
    }
    columns.startsAtUtc.push(row.s[index]!);
    columns.endsAtUtc.push(row.e[index]!);
    columns.bufferMs.push(row.b[index]!);
    columns.serviceIds?.push(row.g?.[index] ?? null);
    columns.seats?.push(row.n?.[index] ?? 1);
  }
}
