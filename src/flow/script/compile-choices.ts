import { CHOICES_PER_PAGE, RATING_MAX } from './kinds.js';
import type { AskSource } from './schema.js';
import type { Path, Source } from './source.js';
import type { Candidate, Option } from './script.js';
import type { Text } from './text.js';
import { normalise } from './words.js';

/** Most questions always offer the same: their choices are made once and shared by every turn. */
export function constantChoices(
  options: readonly Option[],
  languages: readonly string[],
): ReadonlyMap<string, readonly Candidate[]> | null {
  const byLanguage = new Map<string, readonly Candidate[]>();
  if (options.some(({ when }) => when !== null)) return null;
  for (const language of languages) {
    const candidates: Candidate[] = [];
    for (const [index, { id, label, detail, synonyms }] of options.entries()) {
      const words = constantWords(label, language);
      const more = detail === null ? null : constantWords(detail, language);
      if (words === undefined || more === undefined) return null;
      const from = { option: index };
      candidates.push({
        id,
        digit: String(index + 1),
        label: words,
        detail: more,
        words: normalise(words),
        synonyms: synonyms.get(language) ?? [],
        from,
      });
    }
    byLanguage.set(language, candidates);
  }
  return byLanguage;
}

function constantWords(text: Text, language: string): string | undefined {
  const [only, second] = text.variants;
  if (!only || second || only.when) return undefined;
  const template = only.byLanguage.get(language);
  return template?.length === 1 && typeof template[0] === 'string' ? template[0] : undefined;
}

/** The house has words for five marks; any other number needs its own. */
export function checkMarks(source: Source, { max, labels }: AskSource, path: Path): void {
  const marks = max ?? labels?.length ?? RATING_MAX;
  if (marks < 2 || marks > CHOICES_PER_PAGE || !Number.isInteger(marks))
    source.report([...path, 'max'], `there cannot be ${marks} marks`, `Use 2 to ${CHOICES_PER_PAGE}`);
  else if (labels ? labels.length !== marks : marks !== RATING_MAX)
    source.report(
      path,
      `it needs a label for each of its ${marks} marks`,
      'Write them under "labels:", the lowest first',
    );
}
