import { formatDay, formatWhen } from '../../messaging/format.js';
import { choose, notUnderstood } from './answer.js';
import { answerWords } from './answer-words.js';
import { phrase, type Draft, type OpenQuestion } from '../run/draft.js';
import { checkCode, findPlace } from './house-answers.js';
import { takeTyped } from '../run/leave.js';
import {
  clockText,
  minuteOf,
  parseAddress,
  parseChoices,
  parseCode,
  parseDateTime,
  parseRating,
  parseTime,
  parseYesNo,
  type ParseContext,
  type Parsed,
  type SaidMoment,
} from '../parse/index.js';
import { instantOf } from './parse-day.js';
import type { Json } from '../protocol.js';
import { marksOf } from '../say/own-offers.js';
import { readBack } from '../say/read-back.js';
import type { Candidate } from '../script/script.js';
import { severalValue, takeSeveral } from './several.js';

/**
 * Words said to a kind of question that reads them in its own way.
 * @returns whether they were an answer, or a wrong one that was explained; null for every other kind.
 */
export function hearOwn(
  draft: Draft,
  open: OpenQuestion,
  text: string,
  candidates: readonly Candidate[],
): boolean | null {
  const context = contextOf(draft);
  const { block } = open;
  switch (block.ask) {
    case 'choices':
      return hearSeveral(draft, open, text, candidates);
    case 'yesno':
    case 'consent':
      return hearYesNo(draft, open, text, candidates);
    case 'confirm':
      return hearDoubtfulYes(draft, open, text);
    case 'rating':
      return hearRating(draft, open, text, candidates);
    case 'time': {
      const said = parseTime(text, context, limitsOf(open));
      return said.ok && takeRead(draft, open, said, (clock) => clock, limitProblem);
    }
    case 'datetime':
      return hearMoment(draft, open, text);
    case 'location':
    case 'address': {
      const said = parseAddress(text, context, { wordsMin: block.ask === 'location' ? 1 : 2 });
      if (!said.ok) return false;
      findPlace(draft, { words: said.value.text });
      return true;
    }
    case 'code': {
      // A wrong code costs one of its tries: only a certain one is tried.
      const code = parseCode(text, context);
      if (!code.ok || !code.certain) return false;
      checkCode(draft, open, code.value);
      return true;
    }
    case 'file':
    case 'summary':
      return false;
    default:
      return null;
  }
}

/** What an answer is read against in this chat. */
export function contextOf({ language, nowUtc, shop, vocabulary }: Draft): ParseContext {
  return { language, nowUtc, zone: shop.zone, country: shop.country, vocabulary };
}

function hearSeveral(draft: Draft, open: OpenQuestion, text: string, candidates: readonly Candidate[]): boolean {
  const things = candidates.filter(({ from }) => 'option' in from || 'item' in from);
  const said = parseChoices(
    text,
    contextOf(draft),
    things.map(({ label }) => label),
  );
  if (!said.ok) return false;
  const [likely, ...others] = [said.value, ...(said.others ?? [])].map((places) =>
    places.flatMap((place) => things[place - 1] ?? []),
  );
  if (likely === undefined || likely.length !== said.value.length) return false;
  if (said.certain && open.block.confirmBack !== 'always') takeSeveral(draft, open, likely);
  else
    readBack(
      draft,
      open,
      [likely, ...others].map((one) => severalValue(open, one)),
    );
  return true;
}

/** "8 out of 10" is "4, good" of 5: read back, so that nobody has to work it out. */
function hearRating(draft: Draft, open: OpenQuestion, text: string, candidates: readonly Candidate[]): boolean {
  const { block, question } = open;
  const said = parseRating(text, contextOf(draft), marksOf(block));
  if (!said.ok) return false;
  // While one is read back the choices are readings, not marks.
  if (said.certain && !question.back) return chooseSaid(draft, open, candidates, said);
  return takeRead(
    draft,
    open,
    said,
    (mark) => mark,
    () => null,
  );
}

/**
 * A yes or no in doubt is read back. While a no is, words decide nothing: "yes" to "You mean no?" may be either.
 */
function hearYesNo(draft: Draft, open: OpenQuestion, text: string, candidates: readonly Candidate[]): boolean {
  const { question } = open;
  const said = parseYesNo(text, contextOf(draft));
  if (!said.ok || question.back?.[0] === false) return false;
  if (said.certain) return chooseSaid(draft, open, candidates, said);
  if (question.back) return false;
  readBack(draft, open, [said.value]);
  return true;
}

/** "I think so" where the first option is agreed to by "yes": it is read back, and all options stay. */
function hearDoubtfulYes(draft: Draft, open: OpenQuestion, text: string): boolean | null {
  const said = parseYesNo(text, contextOf(draft));
  if (!said.ok || said.certain || !said.value || open.question.back) return null;
  readBack(draft, open, [true]);
  return true;
}

/** One of the choices the engine made, in words. */
function chooseSaid(
  draft: Draft,
  open: OpenQuestion,
  candidates: readonly Candidate[],
  said: Parsed<boolean | number>,
): boolean {
  if (!said.ok || !said.certain) return false;
  const meant = candidates.find(({ from }) => 'own' in from && from.own === said.value);
  if (meant) choose(draft, open, meant, null);
  return meant !== undefined;
}

/**
 * Keeps what was read when it can mean nothing else; otherwise reads it back.
 * @param problemOf what is wrong with a value although it could be read.
 */
export function takeRead<T>(
  draft: Draft,
  open: OpenQuestion,
  said: Extract<Parsed<T>, { ok: true }>,
  toValue: (read: T) => Json | null,
  problemOf: (draft: Draft, open: OpenQuestion, value: Json) => string | null,
): boolean {
  const values = [said.value, ...(said.others ?? [])].flatMap((one) => toValue(one) ?? []);
  const good = values.filter((value) => problemOf(draft, open, value) === null);
  const [likely] = good;
  if (likely === undefined) {
    const [value] = values;
    const problem = value === undefined ? null : problemOf(draft, open, value);
    if (problem !== null) notUnderstood(draft, open, { problem });
    return problem !== null;
  }
  const { confirmBack } = open.block;
  const isClear = confirmBack === 'never' || (said.certain && confirmBack !== 'always');
  if (isClear) takeTyped(draft, open, likely);
  else readBack(draft, open, good);
  return true;
}

function limitsOf({ block }: OpenQuestion): { earliest?: string; latest?: string } {
  const { earliest, latest } = block;
  return { ...(earliest === null ? {} : { earliest }), ...(latest === null ? {} : { latest }) };
}

function limitProblem(draft: Draft, { block }: OpenQuestion, value: Json): string | null {
  const clock = typeof value === 'string' ? value : clockOf(value);
  const words = (limit: string): string => answerWords(draft, { ...block, ask: 'time' }, limit);
  if (block.earliest !== null && minuteOf(clock) < minuteOf(block.earliest))
    return phrase(draft, 'problem.tooEarly', { earliest: words(block.earliest) });
  if (block.latest !== null && minuteOf(clock) > minuteOf(block.latest))
    return phrase(draft, 'problem.tooLate', { latest: words(block.latest) });
  return null;
}

function clockOf(value: Json): string {
  return typeof value === 'object' && value !== null && 'clock' in value && typeof value.clock === 'string'
    ? value.clock
    : clockText(0);
}

/** A day and an hour; of one alone the help asks for the other. */
function hearMoment(draft: Draft, open: OpenQuestion, text: string): boolean {
  const said = parseDateTime(text, contextOf(draft), limitsOf(open));
  if (!said.ok) return false;
  return takeRead(draft, open, said, (one) => momentOf(draft, one), momentProblem);
}

function momentOf({ shop, language }: Draft, { localDate, clock }: SaidMoment): Json | null {
  if (localDate === null || clock === null) return null;
  const atUtc = instantOf(localDate, minuteOf(clock), shop.zone);
  return { localDate, clock, when: formatWhen(atUtc, shop.zone, language), atUtc };
}

function momentProblem(draft: Draft, open: OpenQuestion, value: Json): string | null {
  const atUtc = typeof value === 'object' && value !== null && 'atUtc' in value ? Number(value.atUtc) : Number.NaN;
  if (atUtc < draft.nowUtc)
    return phrase(draft, 'problem.past', { day: formatDay(atUtc, draft.shop.zone, draft.language) });
  return limitProblem(draft, open, value);
}
