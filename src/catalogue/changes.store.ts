import type { ClientSession } from 'mongoose';
import type { Instant } from '../messaging/message.js';
import type { Clock } from '../platform/clock.js';
import type { Mongo } from '../platform/mongo.js';
import { CATALOGUE_CHANGES } from './catalogue.model.js';

/** Who changes something, under which key: the same key twice is one change. */
export interface CatalogueAct {
  readonly shopId: string;
  readonly actId: string;
  /** As it stands in the history. */
  readonly who: string;
}

/** One line of the history of what a shop is and offers. */
export interface CatalogueChange {
  readonly _id: string;
  readonly shopId: string;
  readonly who: string;
  readonly atUtc: Instant;
  readonly act:
    | 'service.created'
    | 'service.changed'
    | 'services.ordered'
    | 'shop.changed'
    | 'product.created'
    | 'product.changed'
    | 'products.ordered';
  readonly before: unknown;
  readonly after: unknown;
}

/** What was changed by whom, each line in the transaction of its change. */
export function createCatalogueChanges({ mongo, clock }: { readonly mongo: Mongo; readonly clock: Clock }) {
  const rows = mongo.connection.collection<CatalogueChange>(CATALOGUE_CHANGES);
  const idOf = ({ shopId, actId }: CatalogueAct): string => `${shopId}/${actId}`;
  return {
    note: async (
      act: CatalogueAct,
      what: Pick<CatalogueChange, 'act' | 'before' | 'after'>,
      session: ClientSession,
    ): Promise<void> => {
      const { shopId, who } = act;
      await rows.insertOne({ _id: idOf(act), shopId, who, atUtc: clock.nowUtc(), ...what }, { session });
    },
    wasDone: async (act: CatalogueAct, session: ClientSession): Promise<boolean> =>
      (await rows.findOne({ _id: idOf(act) }, { projection: { _id: 1 }, session })) !== null,
  };
}
