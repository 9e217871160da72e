import express from 'express';
import { createTwilioAdapters } from '../../../adapters/twilio/index.js';
import { conversationIndexes, createConversations, createWebhookRoutes } from '../../../src/conversation/index.js';
import { createEngine } from '../../../src/flow/index.js';
import { transcriptIndexes } from '../../../src/messaging/transcript.js';
import { systemClock } from '../../../src/platform/clock.js';
import { ensureIndexes } from '../../../src/platform/indexes.js';
import { createLog } from '../../../src/platform/log.js';
import { createMetrics } from '../../../src/platform/metrics.js';
import { connectMongo } from '../../../src/platform/mongo.js';
import { sixQuestionLibrary } from '../flow/six-questions.js';
import { ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER } from './load.js';

/**
 * What P5–P7 measure: the webhook route, the real Twilio adapter, accept, the engine on the six-question script, commit, the
 * delivery gate and the transcript, in a process of their own. `send=none` leaves out the provider's SDK, as the floor has none.
 */
const [uri, dbName, providerUrl, send] = process.argv.slice(2);
const mongo = await connectMongo(uri!, dbName);
await ensureIndexes(mongo, [...conversationIndexes, ...transcriptIndexes]);
const app = express();
const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address !== 'object' || !address) return;
  mount(address.port);
  process.send?.({ port: address.port });
});

function mount(port: number): void {
  const twilio = createTwilioAdapters({
    accountSid: ACCOUNT_SID,
    authTokens: [AUTH_TOKEN],
    smsFrom: OUR_NUMBER,
    apiBaseUrl: providerUrl!,
    publicUrl: `http://127.0.0.1:${port}`,
  });
  const sms =
    send === 'none'
      ? { ...twilio.sms, send: () => Promise.resolve({ kind: 'sent' as const, providerMessageIds: ['x'] }) }
      : twilio.sms;
  const log = createLog('error');
  const metrics = createMetrics();
  const conversations = createConversations({
    mongo,
    clock: systemClock,
    leaseClock: systemClock,
    log,
    metrics,
    engine: createEngine({ library: sixQuestionLibrary() }),
    handlers: {} as never, // the script asks nothing of the house
    delivery: { channels: { sms }, bookingVersion: () => Promise.resolve(null) },
    shopOf: () => 'willow',
  });
  conversations.start();
  app.use(
    createWebhookRoutes({ conversations, log, metrics, adapters: new Map([['/webhooks/twilio/messages', sms]]) }),
  );
  app.get('/cpu', (_req, res) => void res.json(process.cpuUsage()));
}
process.on('disconnect', () => process.exit(0));
