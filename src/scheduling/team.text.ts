import type { Shop } from '../catalogue/index.js';

/** Who comes, while the shop has not said who (CF-04). Plain letters only: it goes out by SMS. */
const TEAM: Readonly<Record<string, string>> = {
  en: 'one of our team',
  es: 'alguien del equipo',
  ar: 'أحد أفراد الفريق',
};

/** The name a customer is told: where the shop decides who does it, none is promised before it has. */
export function nameToTell({ assign }: Pick<Shop, 'assign'>, name: string, language: string): string {
  return assign === 'admin' ? (TEAM[language] ?? TEAM['en']!) : name;
}
