import { chunks, fold } from './fold.js';
import { refused, sure, type Parsed } from './types.js';

/** What languages are called, in themselves and in the others. */
const NAMES: Readonly<Record<string, string>> = {
  en: 'english|ingles|inglesa|englisch|anglais|inglese|الانجليزية|انجليزي|الانكليزية|انكليزي|eng|en',
  es: 'spanish|espanol|castellano|espanola|spanisch|espagnol|الاسبانية|اسباني|esp|es',
  de: 'german|aleman|deutsch|allemand|tedesco|الالمانية|الماني|de',
  ar: 'arabic|arabe|arabisch|العربية|عربي|عربية|بالعربي|ar',
  fr: 'french|frances|franzosisch|francais|الفرنسية|فرنسي|fr',
  it: 'italian|italiano|italienisch|الايطالية|it',
  pt: 'portuguese|portugues|portugiesisch|البرتغالية|pt',
  pl: 'polish|polaco|polnisch|polski|البولندية|pl',
  nl: 'dutch|holandes|niederlandisch|nederlands|الهولندية|nl',
  uk: 'ukrainian|ucraniano|ukrainisch|українська|uk',
  tr: 'turkish|turco|turkisch|turkce|التركية|tr',
};
const BY_NAME = new Map(
  Object.entries(NAMES).flatMap(([id, names]) => names.split('|').map((name) => [fold(name), id] as const)),
);
/** Two letters count only when they stand alone: "es" is also a word. */
const WORDS_MAX = 6;

/** @param enabled the languages there are @returns two letters; not ok unless exactly one of them is named. */
export function parseLanguage(text: string, enabled: readonly string[]): Parsed<string> {
  const words = chunks(fold(text));
  if (words.length > WORDS_MAX) return refused();
  const named = new Set(
    words.filter((word) => words.length === 1 || word.length > 2).flatMap((word) => BY_NAME.get(word) ?? []),
  );
  const [first] = [...named];
  return first !== undefined && named.size === 1 && enabled.includes(first) ? sure(first) : refused();
}
