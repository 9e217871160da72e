import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { findOnPath, findProgram, isExecutable, lastLine, run } from './ways.js';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const MAC_CHROME = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** @typedef {import('./index.d.ts').Way<{ readonly path: string }>} ChromiumWay */

/** @type {ChromiumWay} */
const named = {
  name: 'CHROMIUM_PATH',
  async find({ env }) {
    const path = env['CHROMIUM_PATH'];
    if (!path) return null;
    return isExecutable(path) ? { path } : `${path} is not a program; correct or unset it`;
  },
};

/** @type {ChromiumWay} */
const onPath = {
  name: 'Chromium on the PATH',
  async find({ env }) {
    const path = findOnPath(NAMES, env) ?? (isExecutable(MAC_CHROME) ? MAC_CHROME : null);
    return path ? { path } : 'there is none; on Debian or Ubuntu: apt-get install chromium';
  },
};

/** @type {ChromiumWay} */
const playwrights = {
  name: "Playwright's own download",
  async find({ env, say }) {
    const { chromium } = await import('playwright-core');
    const path = chromium.executablePath();
    if (existsSync(path)) return { path };
    say('Downloading Chromium for the browser tests, once …');
    const cli = join(dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')), 'cli.js');
    const bounded = { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '5000', ...env };
    const fetched = await run(process.execPath, [cli, 'install', 'chromium', '--no-shell'], {
      env: bounded,
      timeoutMs: 300_000,
    });
    if (fetched.code === 0 && existsSync(path)) return { path };
    const reason = /(?:getaddrinfo|connect) E[A-Z_]+\S*.*|timed out after.*/.exec(fetched.output)?.[0];
    return `failed (${reason ?? lastLine(fetched.output)}); install a Chromium, or set CHROMIUM_PATH`;
  },
};

/** @type {import('./index.d.ts').resolveChromium} */
export function resolveChromium(options) {
  return findProgram('Chromium, which the browser tests need,', [named, onPath, playwrights], options);
}
