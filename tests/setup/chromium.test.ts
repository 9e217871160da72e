import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { resolveChromium } from '../../src/setup/index.js';
import { temporaryFolder } from './support/processes.js';

describe('finding a Chromium', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder.remove());

  const program = (name: string): string => {
    const path = join(folder.path, name);
    writeFileSync(path, '#!/bin/sh\n');
    chmodSync(path, 0o755);
    return path;
  };
  const resolve = (env: Record<string, string>): Promise<string> =>
    resolveChromium({ env, say: () => undefined }).then(({ path }) => path);

  it('prefers the one that is named', async () => {
    program('chromium');
    const named = program('my-chrome');

    expect(await resolve({ CHROMIUM_PATH: named, PATH: folder.path })).toBe(named);
  });

  it('finds one on the PATH, also when the named one is missing', async () => {
    const path = program('google-chrome');
    const given = { PATH: `/nowhere:${folder.path}`, CHROMIUM_PATH: join(folder.path, 'missing') };

    expect(await resolve(given)).toBe(path);
  });

  it('takes neither a folder nor a file that cannot be run for a program', async () => {
    const chrome = program('chrome');
    mkdirSync(join(folder.path, 'chromium'));
    writeFileSync(join(folder.path, 'google-chrome'), '');

    expect(await resolve({ PATH: folder.path })).toBe(chrome);
  });
});
