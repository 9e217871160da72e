import type { PromoStore } from '../../../src/pricing/promo.store.js';
import type { Mongo } from '../../../src/platform/mongo.js';
import type { PromoRow } from '../../../src/pricing/promo.model.js';
import { NOW_UTC } from './shop.js';

type Reserve = Pick<PromoStore, 'reserve'>;

export const ask = (more: Partial<Parameters<PromoStore['reserve']>[0]> = {}) => ({
  shopId: 'shop',
  code: 'FIRST10',
  customerKey: '+447700900001',
  holdId: 'hold-1',
  untilUtc: NOW_UTC + 600_000,
  nowUtc: NOW_UTC,
  replaces: null,
  ...more,
});

/** So many customers, all at once. */
export async function reserveMany(store: Reserve, people: number, name: string): Promise<string[]> {
  const customers = Array.from({ length: people }, (_, index) => `${name}-${index}`);
  return Promise.all(customers.map((one) => store.reserve(ask({ customerKey: one, holdId: `hold-${one}` }))));
}

/** The mutant: looks how many uses are left and then writes, as two steps. */
export function lookThenReserve(mongo: Mongo): Reserve {
  const promos = mongo.connection.collection<PromoRow>('promos');
  return {
    async reserve({ shopId, code, holdId, untilUtc }) {
      const promo = await promos.findOne({ _id: `${shopId}/${code}` });
      if (!promo || promo.reserved.length + promo.used >= (promo.maxUses ?? Infinity)) return 'usedUp';
      await promos.updateOne({ _id: promo._id }, { $push: { reserved: { holdId, untilUtc } } });
      return 'reserved';
    },
  };
}
