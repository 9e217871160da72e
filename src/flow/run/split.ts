import type { SplitBlock } from '../script/script.js';

/**
 * The arm a person takes: the same one every time, whoever asks and whenever. Each arm draws a number of its own from the
 * person and the experiment, scaled by its weight, and the highest wins; so when a weight grows, people only ever move to
 * that arm, and no more of them than the weights make necessary.
 */
export function pickArm({ experiment, arms }: SplitBlock, who: string): SplitBlock['arms'][number] | undefined {
  let best: SplitBlock['arms'][number] | undefined;
  let highest = Number.NEGATIVE_INFINITY;
  for (const arm of arms) {
    if (arm.weight <= 0) continue;
    const score = Math.log(draw(`${experiment}\n${arm.name}\n${who}`)) / arm.weight;
    if (score > highest) [best, highest] = [arm, score];
  }
  return best;
}

/** Evenly spread over (0, 1): FNV-1a over the text, then a finaliser, without which similar texts come out close together. */
function draw(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32 + 2 ** -33;
}
