import { randomBytes } from 'node:crypto';
import { connectMongo, type Mongo } from '../../src/platform/mongo.js';

export interface TestDatabase extends Mongo {
  drop(): Promise<void>;
  /** Everything but its indexes and the scripts it began with goes: much quicker than a new one, and kinder to the server's files. */
  clear(): Promise<void>;
}

const SCRIPTS = new Set(['script_versions', 'script_heads']);

/** A fresh, empty database of its own on the real replica set that the whole test run shares. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const uri = process.env['MONGODB_TEST_URI'];
  if (!uri) throw new Error('MONGODB_TEST_URI is missing: run the suite with `npm test`');
  const mongo = await connectMongo(uri, `t_${randomBytes(6).toString('hex')}`);
  return {
    ...mongo,
    clear: async () => {
      const collections = await mongo.db.listCollections({ type: 'collection' }, { nameOnly: true }).toArray();
      const isPublished = await mongo.db.collection('script_heads').findOne({ rev: { $gt: 1 } });
      for (const { name } of collections)
        if (isPublished || !SCRIPTS.has(name)) await mongo.db.collection(name).deleteMany({});
    },
    drop: async () => {
      await mongo.connection.dropDatabase();
      await mongo.close();
    },
  };
}
