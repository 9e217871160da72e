import { formatDay } from '../../messaging/format.js';
import { phrase, render, type Draft } from '../run/draft.js';
import type { Json } from '../protocol.js';
import type { AskBlock } from '../script/script.js';
import { wordsOf } from '../script/text.js';

/**
 * An answer as a person reads it: the label of what was chosen, a day with its weekday, a time with its day and person.
 * Empty for what has no words.
 */
export function answerWords(draft: Draft, block: AskBlock, value: Json): string {
  switch (block.ask) {
    case 'choice':
    case 'confirm':
      return optionWords(draft, block, value);
    case 'choices':
      return severalWords(draft, block, value);
    case 'yesno':
    case 'consent':
      return yesNoWords(draft, block, value === true);
    case 'rating':
      return ratingWords(draft, block, Number(value));
    case 'date':
      return typeof value === 'string' ? dayWords(value, draft.language) : '';
    case 'time':
      return typeof value === 'string' ? value.replace(/^0(?=\d:)/, '') : '';
    case 'slot':
      return phrase(draft, 'label.slotWith', { item: value });
    case 'service':
    case 'person':
      return wordsOf(value, 'name');
    default:
      return typeof value === 'string' || typeof value === 'number'
        ? String(value)
        : wordsOf(value, 'when', 'text', 'name', 'reference');
  }
}

function optionWords(draft: Draft, block: AskBlock, value: Json): string {
  const option = block.options.find(({ id }) => id === value);
  return option ? render(draft, option.label) : '';
}

/** "Wash, Beard": names of things or labels of options. */
export function severalWords(draft: Draft, block: AskBlock, value: Json): string {
  if (!Array.isArray(value)) return '';
  const chosen = value as readonly Json[];
  if (chosen.length === 0) return phrase(draft, 'label.none');
  return chosen.map((one) => optionWords(draft, block, one) || wordsOf(one, 'name')).join(', ');
}

export function yesNoWords(draft: Draft, { yes, no }: AskBlock, value: boolean): string {
  const own = value ? yes : no;
  return own ? render(draft, own) : phrase(draft, value ? 'label.yes' : 'label.no');
}

export function ratingWords(draft: Draft, { labels }: AskBlock, mark: number): string {
  if (labels.length > 0) {
    const own = labels[mark - 1];
    return own ? render(draft, own) : '';
  }
  if (mark === 1 || mark === 2 || mark === 3 || mark === 4 || mark === 5) return phrase(draft, `label.rating.${mark}`);
  return '';
}

/** @param localDate YYYY-MM-DD, on whatever calendar: noon of it in UTC is that day. */
function dayWords(localDate: string, language: string): string {
  const noonUtc = Date.parse(`${localDate}T12:00:00Z`);
  return Number.isFinite(noonUtc) ? formatDay(noonUtc, 'UTC', language) : '';
}
