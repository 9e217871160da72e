import { readFileSync } from 'node:fs';
import { SAMPLE_SHOP } from '../../../src/flow/chats/index.js';
import { createLibrary, formatProblem, loadPhrases, loadScript, type Library } from '../../../src/flow/index.js';

/** A hundred questions answered by one digit each. */
export function hundred(): string {
  const blocks = Array.from(
    { length: 100 },
    (_, index) =>
      `  q${index}: { ask: choice, say: { en: "Question ${index}?" }, save: a${index}, options: { yes1: { label: { en: Often }, goto: q${index + 1} }, no1: { label: { en: Never }, goto: q${index + 1} } } }\n`,
  );
  return `id: hundred\nlanguages: [en]\nstart: q0\nblocks:\n${blocks.join('')}  q100: { end: done }\n`;
}

export function libraryOf(text: string): Library {
  const { script, problems } = loadScript('bench.yaml', text);
  const file = new URL('../../../flows/phrases.yaml', import.meta.url);
  const { phrases, problems: more } = loadPhrases('phrases.yaml', readFileSync(file, 'utf8'));
  if (!script || !phrases) throw new Error([...problems, ...more].map(formatProblem).join('\n'));
  const shop = { ...SAMPLE_SHOP, script: script.id };
  return createLibrary({ scripts: [script], phrases, shop: () => shop });
}

/** Sat 21 Nov 2026, 9:40 UTC. */
export const NOW_UTC = Date.UTC(2026, 10, 21, 9, 40);
