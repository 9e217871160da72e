/** What an operator wrote in the thread of a job card, as far as it is meant for the house. */
export type CardLine =
  | { readonly kind: 'extra'; readonly amountMinor: number; readonly words: string }
  /** The visit takes so much longer than was agreed (PR-04). */
  | { readonly kind: 'longer'; readonly minutes: number }
  | { readonly kind: 'reason'; readonly words: string }
  /** The customer's late drops are to be as on the first of the month (CX-08). */
  | { readonly kind: 'fillPurse'; readonly why: string | null }
  /** It begins like one and cannot be read: the operator is told how it is written. */
  | { readonly kind: 'unclear' };

const EXTRA_WORDS_MAX = 60;
const REASON_MAX = 120;

/**
 * "extra 45 new chain", "extra 45.50 new chain", "longer 30 min", "reason we have bought the parts", "reset late drops she was ill". Null for any other talk: threads are for
 * operators, and nothing in them reaches a customer by itself.
 * @param minorDigits of the shop's currency: 2 for pounds, 0 for yen.
 */
export function parseCardLine(text: string, minorDigits: number): CardLine | null {
  const said = text.trim();
  const reason = /^reason[:\s]\s*(.+)$/is.exec(said)?.[1];
  if (reason !== undefined) return { kind: 'reason', words: oneLine(reason).slice(0, REASON_MAX) };
  const reset = /^reset (?:the )?late drops\b[:,.\s]*(.*)$/is.exec(said);
  if (reset) return { kind: 'fillPurse', why: oneLine(reset[1] ?? '').slice(0, REASON_MAX) || null };
  const minutes = Number(/^longer[:\s]\s*(\d{1,3})\s*(?:min|mins|minutes)?\.?$/i.exec(said)?.[1] ?? 0);
  if (minutes > 0) return { kind: 'longer', minutes };
  if (!/^extra\b/i.test(said)) return null;
  const extra = /^extra[:\s]\s*[^\d\s]{0,3}\s*(\d{1,7})(?:[.,](\d{1,3}))?\s+(\S.*)$/is.exec(said);
  const [, whole, fraction = '', words] = extra ?? [];
  if (whole === undefined || words === undefined || fraction.length > minorDigits) return { kind: 'unclear' };
  const amountMinor = Number(whole + fraction.padEnd(minorDigits, '0'));
  const label = oneLine(words);
  if (amountMinor === 0 || label.length > EXTRA_WORDS_MAX) return { kind: 'unclear' };
  return { kind: 'extra', amountMinor, words: label };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
