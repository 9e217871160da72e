import segments from 'sms-segments-calculator';

/** Characters as a phone counts them (a € takes two), and how many parts they take on the air. */
export function countSms(text: string): { readonly characters: number; readonly parts: number } {
  if (text === '') return { characters: 0, parts: 1 };
  const message = new segments.SegmentedMessage(text);
  return { characters: message.numberOfCharacters, parts: message.segmentsCount };
}
