import { describe, expect, it } from '@jest/globals';
import { firstUnheard, parseChat } from './chat-file.js';

describe('recorded chats', () => {
  it('reads a chat into steps with their lines', () => {
    const chat = parseChat(
      'x.chat.md',
      '# Title [FL-10]\nat: 2026-11-23T08:00\n\n> hi\n< Hello.\n< 1 Book\n~ 1 day\n! somebody pays\n',
    );
    expect(chat).toMatchObject({ title: 'Title [FL-10]', atWall: '2026-11-23T08:00' });
    expect(chat.steps).toEqual([
      { line: 4, kind: 'says', text: 'hi' },
      { line: 5, kind: 'hears', lines: ['Hello.', '1 Book'] },
      { line: 7, kind: 'passes', ms: 86_400_000 },
      { line: 8, kind: 'happens', what: 'somebody pays' },
    ]);
  });

  it('names the line it cannot read', () => {
    expect(() => parseChat('x.chat.md', '# T\nat: 2026-11-23T08:00\nhello')).toThrow('x.chat.md:3');
  });

  it.each([
    [['Hello.', '1 Book'], ['Hello.', 'Book', 'My bookings'], null],
    [['Hello … Asha'], ['Hello, see you with Asha.'], null],
    [['1 Book', 'Hello.'], ['Hello.', 'Book'], 'Hello.'],
    [['Shave'], ['Haircut'], 'Shave'],
  ])('finds %j in %j or names what is missing', (expected, heard, missing) => {
    expect(firstUnheard(expected, heard)).toBe(missing);
  });
});
