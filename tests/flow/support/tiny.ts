import { formatProblem, loadScript } from '../../../src/flow/index.js';
import { createChat, type Chat } from './chat.js';
import { loaded, testLibrary } from './scripts.js';
import type { ChannelId } from '../../../src/messaging/message.js';

/** A script of these blocks, which begins at the first of them. */
export function scriptOf(blocks: string, head = ''): string {
  const start = /^ {2}([a-z][A-Za-z0-9-]*):/m.exec(blocks)?.[1] ?? '';
  return `id: tiny\nlanguages: [en]\nstart: ${start}\n${head}\nblocks:\n${blocks}\n`;
}

/** A chat in which that script is the shop's, begun by a greeting. @param beside further scripts, whole. */
export function chatIn(
  blocks: string,
  {
    channel = 'sms',
    head = '',
    beside = [],
    person = {},
  }: { channel?: ChannelId; head?: string; beside?: readonly string[]; person?: Chat['state']['person'] } = {},
): Chat {
  const scripts = [scriptOf(blocks, head), ...beside].map((text, index) => loaded(`tiny${index}.yaml`, text));
  return createChat({ library: testLibrary(scripts, { script: 'tiny' }), channel, person });
}

/** What is wrong with that script. */
export function wrongWith(blocks: string, head = ''): string {
  return loadScript('tiny.yaml', scriptOf(blocks, head)).problems.map(formatProblem).join('\n');
}
