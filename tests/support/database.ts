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
  /** In one question: most of a house's eighty collections were never written to, and each delete is a round trip. */
  async function notEmpty([first, ...others]: readonly string[]): Promise<string[]> {
    if (first === undefined) return [];
    const oneOf = (name: string) => [{ $limit: 1 }, { $project: { _id: 0, name: { $literal: name } } }];
    const found = await mongo.db
      .collection(first)
      .aggregate<{ name: string }>([
        ...oneOf(first),
        ...others.map((coll) => ({ $unionWith: { coll, pipeline: oneOf(coll) } })),
      ])
      .toArray();
    return found.map(({ name }) => name);
  }
  return {
    ...mongo,
    clear: async () => {
      const collections = await mongo.db.listCollections({ type: 'collection' }, { nameOnly: true }).toArray();
      const isPublished = await mongo.db.collection('script_heads').findOne({ rev: { $gt: 1 } });
      const used = await notEmpty(collections.map(({ name }) => name));
      await Promise.all(
        used
          .filter((name) => isPublished || !SCRIPTS.has(name))
          .map((name) => mongo.db.collection(name).deleteMany({}, { writeConcern: { w: 1, journal: false } })),
      );
    },
    drop: async () => {
      await mongo.connection.dropDatabase();
      await mongo.close();
    },
  };
}
