import { introduce, showQuestion } from '../say/ask.js';
import { openQuestion, phrase, say, setLanguage, type Draft } from '../run/draft.js';
import { languagesHere, lettered, placeIn, chosenIn, repair } from '../run/repairs.js';
import type { Frame } from '../state.js';

/** "Language", "español": asks which, or goes on in that one. What is open is asked again in it; every answer stays. */
export function runLanguage(draft: Draft, to: string | null): void {
  const languages = languagesHere(draft);
  if (to !== null && languages.includes(to)) return goOnIn(draft, to);
  if (to === null && languages.length > 1) {
    introduce(draft, null);
    return repair(draft, 'language', lettered(languages.map((one) => draft.library.phrases.nameOf(one))));
  }
  const names = languages.map((one) => draft.library.phrases.nameOf(one)).join(', ');
  const lead = phrase(draft, 'languageIs', { names });
  if (openQuestion(draft)) return showQuestion(draft, { lead });
  introduce(draft, null);
  say(draft, lead);
}

function goOnIn(draft: Draft, language: string): void {
  setLanguage(draft, language);
  const lead = phrase(draft, 'languageIs', { names: draft.library.phrases.nameOf(language) });
  if (openQuestion(draft)) return showQuestion(draft, { lead });
  introduce(draft, null);
  say(draft, lead);
}

/** "Which language? 1 English 2 Español" has been answered. */
export function languageChosen(draft: Draft, ended: Frame): void {
  const place = placeIn(chosenIn(ended));
  const language = place === null ? undefined : languagesHere(draft)[place];
  if (language !== undefined) setLanguage(draft, language);
}

/**
 * A greeting or a command of another language the shop speaks: going on in it is offered, in that language.
 * @returns whether it was offered.
 */
export function offerLanguage(draft: Draft, words: string): boolean {
  const { phrases } = draft.library;
  const was = draft.language;
  const other = languagesHere(draft).find((one) => {
    const { greetings, commands } = phrases.vocabulary(one);
    return one !== was && (greetings.has(words) || commands.has(words));
  });
  if (other === undefined) return false;
  setLanguage(draft, other);
  introduce(draft, null);
  repair(draft, 'language-offer', { name: phrases.nameOf(other), was, wasName: phrases.nameOf(was) });
  return true;
}

/** The offer was declined: on in the language from before. */
export function languageDeclined(draft: Draft, ended: Frame): void {
  const was = ended.vars?.['was'];
  if (chosenIn(ended) === 'no' && typeof was === 'string') setLanguage(draft, was);
}
