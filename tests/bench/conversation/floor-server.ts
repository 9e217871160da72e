import express from 'express';
import mongoose from 'mongoose';
import { bareReduce, type BareState } from '../flow/bare-reducer.js';

/**
 * The floor of P5–P7: Express, one `findOne`, one `updateOne`, and a reducer written by hand. No dedupe, no order, no outbox,
 * no signature. It answers in the HTTP response.
 */
const [uri, dbName] = process.argv.slice(2);
const connection = await mongoose.createConnection(uri!, { dbName: dbName!, w: 'majority', journal: true }).asPromise();
const states = connection.db!.collection<{ _id: string; state: BareState }>('floor');
const app = express();
app.use(express.urlencoded({ extended: false }));
app.post('/webhooks/twilio/messages', async (req, res) => {
  const { From, Body } = req.body as { From: string; Body: string };
  const doc = await states.findOne({ _id: From });
  const { state, reply } = bareReduce(doc?.state ?? null, Body);
  await states.updateOne({ _id: From }, { $set: { state } }, { upsert: true });
  res.type('text/xml').send(`<Response><Message>${reply}</Message></Response>`);
});
app.get('/cpu', (_req, res) => void res.json(process.cpuUsage()));
const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address) process.send?.({ port: address.port });
});
process.on('disconnect', () => process.exit(0));
