import { chunks, fold } from './fold.js';
import { listOf, tableOf, type LanguageTable, type ListName } from './tables/index.js';
import { refused, sure, unsure, type ParseContext, type Parsed } from './types.js';

const YES_SIGNS = /[\u{1F44D}\u2705\u2714\u{1F44C}\u{1F197}\u2611]/u;
const NO_SIGNS = /[\u{1F44E}\u274C\u{1F6AB}\u274E\u2716\u{1F645}]/u;
/** Longer sentences say more than yes or no. */
const WORDS_MAX = 12;

/**
 * Reads agreement and refusal. "Yes, but not on Monday" begins with a yes and is read back; "no problem" is probably a yes;
 * "maybe" is neither.
 */
export function parseYesNo(text: string, context: ParseContext): Parsed<boolean> {
  const table = tableOf(context.language);
  const words = chunks(shortened(fold(text)));
  const [yesSign, noSign] = [YES_SIGNS.test(text), NO_SIGNS.test(text)];
  if (yesSign && noSign) return refused();
  if (words.length === 0) return yesSign || noSign ? sure(yesSign) : refused();
  const parsed = beforeBut(words, table, context, text.includes('?') || text.includes('؟'));
  if (!parsed.ok) return yesSign || noSign ? unsure(yesSign) : parsed;
  const contradicts = (yesSign && !parsed.value) || (noSign && parsed.value);
  return contradicts ? unsure(parsed.value, [!parsed.value]) : parsed;
}

/** "Yesss" is "yes". */
function shortened(folded: string): string {
  return folded.replace(/(\p{L})\1{2,}/gu, '$1');
}

/** "Yes, but not on Monday" is a yes to be asked about. */
function beforeBut(
  words: readonly string[],
  table: LanguageTable,
  context: ParseContext,
  isAsking: boolean,
): Parsed<boolean> {
  const at = words.findIndex((word) => listOf(table, 'but').includes(word));
  if (at <= 0) return readWords(words, table, context, isAsking);
  const parsed = readWords(words.slice(0, at), table, context, isAsking);
  return parsed.ok ? unsure(parsed.value) : parsed;
}

function readWords(
  words: readonly string[],
  table: LanguageTable,
  context: ParseContext,
  isAsking: boolean,
): Parsed<boolean> {
  if (words.length > WORDS_MAX) return refused();
  const meanings: Meaning[] = [];
  const negations = new Set(listOf(table, 'not'));
  for (let at = 0; at < words.length;) {
    const found = longest(words, at, table, context);
    meanings.push(found.meaning === null && negations.has(words[at]!) ? 'negation' : found.meaning);
    at += found.count;
  }
  if (meanings.includes('noAnswer')) return refused();
  const said = meanings.filter((one) => one !== 'courtesy' && one !== 'hesitation');
  const isHesitant = meanings.includes('hesitation');
  const first = said[0];
  if (first === undefined || first === null || first === 'negation') return refused();
  const isYes = (one: Meaning): boolean => one === 'yes' || one === 'likelyYes';
  const isNo = (one: Meaning): boolean => one === 'no' || one === 'likelyNo';
  const bothWays = said.some(isYes) && said.some(isNo);
  const isPlain = said.every((one) => one === 'yes') || said.every((one) => one === 'no');
  if (isPlain && !isAsking) return isHesitant ? unsure(isYes(first)) : sure(isYes(first));
  // Who corrects himself means what he said last.
  if (bothWays) return unsure(isYes(said.findLast((one) => isYes(one) || isNo(one))!), [isYes(first)]);
  if (said.includes('negation') && isYes(first)) return unsure(true, [false]);
  return isAsking && said.length > 1 ? refused() : unsure(isYes(first));
}

type Meaning = 'yes' | 'no' | 'likelyYes' | 'likelyNo' | 'noAnswer' | 'courtesy' | 'hesitation' | 'negation' | null;
const KINDS = [
  'noAnswer',
  'likelyYes',
  'likelyNo',
  'yes',
  'no',
  'courtesy',
  'hesitation',
] as const satisfies readonly ListName[];
const PHRASE_WORDS_MAX = 7;

function longest(
  words: readonly string[],
  at: number,
  table: LanguageTable,
  { vocabulary }: ParseContext,
): { meaning: Meaning; count: number } {
  for (let count = Math.min(PHRASE_WORDS_MAX, words.length - at); count > 0; count--) {
    const phrase = words.slice(at, at + count).join(' ');
    for (const kind of KINDS) if (listOf(table, kind).includes(phrase)) return { meaning: kind, count };
    if (vocabulary?.agree.has(phrase)) return { meaning: 'yes', count };
    if (vocabulary?.greetings.has(phrase) && count < words.length) return { meaning: 'courtesy', count };
  }
  return { meaning: null, count: 1 };
}
