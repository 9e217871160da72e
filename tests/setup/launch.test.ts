import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  endAll,
  gone,
  isRunning,
  runScript,
  scriptPath,
  temporaryFolder,
  watch,
  type Watched,
} from './support/processes.js';

const PATIENT_MS = 60_000;

describe('launching the app', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(async () => {
    await endAll();
    folder.remove();
  });

  const launch = (manner: string, patienceMs = PATIENT_MS): Watched =>
    runScript('fixture-launch.js', [folder.path, manner, String(patienceMs)]);
  const pidOf = async (watched: Watched, who: 'app' | 'database'): Promise<number> =>
    Number((await watched.says(new RegExp(`${who}: pid (\\d+)`)))[1]);

  it('ends with the exit code of the app and leaves no database behind', async () => {
    const launched = launch('exit-7');
    const database = await pidOf(launched, 'database');

    expect(await launched.ended).toBe(7);
    expect(isRunning(database)).toBe(false);
  });

  it('stops the app in order first and the database after it', async () => {
    const launched = launch('orderly');
    const database = await pidOf(launched, 'database');
    await pidOf(launched, 'app');

    launched.signal('SIGINT');

    expect(await launched.ended).toBe(0);
    expect(launched.output()).toContain('app: the database still answers');
    expect(isRunning(database)).toBe(false);
  });

  it('takes the same Ctrl-C from the terminal and again from npm as one', async () => {
    const launched = launch('orderly');
    await pidOf(launched, 'app');

    launched.signal('SIGINT');
    launched.signal('SIGTERM');

    expect(await launched.ended).toBe(0);
    expect(launched.output().match(/app: got/g)).toHaveLength(1);
  });

  it('ends everything at once on a second Ctrl-C', async () => {
    const launched = launch('stubborn');
    const [database, app] = [await pidOf(launched, 'database'), await pidOf(launched, 'app')];

    launched.signal('SIGINT');
    await launched.says(/app: got SIGINT 1/);
    // No longer than there is anything to end: whoever is about to exit no longer listens.
    const pressing = setInterval(() => isRunning(app) && launched.signal('SIGINT'), 50);
    const code = await launched.ended;
    clearInterval(pressing);

    expect(code).toBe(130);
    expect([isRunning(app), isRunning(database)]).toEqual([false, false]);
    expect(launched.output()).not.toContain('app: got SIGINT 2');
  });

  it('ends an app that does not stop in time', async () => {
    const launched = launch('stubborn', 200);
    await pidOf(launched, 'app');

    launched.signal('SIGTERM');

    expect(await launched.ended).toBe(137);
    expect(launched.output()).toContain('did not stop within 0.2 s');
  });

  it('takes the app and the database along when it is killed itself', async () => {
    const launched = launch('orderly');
    const [database, app] = [await pidOf(launched, 'database'), await pidOf(launched, 'app')];

    launched.signal('SIGKILL');

    await gone(app);
    await gone(database);
    expect(launched.output()).not.toContain('database has ended unexpectedly');
  });

  it('stops in order when the shell that npm runs it in is ended', async () => {
    const command = [process.execPath, scriptPath('fixture-launch.js'), folder.path, 'orderly', String(PATIENT_MS)];
    // The second command keeps the shell from becoming the first.
    const shell = watch('sh', ['-c', `${command.join(' ')}; true`], { ...process.env, npm_lifecycle_event: 'start' });
    const [database, app] = [await pidOf(shell, 'database'), await pidOf(shell, 'app')];

    shell.signal('SIGTERM');

    await shell.says(/app: the database still answers/);
    await shell.ended;
    expect([isRunning(app), isRunning(database)]).toEqual([false, false]);
  });

  it('stops the app and says so when the database ends by itself', async () => {
    const launched = launch('orderly');
    const database = await pidOf(launched, 'database');
    await pidOf(launched, 'app');

    process.kill(database, 'SIGKILL');

    expect(await launched.ended).toBe(1);
    expect(launched.output()).toContain('The database has ended unexpectedly');
  });
});
