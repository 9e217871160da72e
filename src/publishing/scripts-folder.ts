import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { checkTogether, formatProblem, type CompiledScript, type TextLoader } from '../flow/index.js';
import { parseChat, type RecordedChat } from '../flow/chats/index.js';
import { PHRASES_ID } from './publishing.model.js';
import { ScriptsRefusedError } from './version-store.js';

const PHRASES_FILE = 'phrases.yaml';

export interface FolderFile {
  readonly scriptId: string;
  readonly file: string;
  readonly text: string;
}

/**
 * Every script of the folder and the phrases, read and checked together.
 * @throws ScriptsRefusedError when anything in the folder is wrong.
 */
export async function readScripts(folder: string, { loadPhrases, loadScript }: TextLoader): Promise<FolderFile[]> {
  const problems: string[] = [];
  const found: FolderFile[] = [];
  const scripts: CompiledScript[] = [];
  let phrases: ReturnType<typeof loadPhrases>['phrases'] = null;
  for (const name of await namesIn(folder, '.yaml')) {
    const file = join(basename(folder), name);
    const text = await readFile(join(folder, name), 'utf8');
    const loaded = name === PHRASES_FILE ? loadPhrases(file, text) : loadScript(file, text);
    problems.push(...loaded.problems.map(formatProblem));
    if ('phrases' in loaded) {
      phrases = loaded.phrases;
      found.push({ scriptId: PHRASES_ID, file, text });
    } else if (loaded.script) {
      scripts.push(loaded.script);
      found.push({ scriptId: loaded.script.id, file, text });
    }
  }
  if (!phrases && problems.length === 0) problems.push(`${join(basename(folder), PHRASES_FILE)} is missing`);
  if (phrases && problems.length === 0) problems.push(...checkTogether(scripts, phrases));
  if (problems.length > 0)
    throw new ScriptsRefusedError(`The scripts cannot be published:\n  ${problems.join('\n  ')}`);
  return found;
}

/** Every recorded chat of the folder, in the order of their paths. @throws Error naming file and line of what cannot be read. */
export async function readChats(folder: string): Promise<RecordedChat[]> {
  // Scripts without recorded chats are poorer, not wrong.
  const names = existsSync(folder) ? await namesIn(folder, '.chat.md') : [];
  return Promise.all(
    names.map(async (name) => parseChat(join(basename(folder), name), await readFile(join(folder, name), 'utf8'))),
  );
}

async function namesIn(folder: string, ending: string): Promise<string[]> {
  const files = await readdir(folder, { recursive: true, encoding: 'utf8' });
  return files.filter((name) => name.endsWith(ending)).sort();
}
