import { tableOf } from './tables/index.js';
import type { Term } from './terms.js';

/** An hour on the wall, in minutes after midnight. */
export interface ClockReading {
  readonly minuteOfDay: number;
  readonly certain: boolean;
  readonly others: readonly number[];
}

/** The part of the day a question or an answer speaks of: 1 morning, 2 afternoon, 3 evening, 4 night, 5 small hours. */
export type DayPart = 1 | 2 | 3 | 4 | 5;

type Hint = 'am' | 'pm' | DayPart | null;

const NOON = 12 * 60;
const DAY = 24 * 60;

/**
 * Reads terms that are an hour and nothing else. An hour from 1 to 12 without morning or afternoon is never certain.
 *
 * @returns null when they are anything else.
 */
export function readClock(terms: readonly Term[], language: string): ClockReading | null {
  const plain = terms.filter(({ sign }) => !/[gkf]/.test(sign));
  const guessed = terms.some(({ sign, guessed: slip }) => sign === 'k' || slip);
  const reading = readAlternatives(withoutFor(plain), language);
  return reading && guessed ? { ...reading, certain: false } : reading;
}

/** "Para las 4" is for four, "diez para las 4" ten to four. */
function withoutFor(terms: readonly Term[]): readonly Term[] {
  return terms[0]?.sign === 'b' && terms[0].raw.startsWith('para') ? terms.slice(1) : terms;
}

function readAlternatives(terms: readonly Term[], language: string): ClockReading | null {
  const at = terms.findIndex(({ sign }) => sign === 'v');
  if (at < 0) return readOne(terms, language);
  const first = readOne(terms.slice(0, at), language);
  const second = readOne(
    terms.slice(at + 1).filter(({ sign }) => sign !== 'g'),
    language,
  );
  if (!first || !second) return null;
  return { minuteOfDay: first.minuteOfDay, certain: false, others: [second.minuteOfDay, ...first.others] };
}

function readOne(terms: readonly Term[], language: string): ClockReading | null {
  const hints = terms.filter(({ sign }) => /[APp]/.test(sign));
  if (hints.length > 1) return null;
  const at = terms.findIndex(({ sign }) => /[APp]/.test(sign));
  // The hour, then "in the morning"; or the part of the day first. Nothing stands on both sides of it.
  if (at > 0 && at < terms.length - 1) return null;
  const hint = hints[0] ? hintOf(hints[0]) : null;
  const rest = terms.filter((term) => term !== hints[0]);
  const said = readWall(rest, tableOf(language).halfBefore);
  if (!said) return null;
  if (said.fixed !== undefined)
    return hint === null || said.fixed === 0 ? fixed(said.fixed, rest) : noonOf(said.fixed, hint);
  const placed = place(said.hour, said.minute, said.written24, hint);
  return placed && said.doubtful ? { ...placed, certain: false, others: [...placed.others, ...said.doubtful] } : placed;
}

function hintOf({ sign, value }: Term): Hint {
  if (sign === 'A') return 'am';
  // Every `p` of the tables has one of these values.
  return sign === 'P' ? 'pm' : (value as DayPart);
}

function fixed(minuteOfDay: number, terms: readonly Term[]): ClockReading {
  // Midnight belongs to two days: which, only the person knows.
  return { minuteOfDay, certain: terms.length === 1, others: [] };
}

/** "Noon in the afternoon" says the same twice. */
function noonOf(minuteOfDay: number, hint: Hint): ClockReading | null {
  return minuteOfDay === NOON && (hint === 2 || hint === 'pm') ? { minuteOfDay, certain: true, others: [] } : null;
}

interface Wall {
  readonly hour: number;
  readonly minute: number;
  /** Said as on a clock of 24 hours. */
  readonly written24: boolean;
  readonly fixed?: number;
  readonly doubtful?: readonly number[];
}

type Rule = readonly [RegExp, (terms: readonly Term[]) => Wall | null];

const at = (hour: number, minute: number, written24 = false): Wall | null =>
  hour > 24 || minute > 59 || minute < 0 ? null : { hour, minute, written24 };
const before = (hour: number, minutes: number): Wall | null =>
  hour < 1 || hour > 24 || minutes < 1 || minutes > 59 ? null : at(hour === 1 ? 12 : hour - 1, 60 - minutes);
const isLong = ({ raw }: Term): boolean => /^0\d/.test(raw);

const RULES: readonly Rule[] = [
  [
    /^[CB]o?$/,
    ([clock]) => (clock!.value < 0 ? null : at(Math.floor(clock!.value / 60), clock!.value % 60, isLong(clock!))),
  ],
  [/^Yo?$/, ([four]) => at(Math.floor(four!.value / 100), four!.value % 100, true)],
  [/^N(?:o|u)?$/, ([hour]) => (hour!.value > 23 ? null : at(hour!.value, 0, isLong(hour!)))],
  [/^No?N(?:t|o)?$/, (terms) => hourAndMinutes(terms)],
  [/^qaNo?$/, ([, , hour]) => at(hour!.value, 15)],
  [/^haNo?$/, ([, , hour]) => at(hour!.value, 30)],
  [/^qbNo?$/, ([, , hour]) => before(hour!.value, 15)],
  [/^Nt?aNo?$/, (terms) => at(terms.find((_, index) => terms[index - 1]?.sign === 'a')!.value, terms[0]!.value)],
  [/^Nt?bNo?$/, (terms) => before(terms.find((_, index) => terms[index - 1]?.sign === 'b')!.value, terms[0]!.value)],
  [/^No?a?h$/, ([hour]) => at(hour!.value, 30)],
  [/^No?aq$/, ([hour]) => at(hour!.value, 15)],
  [/^No?bq$/, ([hour]) => before(hour!.value, 15)],
  [/^m$/, () => ({ hour: 12, minute: 0, written24: true, fixed: NOON })],
  [/^z$/, () => ({ hour: 0, minute: 0, written24: true, fixed: 0 })],
];

/** "Twenty past three" and "tres y veinte" have the same shape: where "and" adds minutes, the hour comes first. */
const HOUR_FIRST: readonly Rule[] = [
  [/^No?aNt?$/, (terms) => at(terms[0]!.value, terms.findLast(({ sign }) => sign === 'N')!.value)],
  [/^No?bNt?$/, (terms) => before(terms[0]!.value, terms.findLast(({ sign }) => sign === 'N')!.value)],
];

const HALF_AFTER: readonly Rule[] = [[/^hNo?$/, ([, hour]) => at(hour!.value, 30)]];
const HALF_BEFORE: readonly Rule[] = [
  [/^hNo?$/, ([, hour]) => before(hour!.value, 30)],
  [/^QNo?$/, ([, hour]) => before(hour!.value, 15)],
  // A quarter of the fourth hour in the east, a quarter past or to four elsewhere.
  [/^qNo?$/, ([, hour]) => doubt(before(hour!.value, 45), hour!.value)],
  [/^NtbhNo?$/, ([minutes, , , , hour]) => before(hour!.value, 30 + minutes!.value)],
  [/^N[b]hNo?$/, ([minutes, , , hour]) => before(hour!.value, 30 + minutes!.value)],
  [/^NahNo?$/, ([minutes, , , hour]) => before(hour!.value, 30 - minutes!.value)],
];

function doubt(wall: Wall | null, hour: number): Wall | null {
  return wall && { ...wall, doubtful: [(hour % 24) * 60 + 15] };
}

function hourAndMinutes(terms: readonly Term[]): Wall | null {
  const [hour, minutes] = terms.filter(({ sign }) => sign === 'N');
  const isMinutes = minutes!.value >= 10 || /^0\d$/.test(minutes!.raw);
  return isMinutes ? at(hour!.value, minutes!.value, isLong(hour!)) : null;
}

function readWall(terms: readonly Term[], halfBefore: boolean): Wall | null {
  const signs = terms.map(({ sign }) => sign).join('');
  const isAnd = terms.some(({ sign, raw }) => (sign === 'a' || sign === 'b') && AND_WORDS.test(raw));
  for (const [pattern, read] of [...(isAnd ? HOUR_FIRST : []), ...RULES, ...(halfBefore ? HALF_BEFORE : HALF_AFTER)]) {
    if (pattern.test(signs)) return read(terms);
  }
  return null;
}

/** Words that put the minutes after the hour. */
const AND_WORDS = /^(?:y|i|con|pasadas|menos|و.*|الا.*)$/u;

function place(hour: number, minute: number, written24: boolean, hint: Hint): ClockReading | null {
  const sure = (minuteOfDay: number): ClockReading => ({ minuteOfDay, certain: true, others: [] });
  const either = (first: number, other: number): ClockReading => ({
    minuteOfDay: first,
    certain: false,
    others: [other],
  });
  if (hour === 24) return minute === 0 ? either(0, NOON) : null;
  const said = hour * 60 + minute;
  if (hour > 12 || hour === 0) {
    if (hint === null || hint === 'pm' || hint === 'am')
      return hint === 'am' && hour > 12 ? null : hint === 'pm' && hour === 0 ? null : sure(said);
    return partsOf(hour).includes(hint) ? sure(said) : null;
  }
  const morning = (hour % 12) * 60 + minute;
  const afternoon = morning + NOON;
  if (hint === null)
    return written24 && hour < 10
      ? sure(said)
      : hour < 7 || hour === 12
        ? either(afternoon, morning)
        : either(morning, afternoon);
  if (hint === 'am') return hour === 12 ? either(morning, afternoon) : sure(morning);
  if (hint === 'pm') return sure(afternoon);
  const early = partsOf(morning / 60).includes(hint);
  const late = partsOf(afternoon / 60).includes(hint);
  if (early !== late) return sure(early ? morning : afternoon);
  return hour !== 12 && (hint === 1 || hint >= 4) ? either(morning, afternoon) : either(afternoon, morning);
}

/** Whether an hour may be said to lie in that part of the day. */
export function isIn(minuteOfDay: number, part: number): boolean {
  return partsOf(minuteOfDay / 60).some((one) => one === part);
}

/** The parts of the day an hour of 24 may be said to lie in. */
function partsOf(hour: number): readonly DayPart[] {
  const whole = Math.floor(hour) % (DAY / 60);
  if (whole < 1) return [4];
  if (whole < 4) return [1, 4, 5];
  if (whole < 6) return [1, 5];
  if (whole < 12) return [1];
  if (whole < 16) return [2];
  if (whole < 18) return [2, 3];
  if (whole < 20) return [2, 3, 4];
  if (whole < 21) return [2, 3, 4];
  return [3, 4];
}
