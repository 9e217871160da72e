import type { PartOfDay } from '../flow/protocol.js';
import { formatDay } from '../messaging/format.js';
import { noonOf, type Wish } from './wish.rules.js';

/** What somebody waits for, beside the name of the service. Plain letters only in Spanish: it goes out by SMS. */
const TEXTS: Readonly<Record<string, Texts>> = {
  en: {
    parts: { any: 'any time', morning: 'mornings', afternoon: 'afternoons', evening: 'evenings' },
    one: '{part}, {day}',
    until: '{part} until {day}',
  },
  es: {
    parts: { any: 'a cualquier hora', morning: 'por la mañana', afternoon: 'por la tarde', evening: 'desde las 17:00' },
    one: '{part}, {day}',
    until: '{part} hasta el {day}',
  },
  ar: {
    parts: { any: 'أي وقت', morning: 'صباحًا', afternoon: 'بعد الظهر', evening: 'مساءً' },
    one: '{part}، {day}',
    until: '{part} حتى {day}',
  },
};

interface Texts {
  readonly parts: Readonly<Record<PartOfDay, string>>;
  readonly one: string;
  readonly until: string;
}

/** "mornings until Sat 28 Nov". */
export function wishWords({ part, fromDay, toDay }: Wish, language: string): string {
  const { parts, one, until } = (TEXTS[language] ?? TEXTS['en'])!;
  const day = formatDay(noonOf(toDay), 'UTC', language);
  return (fromDay === toDay ? one : until).replace('{part}', parts[part]).replace('{day}', day);
}

/** What operators read in the card of the booking. */
export const FILLED_LINE = 'Filled from the wait-list.';
export const MOVED_LINE = 'Moved earlier from the wait-list.';
