import { formatDay } from '../../messaging/format.js';
import { choose, notUnderstood } from './answer.js';
import { phrase, setValue, type Draft, type OpenQuestion } from '../run/draft.js';
import { fail, firstSearch } from '../run/enter.js';
import { contextOf, hearOwn, takeRead } from './hear-own.js';
import { namedIn } from './interpret.js';
import type { AskKind } from '../script/kinds.js';
import {
  parseChoice,
  parseDate,
  parseDateTime,
  parseEmail,
  parseName,
  parseNumber,
  parsePhone,
  parseText,
  type Parsed,
} from '../parse/index.js';
import { knownNames } from './other-names.js';
import { instantOf, parseDay, type SaidDay } from './parse-day.js';
import type { Json } from '../protocol.js';
import type { Candidate } from '../script/script.js';
import { fieldOf } from '../script/text.js';
import { wallClock } from '../run/wall-clock.js';

/** Silence longer than this parks what was under way: it is taken up again only when the person wants to. */
const SILENCE_MS = 30 * 60_000;

export function isSilent(draft: Draft): boolean {
  const { at } = draft.base.control;
  return at > 0 && draft.nowUtc - at > SILENCE_MS;
}

const HINT_CHARS_MAX = 160;

const TYPED: ReadonlySet<AskKind> = new Set<AskKind>([
  'text',
  'number',
  'name',
  'phone',
  'email',
  'date',
  'time',
  'datetime',
  'choices',
  'location',
  'address',
  'file',
  'code',
]);

/** Its answer is one of the things offered, not words of the person's own. */
export function isChosen({ block }: OpenQuestion): boolean {
  return !TYPED.has(block.ask);
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
  const own = hearOwn(draft, open, text, candidates);
  if (own !== null) return own;
  if (block.ask === 'slot') return hearTime(draft, open, text, candidates);
  if (block.ask === 'date') return hearDay(draft, open, text);
  if (isChosen(open)) return hearNamed(draft, open, text, words) || hearPlace(draft, open, text, candidates);
  const parsed = readTyped(draft, open, text);
  if (parsed?.ok)
    return takeRead(
      draft,
      open,
      parsed,
      (value) => value,
      () => null,
    );
  if (!parsed || parsed.problem === 'unreadable' || isSilent(draft)) return false;
  const problem = phrase(draft, `problem.${parsed.problem}`, { min: block.min ?? 0, max: block.max ?? 0 });
  notUnderstood(draft, open, { problem });
  return true;
}

/** A number that answers a question for a number is not a way out, although it looks like one. */
export function typedAnswer(draft: Draft, open: OpenQuestion, text: string): Parsed<Json> | null {
  if (open.block.ask !== 'number') return null;
  const parsed = readTyped(draft, open, text);
  return parsed?.ok ? parsed : null;
}

/** What a person typed of their own; null for every other kind of question. */
export function readTyped(draft: Draft, { block }: OpenQuestion, text: string): Parsed<Json> | null {
  const context = contextOf(draft);
  switch (block.ask) {
    case 'text':
      return parseText(text, block.max ?? undefined);
    case 'name':
      return parseName(text, context, block.max ?? undefined);
    case 'number':
      return parseNumber(text, context, { min: block.min ?? 0, max: block.max ?? 1_000_000, whole: block.whole });
    case 'phone':
      return parsePhone(text, context);
    case 'email':
      return parseEmail(text, context);
    default:
      return null;
  }
}

/** A day; an hour said with it may answer the question after. What is not certain is read back with its weekday. */
function hearDay(draft: Draft, open: OpenQuestion, text: string): boolean {
  const said = dayReadings(draft, text);
  if (!said) return false;
  if (said.hasClock) draft.hint = text.slice(0, HINT_CHARS_MAX);
  return takeRead(draft, open, said.days, (day) => day, pastProblem);
}

/** A day before today is no answer, unless another reading of it is. */
function pastProblem(draft: Draft, _open: OpenQuestion, value: Json): string | null {
  const today = wallClock(draft.nowUtc, draft.shop.zone).localDate;
  if (typeof value !== 'string' || value >= today) return null;
  const noonUtc = instantOf(value, 12 * 60, draft.shop.zone);
  return phrase(draft, 'problem.past', { day: formatDay(noonUtc, draft.shop.zone, draft.language) });
}

interface DayReadings {
  readonly days: Extract<Parsed<string>, { ok: true }>;
  readonly hasClock: boolean;
}

function dayReadings(draft: Draft, text: string): DayReadings | null {
  const context = contextOf(draft);
  const day = parseDate(text, context);
  if (day.ok) return { days: day, hasClock: false };
  const moment = parseDateTime(text, context);
  if (moment.ok) {
    const { value, others = [] } = moment;
    if (value.localDate === null) return null;
    const further = others.flatMap(({ localDate }) => localDate ?? []).filter((one) => one !== value.localDate);
    // Whether the hour is certain is for the question after to find out.
    const certain = moment.certain || (others.length > 0 && further.length === 0);
    return { days: { ok: true, value: value.localDate, certain, others: further }, hasClock: value.clock !== null };
  }
  // A day somewhere in a sentence: it is read back.
  const found = dayIn(draft, text);
  if (!found?.daySaid) return null;
  return { days: { ok: true, value: found.localDate, certain: false }, hasClock: found.minuteOfDay !== null };
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
  draft.hint = text.slice(0, HINT_CHARS_MAX);
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
    names: knownNames(item, 'name', 'when'),
  }));
  const named = namedIn(words, all, ({ names }) => names);
  if (!named) return false;
  const candidate = {
    id: `c${named.index}`,
    digit: '',
    label: '',
    detail: null,
    words: named.names[0] ?? '',
    synonyms: [],
    from: { item: named.index },
  };
  choose(draft, open, candidate, block.ask === 'service' ? text : null);
  return true;
}

/** "The last but one": a choice by its place, where nothing else was meant. */
function hearPlace(draft: Draft, open: OpenQuestion, text: string, candidates: readonly Candidate[]): boolean {
  const said = parseChoice(text, contextOf(draft), candidates.length);
  const meant = said.ok && said.certain ? candidates[said.value - 1] : undefined;
  if (meant) choose(draft, open, meant, null);
  return meant !== undefined;
}

export function dayIn(draft: Draft, text: string): SaidDay | null {
  return parseDay(text, contextOf(draft));
}
