import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { connectMongo, type Mongo } from '../../src/platform/mongo.js';
import { childrenOf, endAll, gone, isRunning, runScript, temporaryFolder, type Watched } from './support/processes.js';

interface Address {
  readonly uri: string;
  readonly port: number;
  readonly pid: number;
}

describe('the embedded database', () => {
  /** Data of an earlier run: every test finds it, ends however it ends, and the next one finds it again. */
  let folder: ReturnType<typeof temporaryFolder>;
  let squatter: Server | undefined;
  beforeAll(async () => {
    folder = temporaryFolder();
    const { owner, at } = await start();
    await withDatabase(at, (mongo) => insertNote(mongo, true));
    await stop(owner);
    expect(isRunning(at.pid)).toBe(false);
  });
  afterEach(async () => {
    await endAll();
    squatter?.close();
    squatter = undefined;
  });
  afterAll(() => folder.remove());

  /** Each start is a process of its own, as it is in life: one process never uses a port twice. */
  const start = async (): Promise<{ owner: Watched; at: Address }> => {
    const owner = runScript('fixture-server.js', [folder.path]);
    const said = await owner.says(/server: (.*)/);
    return { owner, at: JSON.parse(said[1] ?? '') as Address };
  };
  const stop = async (owner: Watched): Promise<void> => {
    owner.signal('SIGTERM');
    expect(await owner.ended).toBe(0);
  };
  /** Reads what the earlier run wrote, and writes in a transaction: the set has a primary. */
  const holdsItsData = async (at: Address): Promise<void> =>
    withDatabase(at, async (mongo) => {
      expect(await mongo.db.collection('notes').countDocuments({ kept: true })).toBe(1);
      await insertNote(mongo, false);
    });
  const notes = (): string => join(folder.path, 'mongodb.json');
  const portOfLastRun = (): number => (JSON.parse(readFileSync(notes(), 'utf8')) as Address).port;

  it('keeps its data and its port when it is started again', async () => {
    const port = portOfLastRun();

    const { owner, at } = await start();

    expect(at.port).toBe(port);
    await holdsItsData(at);
    await stop(owner);
  });

  it('moves to another port with its data when its own is taken', async () => {
    const port = portOfLastRun();
    squatter = createServer((caller) => caller.destroy()).listen(port);
    await once(squatter, 'listening');

    const { owner, at } = await start();

    expect(at.port).not.toBe(port);
    await holdsItsData(at);
    await stop(owner);
    expect(portOfLastRun()).toBe(at.port);
  });

  it('refuses a data folder that a running process uses, and does it no harm', async () => {
    const { owner, at } = await start();

    const second = runScript('fixture-server.js', [folder.path]);

    const [, message] = await second.says(/refused: (.*)/);
    expect(message).toContain(`Another Parley (process ${owner.pid}) is using ${folder.path}`);
    expect(await second.ended).toBe(1);
    await holdsItsData(at);
    await stop(owner);
  });

  it('ends within seconds when its owner is killed', async () => {
    const { owner, at } = await start();

    owner.signal('SIGKILL');

    await gone(at.pid);
    expect(await owner.ended).toBeNull();
  });

  it('starts after a crash on a lock that names a process of quite another kind', async () => {
    writeFileSync(join(folder.path, 'mongodb', 'mongod.lock'), `${process.pid}\n`);

    const { owner, at } = await start();

    await holdsItsData(at);
    await stop(owner);
  });

  it('takes over from a server that outlived its owner and still holds the data', async () => {
    const { owner, at } = await start();
    const guards = childrenOf(owner.pid).filter((pid) => pid !== at.pid);
    for (const pid of guards) process.kill(pid, 'SIGKILL');
    owner.signal('SIGKILL');
    await owner.ended;
    expect(isRunning(at.pid)).toBe(true);

    const second = await start();

    expect(isRunning(at.pid)).toBe(false);
    await holdsItsData(second.at);
    await stop(second.owner);
  });

  it('starts when its own notes were cut short', async () => {
    writeFileSync(notes(), readFileSync(notes(), 'utf8').slice(0, 9));

    const { owner, at } = await start();

    await holdsItsData(at);
    await stop(owner);
  });
});

async function insertNote(mongo: Mongo, kept: boolean): Promise<void> {
  await mongo.transaction((session) => mongo.db.collection('notes').insertOne({ kept }, { session }));
}

async function withDatabase<T>(at: Address, work: (mongo: Mongo) => Promise<T>): Promise<T> {
  const mongo = await connectMongo(at.uri);
  try {
    return await work(mongo);
  } finally {
    await mongo.close();
  }
}
