import type { ScriptSource } from './schema.js';
import type { CompiledScript, ScriptCommand } from './script.js';
import type { Path, Source } from './source.js';
import { normalise } from './words.js';

/** The words that lead into a script or about in it. Two meanings of one word are reported where the second stands. */
export function compileEntries(
  source: Source,
  script: ScriptSource,
  target: (id: string, path: Path) => number,
): Pick<CompiledScript, 'commands' | 'triggers'> {
  const commands = new Map<string, Map<string, ScriptCommand>>();
  for (const [order, command] of (script.commands ?? []).entries()) {
    const path: Path = ['commands', order];
    const meaning: ScriptCommand =
      'goto' in command ? { goto: target(command.goto, [...path, 'goto']) } : { script: command.call };
    for (const { language, words, at } of spoken(source, script, command.words, [...path, 'words'])) {
      const byWord = commands.get(language) ?? new Map<string, ScriptCommand>();
      commands.set(language, byWord);
      if (byWord.has(words)) source.report(at, `"${words}" is already another command`, 'Remove one of them', language);
      byWord.set(words, meaning);
    }
  }
  const triggers = new Map<string, string[]>();
  for (const { language, words } of spoken(source, script, script.triggers ?? {}, ['triggers'])) {
    triggers.set(language, [...(triggers.get(language) ?? []), words]);
  }
  return { commands, triggers };
}

function spoken(
  source: Source,
  script: ScriptSource,
  given: Readonly<Record<string, readonly string[]>>,
  path: Path,
): { language: string; words: string; at: Path }[] {
  return Object.entries(given).flatMap(([language, list]) => {
    if (!script.languages.includes(language)) {
      const fix = 'Add it to "languages" or remove the words';
      source.report([...path, language], `"${language}" is not one of the script's languages`, fix, language);
      return [];
    }
    return list.map((words, order) => ({ language, words: normalise(words), at: [...path, language, order] }));
  });
}
