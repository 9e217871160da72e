import type { Choice, OutboundMessage } from './message.js';

/** A choice as one line of plain text: "1 Haircut, 30 min, £25". */
export function choiceLine(choice: Choice): string {
  return `${choice.digit} ${choiceWords(choice)}`;
}

/** The choice without its number, its second line included: "Haircut, 30 min, £25". */
export function choiceWords({ label, detail }: Choice): string {
  return detail ? `${label}, ${detail}` : label;
}

/** The text, and below it the link: its address bare on a line of its own, so that every phone makes it tappable. */
export function textWithLink({ text, link }: OutboundMessage): string {
  return link ? joinLines([text, `${link.label}:`, link.url]) : text;
}

const CALENDAR_LINE: Readonly<Record<string, string>> = {
  en: 'For your calendar:',
  es: 'Para su calendario:',
  ar: 'لتقويمك:',
};

/** The lines that stand for files where none can be carried. */
export function attachmentLines({ attachment, file, contact, language }: OutboundMessage): readonly string[] {
  return [
    ...(attachment ? [CALENDAR_LINE[language] ?? 'For your calendar:', attachment.url] : []),
    ...(file ? [`${file.name}:`, file.url] : []),
    ...contactLines(contact ? { contact } : {}),
  ];
}

/** "Asha at Willow Salon: +44 20 7946 0958": phones make the number one to tap. */
export function contactLines({ contact }: Pick<OutboundMessage, 'contact'>): readonly string[] {
  return contact ? [`${contact.name}: ${[contact.phone, contact.email].filter(Boolean).join(', ')}`] : [];
}

/** The whole message as numbered plain text: text, link, file, choices, ways out. */
export function numberedText(message: OutboundMessage): string {
  const choices = [...(message.choices ?? []), ...(message.waysOut ?? [])];
  return joinLines([textWithLink(message), ...attachmentLines(message), ...choices.map(choiceLine)]);
}

export function joinLines(lines: readonly string[]): string {
  return lines.filter((line) => line.trim() !== '').join('\n');
}

/**
 * Splits text into pages that each satisfy `fits`, at line ends where possible, else between words, else between
 * characters. Sentences stay whole where that takes no page more. Nothing but white space at the cuts is dropped. `fits` must hold for every single character.
 */
export function splitIntoPages(text: string, fits: (page: string) => boolean): string[] {
  const whole = text.trim();
  if (whole === '') return [];
  if (fits(whole)) return [whole];
  const byWords = (sentence: string): string[] => pack(sentence.split(' '), ' ', fits, (word) => chop(word, fits));
  const bySentences = (line: string): string[] => pack(line.split(SENTENCE_END), ' ', fits, byWords);
  const [kept, filled] = [bySentences, byWords].map((breakUp) => pack(whole.split('\n'), '\n', fits, breakUp));
  return kept!.length <= filled!.length ? kept! : filled!;
}

const SENTENCE_END = /(?<=[.!?؟][\u2069]?) /;

/** Fills each page with as many pieces as fit; a piece too long for a page of its own is broken up by `breakUp`. */
function pack(
  pieces: readonly string[],
  glue: string,
  fits: (page: string) => boolean,
  breakUp: (piece: string) => string[],
): string[] {
  const pages: string[] = [];
  let page: string | null = null;
  const close = (): void => {
    if (page !== null && page.trim() !== '') pages.push(page.trim());
    page = null;
  };
  for (const piece of pieces) {
    const longer: string = page === null ? piece : page + glue + piece;
    if (fits(longer)) {
      page = longer;
      continue;
    }
    close();
    if (fits(piece)) {
      page = piece;
      continue;
    }
    const broken = breakUp(piece);
    pages.push(...broken.slice(0, -1));
    page = broken.at(-1) ?? null;
  }
  close();
  return pages;
}

/** Cuts a word no page can hold into the longest beginnings that fit, never inside a surrogate pair. */
function chop(word: string, fits: (page: string) => boolean): string[] {
  const characters = [...word];
  const pages: string[] = [];
  let from = 0;
  while (from < characters.length) {
    let low = 1;
    let high = characters.length - from;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (fits(characters.slice(from, from + middle).join(''))) low = middle;
      else high = middle - 1;
    }
    pages.push(characters.slice(from, from + low).join(''));
    from += low;
  }
  return pages;
}
