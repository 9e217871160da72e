import { performance } from 'node:perf_hooks';
import { SetupError } from './ways.js';

export const REPLICA_SET = 'parley';
/**
 * Mostly milliseconds. But where the old port now belongs to a program that takes the call and says nothing, the server
 * itself waits 30 s for it to answer before it can be told its new address.
 */
const PATIENCE_MS = 60_000;
const AGAIN_MS = 25;

/** The server's own error codes. */
const NOT_YET_INITIALIZED = 94;
/** Said while a starting server still reads the configuration it has on disk. */
const ALREADY = new Set([23, 109, NOT_YET_INITIALIZED]);

/**
 * Makes the server on this port the primary of a set of one, whatever its data says.
 *
 * The configuration names the member by host and port, and data that was last used on another port names the old one:
 * the server then waits for a member that never comes. mongodb-memory-server's own set applies that old configuration
 * again and gives up after 30 s, so it only runs the process here and the set is ours.
 * @param {number} port
 */
export async function becomePrimary(port) {
  const { default: mongoose } = await import('mongoose');
  const client = new mongoose.mongo.MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: PATIENCE_MS,
  });
  try {
    const admin = client.db('admin');
    const giveUpAtMs = performance.now() + PATIENCE_MS;
    const host = `127.0.0.1:${port}`;
    while (!(await isConfigured(admin, host))) await pause(giveUpAtMs);
    while (!(await isPrimary(admin))) await pause(giveUpAtMs);
  } finally {
    await client.close();
  }
}

/**
 * One attempt. False: the server is not ready to be told, try again.
 * @param {import('mongoose').mongo.Db} admin
 * @param {string} host
 */
async function isConfigured(admin, host) {
  try {
    const config = await storedConfig(admin);
    if (config?.members.length === 1 && config.members[0]?.host === host) return true;
    if (!config) await admin.command({ replSetInitiate: { _id: REPLICA_SET, members: [{ _id: 0, host }] } });
    else await admin.command({ replSetReconfig: movedTo(host, config), force: true });
    return true;
  } catch (error) {
    if (ALREADY.has(codeOf(error)) || isDropped(error)) return false;
    throw error;
  }
}

/** @param {import('mongoose').mongo.Db} admin */
async function isPrimary(admin) {
  try {
    return (await admin.command({ hello: 1 }))['isWritablePrimary'] === true;
  } catch (error) {
    if (isDropped(error)) return false;
    throw error;
  }
}

/**
 * A server that finds itself outside of its set, or moves between roles, closes every connection once.
 * @param {unknown} error
 */
const isDropped = (error) => error instanceof Error && error.name.startsWith('MongoNetwork');

/** @typedef {{ version: number, members: { _id: number, host: string }[] }} SetConfig */

/**
 * @param {string} host
 * @param {SetConfig} config
 */
const movedTo = (host, config) => ({
  ...config,
  version: config.version + 1,
  members: config.members.slice(0, 1).map((member) => ({ ...member, host })),
});

/**
 * @param {import('mongoose').mongo.Db} admin
 * @returns {Promise<SetConfig | null>}
 */
async function storedConfig(admin) {
  try {
    const { config } = await admin.command({ replSetGetConfig: 1 });
    return config;
  } catch (error) {
    if (codeOf(error) === NOT_YET_INITIALIZED) return null;
    throw error;
  }
}

/** @param {unknown} error */
const codeOf = (error) => (error instanceof Error && 'code' in error ? Number(error.code) : 0);

/** @param {number} giveUpAtMs */
async function pause(giveUpAtMs) {
  if (performance.now() > giveUpAtMs)
    throw new SetupError(`The database did not become ready within ${PATIENCE_MS / 1000} s.`);
  await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
}
