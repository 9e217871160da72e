import { Agenda, type Job } from 'agenda';
import { MongoBackend } from '@agendajs/mongo-backend';
import { z } from 'zod';
import { systemClock, type Clock, type MovableClock } from './clock.js';
import type { Log } from './log.js';
import { isDuplicateKey, type Mongo } from './mongo.js';

/**
 * An alarm clock, and only that (Agenda). Whether something is still true and still undone is answered by our own rows
 * when it rings: a lost, doubled or late alarm is harmless, because every handler is a sweep over such rows.
 */
export interface Jobs {
  /** @throws when the name has a handler already. */
  define<Data>(name: string, schema: z.ZodType<Data>, handler: (data: Data) => Promise<void>): void;
  /** Rings about every `intervalMs`, in one process at a time, and at once when a movable clock is moved. */
  every(name: string, intervalMs: number): void;
  /** Rings once at `whenUtc` of our clock. The same name and data again is the same alarm; `job` and `alarm` are not names for data. */
  at<Data extends Readonly<Record<string, string | number>>>(name: string, whenUtc: number, data: Data): Promise<void>;
  /** @throws JobError when an alarm that is set or stored has no handler. */
  start(): Promise<void>;
  /** Resolves when no job of this process is running. */
  idle(): Promise<void>;
  /** Lets running handlers end. May be called twice. The process may keep a timer of Agenda's for half a lock's life. */
  stop(): Promise<void>;
}

/** A recurring job as a module declares it. */
export interface JobSpec {
  readonly name: string;
  readonly everyMs: number;
  readonly run: () => Promise<void>;
}

export interface JobsDeps {
  readonly mongo: Mongo;
  readonly clock: Clock | MovableClock;
  readonly log: Log;
  readonly processEveryMs?: number;
  /** At least ten times the longest run: a job that outlives its lock runs twice. */
  readonly lockLifetimeMs?: number;
}

export class JobError extends Error {
  readonly code: 'job.missing' | 'job.doubled';
  constructor(code: JobError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** What Agenda keeps for us. `alarm` tells one alarm of a job from another. */
const alarmSchema = z.looseObject({ job: z.string(), alarm: z.string() });

interface Definition {
  readonly run: (raw: unknown) => Promise<void>;
}

const COLLECTION = 'jobs';
/** The one name Agenda knows: it asks the database once a tick for each name, whether anything is due or not. */
const ALARM = 'alarm';
const MAX_CONCURRENCY = 4;

export function createJobs(deps: JobsDeps): Jobs {
  const { clock, log } = deps;
  const definitions = new Map<string, Definition>();
  const recurring = new Map<string, number>();
  const running = new Set<Promise<void>>();
  let agenda: Agenda | undefined;
  let starting: Promise<void> | undefined;
  let stopping: Promise<void> | undefined;
  let stopListening: (() => void) | undefined;

  function known(name: string): Definition {
    const definition = definitions.get(name);
    if (!definition) throw new JobError('job.missing', `no handler is defined for the job ${name}`);
    return definition;
  }

  function tracked(work: Promise<void>): Promise<void> {
    running.add(work);
    return work.finally(() => running.delete(work));
  }

  /** Moving the clock passes by any number of due rows: every sweep is rung, wall time is not waited for. */
  function ringAll(): void {
    for (const name of recurring.keys()) {
      tracked(known(name).run({})).catch((error: unknown) =>
        log.error({ err: error, job: name }, 'a job failed; it rings again'),
      );
    }
  }

  function build(): Agenda {
    const processEveryMs = deps.processEveryMs ?? 1_000;
    const made = new Agenda({
      // The database is connected already: a backend that connects by itself fails as an unhandled rejection.
      backend: new MongoBackend({ mongo: deps.mongo.db, collection: COLLECTION }),
      processEvery: processEveryMs,
      maxConcurrency: MAX_CONCURRENCY,
      defaultConcurrency: MAX_CONCURRENCY,
      // Without limits one worker locks the whole backlog and starves the others.
      lockLimit: MAX_CONCURRENCY * 3,
      defaultLockLimit: MAX_CONCURRENCY * 3,
      defaultLockLifetime: deps.lockLifetimeMs ?? 5 * 60_000,
      removeOnComplete: true,
    });
    made.on('error', (error: Error) => log.error({ err: error }, 'the job store failed'));
    made.on('fail', (error: Error | string) => log.error({ err: error }, 'a job failed; it rings again'));
    made.define(ALARM, async ({ attrs }: Job<unknown>) => {
      const { job, alarm: _alarm, ...data } = alarmSchema.parse(attrs.data);
      await tracked(known(job).run(data));
    });
    return made;
  }

  /**
   * Not `agenda.every`: at boot it clears the lock of a run that is under way in another process. The row is inserted once
   * under an id made from its name and interval, so that neither a race nor a changed interval leaves two.
   */
  async function plant(made: Agenda, name: string, intervalMs: number): Promise<void> {
    const alarm = everyAlarm(intervalMs);
    const job = made.create<unknown>(ALARM, { job: name, alarm });
    job.repeatEvery(intervalMs, { skipImmediate: true });
    await saveOnce(job, name, alarm);
  }

  /** What rang at an interval that the job no longer has. */
  async function uproot(rows: ReturnType<typeof deps.mongo.db.collection>): Promise<void> {
    const former = [...recurring].map(([name, intervalMs]) => ({
      'data.job': name,
      'data.alarm': { $regex: '^every:', $ne: everyAlarm(intervalMs) },
    }));
    if (former.length > 0) await rows.deleteMany({ $or: former });
  }

  async function saveOnce(job: Job<unknown>, name: string, alarm: string): Promise<void> {
    job.unique({ 'data.job': name, 'data.alarm': alarm }, { insertOnly: true });
    try {
      await job.save();
    } catch (error) {
      // Another process set the same alarm in the same instant: it is set.
      if (!isDuplicateKey(error)) throw error;
    }
  }

  async function startOnce(): Promise<void> {
    const rows = deps.mongo.db.collection(COLLECTION);
    // Agenda's own `unique` is an upsert without an index: two processes could both insert.
    await rows.createIndex(
      { 'data.job': 1, 'data.alarm': 1 },
      { name: 'one_of_an_alarm', unique: true, partialFilterExpression: { 'data.alarm': { $gt: '' } } },
    );
    const stored: unknown[] = await rows.distinct('data.job', { nextRunAt: { $ne: null } });
    for (const name of [...recurring.keys(), ...stored]) known(String(name));
    agenda = build();
    await agenda.ready;
    const made = agenda;
    await Promise.all([...recurring].map(([name, intervalMs]) => plant(made, name, intervalMs)));
    await uproot(rows);
    await agenda.start();
    if ('onMove' in clock) stopListening = clock.onMove(ringAll);
  }

  return {
    define(name, schema, handler) {
      if (definitions.has(name)) throw new JobError('job.doubled', `the job ${name} has two handlers`);
      definitions.set(name, {
        run: async (raw) => {
          const parsed = schema.safeParse(raw);
          // An alarm written by an older version: said once, not repeated for ever.
          if (!parsed.success)
            return log.error(
              { job: name, issues: z.prettifyError(parsed.error) },
              'a job has unreadable data and is dropped',
            );
          await handler(parsed.data);
        },
      });
    },
    every(name, intervalMs) {
      recurring.set(name, intervalMs);
    },
    async at(name, whenUtc, data) {
      known(name);
      if (!agenda) throw new JobError('job.missing', 'alarms can be set once the jobs were started');
      // Our clock may be moved; Agenda lives by the wall.
      const wallUtc = systemClock.nowUtc() + Math.max(0, whenUtc - clock.nowUtc());
      const alarm = `${whenUtc}:${JSON.stringify(data)}`;
      const job = agenda.create<unknown>(ALARM, { ...data, job: name, alarm });
      job.schedule(new Date(wallUtc));
      await saveOnce(job, name, alarm);
    },
    start() {
      starting ??= startOnce();
      return starting;
    },
    async idle() {
      while (running.size > 0) await Promise.allSettled([...running]);
    },
    stop() {
      stopping ??= (async () => {
        stopListening?.();
        await starting?.catch(() => undefined);
        await agenda?.stop();
        // Not `agenda.drain`: it looks for the end of a one-time job before Agenda has put that job away, and never again.
        await Promise.allSettled(running);
      })();
      return stopping;
    },
  };
}

function everyAlarm(intervalMs: number): string {
  return `every:${intervalMs}`;
}
