/** How long a queue is, beside the name of whose it is. Plain letters only: it goes out by SMS. */
const TEXTS = {
  en: { nobody: 'nobody waiting', waiting: '{count} waiting, {from}-{to} min', full: '{count} waiting, full now' },
  es: { nobody: 'nadie espera', waiting: '{count} esperan, {from}-{to} min', full: '{count} esperan, completo ahora' },
  ar: { nobody: 'لا أحد ينتظر', waiting: '{count} ينتظرون، {from}-{to} دقيقة', full: '{count} ينتظرون، مكتمل الآن' },
} as const;

interface WaitLength {
  readonly waiting: number;
  readonly fromMin: number;
  readonly toMin: number;
  readonly isFull: boolean;
}

export function waitWords({ waiting, fromMin, toMin, isFull }: WaitLength, language: string): string {
  const texts = language in TEXTS ? TEXTS[language as keyof typeof TEXTS] : TEXTS.en;
  if (isFull) return texts.full.replace('{count}', String(waiting));
  if (waiting === 0) return texts.nobody;
  return texts.waiting
    .replace('{count}', String(waiting))
    .replace('{from}', String(fromMin))
    .replace('{to}', String(toMin));
}
