import { formatDay } from '../messaging/format.js';
import { choose, notUnderstood, takeTyped } from './answer.js';
import { phrase, setValue, type Draft, type OpenQuestion } from './draft.js';
import { fail, firstSearch } from './enter.js';
import { namedIn } from './interpret.js';
import { instantOf, parseDay, type SaidDay } from './parse-day.js';
import { parseEmail, parseName, parseNumber, parsePhone, parseText, type Parsed } from './parse-typed.js';
import type { Json } from './protocol.js';
import type { Candidate } from './script.js';
import { fieldOf, wordsOf } from './text.js';
import { normalise } from './words.js';

/** Silence longer than this parks what was under way: it is taken up again only when the person wants to. */
const SILENCE_MS = 30 * 60_000;

export function isSilent(draft: Draft): boolean {
  const { at } = draft.base.control;
  return at > 0 && draft.nowUtc - at > SILENCE_MS;
}

/** Its answer is one of the things offered, not words of the person's own. */
export function isChosen({ block }: OpenQuestion): boolean {
  return !['text', 'number', 'name', 'phone', 'email', 'date'].includes(block.ask);
}

/** True when the words were the answer, or a wrong one that was explained. */
export function hearTyped(
  draft: Draft,
  open: OpenQuestion,
  text: string,
  words: string,
  candidates: readonly Candidate[],
): boolean {
  const { block } = open;
  if (block.optional && block.exits.has('skipped') && draft.vocabulary.skip.has(words)) {
    choose(
      draft,
      open,
      { id: 'skip', digit: '', label: '', detail: null, words: '', synonyms: [], from: { skip: true } },
      null,
    );
    return true;
  }
  if (block.ask === 'slot') return hearTime(draft, open, text, candidates);
  if (block.ask === 'date') return hearDay(draft, open, text);
  if (isChosen(open)) return hearNamed(draft, open, text, words);
  const parsed = typedAnswer(draft, open, text, words) ?? readTyped(draft, open, text, words);
  if (parsed?.ok) {
    takeTyped(draft, open, parsed.value);
    return true;
  }
  if (!parsed || parsed.problem === 'unreadable' || isSilent(draft)) return false;
  const problem = phrase(draft, `problem.${parsed.problem}`, { min: block.min ?? 0, max: block.max ?? 0 });
  notUnderstood(draft, open, { problem });
  return true;
}

/** A number that answers a question for a number is not a way out, although it looks like one. */
export function typedAnswer(draft: Draft, open: OpenQuestion, text: string, words: string): Parsed<Json> | null {
  if (open.block.ask !== 'number') return null;
  const parsed = readTyped(draft, open, text, words);
  return parsed?.ok ? parsed : null;
}

function readTyped(draft: Draft, { block }: OpenQuestion, text: string, words: string): Parsed<Json> | null {
  switch (block.ask) {
    case 'text':
      return parseText(text, block.max ?? undefined);
    case 'name':
      return parseName(text, draft.vocabulary.greetings, block.max ?? undefined);
    case 'number':
      return parseNumber(words, draft.vocabulary.numbers, {
        min: block.min ?? 0,
        max: block.max ?? 1_000_000,
        whole: block.whole,
      });
    case 'phone':
      return parsePhone(text, draft.shop.country);
    case 'email':
      return parseEmail(text);
    default:
      return null;
  }
}

function hearDay(draft: Draft, open: OpenQuestion, text: string): boolean {
  const said = dayIn(draft, text);
  if (!said?.daySaid) return false;
  if (said.past) {
    const noonUtc = instantOf(said.localDate, 12 * 60, draft.shop.zone);
    notUnderstood(draft, open, {
      problem: phrase(draft, 'problem.past', { day: formatDay(noonUtc, draft.shop.zone, draft.base.control.lang) }),
    });
    return true;
  }
  if (said.minuteOfDay !== null) draft.hint = text.slice(0, 160);
  takeTyped(draft, open, said.localDate);
  return true;
}

/** A day or a time said where times are offered: the one shown at that hour, or else the times of that day. */
function hearTime(draft: Draft, open: OpenQuestion, text: string, candidates: readonly Candidate[]): boolean {
  const { block, question } = open;
  const said = dayIn(draft, text);
  if (!said) return false;
  if (!said.daySaid) {
    const clock = `${Math.floor(said.minuteOfDay! / 60)}:${String(said.minuteOfDay! % 60).padStart(2, '0')}`;
    const then = candidates.filter(
      ({ from }) => 'item' in from && fieldOf(question.items?.[from.item], 'clock') === clock,
    );
    if (then.length !== 1) return false;
    choose(draft, open, then[0]!, null);
    return true;
  }
  setValue(draft, 'day', said.localDate);
  draft.hint = text.slice(0, 160);
  const call = firstSearch(draft, block);
  if (!call) fail(draft, `block "${block.id}" lacks the service`);
  else {
    draft.effects.push({ effect: 'answered', stepId: question.id, choiceId: null });
    draft.call = call;
  }
  return true;
}

/** "A colour please, tomorrow at 3": the whole name of one thing on offer, and perhaps more that answers what follows. */
function hearNamed(draft: Draft, open: OpenQuestion, text: string, words: string): boolean {
  const { block, question } = open;
  if (!question.items) return false;
  const all = question.items.map((item, index) => ({
    index,
    name: normalise(wordsOf(item, 'name', 'when')),
  }));
  const named = namedIn(words, all, ({ name }) => name);
  if (!named) return false;
  const candidate = {
    id: `c${named.index}`,
    digit: '',
    label: '',
    detail: null,
    words: named.name,
    synonyms: [],
    from: { item: named.index },
  };
  choose(draft, open, candidate, block.ask === 'service' ? text : null);
  return true;
}

function dayIn(draft: Draft, text: string): SaidDay | null {
  const { nowUtc, shop, base } = draft;
  return parseDay(text, { nowUtc, zone: shop.zone, language: base.control.lang });
}
