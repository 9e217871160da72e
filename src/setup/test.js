import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveChromium } from './chromium.js';
import { checkNodeVersion, installDependencies } from './dependencies.js';
import { runCommand, say } from './entry.js';
import { launch } from './launch.js';
import { resolveMongodBinary } from './mongod.js';
import { projectRoot as root } from './program.js';
import { summarise } from './summary.js';
import { SetupError } from './ways.js';

const args = process.argv.slice(2);

/** Runs the suite; the last line is `N passed, N failed` whatever happened before it. */
await runCommand(async () => {
  checkNodeVersion({ root });
  await installDependencies({ root, env: process.env, say });
  const env = { ...process.env, ...(await findServer()), ...(await findBrowser()), NODE_OPTIONS: nodeOptions() };
  const folder = mkdtempSync(join(tmpdir(), 'parley-test-'));
  const outputFile = join(folder, 'report.json');
  try {
    const code = await launch({
      command: process.execPath,
      args: ['node_modules/jest/bin/jest.js', '--json', `--outputFile=${outputFile}`, ...args],
      cwd: root,
      env,
      say,
      // Its own set-up starts the server: also when jest is run without this script.
      bringDatabase: async () => null,
    });
    const report = readReport(outputFile, code);
    if (report.numPendingTests > 0) say(`${report.numPendingTests} skipped`);
    say(summarise(report));
    return code;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, '0 passed, 1 failed');

function nodeOptions() {
  return [process.env['NODE_OPTIONS'], '--experimental-vm-modules', '--disable-warning=ExperimentalWarning']
    .filter(Boolean)
    .join(' ');
}

async function findServer() {
  if (process.env['MONGODB_TEST_URI']) return {};
  const { path } = await resolveMongodBinary({ env: process.env, say });
  return { MONGOMS_SYSTEM_BINARY: path };
}

/** Looked for only when browser tests may run; without one they fail and say why, the others still run. */
async function findBrowser() {
  if (args.length > 0 && !args.some((arg) => arg.includes('browser'))) return {};
  try {
    const { path } = await resolveChromium({ env: process.env, say });
    return { CHROMIUM_PATH: path };
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    return {};
  }
}

/**
 * @param {string} path
 * @param {number} code
 */
function readReport(path, code) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // Jest ended before any test: a wrong argument, a failed set-up or an interruption.
    return { numPassedTests: 0, numFailedTests: code === 0 ? 0 : 1, numRuntimeErrorTestSuites: 0, numPendingTests: 0 };
  }
}
