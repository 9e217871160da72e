import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export interface PageBundle {
  readonly html: string;
  readonly script: string;
  readonly style: string;
  /** Changes with the code. */
  readonly etag: string;
}

let bundling: Promise<PageBundle> | undefined;

/** The page's three files, made once a process. @throws when a source is missing or does not compile. */
export function bundlePage(): Promise<PageBundle> {
  bundling ??= bundle().catch((error: unknown) => {
    // A developer mends the file and reloads; the failure must not stay.
    bundling = undefined;
    throw error;
  });
  return bundling;
}

async function bundle(): Promise<PageBundle> {
  const folder = sourceFolder();
  const [html, { outputFiles }] = await Promise.all([
    readFile(`${folder}index.html`, 'utf8'),
    build({
      entryPoints: { page: `${folder}main.tsx`, look: `${folder}styles/main.css` },
      outdir: '/',
      bundle: true,
      minify: true,
      write: false,
      format: 'iife',
      platform: 'browser',
      target: ['es2023', 'chrome111', 'firefox114', 'safari16.4'],
      jsx: 'automatic',
      define: { 'process.env.NODE_ENV': '"production"' },
      legalComments: 'none',
      logLevel: 'silent',
    }),
  ]);
  const find = (end: string): string => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? '';
  const script = find('page.js');
  const style = find('look.css');
  const etag = `"${createHash('sha256').update(script).update(style).digest('base64url').slice(0, 22)}"`;
  return { html, script, style, etag };
}

/** A build holds compiled code only; the page's styles stay where they were written, beside it. */
function sourceFolder(): string {
  const beside = fileURLToPath(new URL('./page/', import.meta.url));
  return existsSync(`${beside}index.html`)
    ? beside
    : fileURLToPath(new URL('../../../src/simulator/page/', import.meta.url));
}
