import type { z } from 'zod';
import type { Clock } from '../platform/clock.js';
import type { Mongo } from '../platform/mongo.js';
import { catalogueId, shopSchema, SHOPS, type Shop } from './catalogue.model.js';
import { UnknownShopError, type Catalogue } from './catalogue.service.js';
import { createCatalogueChanges, type CatalogueAct } from './changes.store.js';

/** What an owner sets of a shop by hand (CAT-03). What was promised already never changes with it. */
export const shopSettingsSchema = shopSchema
  .pick({
    ...{ name: true, place: true, placeNames: true, phone: true, photo: true, welcome: true, welcomeNames: true },
    ...{ acceptance: true, cancelFreeHours: true },
  })
  .strict();

export type ShopSettings = z.output<typeof shopSettingsSchema>;
export type ShopSettingsInput = z.input<typeof shopSettingsSchema>;

export interface ManagedShop {
  readonly shop: Shop;
  /** Counts the changes of the shop itself; what it offers counts its own. */
  readonly version: number;
}

export type SaveShopOutcome = ({ readonly kind: 'saved' } & ManagedShop) | ({ readonly kind: 'stale' } & ManagedShop);

type Row = Shop & { _id: string; version?: number };

export type ShopAdmin = ReturnType<typeof createShopAdmin>;

/** A shop as its owner works on it: whoever saves says which change they have seen, and nobody's work is written over unseen. */
export function createShopAdmin(deps: { readonly mongo: Mongo; readonly clock: Clock; readonly catalogue: Catalogue }) {
  const { mongo, catalogue } = deps;
  const shops = mongo.connection.collection<Row>(SHOPS);
  const changes = createCatalogueChanges(deps);
  const managed = (row: Row): ManagedShop => ({ shop: shopSchema.parse(row), version: row.version ?? 0 });

  return {
    /** Throws `UnknownShopError`. */
    async read(shopId: string): Promise<ManagedShop> {
      const row = await shops.findOne({ _id: catalogueId.parse(shopId) });
      if (!row) throw new UnknownShopError(shopId);
      return managed(row);
    },

    /** Throws ZodError with the path of what is wrong, and `UnknownShopError`. */
    async edit(act: CatalogueAct, seenVersion: number, input: ShopSettingsInput): Promise<SaveShopOutcome> {
      const shopId = catalogueId.parse(act.shopId);
      const settings = shopSettingsSchema.parse(input);
      const outcome = await catalogue.change(shopId, async (session): Promise<SaveShopOutcome> => {
        const row = await shops.findOne({ _id: shopId }, { session });
        if (!row) throw new UnknownShopError(shopId);
        const found = managed(row);
        if (await changes.wasDone({ ...act, shopId }, session)) return { kind: 'saved', ...found };
        if (found.version !== seenVersion) return { kind: 'stale', ...found };
        const version = found.version + 1;
        await shops.updateOne({ _id: shopId }, { $set: { ...settings, version } }, { session });
        const what = { act: 'shop.changed', before: shopSettingsOf(found.shop), after: settings } as const;
        await changes.note({ ...act, shopId }, what, session);
        return { kind: 'saved', shop: { ...found.shop, ...settings }, version };
      });
      // Chats name the shop by the copy that this process keeps.
      await catalogue.reload(shopId);
      return outcome;
    },
  };
}

export function shopSettingsOf(shop: Shop): ShopSettings {
  const { name, place, placeNames, phone, photo, welcome, welcomeNames, acceptance, cancelFreeHours } = shop;
  return { name, place, placeNames, phone, photo, welcome, welcomeNames, acceptance, cancelFreeHours };
}
