import { topFrame, type Draft } from './draft.js';
import { interrupt } from './enter.js';
import type { Json } from '../protocol.js';
import type { Frame } from '../state.js';

/**
 * What is done when a talk leaves its path. Each is an ordinary script of that name in `flows/repairs`; a shop may name
 * another in its place. One that asks what to do says so in its variable `chosen`.
 */
export const REPAIRS = [
  'interrupted-resume',
  'correction',
  'skip',
  'repeat',
  'clarify',
  'cannot-handle',
  'human',
  'completed-what-next',
  'session-start',
  'internal-error',
  'language',
  'language-offer',
  'questions-changed',
] as const;
export type Repair = (typeof REPAIRS)[number];

/** Values every repair is given; a script that replaces one may need no others. */
export const REPAIR_INPUTS: Readonly<Record<Repair, readonly string[]>> = {
  'interrupted-resume': ['doing'],
  correction: [],
  skip: [],
  repeat: [],
  clarify: ['what', 'script'],
  'cannot-handle': [],
  human: [],
  'completed-what-next': [],
  'session-start': [],
  'internal-error': [],
  language: [],
  'language-offer': ['name', 'was', 'wasName'],
  'questions-changed': [],
};

/** The script that stands for a repair at this shop. */
export function repairScript(draft: Draft, repair: Repair): string {
  return draft.shop.repairs?.[repair] ?? repair;
}

/** Which repair a script stands for at this shop; undefined when for none. */
export function repairNamed(draft: Draft, scriptId: string): Repair | undefined {
  return REPAIRS.find((one) => repairScript(draft, one) === scriptId);
}

/** Lays the repair over what is open, which comes back when it ends. */
export function repair(draft: Draft, name: Repair, inputs: Readonly<Record<string, Json | undefined>> = {}): void {
  interrupt(draft, repairScript(draft, name), inputs);
}

/** The same where a house may do without it, such as a word of welcome. @returns whether there is such a script. */
export function repairIfAny(draft: Draft, name: Repair): boolean {
  if (!draft.library.current(repairScript(draft, name))) return false;
  repair(draft, name);
  return true;
}

/** Whether the repair is what is being asked now: it is not laid over itself. */
export function isUnder(draft: Draft, name: Repair): boolean {
  return topFrame(draft)?.s === repairScript(draft, name);
}

/** What a repair that has just ended leaves to the engine. */
export function chosenIn(frame: Frame): string | null {
  const chosen = frame.vars?.['chosen'];
  return typeof chosen === 'string' ? chosen : null;
}

/** A list as values a script can offer: a1 to a6, those there are. */
export function lettered(labels: readonly string[]): Record<string, Json> {
  return Object.fromEntries(labels.slice(0, 6).map((label, index) => [`a${index + 1}`, label]));
}

/** The place in the list that was chosen, from 0; null when none was. */
export function placeIn(chosen: string | null): number | null {
  const match = chosen === null ? null : /^a([1-6])$/.exec(chosen);
  return match ? Number(match[1]) - 1 : null;
}

/** The languages in which both the shop's script and the engine's own words are written, the script's order kept. */
export function languagesHere(draft: Draft): readonly string[] {
  const script = draft.library.current(draft.shop.script);
  return script?.languages.filter((one) => draft.library.phrases.languages.includes(one)) ?? [];
}
