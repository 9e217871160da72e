import type { ClientSession } from 'mongoose';
import { partIds, splitAddOns } from '../flow/index.js';
import type { Clock } from '../platform/clock.js';
import type { Mongo } from '../platform/mongo.js';
import {
  catalogueId,
  personSchema,
  serviceSchema,
  shopSchema,
  SERVICES,
  SHOPS,
  STAFF,
  type Person,
  type PersonInput,
  type Service,
  type ServiceInput,
  type Shop,
  type ShopInput,
} from './catalogue.model.js';
import {
  scheduleRecordSchema,
  SCHEDULE_RECORDS,
  STORED_SLOTS,
  storedSlotSchema,
  type ScheduleRecord,
  type StoredSlot,
} from './schedule.model.js';
import { joinedNames } from './names.rules.js';
import { isTogether, together } from './together.rules.js';

/** One shop's catalogue at one revision. Immutable: a change makes a new one, so rules may cache by identity. */
export interface Snapshot {
  readonly shop: Shop;
  readonly revision: number;
  /** The zone the shop began with. Day sheets are keyed by its days, so that changing `shop.zone` moves no claim. */
  readonly dayZone: string;
  /** In their order; inactive and unbookable ones included. */
  readonly services: readonly Service[];
  /** In their order; inactive ones included. */
  readonly people: readonly Person[];
  /** What is different on some days, in the order it was kept; what is over is left out. */
  readonly schedule: readonly ScheduleRecord[];
  /** Times kept one by one, in order; what is over is left out. */
  readonly storedSlots: readonly StoredSlot[];
}

export interface Catalogue {
  /** At most `maxAgeMs` old: one small query when the stored copy is older, none otherwise. Throws `UnknownShopError`. */
  current(shopId: string): Promise<Snapshot>;
  /** The stored copy without asking the database. For readers that learn the revision from their own query. */
  stored(shopId: string): Promise<Snapshot>;
  /** The stored copy as it lies there, if there is one; for words that cannot wait. */
  peek(shopId: string): Snapshot | undefined;
  /** Reads everything again. */
  reload(shopId: string): Promise<Snapshot>;
  /** Each save validates (zod error with the field's path) and raises the shop's revision in the same transaction. */
  saveShop(input: ShopInput): Promise<Shop>;
  saveService(shopId: string, input: ServiceInput): Promise<Service>;
  savePerson(shopId: string, input: PersonInput): Promise<Person>;
  /** For what else belongs to a shop's snapshot: raises its revision in the transaction of `work`. Throws `UnknownShopError`. */
  change<T>(shopId: string, work: (session: ClientSession) => Promise<T>): Promise<T>;
}

export class UnknownShopError extends Error {
  readonly code = 'catalogue.unknownShop';
  constructor(shopId: string) {
    super(`no shop has the id ${shopId}`);
    this.name = 'UnknownShopError';
  }
}

interface CatalogueDeps {
  readonly mongo: Mongo;
  readonly clock: Clock;
  /** How old a stored copy may be before its revision is checked. */
  readonly maxAgeMs?: number;
}

interface Stored {
  readonly snapshot: Snapshot;
  checkedAtUtc: number;
}

/** A day sheet may still be asked about yesterday's night shift. */
const KEPT_AFTER_MS = 2 * 86_400_000;

type Row<T> = T & { _id: string; revision?: number; dayZone?: string };

/** Shops, services and staff, with an in-process copy keyed by the shop's revision (nothing another process needs). */
export function createCatalogue({ mongo, clock, maxAgeMs = 5_000 }: CatalogueDeps): Catalogue {
  const { connection } = mongo;
  const shops = connection.collection<Row<Shop>>(SHOPS);
  const services = connection.collection<Row<Service> & { shopId: string }>(SERVICES);
  const staff = connection.collection<Row<Person>>(STAFF);
  const records = connection.collection<{ _id: string }>(SCHEDULE_RECORDS);
  const storedSlots = connection.collection<{ _id: string }>(STORED_SLOTS);
  const storedByShop = new Map<string, Stored>();
  const underWay = new Map<string, Promise<Snapshot>>();

  /** A thousand people at once on a cold copy cost one reading, not a thousand. */
  function shared(work: 'reload' | 'check', shopId: string, start: () => Promise<Snapshot>): Promise<Snapshot> {
    const key = `${work} ${shopId}`;
    let running = underWay.get(key);
    if (!running) {
      const started = start().finally(() => {
        if (underWay.get(key) === started) underWay.delete(key);
      });
      running = started;
      underWay.set(key, running);
    }
    return running;
  }

  async function readAll(shopId: string): Promise<Snapshot> {
    const id = catalogueId.parse(shopId);
    const checkedAtUtc = clock.nowUtc();
    // The shop first: a change that lands between these reads leaves an old revision on newer rows, which the next
    // check repairs. The other way round a new revision would sit on old rows for ever.
    const shopRow = await shops.findOne({ _id: id });
    if (!shopRow) throw new UnknownShopError(id);
    const notOver = { shopId: id, endsAtUtc: { $gt: checkedAtUtc - KEPT_AFTER_MS } };
    const [serviceRows, staffRows, recordRows, slotRows] = await Promise.all([
      services.find({ shopId: id }).sort({ order: 1, _id: 1 }).toArray(),
      staff.find({ shopId: id }).sort({ order: 1, _id: 1 }).toArray(),
      records.find(notOver).sort({ savedAtUtc: 1, _id: 1 }).toArray(),
      storedSlots.find(notOver).sort({ startsAtUtc: 1, _id: 1 }).toArray(),
    ]);
    const shop = shopSchema.parse(shopRow);
    const snapshot: Snapshot = {
      shop,
      revision: shopRow.revision ?? 0,
      dayZone: shopRow.dayZone ?? shop.zone,
      services: serviceRows.map((row) => serviceSchema.parse(row)),
      people: staffRows.map((row) => personSchema.parse(row)),
      schedule: recordRows.map((row) => scheduleRecordSchema.parse(row)),
      storedSlots: slotRows.map((row) => storedSlotSchema.parse(row)),
    };
    storedByShop.set(id, { snapshot, checkedAtUtc });
    return snapshot;
  }

  async function check(shopId: string, stored: Stored): Promise<Snapshot> {
    const checkedAtUtc = clock.nowUtc();
    const row = await shops.findOne({ _id: catalogueId.parse(shopId) }, { projection: { revision: 1 } });
    if (!row) throw new UnknownShopError(shopId);
    if ((row.revision ?? 0) !== stored.snapshot.revision) return reload(shopId);
    stored.checkedAtUtc = checkedAtUtc;
    return stored.snapshot;
  }

  const reload = (shopId: string): Promise<Snapshot> => shared('reload', shopId, () => readAll(shopId));

  async function current(shopId: string): Promise<Snapshot> {
    const stored = storedByShop.get(shopId);
    if (!stored) return reload(shopId);
    const ageMs = clock.nowUtc() - stored.checkedAtUtc;
    // A clock that was moved back makes the age negative: that too is a reason to look.
    if (ageMs >= 0 && ageMs < maxAgeMs) return stored.snapshot;
    return shared('check', shopId, () => check(shopId, stored));
  }

  /** A reading that is under way may have begun before the change: nobody joins it any more. */
  function forget(shopId: string): void {
    storedByShop.delete(shopId);
    underWay.delete(`reload ${shopId}`);
    underWay.delete(`check ${shopId}`);
  }

  async function save<T extends { id: string }>(
    shopId: string,
    row: T,
    into: { replaceOne(filter: object, row: object, options: object): Promise<unknown> },
  ): Promise<T> {
    await change(shopId, (session) =>
      into.replaceOne({ _id: `${shopId}/${row.id}` }, { ...row, shopId }, { upsert: true, session }),
    );
    return row;
  }

  async function change<R>(shopId: string, work: (session: ClientSession) => Promise<R>): Promise<R> {
    const done = await mongo.transaction(async (session) => {
      await raiseRevision(shopId, session);
      return work(session);
    });
    forget(shopId);
    return done;
  }

  async function raiseRevision(shopId: string, session: ClientSession): Promise<void> {
    const { matchedCount } = await shops.updateOne({ _id: shopId }, { $inc: { revision: 1 } }, { session });
    if (matchedCount === 0) throw new UnknownShopError(shopId);
  }

  return {
    current,
    reload,
    peek: (shopId) => storedByShop.get(shopId)?.snapshot,
    stored: async (shopId) => storedByShop.get(shopId)?.snapshot ?? reload(shopId),
    async saveShop(input) {
      const shop = shopSchema.parse(input);
      await shops.updateOne(
        { _id: shop.id },
        { $set: shop, $inc: { revision: 1, version: 1 }, $setOnInsert: { dayZone: shop.zone } },
        { upsert: true },
      );
      forget(shop.id);
      return shop;
    },
    change: (shopId, work) => change(catalogueId.parse(shopId), work),
    async saveService(shopId, input) {
      const [id, given] = [catalogueId.parse(shopId), serviceSchema.parse(input)];
      return change(id, async (session) => {
        const _id = `${id}/${given.id}`;
        const was = await services.findOne({ _id }, { projection: { version: 1 }, session });
        const service = { ...given, version: (was?.version ?? 0) + 1 };
        await services.replaceOne({ _id }, { ...service, shopId: id }, { upsert: true, session });
        return service;
      });
    },
    savePerson: async (shopId, input) => save(catalogueId.parse(shopId), personSchema.parse(input), staff),
  };
}

const withAddOnsBySnapshot = new WeakMap<Snapshot, Map<string, Service>>();

/**
 * The service of that id, longer and dearer by what is added to it when the id names add-ons (CAT-08, GP-31), or several as
 * one visit when it names several (ORD-06). Null when there is no such service or add-on, or they cannot be one visit.
 * Switched off ones still count: a promise may have been made on them.
 */
export function serviceOf(snapshot: Snapshot, id: string): Service | null {
  const { serviceId, addOnIds } = splitAddOns(id);
  const base = snapshot.services.find((one) => one.id === serviceId) ?? null;
  if (!base || (addOnIds.length === 0 && !isTogether(id))) return base;
  // One object for one id and revision: rules keep what they work out by it.
  let made = withAddOnsBySnapshot.get(snapshot);
  if (!made) withAddOnsBySnapshot.set(snapshot, (made = new Map<string, Service>()));
  const known = made.get(id);
  if (known) return known;
  const parts = isTogether(id) ? servicesIn(snapshot, id) : null;
  const service = isTogether(id) ? parts && together(id, parts) : longer(base, id, addOnIds);
  if (service) made.set(id, service);
  return service;
}

/** The services of one visit, in their order; of an ordinary one the only one. Null when one of them is unknown. */
export function servicesIn(snapshot: Snapshot, id: string): readonly Service[] | null {
  const found = partIds(id).map((one) => serviceOf(snapshot, one));
  const known = found.filter((one) => one !== null);
  return known.length === found.length ? known : null;
}

function longer(base: Service, id: string, addOnIds: readonly string[]): Service | null {
  const chosen = base.addOns.filter((one) => addOnIds.includes(one.id));
  if (chosen.length !== addOnIds.length) return null;
  return {
    ...base,
    id,
    ...joinedNames([base, ...chosen]),
    durationMin: chosen.reduce((sum, { durationMin }) => sum + durationMin, base.durationMin),
    priceMinor: chosen.reduce((sum, { priceMinor }) => sum + priceMinor, base.priceMinor),
    bookable: base.bookable && chosen.every(({ active }) => active),
  };
}

/** The service when it can be booked (CAT-07), else null. */
export function bookableService(snapshot: Snapshot, serviceId: string): Service | null {
  const service = serviceOf(snapshot, serviceId);
  return service && service.bookable && service.active ? service : null;
}

/** People marked available who do this service, or every service of the visit, and can what it needs, in their order (AV-02, GP-17). */
export function peopleFor(snapshot: Snapshot, serviceId: string): readonly Person[] {
  const parts = partIds(serviceId).map((id) => splitAddOns(id).serviceId);
  return snapshot.people.filter((person) => person.active && parts.every((id) => does(snapshot, person, id)));
}

function does({ services }: Snapshot, { serviceIds, skills }: Person, serviceId: string): boolean {
  const needed = services.find(({ id }) => id === serviceId)?.needsSkills ?? [];
  return serviceIds.includes(serviceId) && needed.every((skill) => skills.includes(skill));
}
