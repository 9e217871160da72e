import { resolveMongodBinary, startEmbeddedMongo, type EmbeddedMongo } from '../../src/setup/index.js';

declare global {
  var parleyTestServer: EmbeddedMongo | undefined;
}

/**
 * One throw-away replica set for the whole run; each test opens a database of its own on it (`openTestDatabase`).
 * `MONGODB_TEST_URI` names another. `MONGODB_URI` is left alone: it may be the one people are booking on.
 */
export default async function globalSetup(): Promise<void> {
  if (process.env['MONGODB_TEST_URI']) return;
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const server = await startEmbeddedMongo({ binary: await resolveMongodBinary({ env: process.env, say }) });
  process.env['MONGODB_TEST_URI'] = server.uri;
  globalThis.parleyTestServer = server;
}
