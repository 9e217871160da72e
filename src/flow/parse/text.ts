import { tidy } from './fold.js';
import { refused, sure, type Parsed } from './types.js';

/** Words of the person's own, tidied. @param maxLength in characters */
export function parseText(text: string, maxLength = 500): Parsed<string> {
  const kept = tidy(text);
  if (kept === '') return refused();
  return kept.length > maxLength ? refused('tooLong') : sure(kept);
}
