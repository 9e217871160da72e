import { joinParts, partIds } from '../../../src/flow/index.js';
import type { CallInput, SlotOption } from '../../../src/flow/protocol.js';
import { MINUTE_MS } from '../../../src/platform/time-units.js';
import type { Claim } from '../../../src/scheduling/index.js';
import { createRandom } from '../../scheduling/support/random.js';
import { chat, everyDay, openShop, type World } from './world.js';

/** Monday 23 November 2026 at that minute of the day, in London. */
export const monday = (minute: number): number => Date.UTC(2026, 10, 23) + minute * MINUTE_MS;
export const OPEN_MIN = 540;

/** A small house in plain numbers: the other side of the comparison reads only this. */
export interface PlainShop {
  readonly services: readonly {
    readonly id: string;
    readonly durationMin: number;
    readonly setupMin: number;
    readonly cleanupMin: number;
    readonly bufferMin: number;
    readonly dailyCap: number | null;
    readonly needsChair: boolean;
  }[];
  readonly people: readonly {
    readonly id: string;
    readonly does: readonly string[];
    readonly closesMin: number;
    readonly lunchMin: number;
  }[];
  readonly chairs: number;
}

export interface PlainTaken {
  readonly personId: string;
  readonly fromMin: number;
  readonly toMin: number;
  readonly bufferMin: number;
  readonly serviceId: string;
  readonly chair: string | null;
}

export const STEP_MIN = 20;

export function randomShop(seed: number): PlainShop {
  const random = createRandom(seed);
  const services = ['cut', 'colour', 'shave'].map((id) => ({
    id,
    durationMin: random.pick([20, 30, 50]),
    setupMin: random.pick([0, 0, 10]),
    cleanupMin: random.pick([0, 0, 5]),
    bufferMin: random.pick([0, 10]),
    dailyCap: random.pick([null, null, 3]),
    needsChair: random.next() < 0.4,
  }));
  const people = ['asha', 'ben', 'chloe'].map((id) => ({
    id,
    does: services.map((one) => one.id).filter(() => random.next() < 0.65),
    closesMin: OPEN_MIN + random.pick([180, 240, 300]),
    lunchMin: OPEN_MIN + random.pick([60, 100, 130]),
  }));
  return { services, people, chairs: random.int(1, 2) };
}

export async function openPlainShop(world: World, shop: PlainShop): Promise<void> {
  const resources = [{ id: 'chair', name: 'Chair', kind: 'chair', capacity: shop.chairs }];
  await openShop(world, {
    shop: { resources },
    services: shop.services.map(({ needsChair, ...service }) => ({
      ...service,
      name: service.id,
      priceMinor: 1_000,
      noticeMin: 0,
      stepMin: STEP_MIN,
      needs: needsChair ? [{ kind: 'chair' }] : [],
    })),
    people: shop.people.map(({ id, does, closesMin, lunchMin }, order) => ({
      id,
      name: id,
      order,
      serviceIds: [...does],
      weeklyHours: everyDay(OPEN_MIN, closesMin, [{ startMin: lunchMin, endMin: lunchMin + 20 }]),
    })),
  });
}

/** Starts at which somebody can be found for every part, by looking at every minute of everything that is taken. */
export function plainStarts(shop: PlainShop, taken: readonly PlainTaken[], serviceIds: readonly string[]): number[] {
  const services = serviceIds.map((id) => shop.services.find((one) => one.id === id)!);
  const first = services[0]!;
  const starts: number[] = [];
  for (const person of shop.people.filter(({ does }) => does.includes(first.id))) {
    for (const [openMin, closeMin] of stretches(person)) {
      const leadMin = Math.ceil(first.setupMin / STEP_MIN) * STEP_MIN;
      for (let start = openMin + leadMin; start < closeMin; start += STEP_MIN) {
        if (!can(shop, taken, person, first, start)) continue;
        let atMin = start + first.durationMin;
        let before = first;
        const isWhole = services.slice(1).every((service) => {
          atMin += before.cleanupMin + service.setupMin;
          const fits = shop.people.some(
            (one) => one.does.includes(service.id) && can(shop, taken, one, service, atMin),
          );
          atMin += service.durationMin;
          before = service;
          return fits;
        });
        if (isWhole) starts.push(start);
      }
    }
  }
  return [...new Set(starts)].sort((one, other) => one - other);
}

function stretches({ closesMin, lunchMin }: PlainShop['people'][number]): [number, number][] {
  return [
    [OPEN_MIN, lunchMin],
    [lunchMin + 20, closesMin],
  ];
}

function can(
  shop: PlainShop,
  taken: readonly PlainTaken[],
  person: PlainShop['people'][number],
  service: PlainShop['services'][number],
  startMin: number,
): boolean {
  const fromMin = startMin - service.setupMin;
  const toMin = startMin + service.durationMin + service.cleanupMin;
  if (!stretches(person).some(([open, close]) => open <= fromMin && toMin <= close)) return false;
  const same = taken.filter(({ serviceId }) => serviceId === service.id).length;
  if (service.dailyCap !== null && same >= service.dailyCap) return false;
  for (const one of taken) {
    const gapMin = Math.max(one.bufferMin, service.bufferMin);
    if (one.personId === person.id && one.fromMin - gapMin < toMin && one.toMin + gapMin > fromMin) return false;
  }
  const busy = taken.filter((one) => one.chair !== null && one.fromMin < toMin && one.toMin > fromMin);
  return !service.needsChair || new Set(busy.map(({ chair }) => chair)).size < shop.chairs;
}

/** Everything live on the sheets, each claim once, as the plain side counts it. */
export async function readTaken(world: World): Promise<PlainTaken[]> {
  const claims = await liveClaims(world);
  return claims.map(({ resource, claim }) => ({
    personId: resource,
    fromMin: (claim.startsAtUtc - monday(0)) / MINUTE_MS,
    toMin: (claim.endsAtUtc - monday(0)) / MINUTE_MS,
    bufferMin: claim.bufferMs / MINUTE_MS,
    serviceId: claim.serviceId ?? '',
    chair: claim.units?.[0] ?? null,
  }));
}

/** The live claims on the sheets of people. */
export async function liveClaims({ mongo, clock }: World): Promise<{ resource: string; claim: Claim }[]> {
  const sheets = await mongo.connection
    .collection<{ _id: string; resource: string; claims: Claim[] }>('day_sheets')
    .find({ resource: { $not: /:/ } })
    .toArray();
  return sheets.flatMap(({ resource, claims }) =>
    claims.filter(({ untilUtc }) => untilUtc > clock.nowUtc()).map((claim) => ({ resource, claim })),
  );
}

/** Visits of which only a part stands on the sheets. */
export async function halves(world: World): Promise<string[]> {
  const found = await liveClaims(world);
  const byHold = new Map<string, Set<string>>();
  for (const { claim } of found) {
    const holdId = claim.id.split('+')[0]!;
    byHold.set(holdId, (byHold.get(holdId) ?? new Set()).add(claim.id));
  }
  return [...byHold].filter(([holdId, ids]) => ids.size !== partIds(holdId.split('.')[1]!).length).map(([id]) => id);
}

/** Pairs of claims that share a minute on one sheet, rooms included. */
export async function overlaps({ mongo, clock }: World): Promise<string[]> {
  const sheets = await mongo.connection
    .collection<{ _id: string; resource: string; claims: Claim[] }>('day_sheets')
    .find({ resource: { $not: /^service:/ } })
    .toArray();
  return sheets.flatMap(({ _id, claims }) => {
    const live = claims.filter(({ untilUtc }) => untilUtc > clock.nowUtc());
    return live.flatMap((one, index) =>
      live
        .slice(index + 1)
        .filter((other) => one.startsAtUtc < other.endsAtUtc && other.startsAtUtc < one.endsAtUtc)
        .map((other) => `${_id}: ${one.id} ${other.id}`),
    );
  });
}

export async function searchVisit(
  { blocks }: Pick<World, 'blocks'>,
  serviceIds: readonly string[],
  more: Partial<CallInput<'slots.search'>> = {},
): Promise<readonly SlotOption[]> {
  const serviceId = joinParts(serviceIds);
  const question = { serviceId, personId: null, afterUtc: null, limit: 99, movingBookingId: null };
  const outcome = await blocks['slots.search']({ ...question, localDate: '2026-11-23', ...more }, chat());
  return outcome.exit === 'found' ? outcome.data.slots : [];
}

export async function holdVisit(
  { blocks }: Pick<World, 'blocks'>,
  serviceIds: readonly string[],
  startMin: number,
  who: Parameters<typeof chat>[0] = {},
  more: Partial<CallInput<'hold.place'>> = {},
) {
  const input = {
    serviceId: joinParts(serviceIds),
    personId: null,
    startsAtUtc: monday(startMin),
    replaces: null,
    movingBookingId: null,
    ...more,
  };
  return blocks['hold.place'](input, chat(who));
}
