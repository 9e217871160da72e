import { expect, it } from '@jest/globals';
import type { ChannelId } from '../../src/messaging/message.js';
import { firstUnheard, readChats, type ChatStep, type RecordedChat } from './chat-file.js';
import { englishIn } from './english-words.js';
import { profile } from '../support/profile.js';
import { openHouse, type House } from './house.js';
import { happen } from './outside.js';
import type { Person } from './person.js';

const chats = readChats('flows');

/** Plays one recorded chat on one channel: through the stand-in, the SDK, the adapter, the house and all the way back. */
async function play(chat: RecordedChat, house: House, person: Person): Promise<void> {
  let heard: readonly string[] = [];
  let saidLast: readonly string[] = [];
  for (const step of chat.steps) {
    const said = await take(step, house, person, saidLast).catch((cause: unknown) => {
      throw new Error(`${chat.file}:${step.line} (${person.channel})`, { cause });
    });
    const english = chat.language === null ? [] : englishIn(said, chat.language);
    if (english.length > 0)
      throw new Error(
        `${chat.file}:${step.line} (${person.channel}): English (${english.join(' ')}): ${said.join('\n')}`,
      );
    if (step.kind !== 'hears') {
      saidLast = said;
      heard = step.kind === 'says' ? said : [...heard, ...said];
      continue;
    }
    const missing = firstUnheard(step.lines, heard);
    if (missing !== null)
      throw new Error(
        `${chat.file}:${step.line} (${person.channel}): "${missing}" was not heard. Heard:\n${heard.join('\n')}`,
      );
    heard = [];
  }
}

async function take(
  step: ChatStep,
  house: House,
  person: Person,
  saidLast: readonly string[],
): Promise<readonly string[]> {
  switch (step.kind) {
    case 'says':
      await person.says(step.text);
      break;
    case 'passes':
      await house.pass(step.ms);
      break;
    case 'happens': {
      const seen = await happen(step.what, house, person, saidLast);
      return [...(await person.heard()), ...seen];
    }
    case 'hears':
      return [];
  }
  return person.heard();
}

const CHANNELS: readonly ChannelId[] = ['sms', 'whatsapp', 'telegram', 'webchat'];

/** What the product is for: played on every channel for every change. */
const CORE = [
  ...['book', 'returning', 'lost-race', 'pay', 'late-pay', 'late-pay-gone', 'unpaid', 'move', 'drop'],
  ...['reminder', 'reminder-move', 'stop', 'resume', 'switch-language', 'two-services'],
];

/**
 * Where a chat is played for a change; everywhere with `npm run prove`. The core: wherever it may be. The salon's others in
 * English: by SMS and on one more channel in turn. Those of other languages and trades differ in their words, not in how they
 * are carried: on one channel each, so that every folder meets them all.
 *
 * @param turn its place in its folder.
 */
function channelsOf({ on, file }: RecordedChat, turn: number): readonly ChannelId[] {
  const allowed = CHANNELS.filter((one) => on?.includes(one) ?? true);
  const [, name] = /^flows\/chats\/([^/]+)\.chat\.md$/.exec(file) ?? [];
  if (name !== undefined && CORE.includes(name)) return allowed;
  const others = allowed.filter((one) => one !== 'sms');
  const inTurn = name === undefined || others.length === 0 ? allowed : others;
  const one = inTurn[turn % inTurn.length]!;
  const short = allowed.filter((channel) => channel === one || (name !== undefined && channel === 'sms'));
  return profile({ short, full: allowed });
}

const folderOf = (file: string): string => file.slice(0, file.lastIndexOf('/'));

function turnIn(chat: RecordedChat): number {
  return chats.filter(({ file }) => folderOf(file) === folderOf(chat.file)).indexOf(chat);
}

/** Tests for the recorded chats of one channel. A file a channel, so that they are played side by side. */
export function playEveryChat(channel: ChannelId): void {
  const runs = chats
    .filter((chat) => channelsOf(chat, turnIn(chat)).includes(channel))
    .map((chat) => ({ chat, channel, name: chat.title }));

  it('is read from the folder of the scripts', () => expect(runs.length).toBeGreaterThanOrEqual(12));

  it.each(runs)('$channel: $name', async ({ chat }) => {
    const house = await openHouse(chat.atWall, chat.shop === null ? {} : { shopId: chat.shop });
    try {
      await play(chat, house, house.person(channel));
      expect(house.problems()).toEqual([]);
    } finally {
      await house.stop();
    }
  });
}
