import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  checkTogether,
  createLibrary,
  formatProblem,
  loadPhrases,
  loadScript,
  type CompiledScript,
  type Library,
  type ShopFacts,
} from '../flow/index.js';
import type { Clock } from '../platform/clock.js';
import type { IndexSpec } from '../platform/indexes.js';
import { isDuplicateKey, type Mongo } from '../platform/mongo.js';

/** One published version of a script: written once, never changed, kept for as long as anybody may stand in it. */
interface ScriptVersion {
  readonly _id: string;
  readonly scriptId: string;
  readonly version: number;
  /** Of the text without its version line: the same words are the same version. */
  readonly digest: string;
  readonly file: string;
  readonly text: string;
  readonly atUtc: number;
}

export const scriptIndexes: IndexSpec[] = [
  { collection: 'script_versions', key: { scriptId: 1, version: -1 }, options: { name: 'by_script', unique: true } },
];

/** The folder holds something that cannot be run: every problem with file, line and what to do. */
export class ScriptsRefusedError extends Error {
  readonly code = 'scripts.refused';
}

const PHRASES_FILE = 'phrases.yaml';

/**
 * Reads and checks every script of the folder, stores what is new as immutable versions, and returns a library with all
 * versions ever stored: a conversation goes on with the version it began with (FL-12).
 * @throws ScriptsRefusedError when anything in the folder is wrong; nothing is stored then.
 */
export async function publishScripts(deps: {
  mongo: Mongo;
  clock: Clock;
  folder: string;
  shop: (shopId: string) => ShopFacts | undefined;
}): Promise<Library> {
  const { mongo, clock, folder } = deps;
  const versions = mongo.db.collection<ScriptVersion>('script_versions');
  const { scripts, phrases } = await readFolder(folder);
  for (const { script, file, text } of scripts) {
    const digest = createHash('sha256').update(text).digest('hex');
    await storeIfNew({ scriptId: script.id, digest, file, text, atUtc: clock.nowUtc() });
  }
  const stored = await versions.find().sort({ scriptId: 1, version: 1 }).toArray();
  const compiled = stored.map(({ file, text, version }) => ({ ...compile(file, text), version }));
  return createLibrary({ scripts: compiled, phrases, shop: deps.shop });

  /** Two processes that start together may both see the same newest version: the unique index lets one of them write. */
  async function storeIfNew(found: Omit<ScriptVersion, '_id' | 'version'>): Promise<void> {
    for (;;) {
      const newest = await versions.find({ scriptId: found.scriptId }).sort({ version: -1 }).limit(1).next();
      if (newest?.digest === found.digest) return;
      const version = (newest?.version ?? 0) + 1;
      try {
        await versions.insertOne({ _id: `${found.scriptId}@${version}`, version, ...found });
        return;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    }
  }
}

async function readFolder(folder: string) {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  const problems: string[] = [];
  const scripts: { script: CompiledScript; file: string; text: string }[] = [];
  let phrases: ReturnType<typeof loadPhrases>['phrases'] = null;
  for (const name of names) {
    const file = join(basename(folder), name);
    const text = await readFile(join(folder, name), 'utf8');
    const loaded = name === PHRASES_FILE ? loadPhrases(file, text) : loadScript(file, text);
    problems.push(...loaded.problems.map(formatProblem));
    if ('phrases' in loaded) phrases = loaded.phrases;
    else if (loaded.script) scripts.push({ script: loaded.script, file, text });
  }
  if (!phrases && problems.length === 0) problems.push(`${join(basename(folder), PHRASES_FILE)} is missing`);
  if (problems.length === 0 && phrases)
    problems.push(
      ...checkTogether(
        scripts.map(({ script }) => script),
        phrases,
      ),
    );
  if (problems.length > 0 || !phrases)
    throw new ScriptsRefusedError(`The scripts cannot be published:\n  ${problems.join('\n  ')}`);
  return { scripts, phrases };
}

function compile(file: string, text: string): CompiledScript {
  const { script, problems } = loadScript(file, text);
  if (!script)
    throw new ScriptsRefusedError(
      `A stored script can no longer be read:\n  ${problems.map(formatProblem).join('\n  ')}`,
    );
  return script;
}
