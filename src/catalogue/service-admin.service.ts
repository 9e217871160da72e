import type { ClientSession } from 'mongoose';
import type { Clock } from '../platform/clock.js';
import type { Mongo } from '../platform/mongo.js';
import {
  catalogueId,
  serviceSchema,
  SERVICES,
  SHOPS,
  STAFF,
  type Person,
  type Service,
  type Shop,
} from './catalogue.model.js';
import type { Catalogue, Snapshot } from './catalogue.service.js';
import { createCatalogueChanges, type CatalogueAct } from './changes.store.js';
import { serviceSettingsSchema, type ServiceSettings, type ServiceSettingsInput } from './service-admin.schema.js';

export type SaveServiceOutcome =
  | { readonly kind: 'saved'; readonly service: Service; readonly personIds: string[] }
  | { readonly kind: 'exists' | 'unknown' | 'unknownPerson' }
  /** Somebody has changed it since: as it is now. */
  | { readonly kind: 'stale'; readonly service: Service };

export type OrderOutcome = 'ordered' | 'stale';

type Row<T> = T & { _id: string; shopId: string };

export type ServiceAdmin = ReturnType<typeof createServiceAdmin>;

/**
 * The services of a shop as its owner works on them (CAT-10): those that are switched off too, each with the number of its
 * last change. Whoever saves says which one they have seen; nobody's work is written over unseen.
 */
export function createServiceAdmin(deps: {
  readonly mongo: Mongo;
  readonly clock: Clock;
  readonly catalogue: Catalogue;
}) {
  const { mongo, clock, catalogue } = deps;
  const services = mongo.connection.collection<Row<Service>>(SERVICES);
  const shops = mongo.connection.collection<Row<Shop>>(SHOPS);
  const staff = mongo.connection.collection<Row<Person>>(STAFF);
  const { note, wasDone } = createCatalogueChanges({ mongo, clock });

  /** Who does it, in one update each way. */
  async function assign(shopId: string, serviceId: string, personIds: readonly string[], session: ClientSession) {
    const them = { $in: personIds.map((id) => `${shopId}/${id}`) };
    await staff.updateMany({ shopId, _id: them }, { $addToSet: { serviceIds: serviceId } }, { session });
    await staff.updateMany(
      { shopId, _id: { $nin: them.$in }, serviceIds: serviceId },
      { $pull: { serviceIds: serviceId } },
      { session },
    );
  }

  async function doersOf(shopId: string, serviceId: string, session: ClientSession): Promise<string[]> {
    const found = await staff
      .find({ shopId, serviceIds: serviceId }, { projection: { id: 1 }, session })
      .sort({ order: 1, _id: 1 })
      .toArray();
    return found.map(({ id }) => id);
  }

  /**
   * @param seenVersion null: there is none of that id yet.
   * @throws ZodError with the path of what is wrong.
   */
  async function save(
    act: CatalogueAct,
    serviceId: string,
    seenVersion: number | null,
    input: ServiceSettingsInput,
  ): Promise<SaveServiceOutcome> {
    const [shopId, id] = [catalogueId.parse(act.shopId), catalogueId.parse(serviceId)];
    const { personIds, ...settings } = serviceSettingsSchema.parse(input);
    const _id = `${shopId}/${id}`;
    return catalogue.change(shopId, async (session): Promise<SaveServiceOutcome> => {
      const was = await services.findOne({ _id }, { session });
      const found = was && serviceSchema.parse(was);
      if (found && (await wasDone(act, session)))
        return { kind: 'saved', service: found, personIds: await doersOf(shopId, id, session) };
      if (seenVersion === null && found) return { kind: 'exists' };
      if (seenVersion !== null && !found) return { kind: 'unknown' };
      if (found && found.version !== seenVersion) return { kind: 'stale', service: found };
      if (!(await allWork(shopId, personIds, session))) return { kind: 'unknownPerson' };
      const order = found?.order ?? (await nextOrder(shopId, session));
      const service: Service = { ...settings, id, order, version: (found?.version ?? 0) + 1 };
      await services.replaceOne({ _id }, { ...service, shopId }, { upsert: true, session });
      await assign(shopId, id, personIds, session);
      const what = found ? 'service.changed' : 'service.created';
      await note({ ...act, shopId }, { act: what, before: found, after: { ...service, personIds } }, session);
      return { kind: 'saved', service, personIds };
    });
  }

  async function allWork(shopId: string, personIds: readonly string[], session: ClientSession): Promise<boolean> {
    if (personIds.length === 0) return true;
    const ids = [...new Set(personIds)];
    const known = await staff.countDocuments({ shopId, _id: { $in: ids.map((id) => `${shopId}/${id}`) } }, { session });
    return known === ids.length;
  }

  async function nextOrder(shopId: string, session: ClientSession): Promise<number> {
    const last = await services.findOne({ shopId }, { sort: { order: -1 }, projection: { order: 1 }, session });
    return (last?.order ?? 0) + 1;
  }

  return {
    /** As it is in the database now, not a copy of some seconds ago. Throws `UnknownShopError`. */
    read: (shopId: string): Promise<Snapshot> => catalogue.reload(catalogueId.parse(shopId)),

    /** Every shop of the house, by name. */
    async shops(): Promise<readonly { readonly id: string; readonly name: string }[]> {
      const rows = await shops
        .find({}, { projection: { name: 1 } })
        .sort({ name: 1 })
        .toArray();
      return rows.map(({ _id, name }) => ({ id: _id, name }));
    },

    create: (act: CatalogueAct, serviceId: string, input: ServiceSettingsInput) => save(act, serviceId, null, input),
    edit: save,

    /** Switches it on or off for new bookings; what is booked already stays. */
    async setActive(
      act: CatalogueAct,
      serviceId: string,
      seenVersion: number,
      active: boolean,
    ): Promise<SaveServiceOutcome> {
      const snapshot = await catalogue.reload(catalogueId.parse(act.shopId));
      const found = snapshot.services.find(({ id }) => id === serviceId);
      if (!found) return { kind: 'unknown' };
      return save(act, serviceId, seenVersion, { ...settingsOf(found, snapshot), active });
    },

    /**
     * The order chats count in: the first is what `1` chooses. All services of the shop have to be named, each once:
     * otherwise somebody has added or removed one meanwhile.
     */
    async order(act: CatalogueAct, serviceIds: readonly string[]): Promise<OrderOutcome> {
      const shopId = catalogueId.parse(act.shopId);
      return catalogue.change(shopId, async (session): Promise<OrderOutcome> => {
        if (await wasDone({ ...act, shopId }, session)) return 'ordered';
        const rows = await services.find({ shopId }, { projection: { id: 1, order: 1 }, session }).toArray();
        const before = [...rows].sort((one, other) => one.order - other.order).map(({ id }) => id);
        if (before.length !== serviceIds.length || !before.every((id) => serviceIds.includes(id))) return 'stale';
        await services.bulkWrite(
          serviceIds.map((id, index) => ({
            updateOne: { filter: { _id: `${shopId}/${id}` }, update: { $set: { order: index + 1 } } },
          })),
          { session },
        );
        await note({ ...act, shopId }, { act: 'services.ordered', before, after: serviceIds }, session);
        return 'ordered';
      });
    },
  };
}

/** What can be set of a service, and who does it. */
export function settingsOf(service: Service, { people }: Pick<Snapshot, 'people'>): ServiceSettings {
  const { id, order: _order, version: _version, ...settings } = service;
  return { ...settings, personIds: people.filter(({ serviceIds }) => serviceIds.includes(id)).map((one) => one.id) };
}
