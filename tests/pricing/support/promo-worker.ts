import { connectMongo } from '../../../src/platform/mongo.js';
import { createPromoStore } from '../../../src/pricing/promo.store.js';
import { reserveMany } from './reserve-many.js';

/** One of two app processes whose customers want the same code at once; arguments: uri, database, people, process name. */
const [uri, database, people, name] = process.argv.slice(2);
const mongo = await connectMongo(uri!, database);

process.on('message', (message: 'go' | 'stop') => {
  if (message === 'stop') void mongo.close().then(() => process.disconnect());
  else void reserveMany(createPromoStore({ mongo }), Number(people), name!).then((outcomes) => process.send!(outcomes));
});
process.send!('ready');
