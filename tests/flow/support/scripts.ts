import { readdirSync, readFileSync } from 'node:fs';
import {
  createLibrary,
  formatProblem,
  loadPhrases,
  loadScript,
  type CompiledScript,
  type Library,
  type Phrases,
  type ShopFacts,
} from '../../../src/flow/index.js';
import { SAMPLE_SHOP } from '../../../src/flow/chats/index.js';

const FLOWS = new URL('../../../flows/', import.meta.url);

export function readFlow(name: string): string {
  return readFileSync(new URL(name, FLOWS), 'utf8');
}

let shipped: { scripts: CompiledScript[]; phrases: Phrases } | undefined;

/** Every script the product ships, loaded as the app loads them; once, since they are immutable. */
export function shippedScripts(): { scripts: CompiledScript[]; phrases: Phrases } {
  return (shipped ??= loadShipped());
}

/** Every script file the product ships, by its path below `flows`. */
export const FLOW_FILES = readdirSync(FLOWS, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yaml') && name !== 'phrases.yaml')
  .sort();

function loadShipped(): { scripts: CompiledScript[]; phrases: Phrases } {
  return { scripts: FLOW_FILES.map((file) => loaded(file, readFlow(file))), phrases: shippedPhrases() };
}

export function shippedPhrases(): Phrases {
  const { phrases, problems } = loadPhrases('phrases.yaml', readFlow('phrases.yaml'));
  if (!phrases) throw new Error(problems.map(formatProblem).join('\n'));
  return phrases;
}

export function loaded(file: string, text: string): CompiledScript {
  const { script, problems } = loadScript(file, text);
  if (!script) throw new Error(problems.map(formatProblem).join('\n'));
  return script;
}

/** The shipped scripts with others beside or in place of them. */
export function testLibrary(extra: readonly CompiledScript[] = [], shop: Partial<ShopFacts> = {}): Library {
  const { scripts, phrases } = shippedScripts();
  return createLibrary({
    scripts: [...scripts, ...extra],
    phrases,
    shop: (id) => (id === 'willow' ? { ...SAMPLE_SHOP, ...shop } : undefined),
  });
}
