import { ratingWords, yesNoWords } from '../hear/answer-words.js';
import { phrase, type Draft } from '../run/draft.js';
import { CHOICES_OF_SEVERAL, RATING_MAX } from '../script/kinds.js';
import type { AskBlock, Candidate } from '../script/script.js';
import { normalise } from '../script/words.js';

/** The choices the engine itself makes for a kind of question; digits come later. */
export function ownCandidates(draft: Draft, block: AskBlock): Candidate[] | null {
  switch (block.ask) {
    case 'yesno':
    case 'consent':
      return [
        made('yes', yesNoWords(draft, block, true), true, draft.vocabulary.agree),
        made('no', yesNoWords(draft, block, false), false, draft.vocabulary.disagree),
      ];
    case 'rating': {
      return Array.from({ length: marksOf(block) }, (_, index) =>
        made(`m${index + 1}`, ratingWords(draft, block, index + 1), index + 1),
      );
    }
    case 'summary':
      return [
        made('right', phrase(draft, 'label.right'), 'right', draft.vocabulary.agree),
        made('change', phrase(draft, 'label.change'), 'change', draft.vocabulary.disagree),
      ];
    default:
      return null;
  }
}

/** How many marks a rating has; the best is the last. */
export function marksOf({ labels, max }: AskBlock): number {
  return labels.length || (max ?? RATING_MAX);
}

/** What there is to choose several from on one page, and below it how to choose none or to end. */
export function severalPage(
  draft: Draft,
  block: AskBlock,
  all: readonly Candidate[],
  { p = 0, c = [] }: { readonly p?: number; readonly c?: readonly string[] },
  isChosen: (candidate: Candidate) => boolean,
): { candidates: Candidate[]; more: boolean } {
  const from = all.length > CHOICES_OF_SEVERAL ? p * CHOICES_OF_SEVERAL : 0;
  const shown = all.slice(from, from + CHOICES_OF_SEVERAL).map((one) => (isChosen(one) ? chosen(draft, one) : one));
  const end =
    c.length > 0
      ? [made('done', phrase(draft, 'label.done'), 'done')]
      : (block.min ?? 0) === 0
        ? [made('none', phrase(draft, 'label.none'), 'none', draft.vocabulary.skip)]
        : [];
  return { candidates: [...shown, ...end], more: from + shown.length < all.length };
}

function chosen(draft: Draft, candidate: Candidate): Candidate {
  return { ...candidate, label: phrase(draft, 'label.chosen', { label: candidate.label }) };
}

function made(id: string, label: string, own: string | number | boolean, synonyms: Iterable<string> = []): Candidate {
  return { id, digit: '', label, detail: null, words: normalise(label), synonyms: [...synonyms], from: { own } };
}
