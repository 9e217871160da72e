import { renewsTimes, sayQuestion } from '../say/ask.js';
import { openQuestion, phrase, render, replaceTop, type Draft, type OpenQuestion } from '../run/draft.js';
import { leave } from '../run/leave.js';
import { offerOf } from '../say/offers.js';
import { maskPersonal } from '../mask-personal.js';
import type { HelpedKind, PhraseKey } from '../script/phrases.js';
import { isUnder, repair } from '../run/repairs.js';
import type { AskBlock } from '../script/script.js';
import { markQuestion } from '../run/steps.js';

interface Missed {
  readonly lead?: string;
  readonly problem?: string;
  /** What was said, where it was words. */
  readonly words?: string;
}

/**
 * Said when an answer was not understood: how to answer, then an example, then a way round; never the same twice running.
 * After the question's tries it leaves by `lost` where the script has that exit.
 */
export function notUnderstood(draft: Draft, open: OpenQuestion, said: Missed = {}): void {
  const { block, frame, question } = open;
  const tries = (question.t ?? 0) + 1;
  replaceTop(draft, { ...frame, q: { ...question, t: tries } });
  markQuestion(draft, 'unmatched', said.words === undefined ? {} : { words: maskPersonal(said.words) });
  if (tries >= block.tries && block.exits.has('lost')) return giveUp(draft, open);
  // Three different helps have been given and a way round: what is left is to be asked what shall be done.
  if (tries > block.tries) return handOver(draft, open);
  const offersSkip = tries >= block.tries && block.optional && block.exits.has('skipped');
  replaceTop(draft, { ...frame, q: { ...question, t: tries, ...(offersSkip ? { skip: 1 as const } : {}) } });
  const lead = said.lead === undefined ? {} : { lead: said.lead };
  if (!renewsTimes(draft, { ...lead, unclear: 1 })) explain(draft, said);
}

function giveUp(draft: Draft, { block, question }: OpenQuestion): void {
  if (question.id !== '') draft.effects.push({ effect: 'answered', stepId: question.id, choiceId: null });
  leave(draft, block, 'lost');
}

/** Whoever is lost in that question as well is given to a person at once. */
function handOver(draft: Draft, { block }: OpenQuestion): void {
  if (isUnder(draft, 'cannot-handle')) return repair(draft, 'human');
  repair(draft, 'cannot-handle', { skippable: block.optional && block.exits.has('skipped') ? true : undefined });
}

/** Says how to answer the open question, in place of its text. */
export function explain(draft: Draft, said: { lead?: string; problem?: string }): void {
  const open = openQuestion(draft);
  if (!open) return;
  const tries = open.question.t ?? 1;
  const lost = tries >= open.block.tries;
  const help = said.problem && !lost && tries === 1 ? said.problem : helpText(draft, open.block, open, tries);
  const words = [said.lead ?? '', help].filter(Boolean).join(' ');
  markQuestion(draft, 'helped');
  sayQuestion(draft, { instead: words, lost });
}

function helpText(draft: Draft, block: AskBlock, open: OpenQuestion, tries: number): string {
  const beyond = tries - block.tries;
  if (beyond >= 0) return phrase(draft, beyond % 2 === 0 ? 'help.lost' : 'help.stillLost');
  const own = block.help[tries - 1];
  if (own) return render(draft, own);
  const { candidates } = offerOf(draft, block, open.question);
  const kind = open.question.back ? 'choice' : helpedKind(block);
  if (kind === 'choice' && candidates.length === 1 && tries === 1)
    return phrase(draft, 'help.only', { label: candidates[0]!.label });
  const example = candidates[1] ?? candidates[0];
  const key: PhraseKey = tries % 2 === 1 ? `help.${kind}.1` : `help.${kind}.2`;
  return phrase(draft, key, {
    count: candidates.length,
    digit: example?.digit ?? '1',
    label: example?.label ?? '',
    min: block.min ?? 0,
    max: block.max ?? 0,
  });
}

function helpedKind({ ask }: AskBlock): HelpedKind {
  switch (ask) {
    case 'text':
    case 'number':
    case 'name':
    case 'phone':
    case 'email':
    case 'date':
    case 'time':
    case 'datetime':
    case 'choices':
    case 'file':
    case 'code':
      return ask;
    case 'location':
    case 'address':
      return 'place';
    case 'choice':
    case 'confirm':
    case 'yesno':
    case 'rating':
    case 'consent':
    case 'summary':
    case 'service':
    case 'person':
    case 'slot':
    case 'booking':
    case 'thing':
      return 'choice';
  }
}
