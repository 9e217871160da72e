import { describe, expect, it } from '@jest/globals';
import { createChat } from './support/chat.js';

describe('a question for a time or a day', () => {
  it('says whose free days a calendar may show, and which step of how many it is [AV-29]', () => {
    const chat = createChat({ channel: 'webchat' });
    for (const said of ['hi', '1', '1']) chat.says(said);
    expect(chat.messages.at(-1)).toMatchObject({ wants: 'time', dayOf: { personId: null, movingBookingId: null } });
    chat.says('another day');
    const day = chat.messages.at(-1)!;
    expect(day).toMatchObject({ wants: 'day', dayOf: { serviceId: expect.any(String) } });
    chat.says('tomorrow');
    expect(chat.messages.at(-1)!.wants).toBe('time');
    chat.says('1');
    expect(chat.messages.at(-1)).not.toHaveProperty('wants');
    expect(chat.messages.at(-1)).not.toHaveProperty('dayOf');
  });
});
