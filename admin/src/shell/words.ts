/** Figures and times as the panel says them. */
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' });

/** "10:03" today, "Tue 24 Nov 10:03" on any other day. In the reader's own zone: it is about what colleagues did. */
export function whenWords(atUtc: number, nowUtc: number = Date.now()): string {
  const isToday = day.format(atUtc) === day.format(nowUtc);
  return isToday ? clock.format(atUtc) : `${day.format(atUtc)} ${clock.format(atUtc)}`;
}

/** "1 problem", "3 problems". */
export function countWords(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}

const LANGUAGES = new Intl.DisplayNames('en', { type: 'language' });

export function languageWords(code: string): string {
  return LANGUAGES.of(code) ?? code;
}

/** Who published what came with the product is no colleague. */
export function authorWords(author: string | null): string {
  if (author === null) return 'Somebody';
  return author === 'files' ? 'Parley' : author;
}
