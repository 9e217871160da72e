import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { leaveBy, whoHolds } from './data-folder.js';
import { REPLICA_SET, becomePrimary } from './replica-set.js';
import { SetupError } from './ways.js';

const DATABASE = 'parley';
/** A cold disk or a long journal to replay takes its time. */
const LAUNCH_MS = 60_000;
const STOP_MS = 10_000;
/**
 * A killed process leaves its transaction open, and with it every document it wrote locked, until the server gives it up:
 * a whole minute by default. Ours take milliseconds.
 */
const TRANSACTION_LIFE_S = 5;
/** After a signal the server waits for members of its set to take over, 15 s by default; this set has no other. */
const HAND_OVER_MS = 50;

/** @typedef {{ port: number, version: string, ownerPid: number }} Notes */

/** @type {import('./index.d.ts').startEmbeddedMongo} */
export async function startEmbeddedMongo({ binary, dataDir }) {
  const folder = dataDir === undefined ? undefined : resolve(dataDir);
  const dbPath = folder && join(folder, 'mongodb');
  if (folder && dbPath) {
    mkdirSync(dbPath, { recursive: true });
    await freeFolder(folder, dbPath);
  }
  const notes = folder ? readNotes(folder) : null;
  const server = await startServer(binary, { dbPath, port: notes?.port }, notes);
  const { instanceInfo } = server;
  const mongod = instanceInfo?.instance.mongodProcess;
  if (!instanceInfo || mongod?.pid === undefined || mongod.exitCode !== null)
    throw new SetupError('The database ended while it was starting.');
  const { port } = instanceInfo;
  /** @type {Promise<void>} */
  const closed = new Promise((done) => mongod.once('exit', () => done()));
  if (folder) writeNotes(folder, { port, version: binary.version, ownerPid: process.pid });
  /** @type {Promise<void> | undefined} */
  let stopping;
  const stop = () => (stopping ??= stopServer(server, mongod, closed, dbPath === undefined));
  try {
    await becomePrimary(port);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    uri: uriOf(port),
    port,
    pid: mongod.pid,
    closed,
    stop,
    kill: () => void mongod.kill('SIGKILL'),
  };
}

/**
 * The address of the server that `npm start` is running on this folder, for a command that is given beside it.
 * @param {string} dataDir
 * @returns {string | null}
 */
export function runningMongo(dataDir) {
  const folder = resolve(dataDir);
  const notes = readNotes(folder);
  return notes && whoHolds(join(folder, 'mongodb'))?.parentPid === notes.ownerPid ? uriOf(notes.port) : null;
}

/** @param {number} port */
const uriOf = (port) => `mongodb://127.0.0.1:${port}/${DATABASE}?replicaSet=${REPLICA_SET}`;

/**
 * By a signal: the library's own way is a command whose answer is always waited for a second.
 * @param {import('mongodb-memory-server').MongoMemoryServer} server
 * @param {import('node:child_process').ChildProcess} mongod
 * @param {Promise<void>} closed
 * @param {boolean} doCleanup
 */
async function stopServer(server, mongod, closed, doCleanup) {
  mongod.kill('SIGTERM');
  const impatient = setTimeout(() => mongod.kill('SIGKILL'), STOP_MS);
  await closed;
  clearTimeout(impatient);
  // Its process that watches over ours, and the folder of a throw-away server.
  await server.stop({ doCleanup, force: false });
}

/**
 * @param {import('./index.d.ts').EmbeddedMongoOptions['binary']} binary
 * @param {{ dbPath: string | undefined, port: number | undefined }} place
 * @param {Notes | null} notes
 */
async function startServer(binary, { dbPath, port }, notes) {
  const { MongoMemoryServer } = await import('mongodb-memory-server');
  try {
    return await MongoMemoryServer.create({
      instance: {
        ...(dbPath ? { dbPath } : {}),
        // A wish: when it is taken the next free one is used.
        ...(port ? { port } : {}),
        replSet: REPLICA_SET,
        storageEngine: 'wiredTiger',
        args: [
          '--setParameter',
          `shutdownTimeoutMillisForSignaledShutdown=${HAND_OVER_MS}`,
          '--setParameter',
          `transactionLifetimeLimitSeconds=${TRANSACTION_LIFE_S}`,
        ],
        launchTimeout: LAUNCH_MS,
      },
      binary: { version: binary.version, systemBinary: binary.path },
      // Out of the terminal's foreground: Ctrl-C would end it before the app could write its last words.
      spawn: { detached: true },
    });
  } catch (error) {
    throw new SetupError(
      `The database (${binary.path}, ${binary.version}) did not start${dbPath ? ` on ${dbPath}` : ''}: ` +
        `${error instanceof Error ? error.message : String(error)}${versionHint(binary.version, notes)}`,
      { cause: error },
    );
  }
}

/**
 * @param {string} version
 * @param {Notes | null} notes
 */
function versionHint(version, notes) {
  if (!notes || majorOf(notes.version) === majorOf(version)) return '';
  return `\nIts data was written by MongoDB ${notes.version}: use that version, or set DATA_DIR to a new folder.`;
}

/** @param {string} version */
const majorOf = (version) => version.split('.')[0];

/**
 * A process that was killed leaves its server running for a moment, with the lock on the folder.
 * @param {string} folder
 * @param {string} dbPath
 */
async function freeFolder(folder, dbPath) {
  const holder = whoHolds(dbPath);
  if (!holder) return;
  if (holder.parentPid === readNotes(folder)?.ownerPid)
    throw new SetupError(
      `Another Parley (process ${holder.parentPid}) is using ${folder}. Stop it, or set DATA_DIR to another folder.`,
    );
  await leaveBy(holder, dbPath);
}

/**
 * @param {string} folder
 * @returns {Notes | null}
 */
function readNotes(folder) {
  try {
    const { port, version, ownerPid } = JSON.parse(readFileSync(join(folder, 'mongodb.json'), 'utf8'));
    if (!Number.isInteger(port) || !Number.isInteger(ownerPid) || typeof version !== 'string') return null;
    return { port, version, ownerPid };
  } catch {
    // First start, or cut short while writing: a port is chosen anew and the set moves to it.
    return null;
  }
}

/**
 * @param {string} folder
 * @param {Notes} notes
 */
function writeNotes(folder, notes) {
  writeFileSync(join(folder, 'mongodb.json'), `${JSON.stringify(notes)}\n`);
}
