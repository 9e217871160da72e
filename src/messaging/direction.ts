/** Which way a language is written, and what keeps the two ways apart in one line. Browser-safe. */

const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(['ar', 'fa', 'he', 'ur']);

export function directionOf(language: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(language.slice(0, 2).toLowerCase()) ? 'rtl' : 'ltr';
}

const RIGHT_TO_LEFT_LETTERS = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/;
/** A run of the other direction, closed off so that it does not pull its neighbours along. */
const ISOLATES = { leftToRight: '\u2066', byItsFirstLetter: '\u2068', end: '\u2069' } as const;

/**
 * A value inside a sentence of the other direction: "BK-48210377" or "14:00" in Arabic, an Arabic name in English. Only a
 * text that holds such letters anyway gets the marks, so none of them ever turns a plain SMS into the costly alphabet.
 */
export function isolated(value: string, language: string): string {
  const holdsRightToLeft = RIGHT_TO_LEFT_LETTERS.test(value);
  if (directionOf(language) === 'ltr')
    return holdsRightToLeft ? `${ISOLATES.byItsFirstLetter}${value}${ISOLATES.end}` : value;
  // Numbers among words of its own direction follow them: "24 ساعة" needs no help.
  if (value.length < 2 || !(holdsRightToLeft ? /[A-Za-z]/ : /[A-Za-z0-9]/).test(value)) return value;
  const open = holdsRightToLeft ? ISOLATES.byItsFirstLetter : ISOLATES.leftToRight;
  return `${open}${value}${ISOLATES.end}`;
}

const CLOSED_OFF = /[\u2066-\u2068]([^\u2066-\u2069]*)\u2069/g;
const RIGHT_TO_LEFT_MARK = '\u200f';
const ANY_ISOLATE = /[\u2066-\u2069]/;
/** What begins with a letter, or is one number or time, is shown in its own order without help. */
const STANDS_ALONE = /^(?:\p{L}|\d[\d:.,]*(?: ?[£€$])?$)/u;

/**
 * Without the marks that change nothing: each costs a character of an SMS, and many a keypad phone shows a box for it. They
 * stay where the order would be wrong without them: "+44 20 7946 0958", "12 Mill Lane".
 */
export function withoutNeedlessIsolates(text: string): string {
  if (!ANY_ISOLATE.test(text)) return text;
  const plainer = text.replace(CLOSED_OFF, (whole: string, run: string, at: number) => {
    if (!STANDS_ALONE.test(run)) return whole;
    const opensLine = at === 0 || text[at - 1] === '\n';
    // What a line begins with decides its direction: one mark, which the oldest phones know too, instead of the pair.
    return opensLine && whole.startsWith(ISOLATES.leftToRight) ? RIGHT_TO_LEFT_MARK + run : run;
  });
  // A value may hold another: without the inner marks the outer pair can be looked at.
  return plainer === text ? text : withoutNeedlessIsolates(plainer);
}
