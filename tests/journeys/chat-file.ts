import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseChat, type RecordedChat } from '../../src/flow/chats/index.js';

export { firstUnheard, parseChat, type ChatStep, type RecordedChat } from '../../src/flow/chats/index.js';

/** Every recorded chat under a folder, in the order of their paths. */
export function readChats(folder: string): RecordedChat[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.chat.md'))
    .sort()
    .map((name) => parseChat(relative(process.cwd(), join(folder, name)), readFileSync(join(folder, name), 'utf8')));
}
