import { describe, expect, it } from '@jest/globals';
import { FREE_TO_ANSWER_MS, planReminders, type FreeTime } from '../../src/notifications/reminder.rules.js';
import { NOW_UTC, TUESDAY_14 } from './support/agreed.js';
import { ADVANCE_MS, withReminders } from './support/reminding.js';
import { HOUR_MS } from '../../src/platform/time-units.js';

const on = withReminders();

describe('planning', () => {
  it('reminds a day and two hours before [REM-01]', async () => {
    const id = await on.agree();
    expect(await on.rows()).toMatchObject([
      { _id: `${id}:24h:1`, kind: 'advance', dueAtUtc: TUESDAY_14 - ADVANCE_MS },
      { _id: `${id}:2h:1`, kind: 'soon', dueAtUtc: TUESDAY_14 - 2 * HOUR_MS },
    ]);
  });

  it('leaves out what has passed: a booking five hours ahead gets only the two-hour reminder [REM-02]', async () => {
    await on.agree(NOW_UTC + 5 * HOUR_MS);
    expect((await on.rows()).map(({ hoursBefore }) => hoursBefore)).toEqual([2]);
    expect(planReminders(NOW_UTC + 24 * HOUR_MS, NOW_UTC).map(({ hoursBefore }) => hoursBefore)).toEqual([2]);
    expect(planReminders(NOW_UTC + 24 * HOUR_MS + 1, NOW_UTC).map(({ hoursBefore }) => hoursBefore)).toEqual([24, 2]);
    expect(planReminders(NOW_UTC + 2 * HOUR_MS, NOW_UTC)).toEqual([]);
  });

  it('calls a reminder advance from a day before on, else immediate [REM-03]', () => {
    const planned = planReminders(NOW_UTC + 90 * HOUR_MS, NOW_UTC, [48, 24, 23, 1]);
    expect(planned.map(({ hoursBefore, kind }) => [hoursBefore, kind])).toEqual([
      [48, 'advance'],
      [24, 'advance'],
      [23, 'soon'],
      [1, 'soon'],
    ]);
  });

  it('plans once however often it hears of the booking [REM-08]', async () => {
    await on.agree();
    on.forgetHeard();
    await on.tell(on.reminders, on.reminders, on.reminders);
    expect(await on.rows()).toHaveLength(2);
  });

  it('sets an alarm for each exact moment', async () => {
    const rung: number[] = [];
    const ringing = on.another({ ringAt: async (whenUtc) => void rung.push(whenUtc) });
    await on.book();
    await on.tell(ringing);
    expect(rung).toEqual([TUESDAY_14 - ADVANCE_MS, TUESDAY_14 - 2 * HOUR_MS]);
    expect(await on.reminders.nextDueUtc()).toBe(TUESDAY_14 - ADVANCE_MS);
  });
});

describe('the answers a reminder offers', () => {
  /** The local day begins at midnight UTC here. */
  const dayStartUtc = (atUtc: number): number => Math.floor(atUtc / (24 * HOUR_MS)) * 24 * HOUR_MS;
  const free = (untilUtc: number): FreeTime => ({ untilUtc, dayStartUtc });
  const ringsBefore = (startsAtUtc: number, freeHours: number, hours = 24): number => {
    const [planned] = planReminders(startsAtUtc, NOW_UTC, [hours], free(startsAtUtc - freeHours * HOUR_MS));
    return (startsAtUtc - planned!.dueAtUtc) / HOUR_MS;
  };

  it.each([
    ['the deadline is the same moment', 24, 26],
    ['the deadline is an hour later', 23, 25],
    ['the deadline is long enough after it', 22, 24],
    ['the deadline is far away', 2, 24],
    ['the deadline has passed by then: they are not free anyway', 25, 24],
    ['nothing is ever free', 72, 24],
  ])('are free for two hours when %s', (_what, freeHours, expected) => {
    expect(ringsBefore(TUESDAY_14, freeHours)).toBe(expected);
  });

  it('hold for every reminder, the one two hours before as well', () => {
    expect(ringsBefore(TUESDAY_14, 2, 2)).toBe(4);
    expect(FREE_TO_ANSWER_MS).toBe(2 * HOUR_MS);
  });

  it('never make it ring on another day, when "tomorrow" would be wrong [REM-01]', () => {
    const atOneInTheMorning = Date.parse('2026-11-24T01:00:00Z');
    expect(ringsBefore(atOneInTheMorning, 24)).toBe(25);
  });

  it('are not offered late instead: a visit agreed after that moment gets the next reminder only [REM-02]', () => {
    const startsAtUtc = NOW_UTC + 25 * HOUR_MS;
    const planned = planReminders(startsAtUtc, NOW_UTC, [24, 2], free(startsAtUtc - 24 * HOUR_MS));
    expect(planned.map(({ hoursBefore }) => hoursBefore)).toEqual([2]);
  });

  it('can be given for a while in the chat: the move is still free an hour after the reminder', async () => {
    const id = await on.agree();
    on.clock.set(TUESDAY_14 - ADVANCE_MS);
    await on.reminders.ringDue();
    on.clock.advance(HOUR_MS);
    const holdId = await on.hold(TUESDAY_14 + 2 * HOUR_MS, id);
    expect(await on.move(id, holdId)).toBe('moved');
  });
});
