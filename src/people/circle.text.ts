/** How somebody is called whose name nobody has told us yet. */
const SOMEBODY: Readonly<Record<string, string>> = { en: 'Somebody', es: 'Alguien', ar: 'شخص' };
const ME: Readonly<Record<string, string>> = { en: 'Me', es: 'Para mí', ar: 'لي' };

export const meIn = (language: string): string => ME[language] ?? ME['en']!;

/** "…001" where only the end of a number is known: enough for those who know it, nothing for others. */
export function unnamed(address: string, language: string): string {
  const somebody = SOMEBODY[language] ?? SOMEBODY['en']!;
  const digits = /\d{3}$/.exec(address)?.[0];
  return digits === undefined ? somebody : `${somebody} …${digits}`;
}
