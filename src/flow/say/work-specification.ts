import { answerWords } from '../hear/answer-words.js';
import { openDraft } from '../run/open-draft.js';
import { placeOf, phrase, render, setLanguage, topFrame, valueOf, type Draft } from '../run/draft.js';
import type { Library } from '../library.js';
import type { AnswerPair } from '../protocol.js';
import type { AskBlock, CompiledScript } from '../script/script.js';
import type { FlowState } from '../state.js';

/**
 * What was asked and answered, as pairs a person can read, in the order asked (FL-02): the operator's work specification.
 * Questions without a `title` and sensitive answers are left out.
 * @param language of the reader; where the script lacks it, the script's first.
 */
export function workSpecification(
  library: Library,
  script: CompiledScript,
  state: FlowState,
  language: string,
): readonly AnswerPair[] {
  const draft = openDraft(library, state, state.control.at);
  setLanguage(draft, language);
  return pairsOf(draft, script, Object.keys(state.answers));
}

/** The same of the run under way, in the language of the chat. */
export function workSpecificationOf(draft: Draft): readonly AnswerPair[] {
  const place = placeOf(draft, topFrame(draft));
  return place ? pairsOf(draft, place.script, answeredNames(draft)) : [];
}

/** The questions with a title that have an answer, in the order asked: what a summary shows and lets be changed. */
export function answeredSoFar(draft: Draft): readonly { readonly block: AskBlock; readonly pair: AnswerPair }[] {
  const place = placeOf(draft, topFrame(draft));
  if (!place) return [];
  const asked = askedBlocks(place.script, answeredNames(draft));
  return asked.flatMap((block) => {
    const pair = pairOf(draft, block, place.script.sensitive);
    return pair ? [{ block, pair }] : [];
  });
}

/** Answers keep the order in which they were first given: a stored document does not reorder its fields. */
function answeredNames(draft: Draft): string[] {
  const vars = topFrame(draft)?.vars;
  if (vars) return Object.keys(vars);
  return [...new Set([...Object.keys(draft.base.answers), ...Object.keys(draft.changes)])];
}

function pairsOf(draft: Draft, script: CompiledScript, names: readonly string[]): AnswerPair[] {
  const shown = names.filter((name) => !script.sensitive.has(name));
  return askedBlocks(script, shown).flatMap((block) => pairOf(draft, block, script.sensitive) ?? []);
}

function askedBlocks(script: CompiledScript, names: readonly string[]): AskBlock[] {
  return names.flatMap((name) => script.titled.get(name) ?? []);
}

function pairOf(draft: Draft, block: AskBlock, sensitive: ReadonlySet<string>): AnswerPair | null {
  const value = block.save === null ? undefined : valueOf(draft, block.save);
  if (value === undefined || block.title === null || block.save === null) return null;
  const words = sensitive.has(block.save) ? phrase(draft, 'hidden') : answerWords(draft, block, value);
  return words === '' ? null : { label: render(draft, block.title), value: words };
}
