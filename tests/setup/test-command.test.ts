import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { summarise } from '../../src/setup/index.js';
import { endAll, runScript, temporaryFolder } from './support/processes.js';

const COMMAND = resolve('src/setup/test.js');

describe('npm test', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder();
    writeFileSync(join(folder.path, 'package.json'), '{}');
    mkdirSync(join(folder.path, 'tests'));
  });
  afterEach(async () => {
    await endAll();
    folder.remove();
  });

  const suite = (name: string, body: string): void =>
    writeFileSync(join(folder.path, 'tests', `${name}.test.js`), body);
  const run = async (...args: string[]): Promise<{ code: number | null; lastLine: string | undefined }> => {
    // Not those of the run we are part of: it must look after itself.
    const { JEST_WORKER_ID: _worker, NODE_OPTIONS: _options, ...env } = process.env;
    const running = runScript(COMMAND, [`--rootDir=${folder.path}`, '--config={"transform":{}}', ...args], env);
    return { code: await running.ended, lastLine: running.output().trimEnd().split('\n').at(-1) };
  };

  it('ends with the numbers of tests and the exit code of the run', async () => {
    suite('good', `it('holds', () => {}); it('holds too', () => {});`);

    expect(await run()).toEqual({ code: 0, lastLine: '2 passed, 0 failed' });
  });

  it('counts a suite that cannot be loaded as a failure', async () => {
    suite('good', `it('holds', () => {});`);
    suite('bad', `it('does not hold', () => { throw new Error('no'); });`);
    suite('broken', `require('./nowhere.js'); it('is never seen', () => {});`);

    expect(await run()).toEqual({ code: 1, lastLine: '1 passed, 2 failed' });
  });

  it('passes its arguments on', async () => {
    suite('good', `it('holds', () => {}); it('is not asked for', () => { throw new Error('no'); });`);

    expect(await run('-t', '^holds$')).toEqual({ code: 0, lastLine: '1 passed, 0 failed' });
  });

  it('ends with a failure when nothing could be run', async () => {
    expect(await run('--no-such-option')).toEqual({ code: 1, lastLine: '0 passed, 1 failed' });
  });

  it('adds suites that could not be loaded to the tests that failed', () => {
    expect(summarise({ numPassedTests: 5, numFailedTests: 2, numRuntimeErrorTestSuites: 1 })).toBe(
      '5 passed, 3 failed',
    );
  });
});
