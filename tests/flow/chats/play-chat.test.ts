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
  it.each(runs)('$channel: $title', ({ chat, channel }) => {
    const { result, at } = playChat(testLibrary(), chat, channel);

    expect({ result: result === 'failed' ? 'failed' : 'well', at: result === 'failed' ? at : null }).toEqual({
      result: 'well',
      at: null,
    });
  });
});
