import { spell, type Reader } from './booking-words.js';
import type { Phrases } from '../script/phrases.js';
import type { Json, PriceParts, SlotOption } from '../protocol.js';
import { FIELDS } from '../script/kinds.js';
import { pickFields } from '../script/text.js';

/**
 * What a price is made of, in one line: "£100 + peak time £20 - code FIRST10 £12 = £108", or "Haircut £25 + Colour £80 = £105".
 */
export function wordPrice(phrases: Phrases, { base, items, lines, total }: PriceParts, reader: Reader): string {
  const said = lines.map(({ reason, sign, amount, ...about }) => {
    const words = spell(phrases, `price.${reason}`, reader, about);
    return ` ${sign} ${words} ${amount}`;
  });
  const first = items?.map(({ name, amount }) => `${name} ${amount}`).join(' + ') ?? base;
  return `${first}${said.join('')} = ${total}`;
}

/** A kept time as scripts keep and show it: its fields, and what it costs already worded. */
export function slotValue(phrases: Phrases, slot: SlotOption, reader: Reader): Readonly<Record<string, Json>> {
  const { priceParts } = slot;
  const fields = pickFields(slot, FIELDS.slot);
  return priceParts ? { ...fields, priceLines: wordPrice(phrases, priceParts, reader) } : fields;
}
