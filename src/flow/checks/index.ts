import { readScript } from '../script/load.js';
import type { Phrases } from '../script/phrases.js';
import type { CompiledScript } from '../script/script.js';
import type { Problem } from '../script/source.js';
import * as answers from './answers.js';
import * as confirms from './confirms.js';
import type { Check, CheckContext, Checked, Found } from './check.js';
import { backIntoFreedHold, holdNotReleased } from './holds.js';
import * as outside from './outside.js';
import * as secrets from './secrets.js';
import * as silence from './silence.js';
import * as sizes from './sizes.js';
import * as ways from './ways.js';
import * as words from './words.js';

export type { Check, CheckContext, Checked, Renderers, TemplateState } from './check.js';
export { compileForChannels, type CompiledMessage } from './compile-for-channels.js';
export { LOAD_CHECKS } from './load-checks.js';
export { printedIn } from './longest-in-language.js';
export type { LongestValues } from './longest-values.js';

/** Everything that is looked at before a script is published, beyond what the loader itself refuses. */
export const CHECKS: readonly Check[] = [
  ...[ways, silence, words, secrets, sizes, answers, confirms, outside].flatMap((room) => Object.values(room)),
  holdNotReleased,
  backIntoFreedHold,
];

/**
 * All that is wrong or doubtful with one script: what the loader refuses, or else what the checks find.
 * @param given.scripts the others that run together with it; an older version of this one among them gives way.
 * @returns the script when it loads, so that nobody reads it twice, and the problems in the order of the file. It may be
 * published when none `blocks`, and each that needs a `reason` has one.
 */
export function checkDraft(given: {
  readonly file: string;
  readonly text: string;
  readonly scripts: readonly CompiledScript[];
  readonly phrases: Phrases;
  readonly context?: CheckContext;
  /** For tests that switch one off, and for the panel, which asks only for the quick ones. */
  readonly checks?: readonly Check[];
}): { script: CompiledScript | null; problems: readonly Problem[] } {
  const { file, text, scripts, phrases, context = {}, checks = CHECKS } = given;
  const { source, script } = readScript(file, text);
  if (!script) return { script, problems: source.problems };
  const together = new Map([...scripts, script].map((one) => [one.id, one]));
  const checked: Checked = { script, source, scripts: together, phrases, context };
  for (const check of checks) check.run(checked, reporterOf(check, checked));
  const problems = [...source.problems].sort((one, two) => one.line - two.line || one.column - two.column);
  return { script, problems };
}

function reporterOf({ id, severity }: Check, { source }: Checked): Found {
  return (
    path,
    reason,
    fix,
    { language = null, channel = null }: { language?: string | null; channel?: Problem['channel'] } = {},
  ) => source.report(path, reason, fix, language, { check: id, severity, channel });
}
