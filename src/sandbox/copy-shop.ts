import { randomBytes } from 'node:crypto';
import type { Mongo } from '../platform/mongo.js';

/** What a shop's calendar is made of. */
const COPIED: readonly { readonly collection: string; readonly shopField: string }[] = [
  { collection: 'shops', shopField: '_id' },
  { collection: 'services', shopField: 'shopId' },
  { collection: 'staff', shopField: 'shopId' },
  { collection: 'schedule_records', shopField: 'shopId' },
  { collection: 'stored_slots', shopField: 'shopId' },
  { collection: 'day_sheets', shopField: 'shopId' },
];

export interface Sandbox {
  readonly mongo: Mongo;
  /** Drops the copy. */
  remove(): Promise<void>;
}

/** The shop's catalogue and day sheets in a database of their own, on the same server and the same connections. */
export async function copyShop(mongo: Mongo, shopId: string): Promise<Sandbox> {
  // Named after where it comes from, as long as a name may be: whoever finds one left over knows whose it was.
  const name = `${mongo.db.databaseName.slice(0, 40)}_proof_${randomBytes(6).toString('hex')}`;
  const connection = mongo.connection.useDb(name);
  const { db } = connection;
  if (!db) throw new Error('the database was closed while a copy of a shop was being made');
  const remove = async (): Promise<void> => void (await db.dropDatabase());
  try {
    for (const { collection, shopField } of COPIED) {
      const rows = await mongo.db
        .collection(collection)
        .find({ [shopField]: shopId })
        .toArray();
      if (rows.length > 0) await db.collection(collection).insertMany(rows);
    }
    // No money is taken in a proof; what a service costs has nothing to do with whether its time is free.
    await db.collection('services').updateMany({ shopId }, { $set: { pay: 'after' } });
    // Written to inside transactions, which make no collections while others write to them.
    await db.createCollection('bookings');
  } catch (error) {
    await remove();
    throw error;
  }
  return { mongo: { ...mongo, connection, db, close: () => Promise.resolve() }, remove };
}
