import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SetupError, checkNodeVersion, installDependencies, isInstalled } from '../../src/setup/index.js';
import { temporaryFolder } from './support/processes.js';

describe('installing what is missing', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let root: string;
  beforeEach(() => {
    folder = temporaryFolder();
    root = folder.path;
  });
  afterEach(() => folder.remove());

  const write = (path: string, content: object): void => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), JSON.stringify(content));
  };
  const one = { version: '1.0.0', integrity: 'sha512-one' };

  it.each<[string, object | null, boolean]>([
    ['nothing is installed', null, false],
    ['everything is', { 'node_modules/one': one }, true],
    ['a package is missing', {}, false],
    ['a version differs', { 'node_modules/one': { ...one, version: '1.0.1' } }, false],
    ['the content differs', { 'node_modules/one': { ...one, integrity: 'sha512-other' } }, false],
  ])('knows when %s', (_what, installed, expected) => {
    write('package-lock.json', {
      packages: { '': {}, 'node_modules/one': one, 'node_modules/for-another-machine': { ...one, optional: true } },
    });
    if (installed) write('node_modules/.package-lock.json', { packages: installed });

    expect(isInstalled({ root })).toBe(expected);
  });

  it('installs by the lock file, once, and again after the lock file has changed', async () => {
    const said: string[] = [];
    const install = (): Promise<void> =>
      installDependencies({ root, env: process.env, say: (line) => void said.push(line) });
    write('left/package.json', { name: 'left', version: '1.0.0' });
    write('package.json', { name: 'project', version: '1.0.0', dependencies: { left: 'file:left' } });
    execFileSync('npm', ['install', '--package-lock-only', '--offline'], { cwd: root, stdio: 'ignore' });

    await install();
    expect(existsSync(join(root, 'node_modules/left/package.json'))).toBe(true);
    expect(said).toHaveLength(2);

    await install();
    expect(said).toHaveLength(2);

    const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
    writeFileSync(join(root, 'package-lock.json'), lock.replaceAll('"1.0.0"', '"1.0.1"'));
    write('left/package.json', { name: 'left', version: '1.0.1' });
    await install();
    expect(said).toHaveLength(4);
  });

  it('says what to do when the packages cannot be installed', async () => {
    write('package.json', { name: 'project', version: '1.0.0', dependencies: { left: 'file:left' } });
    write('package-lock.json', { packages: { '': {}, 'node_modules/left': { version: '9.9.9' } } });

    await expect(installDependencies({ root, env: process.env, say: () => undefined })).rejects.toThrow(
      /could not be installed.*try again/,
    );
    rmSync(join(root, 'package-lock.json'));
    expect(() => isInstalled({ root })).toThrow(SetupError);
  });

  it.each<[string, boolean]>([
    ['18.20.4', false],
    ['20.18.1', false],
    ['20.19.0', true],
    ['22.1.0', true],
  ])('asks for a newer Node where it must: %s', (version, good) => {
    write('package.json', { engines: { node: '>=20.19' } });
    const check = (): void => checkNodeVersion({ root }, version);

    if (good) expect(check).not.toThrow();
    else expect(check).toThrow(`This is Node ${version}; 20.19 or newer is needed`);
  });
});
