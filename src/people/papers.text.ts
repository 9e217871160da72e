import type { PaperKind } from '../flow/protocol.js';
import type { PaperRow } from './papers.model.js';

const NAMES: Readonly<Record<string, Readonly<Record<PaperKind, string>>>> = {
  en: { aadhaar: 'Aadhaar', registration: 'Registration' },
  es: { aadhaar: 'Aadhaar', registration: 'Matrícula' },
  ar: { aadhaar: 'بطاقة آدهار', registration: 'رخصة المركبة' },
};
const ENDING: Readonly<Record<string, string>> = { en: 'ending in', es: 'que acaba en', ar: 'آخرها' };
const PHOTO: Readonly<Record<string, string>> = { en: 'photo', es: 'foto', ar: 'صورة' };
const STATES: Readonly<Record<string, Readonly<Record<PaperRow['state'], string>>>> = {
  en: { checked: 'checked', waiting: 'not looked at yet', approved: 'approved', refused: 'refused' },
  es: { checked: 'comprobada', waiting: 'sin revisar', approved: 'aceptada', refused: 'rechazada' },
  ar: { checked: 'تم التحقق', waiting: 'لم تُراجع بعد', approved: 'مقبولة', refused: 'مرفوضة' },
};

/** "Aadhaar ending in 1234": never more of it. */
export function paperName({ kind, tail }: Pick<PaperRow, 'kind' | 'tail'>, language: string): string {
  const name = (NAMES[language] ?? NAMES['en']!)[kind];
  if (tail === null) return `${name}, ${PHOTO[language] ?? PHOTO['en']!}`;
  return `${name} ${ENDING[language] ?? ENDING['en']!} ${tail}`;
}

export function paperState({ state }: Pick<PaperRow, 'state'>, language: string): string {
  return (STATES[language] ?? STATES['en']!)[state];
}
