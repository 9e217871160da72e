import type { Choice } from '../../messaging/message.js';
import { expressionScope, phrase, render, valueAt, type Draft } from '../run/draft.js';
import { knownNames } from '../hear/other-names.js';
import { ownCandidates, severalPage } from './own-offers.js';
import { readBackCandidates } from './read-back.js';
import { idOf } from '../hear/several.js';
import { fieldOf, pickFields, wordsOf } from '../script/text.js';
import { ADDED_PER_PAGE, FIELDS, CHOICES_PER_PAGE, SKIP_CHOICE, WAY_OUT_DIGITS, type WayOut } from '../script/kinds.js';
import type { PhraseKey } from '../script/phrases.js';
import type { Json } from '../protocol.js';
import type { AskBlock, Candidate } from '../script/script.js';
import type { Question } from '../state.js';
import { normalise } from '../script/words.js';

/** What may be answered to a question now, in the order of its digits, and whether there is more to show. */
export interface Offer {
  readonly candidates: readonly Candidate[];
  readonly more: boolean;
}

export function offerOf(draft: Draft, block: AskBlock, question: Question): Offer {
  const readings = question.back ? readBackCandidates(draft, block, question) : null;
  if (readings) return { candidates: renumber(readings), more: false };
  const constant = block.constantChoices?.get(draft.language) ?? block.constantChoices?.values().next().value;
  if (constant && constant.length <= CHOICES_PER_PAGE && !question.skip) return { candidates: constant, more: false };
  if (block.ask === 'choices') return offerSeveral(draft, block, question);
  const fixed = optionCandidates(draft, block);
  if (question.items) return offerItems(draft, block, question, question.items, fixed);
  const suggested = suggestion(draft, block);
  const own = ownCandidates(draft, block) ?? [];
  const all = [...suggested, ...own, ...fixed, ...(question.skip ? [skipCandidate(draft)] : [])];
  return page(all, question.p ?? 0);
}

function offerSeveral(draft: Draft, block: AskBlock, question: Question): Offer {
  const { items, c = [] } = question;
  const all = items
    ? items.map((item, index) => itemCandidate(draft, block, item, index))
    : optionCandidates(draft, block);
  const { candidates, more } = severalPage(draft, block, all, question, ({ id, from }) =>
    c.includes('item' in from ? idOf(items?.[from.item]) : id),
  );
  return { candidates: renumber([...candidates, ...(question.skip ? [skipCandidate(draft)] : [])]), more };
}

function offerItems(
  draft: Draft,
  block: AskBlock,
  question: Question,
  items: readonly Json[],
  fixed: readonly Candidate[],
): Offer {
  // What is added stands below what was chosen before: fewer on a page, so that every way out still fits beside them.
  const size = (block.adds ? ADDED_PER_PAGE : CHOICES_PER_PAGE) - fixed.length;
  const paged = block.ask === 'slot' ? { from: 0, shown: items } : slice(items, question.p ?? 0, size);
  const candidates = paged.shown.map((item, index) => itemCandidate(draft, block, item, paged.from + index));
  const distinct = new Set(candidates.map(({ words }) => words)).size === candidates.length;
  const clear =
    distinct || block.ask !== 'slot'
      ? candidates
      : candidates.map((one, index) => withPerson(draft, one, paged.shown[index]!));
  const more = block.ask === 'slot' ? question.more === 1 : paged.from + size < items.length;
  return { candidates: renumber([...clear, ...fixed]), more };
}

function slice(items: readonly Json[], pageIndex: number, size: number): { from: number; shown: readonly Json[] } {
  const from = pageIndex * size;
  return { from, shown: items.slice(from, from + size) };
}

function page(all: readonly Candidate[], pageIndex: number): Offer {
  const { from, shown } =
    all.length > CHOICES_PER_PAGE
      ? { from: pageIndex * CHOICES_PER_PAGE, shown: pageOf(all, pageIndex) }
      : { from: 0, shown: all };
  return { candidates: renumber(shown), more: from + shown.length < all.length };
}

function pageOf(all: readonly Candidate[], pageIndex: number): readonly Candidate[] {
  return all.slice(pageIndex * CHOICES_PER_PAGE, (pageIndex + 1) * CHOICES_PER_PAGE);
}

function renumber(candidates: readonly Candidate[]): Candidate[] {
  return candidates.map((one, index) => ({ ...one, digit: String(index + 1) }));
}

function optionCandidates(draft: Draft, block: AskBlock): Candidate[] {
  const lang = draft.language;
  const offered: Candidate[] = [];
  for (const [index, { id, label, detail, synonyms, when }] of block.options.entries()) {
    if (when && when.evaluate(expressionScope(draft)) !== true) continue;
    const shown = render(draft, label);
    const more = detail ? render(draft, detail) : null;
    const digit = String(offered.length + 1);
    offered.push({
      id,
      digit,
      label: shown,
      detail: more,
      words: normalise(shown),
      synonyms: synonyms.get(lang) ?? [],
      from: { option: index },
    });
  }
  return offered;
}

const ITEM_LABELS: Readonly<Partial<Record<AskBlock['ask'], PhraseKey>>> = {
  service: 'label.service',
  person: 'label.person',
  thing: 'label.person',
  slot: 'label.slot',
  booking: 'label.booking',
};

function itemCandidate(draft: Draft, block: AskBlock, item: Json, index: number): Candidate {
  const key = ITEM_LABELS[block.ask] ?? 'label.service';
  const plain = block.label ? render(draft, block.label, { item }) : phrase(draft, key, { item });
  const isBest = block.bestFirst && fieldOf(item, 'recommended') === true;
  const label = isBest ? phrase(draft, 'label.best', { label: plain }) : plain;
  const detail = block.detail
    ? render(draft, block.detail, { item })
    : block.ask === 'service'
      ? phrase(draft, 'detail.service', { item })
      : block.ask === 'choices'
        ? wordsOf(item, 'priceText') || null
        : block.ask === 'thing'
          ? wordsOf(item, 'detail') || null
          : null;
  const words = normalise(plain);
  const synonyms = knownNames(item, 'name').filter((one) => one !== '' && one !== words);
  return { id: `c${index}`, digit: '', label, detail, words, synonyms, from: { item: index } };
}

/** Two people free at the same time: the label must say which. */
function withPerson(draft: Draft, candidate: Candidate, item: Json): Candidate {
  const label = phrase(draft, 'label.slotWith', { item });
  return { ...candidate, label, words: normalise(label) };
}

function suggestion(draft: Draft, block: AskBlock): Candidate[] {
  const value = block.suggest ? valueAt(draft, block.suggest) : undefined;
  const label = typeof value === 'string' ? value : wordsOf(value, 'text');
  if (label === '') return [];
  const from = { suggested: typeof value === 'string' ? value : pickFields(value, FIELDS.place) };
  return [{ id: 'suggested', digit: '1', label, detail: null, words: normalise(label), synonyms: [], from }];
}

function skipCandidate(draft: Draft): Candidate {
  const label = phrase(draft, 'way.skip');
  return {
    id: SKIP_CHOICE,
    digit: '1',
    label,
    detail: null,
    words: normalise(label),
    synonyms: [],
    from: { skip: true },
  };
}

export function toChoice({ id, digit, label, detail }: Candidate): Choice {
  return detail ? { id, digit, label, detail } : { id, digit, label };
}

/** @param lost after two answers not understood every way out is shown. */
export function waysOutOf(draft: Draft, block: AskBlock, more: boolean, lost: boolean): Choice[] {
  const shown = lost ? (['back', 'person', 'menu'] as const) : block.ways;
  const ways: WayOut[] = more
    ? ['more', ...shown.filter((way) => way !== 'more')]
    : shown.filter((way) => way !== 'more');
  return ways.map((way) => {
    const key = way === 'more' && block.ask === 'slot' ? 'way.moreTimes' : (`way.${way}` as const);
    return { id: way, digit: WAY_OUT_DIGITS[way], label: phrase(draft, key) };
  });
}
