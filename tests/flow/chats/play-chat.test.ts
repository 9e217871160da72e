import { describe, expect, it } from '@jest/globals';
import { playChat } from '../../../src/flow/chats/index.js';
import { CUSTOMER_CHANNELS } from '../../../src/messaging/message.js';
import { readChats } from '../../journeys/chat-file.js';
import { testLibrary } from '../support/scripts.js';

const chats = readChats('flows');
const runs = chats.flatMap((chat) =>
  CUSTOMER_CHANNELS.filter((channel) => chat.on?.includes(channel) ?? true).map((channel) => ({
    chat,
    channel,
    title: chat.title,
  })),
);

describe('a recorded chat, played through the engine alone', () => {
  it.each(runs)('passes as a whole on $channel: $title', ({ chat, channel }) => {
    const { result, at = null } = playChat(testLibrary(), chat, channel);

    expect({ result, at }).toEqual({ result: 'passed', at: null });
  });
});
