const SMS: Readonly<Record<string, string>> = {
  en: '{code} is your code for {shop}. It works until {until}. Nobody from {shop} will ever ask you for it.',
  es: '{code} es su código para {shop}. Vale hasta las {until}. Nadie de {shop} se lo pedirá nunca.',
  ar: '{code} هو رمزك لدى {shop}. يصلح حتى {until}. لن يطلبه منك أحد من {shop} أبدًا.',
};

const SUBJECT: Readonly<Record<string, string>> = {
  en: 'Your code for {shop}',
  es: 'Su código para {shop}',
  ar: 'رمزك لدى {shop}',
};

/** The words that carry a code, English where we have none. */
export function codeText(
  values: { readonly code: string; readonly shop: string; readonly until: string },
  language: string,
): { readonly subject: string; readonly text: string } {
  const fill = (text: string): string =>
    text.replace(/\{(code|shop|until)\}/g, (_whole, name: keyof typeof values) => values[name]);
  return {
    subject: fill(SUBJECT[language] ?? SUBJECT['en']!),
    text: fill(SMS[language] ?? SMS['en']!),
  };
}
