import { describe, expect, it } from '@jest/globals';
import { afterQuietHours } from '../../src/flow/run/timers.js';
import { createChat, type Chat } from './support/chat.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/platform/time-units.js';

/** Sat 21 Nov 10:32, asked for the time of a haircut. */
function atTime(): Chat {
  const chat = createChat();
  for (const said of ['hi', '1', '1']) chat.says(said);
  return chat;
}

describe('silence (pain 14: abandoned questions block or lose people)', () => {
  it('is met by a nudge after 15 minutes, one more, and then left alone [GP-35]', () => {
    const chat = atTime();
    expect(chat.passes(15 * MINUTE_MS - 1)).toBe('');
    expect(chat.passes(1)).toMatch(/^No hurry, I have kept all you told me\. Haircut\. When suits you\?/);
    expect(chat.passes(2 * HOUR_MS - 1)).toBe('');
    expect(chat.passes(1)).toMatch(/^I am still here when you are\. Haircut\. When suits you\?/);
    expect(chat.passes(20 * DAY_MS)).toBe('');
  });

  it('keeps every answer for 30 days and takes it up again by one digit [GP-35, FL-10]', () => {
    const chat = atTime();
    chat.passes(29 * DAY_MS);
    expect(chat.says('hello')).toMatch(/^You were booking a haircut\.\n1 Go on\n2 Start again/);
    expect(chat.says('1')).toMatch(/haircut/);
    expect(chat.state.answers).toMatchObject({ service: { name: 'Haircut' } });
  });

  it('goes on by one digit where it was after a night', () => {
    const chat = atTime();
    chat.passes(DAY_MS);
    chat.says('hello');
    expect(chat.says('1')).toMatch(/^Back to: Haircut\. When suits you\?/);
  });

  it('forgets after 30 days: the next word begins anew', () => {
    const chat = atTime();
    chat.passes(31 * DAY_MS);
    expect(chat.state.answers).toEqual({});
    expect(chat.says('hello')).toMatch(/^Willow Salon\. I can book you by text/);
  });

  it('says nothing to a person who has answered meanwhile', () => {
    const chat = atTime();
    chat.nowUtc += 15 * MINUTE_MS;
    chat.says('2');
    expect(chat.sends({ type: 'timer', id: 'silence' })).toBe('');
  });

  it('would nudge them if the timer were not put off, so the test above can fail', () => {
    const chat = atTime();
    const tm = { ...chat.state.control.tm };
    chat.nowUtc += 15 * MINUTE_MS;
    chat.says('2');
    chat.state = { ...chat.state, control: { ...chat.state.control, tm } };
    expect(chat.sends({ type: 'timer', id: 'silence' })).toMatch(/^No hurry/);
  });

  it('begins again with every answer', () => {
    const chat = atTime();
    chat.passes(10 * MINUTE_MS);
    chat.says('2');
    expect(chat.passes(10 * MINUTE_MS)).toBe('');
    expect(chat.passes(5 * MINUTE_MS)).toMatch(/^No hurry/);
  });

  it('nudges nobody between nine in the evening and eight in the morning: the nudge waits', () => {
    const chat = createChat();
    chat.nowUtc = Date.UTC(2026, 10, 21, 20, 50);
    for (const said of ['hi', '1', '1']) chat.says(said);
    expect(chat.passes(11 * HOUR_MS)).toBe('');
    expect(chat.passes(20 * MINUTE_MS)).toMatch(/^No hurry/);
    expect(chat.nowUtc).toBe(Date.UTC(2026, 10, 22, 8, 10));
  });

  it('means nothing at a menu, where nothing is under way', () => {
    const chat = createChat();
    chat.says('hi');
    expect(chat.state.control.tm).toBeUndefined();
  });

  it('says its nudges as messages that can wait, never as answers', () => {
    const chat = atTime();
    chat.passes(15 * MINUTE_MS);
    expect(chat.messages.at(-1)?.class).toBe('normal');
  });
});

describe('quiet hours', () => {
  it.each([
    ['2026-11-21T20:59:00Z', '2026-11-21T20:59:00Z'],
    ['2026-11-21T21:00:00Z', '2026-11-22T08:00:00Z'],
    ['2026-11-22T07:59:00Z', '2026-11-22T08:00:00Z'],
    ['2026-11-22T08:00:00Z', '2026-11-22T08:00:00Z'],
    // The night the clocks go forward is an hour shorter, the one they go back an hour longer.
    ['2026-03-28T22:00:00Z', '2026-03-29T07:00:00Z'],
    ['2026-10-24T20:30:00Z', '2026-10-25T08:00:00Z'],
  ])('%s in London becomes %s', (now, allowed) => {
    expect(new Date(afterQuietHours(Date.parse(now), 'Europe/London')).toISOString()).toBe(
      new Date(allowed).toISOString(),
    );
  });
});
