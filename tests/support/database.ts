import { randomBytes } from 'node:crypto';
import { connectMongo, type Mongo } from '../../src/platform/mongo.js';

/** A fresh, empty database of its own on the real replica set that the whole test run shares. */
export async function openTestDatabase(): Promise<Mongo & { drop(): Promise<void> }> {
  const uri = process.env['MONGODB_TEST_URI'];
  if (!uri) throw new Error('MONGODB_TEST_URI is missing: run the suite with `npm test`');
  const mongo = await connectMongo(uri, `t_${randomBytes(6).toString('hex')}`);
  return {
    ...mongo,
    drop: async () => {
      await mongo.connection.dropDatabase();
      await mongo.close();
    },
  };
}
