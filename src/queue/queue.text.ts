/** How long a queue is, beside the name of whose it is. Plain letters only: it goes out by SMS. */
const TEXTS = {
  en: { nobody: 'nobody waiting', waiting: '{count} waiting, {from}-{to} min' },
  es: { nobody: 'nadie espera', waiting: '{count} esperan, {from}-{to} min' },
  ar: { nobody: 'لا أحد ينتظر', waiting: '{count} ينتظرون، {from}-{to} دقيقة' },
} as const;

export function waitWords(
  { waiting, fromMin, toMin }: { readonly waiting: number; readonly fromMin: number; readonly toMin: number },
  language: string,
): string {
  const texts = language in TEXTS ? TEXTS[language as keyof typeof TEXTS] : TEXTS.en;
  if (waiting === 0) return texts.nobody;
  return texts.waiting
    .replace('{count}', String(waiting))
    .replace('{from}', String(fromMin))
    .replace('{to}', String(toMin));
}
