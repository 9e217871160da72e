import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type Frame, type Page } from 'playwright-core';
import { resolveChromium } from '../../src/setup/index.js';

/** One for a file: it starts in half a second, a context in it in a few milliseconds. */
export async function openBrowser(): Promise<Browser> {
  const { path } = await resolveChromium({ env: process.env, say: () => undefined });
  return chromium.launch({
    executablePath: path,
    args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}

/** What the checker runs in a page: the whole of its script stands there once it has been put in. */
interface Axe {
  configure(how: { readonly allowedOrigins: readonly string[] }): void;
  run(context: object, options: object): Promise<{ readonly violations: readonly Violation[] }>;
}
interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}
/** A rule that is broken, and the elements that break it. */
export interface Found {
  readonly id: string;
  readonly at: readonly string[];
}

declare global {
  var axe: Axe | undefined;
}

const EVERY_RULE = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const require = createRequire(import.meta.url);
const axeFile = createRequire(require.resolve('@axe-core/playwright')).resolve('axe-core/axe.min.js');
const AXE = `${readFileSync(axeFile, 'utf8')};axe.configure({ allowedOrigins: ['<unsafe_all_origins>'] })`;

/**
 * What axe objects to in a page and its frames, each with the elements it was found on. The script is put into a page once
 * and not before every look, and what is right is not described: a third of the time of axe's own builder.
 *
 * @param among.within only there. @param among.without left out, with the frames in it.
 */
export async function violations(page: Page, among: { within?: string; without?: string } = {}): Promise<Found[]> {
  await Promise.all(page.frames().map(putAxeIn));
  const { within, without } = among;
  const context = { include: [[within ?? 'html']], ...(without ? { exclude: [[without]] } : {}) };
  const options = { runOnly: { type: 'tag', values: EVERY_RULE }, resultTypes: ['violations'] };
  return page.evaluate(
    async ([where, how]) => {
      const found = await globalThis.axe!.run(where, how);
      return found.violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ html }) => html) }));
    },
    [context, options] as const,
  );
}

async function putAxeIn(frame: Frame): Promise<void> {
  try {
    if (!(await frame.evaluate(() => 'axe' in globalThis))) await frame.evaluate(AXE);
  } catch (error) {
    // A frame that went away meanwhile has nothing to check.
    if (!frame.isDetached()) throw error;
  }
}
