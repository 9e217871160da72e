import { build } from 'esbuild';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface ChildProgram {
  /** A file that Node runs as it is. */
  readonly path: string;
  remove(): void;
}

/**
 * A program of the tests made ready for processes that are started by the dozen: read through tsx, the whole product takes
 * three seconds of a processor before its first line runs, put together beforehand one.
 * @param file its source, a file URL
 */
export async function buildChildProgram(file: URL): Promise<ChildProgram> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-child-'));
  // What is read relative to the code lies two folders above it, as in the sources.
  const outdir = join(folder, 'tests', 'child');
  for (const name of ['node_modules', 'flows']) symlinkSync(join(ROOT, name), join(folder, name));
  const path = fileURLToPath(file);
  await build({
    entryPoints: [path],
    outdir,
    bundle: true,
    // An adapter that is loaded on demand stays a file of its own.
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    target: 'node20',
    // Beside it: inline it would be two thirds of what every child reads before it begins.
    sourcemap: 'linked',
    logLevel: 'warning',
  });
  return {
    path: join(outdir, basename(path).replace(/\.ts$/, '.mjs')),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
