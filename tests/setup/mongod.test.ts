import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { endAll, runScript, temporaryFolder } from './support/processes.js';

interface Outcome {
  readonly found?: { readonly kind: string; readonly path?: string; readonly uri?: string; readonly version?: string };
  readonly code?: string;
  readonly message?: string;
  readonly said: readonly string[];
}

/** Port 9 of this machine: nobody listens, so it is refused at once. */
const NOBODY = 'http://127.0.0.1:9';

describe('finding a MongoDB server', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder();
    mkdirSync(join(folder.path, 'bin'));
  });
  afterEach(async () => {
    await endAll();
    folder.remove();
  });

  /** A machine with nothing but Node, an empty home and no network, plus what the test gives it. */
  const resolve = async (given: Record<string, string> = {}): Promise<Outcome> => {
    const env = {
      HOME: folder.path,
      PATH: join(folder.path, 'bin'),
      MONGOMS_DOWNLOAD_MIRROR: NOBODY,
      MONGOMS_DOWNLOAD_DIR: join(folder.path, 'none'),
      ...given,
    };
    const resolving = runScript('fixture-resolve.js', [], env);
    await resolving.ended;
    return JSON.parse(resolving.output()) as Outcome;
  };
  const program = (name: string, body: string): string => {
    const path = join(folder.path, 'bin', name);
    writeFileSync(path, `#!/bin/sh\n${body}\n`);
    chmodSync(path, 0o755);
    return path;
  };
  const server = (name: string, version: string): string => program(name, `echo "db version v${version}"`);

  it('takes the database that is given and looks for no server', async () => {
    server('mongod', '7.0.1');

    const { found } = await resolve({ MONGODB_URI: 'mongodb://given/parley' });

    expect(found).toEqual({ kind: 'uri', uri: 'mongodb://given/parley' });
  });

  it('prefers the program that is named to the one on the PATH', async () => {
    server('mongod', '7.0.1');
    const named = server('my-mongod', '8.0.4');

    const { found } = await resolve({ MONGOMS_SYSTEM_BINARY: named });

    expect(found).toMatchObject({ path: named, version: '8.0.4' });
  });

  it('says that the named program is missing and goes on to the next way', async () => {
    const onPath = server('mongod', '7.0.1');

    const { found, said } = await resolve({ MONGOMS_SYSTEM_BINARY: '/nowhere/mongod' });

    expect(found).toMatchObject({ path: onPath, version: '7.0.1' });
    expect(said).toEqual([expect.stringContaining('/nowhere/mongod does not exist')]);
  });

  it('names every way that failed and what would help', async () => {
    const { code, message } = await resolve();

    expect(code).toBe('setup.failed');
    expect(message).toMatch(/1\. MONGODB_URI: not set/);
    expect(message).toMatch(/2\. MONGOMS_SYSTEM_BINARY: not set/);
    expect(message).toMatch(/3\. mongod on the PATH: there is none; install MongoDB 6 or newer/);
    expect(message).toMatch(/4\. download by mongodb-memory-server: http:\/\/127\.0\.0\.1:9 cannot be reached/);
    expect(message).toMatch(/5\. the server packaged for Python: needs python3/);
  });

  it('refuses a server that is too old, and one that lacks a library, by name', async () => {
    server('mongod', '4.4.29');
    const broken = program(
      'broken',
      'echo "broken: error while loading shared libraries: libcurl.so.4: cannot open shared object file" >&2; exit 127',
    );

    const { message } = await resolve({ MONGOMS_SYSTEM_BINARY: broken });

    expect(message).toContain('is MongoDB 4.4; 6.0 or newer is needed');
    expect(message).toContain('needs libcurl.so.4; on Debian or Ubuntu: apt-get install libcurl4');
  });

  it('does not use a package whose checksum differs', async () => {
    const cat = dirname(process.execPath);
    program('python3', `while [ "$1" != --dest ]; do shift; done\necho "not a server" > "$2/some.whl"`);

    const { message } = await resolve({ PATH: `${join(folder.path, 'bin')}:${cat}:/bin` });

    expect(message).toMatch(/some\.whl has the checksum [0-9a-f]{64}, not [0-9a-f]{64}: it is not used/);
  });

  it('uses a server it fetched before without asking the network', async () => {
    const kept = join(folder.path, '.cache', 'parley', `mongod-6.0.5-${process.arch}`);
    mkdirSync(dirname(kept), { recursive: true });
    writeFileSync(kept, '#!/bin/sh\necho "db version v6.0.5"\n');
    chmodSync(kept, 0o755);

    const { found, said } = await resolve();

    expect(found).toMatchObject({ path: kept, version: '6.0.5' });
    expect(said).toEqual([]);
  });
});
