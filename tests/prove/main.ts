import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runSchemathesis } from './schemathesis.js';

/** `npm run prove`: the full profile of every reliability test that has one. `npm test` runs their short profiles. */
const PROOFS = [
  { id: 'R1', what: 'killed at random moments and between every two effects', path: 'tests/faults/r1' },
  { id: 'R2', what: 'a thousand people for ten times', path: 'tests/booking/r2' },
  { id: 'R3', what: 'gateway events twice, late and shuffled', path: 'tests/payments/event-orders' },
  { id: 'R6', what: 'the connection cut before and after every command', path: 'tests/faults/r6' },
  { id: 'R7', what: 'zones and clock changes', path: 'tests/scheduling/r7' },
  { id: 'R7', what: 'reminders around clock changes and jumps', path: 'tests/notifications/reminder-clocks' },
  { id: 'R8 R9', what: 'forged and mutated webhooks', path: 'tests/adapters' },
  { id: 'R8', what: 'mutated requests to the API', path: 'tests/api/mutated' },
  { id: 'R13', what: 'random histories of holds, payments and refunds', path: 'tests/payments/histories' },
  { id: 'CHATS', what: 'every recorded chat on every channel', path: 'tests/journeys/chats-' },
  { id: 'LOOKS', what: 'the panel at every width and colour scheme', path: 'tests/browser/panel' },
  { id: 'MODEL', what: 'a hundred thousand acts against a model of the books', path: 'tests/model' },
];

interface JestResult {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
}

const wanted = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'parley-prove-'));
let failed = 0;
for (const { id, what, path } of PROOFS) {
  if (wanted.length > 0 && !wanted.some((one) => id.split(' ').includes(one))) continue;
  const output = join(folder, `${id.replace(' ', '-')}.json`);
  const startedMs = performance.now();
  await runJest(path, output);
  const result = JSON.parse(readFileSync(output, 'utf8')) as JestResult;
  failed += result.numFailedTests;
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  console.log(
    `${id.padEnd(6)} ${what.padEnd(55)} ${result.numPassedTests} passed, ${result.numFailedTests} failed, ${seconds} s`,
  );
}
if (wanted.length === 0 || wanted.includes('API')) failed += await proveApi();
rmSync(folder, { recursive: true });
process.exit(failed === 0 ? 0 : 1);

/** The document of the API against the service that serves it. */
async function proveApi(): Promise<number> {
  const startedMs = performance.now();
  const seed = Number(process.env['PARLEY_SEED'] ?? Math.floor(performance.timeOrigin) % 2_147_483_647);
  process.env['MONGODB_TEST_URI'] ??= process.env['MONGODB_URI'];
  const result = await runSchemathesis(seed);
  const what = 'API    Schemathesis against the document'.padEnd(62);
  if (result.kind === 'unavailable') {
    console.log(`${what} not run: ${result.reason}`);
    return 0;
  }
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  if (!result.isGood) console.log(result.output);
  const [passed, broken] = result.isGood ? [1, 0] : [0, 1];
  console.log(`${what} ${passed} passed, ${broken} failed, ${seconds} s, seed ${seed}`);
  return broken;
}

function runJest(path: string, output: string): Promise<void> {
  const args = ['node_modules/jest/bin/jest.js', '--json', `--outputFile=${output}`, path];
  const env = {
    ...process.env,
    PARLEY_PROFILE: 'full',
    NODE_OPTIONS: '--experimental-vm-modules --no-warnings',
    MONGODB_TEST_URI: process.env['MONGODB_URI'],
  };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('error', reject);
    child.on('exit', () => resolve());
  });
}
