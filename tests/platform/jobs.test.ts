import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createMovableClock, systemClock } from '../../src/platform/clock.js';
import { createJobs, type Jobs, type JobsDeps } from '../../src/platform/jobs.js';
import { createLog } from '../../src/platform/log.js';
import { openTestDatabase } from '../support/database.js';

let database: Awaited<ReturnType<typeof openTestDatabase>>;
const started: Jobs[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.drop());
beforeEach(() => database.db.collection('jobs').deleteMany({}));
afterEach(async () => {
  await Promise.all(started.splice(0).map((jobs) => jobs.stop()));
});

function make(overrides: Partial<JobsDeps> = {}): Jobs {
  const jobs = createJobs({
    mongo: database,
    clock: systemClock,
    log: createLog('silent'),
    processEveryMs: 50,
    lockLifetimeMs: 800,
    ...overrides,
  });
  started.push(jobs);
  return jobs;
}

/** Something that is waited for, and how often it came. */
function bell<T = unknown>() {
  const rung: T[] = [];
  let wake: () => void = () => undefined;
  return {
    rung,
    ring: async (data: T): Promise<void> => {
      rung.push(data);
      wake();
    },
    times: async (count: number): Promise<void> => {
      while (rung.length < count) await new Promise<void>((resolve) => (wake = resolve));
    },
  };
}

const nothing = z.object({});
const visit = z.object({ visit: z.string() });

describe('alarms', () => {
  it('ring once at their moment with their data, however often they were set', async () => {
    const jobs = make();
    const { ring, rung, times } = bell<{ visit: string }>();
    jobs.define('visit.due', visit, ring);
    await jobs.start();
    const whenUtc = systemClock.nowUtc() + 100;
    await Promise.all([1, 2, 3].map(() => jobs.at('visit.due', whenUtc, { visit: 'b1' })));
    await jobs.at('visit.due', whenUtc + 50, { visit: 'b2' });
    await times(2);
    expect(rung).toEqual([{ visit: 'b1' }, { visit: 'b2' }]);
  });

  it('keep by our clock, not by the wall', async () => {
    const clock = createMovableClock(Date.parse('2030-01-01T00:00:00Z'));
    const jobs = make({ clock });
    const { ring, times } = bell();
    jobs.define('visit.due', visit, ring);
    await jobs.start();
    await jobs.at('visit.due', clock.nowUtc() + 60, { visit: 'b1' });
    await times(1);
  });

  it('ring again and again when they recur, and at once when the clock is moved', async () => {
    const clock = createMovableClock(Date.parse('2026-11-21T08:00:00Z'));
    const jobs = make({ clock });
    const often = bell();
    const seldom = bell();
    jobs.define('often', nothing, often.ring);
    jobs.define('seldom', nothing, seldom.ring);
    jobs.every('often', 100);
    jobs.every('seldom', 3_600_000);
    await jobs.start();
    await often.times(2);
    expect(seldom.rung).toEqual([]);
    clock.advance(86_400_000);
    await seldom.times(1);
  });

  it('are planted once by however many processes start at once', async () => {
    const all = [make(), make(), make()];
    for (const jobs of all) {
      jobs.define('sweep', nothing, async () => undefined);
      jobs.every('sweep', 3_600_000);
    }
    await Promise.all(all.map((jobs) => jobs.start()));
    expect(await database.db.collection('jobs').countDocuments({ 'data.job': 'sweep' })).toBe(1);
  });

  it('take a new interval from the next start on', async () => {
    for (const intervalMs of [3_600_000, 60_000]) {
      const jobs = make();
      jobs.define('sweep', nothing, async () => undefined);
      jobs.every('sweep', intervalMs);
      await jobs.start();
      await jobs.stop();
    }
    const stored = await database.db.collection('jobs').find({ 'data.job': 'sweep' }).toArray();
    expect(stored.map(({ repeatInterval }): unknown => repeatInterval)).toEqual([60_000]);
  });

  it('go on ringing after one of them failed', async () => {
    const jobs = make();
    const { ring, times } = bell();
    let fails = 1;
    jobs.define('shaky', nothing, async (data) => {
      await ring(data);
      if (fails-- > 0) throw new Error('this one fails');
    });
    jobs.every('shaky', 100);
    await jobs.start();
    await times(2);
  });
});

describe('a start', () => {
  it('fails when a job has two handlers', () => {
    const jobs = make();
    jobs.define('sweep', nothing, async () => undefined);
    expect(() => jobs.define('sweep', nothing, async () => undefined)).toThrow(
      expect.objectContaining({ code: 'job.doubled' }),
    );
  });

  it('fails when a recurring alarm has no handler', async () => {
    const jobs = make();
    jobs.every('sweep', 1_000);
    await expect(jobs.start()).rejects.toMatchObject({ code: 'job.missing' });
  });

  it('fails when a stored alarm has no handler any more', async () => {
    const before = make();
    before.define('old.sweep', visit, async () => undefined);
    await before.start();
    await before.at('old.sweep', systemClock.nowUtc() + 3_600_000, { visit: 'b1' });
    await before.stop();
    await expect(make().start()).rejects.toMatchObject({ code: 'job.missing' });
  });

  it('and a stop may come twice, and a stop waits for what is running', async () => {
    const jobs = make();
    let isDone = false;
    let begun: () => void = () => undefined;
    const began = new Promise<void>((resolve) => (begun = resolve));
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    jobs.define('slow', nothing, async () => {
      begun();
      await finished;
      isDone = true;
    });
    jobs.every('slow', 100);
    await Promise.all([jobs.start(), jobs.start()]);
    await began;
    const stopped = Promise.all([jobs.stop(), jobs.stop()]);
    finish();
    await stopped;
    expect(isDone).toBe(true);
  });
});
