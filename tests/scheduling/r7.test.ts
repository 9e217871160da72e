import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { formatWhen } from '../../src/messaging/format.js';
import { buildChildProgram, type ChildProgram } from '../support/child-program.js';
import { seedOf } from './support/random.js';

interface Report {
  readonly compared: number;
  readonly digest: number;
  readonly differences: readonly string[];
}

const run = promisify(execFile);

let program: ChildProgram;
beforeAll(async () => {
  program = await buildChildProgram(new URL('./support/r7-worker.ts', import.meta.url));
});
afterAll(() => program.remove());

async function compareIn(hostZone: string, seed: number, ...flags: string[]): Promise<Report> {
  const env = { ...process.env, TZ: hostZone, NODE_OPTIONS: '' };
  const { stdout } = await run(process.execPath, [program.path, String(seed), ...flags], { env });
  return JSON.parse(stdout) as Report;
}

describe('clock changes', () => {
  const seed = seedOf('r7');

  it('in 17 zones, both changes: no difference from the oracle, the same in a server of any zone [AV-23] [DF-07]', async () => {
    const reports = await Promise.all(
      ['UTC', 'America/New_York', 'Pacific/Chatham'].map((hostZone) => compareIn(hostZone, seed)),
    );
    for (const report of reports) expect(report.differences).toEqual([]);
    expect(reports[0]!.compared).toBe(204);
    expect(new Set(reports.map(({ digest }) => digest)).size).toBe(1);
  }, 60_000);

  it("are noticed when the server's own zone slips in", async () => {
    const report = await compareIn('America/New_York', seed, '--host-time');
    expect(report.differences.length).toBeGreaterThan(100);
  }, 60_000);

  it('tell the doubled hour apart in words [AV-23]', () => {
    const texts = ['2026-10-25T00:30Z', '2026-10-25T01:30Z', '2026-10-25T02:30Z'].map((at) =>
      formatWhen(Date.parse(at), 'Europe/London', 'en'),
    );
    expect(texts).toEqual(['Sun 25 Oct 1:30 BST', 'Sun 25 Oct 1:30 GMT', 'Sun 25 Oct 2:30']);
  });
});
