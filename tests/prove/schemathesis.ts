import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openService } from '../api/support/service.js';

const VERSION = '4.32.5';
const FOLDER = resolve('.cache', `schemathesis-${VERSION}`);
/** Cases tried with each operation and way of trying. */
const EXAMPLES = 60;
const LIMIT_MS = 15 * 60_000;

/** Everything it can check. What it may not: that a well-formed wish can always be had, for times are taken and ids unknown. */
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'negative_data_rejection',
  'missing_required_header',
  'unsupported_method',
  'allow_header_conformance',
  'use_after_free',
  'ignored_auth',
];

export type SchemathesisResult =
  | { readonly kind: 'ran'; readonly isGood: boolean; readonly output: string }
  /** No Python, or no package: nothing was proved and nothing was disproved. */
  | { readonly kind: 'unavailable'; readonly reason: string };

/**
 * Lets Schemathesis (PyPI) ask the running service for whatever the document allows and forbids: none of it may end in a
 * fault of ours or an answer that is not described. Installed once into `.cache`; asks 127.0.0.1 only.
 */
export async function runSchemathesis(seed: number): Promise<SchemathesisResult> {
  const python = await run('python3', ['--version'], {});
  if (python.code !== 0) return { kind: 'unavailable', reason: `there is no python3: ${python.output.trim()}` };
  if (!existsSync(join(FOLDER, 'bin', 'st'))) {
    mkdirSync(FOLDER, { recursive: true });
    const pip = ['-m', 'pip', 'install', '--quiet', '--target', FOLDER, `schemathesis==${VERSION}`];
    const installed = await run('python3', pip, {});
    if (installed.code !== 0) {
      rmSync(FOLDER, { recursive: true });
      return { kind: 'unavailable', reason: `pip could not install it: ${installed.output.trim().slice(-300)}` };
    }
  }
  const service = await openService({ limits: { perAddress: 10_000_000, perKey: 10_000_000 } });
  const scratch = mkdtempSync(join(tmpdir(), 'parley-schemathesis-'));
  try {
    const args = [
      join(FOLDER, 'bin', 'st'),
      'run',
      `${service.url}/api/v1/openapi.json`,
      `--header=Authorization: Bearer ${service.keys.staff}`,
      `--checks=${CHECKS.join(',')}`,
      `--max-examples=${EXAMPLES}`,
      `--seed=${seed}`,
      '--phases=examples,coverage,fuzzing,stateful',
      '--suppress-health-check=all',
      '--generation-database=none',
      '--request-timeout=20',
      '--warnings=off',
      '--no-color',
    ];
    const { code, output } = await run(
      'python3',
      args,
      { PYTHONPATH: FOLDER, HYPOTHESIS_STORAGE_DIRECTORY: scratch },
      scratch,
    );
    return { kind: 'ran', isGood: code === 0, output };
  } finally {
    rmSync(scratch, { recursive: true });
    await service.stop();
  }
}

function run(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  /** Where it may leave its notes. */
  cwd?: string,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { env: { ...process.env, ...env }, timeout: LIMIT_MS, ...(cwd ? { cwd } : {}) });
    let output = '';
    child.stdout.on('data', (part: Buffer) => (output += part.toString()));
    child.stderr.on('data', (part: Buffer) => (output += part.toString()));
    child.on('error', (error) => resolve({ code: null, output: error.message }));
    child.on('exit', (code) => resolve({ code, output }));
  });
}
