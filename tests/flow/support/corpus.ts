import { readFileSync } from 'node:fs';
import {
  parseAddress,
  parseChoice,
  parseChoices,
  parseCode,
  parseDate,
  parseDateTime,
  parseEmail,
  parseName,
  parseNumber,
  parsePhone,
  parsePostcode,
  parseRating,
  parseTime,
  parseYesNo,
  type ParseContext,
  type Parsed,
  type SaidMoment,
} from '../../../src/flow/parse/index.js';
import { shippedScripts } from './scripts.js';

export const CORPUS_TYPES = [
  'number',
  'choice',
  'choices',
  'yesno',
  'date',
  'time',
  'datetime',
  'rating',
  'name',
  'phone',
  'email',
  'postcode',
  'code',
] as const;
/** Addresses are collected in the languages of the shops only. */
export type CorpusType = (typeof CORPUS_TYPES)[number] | 'address';

/** One thing a person wrote, and what it means: `doubtful` may only be taken after it was read back. */
export interface Utterance {
  readonly said: string;
  /** Null: not an answer. */
  readonly meant: string | null;
  readonly doubtful: boolean;
}

export interface Corpus {
  readonly settings: Readonly<Record<string, string>>;
  readonly utterances: readonly Utterance[];
}

/** A file's first line holds its settings; each further one a meaning and, parted by tabs, what was said for it. */
export function readCorpus(type: CorpusType, language: string, held = false): Corpus {
  const file = new URL(`../corpora/${type}.${language}${held ? '.held' : ''}.tsv`, import.meta.url);
  const [first, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  const settings = Object.fromEntries([...first!.matchAll(/(\w+)=(\S+)/g)].map(([, key, value]) => [key!, value!]));
  if (first!.includes('labels=')) settings['labels'] = first!.slice(first!.indexOf('labels=') + 7);
  const utterances = lines.flatMap((line) => {
    const [meaning, ...said] = line.split('\t');
    const doubtful = meaning!.startsWith('?');
    const meant = meaning === '-' ? null : meaning!.replace(/^\?/, '');
    return said.map((one) => ({ said: one, meant, doubtful }));
  });
  return { settings, utterances };
}

export function contextOf(language: string, { now, zone, country }: Corpus['settings']): ParseContext {
  const vocabulary = shippedScripts().phrases.vocabulary('en');
  return {
    language,
    nowUtc: instant(now ?? '2026-11-21T09:40', zone ?? 'Europe/London'),
    zone: zone ?? 'Europe/London',
    country: country ?? 'GB',
    ...(language === 'en' ? { vocabulary } : {}),
  };
}

/** The reference moments of the corpora lie in winter, in zones whose offset then is a whole number of hours. */
function instant(wall: string, zone: string): number {
  const offset = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
    .formatToParts(new Date(`${wall}Z`))
    .find(({ type }) => type === 'timeZoneName')!.value;
  const hours = Number(/GMT([+-]\d\d)/.exec(offset)?.[1] ?? 0);
  return Date.parse(`${wall}Z`) - hours * 3_600_000;
}

/** What the parser of the type makes of it, as the corpora write it. */
export function readAs(
  type: CorpusType,
  said: string,
  context: ParseContext,
  settings: Corpus['settings'],
): Parsed<string> {
  const max = Number(settings['max'] ?? 0);
  switch (type) {
    case 'number':
      return shown(parseNumber(said, context, { min: Number(settings['min']), max, whole: false }), String);
    case 'choice':
      return shown(parseChoice(said, context, Number(settings['count'])), String);
    case 'choices':
      return shown(parseChoices(said, context, settings['labels']!.split(',')), (places) => JSON.stringify(places));
    case 'yesno':
      return shown(parseYesNo(said, context), String);
    case 'date':
      return parseDate(said, context);
    case 'time':
      return parseTime(said, context);
    case 'datetime':
      return shown(parseDateTime(said, context), momentText);
    case 'rating':
      return shown(parseRating(said, context, max), String);
    case 'name':
      return parseName(said, context);
    case 'phone':
      return parsePhone(said, context);
    case 'email':
      return parseEmail(said, context);
    case 'postcode':
      return parsePostcode(said, context);
    case 'code':
      return parseCode(said, context);
    case 'address':
      return shown(parseAddress(said, context), ({ text, postcode }) => `${text}|${postcode ?? ''}`);
  }
}

function momentText({ localDate, clock, part }: SaidMoment): string {
  return [localDate, clock, part].filter((one) => one !== null).join(' ');
}

function shown<T>(parsed: Parsed<T>, text: (value: T) => string): Parsed<string> {
  if (!parsed.ok) return parsed;
  return {
    ...parsed,
    value: text(parsed.value),
    ...(parsed.others ? { others: parsed.others.map(text) } : {}),
  } as Parsed<string>;
}

export type Verdict = 'right' | 'asked' | 'missed' | 'silentlyWrong';

/**
 * - `right`: understood as meant, or refused where it is no answer, or read back where it is in doubt.
 * - `asked`: right, but read back although it was clear.
 * - `missed`: not understood, or the likely reading is another one; nothing is taken without a yes.
 * - `silentlyWrong`: taken as something it does not mean, or taken for certain where it is in doubt.
 */
export function judge({ meant, doubtful }: Utterance, parsed: Parsed<string>): Verdict {
  if (!parsed.ok) return meant === null ? 'right' : 'missed';
  if (meant === null) return parsed.certain ? 'silentlyWrong' : 'missed';
  if (parsed.certain) return !doubtful && parsed.value === meant ? 'right' : 'silentlyWrong';
  if (parsed.value !== meant) return 'missed';
  return doubtful ? 'right' : 'asked';
}
