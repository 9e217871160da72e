import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface WidgetBundle {
  readonly code: string;
  /** Changes with the code. */
  readonly etag: string;
}

let bundling: Promise<WidgetBundle> | undefined;

/** The widget as one script for browsers, made once a process. In a build its sources are compiled already; both work. */
export function bundleWidget(): Promise<WidgetBundle> {
  bundling ??= bundle();
  return bundling;
}

async function bundle(): Promise<WidgetBundle> {
  const source = fileURLToPath(new URL('./widget/main.ts', import.meta.url));
  const compiled = fileURLToPath(new URL('./widget/main.js', import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [existsSync(source) ? source : compiled],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: ['es2020'],
    legalComments: 'none',
    logLevel: 'silent',
  });
  const code = outputFiles[0]?.text ?? '';
  return { code, etag: `"${createHash('sha256').update(code).digest('base64url').slice(0, 22)}"` };
}
