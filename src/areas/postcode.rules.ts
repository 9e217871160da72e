import { match, parse } from 'postcode';

/** A postcode as the post writes it, and what an area may name it by: the whole first, then ever shorter beginnings. */
export interface ReadPostcode {
  readonly postcode: string;
  readonly beginnings: readonly string[];
}

const BRITISH: ReadonlySet<string> = new Set(['GB', 'UK', 'IM', 'JE', 'GG']);
const OUTCODE = /(?:^|[^\p{L}\p{N}])([A-Z]{1,2}\d[A-Z\d]?)(?![\p{L}\p{N}])/u;
const DIGITS = /(?<!\p{N})(\d{4,6})(?!\p{N})/u;

/** The postcode among the words; its first half is enough. Null when there is none. @param country ISO 3166 */
export function readPostcode(words: string, country: string): ReadPostcode | null {
  const text = words.normalize('NFKC').toUpperCase();
  return BRITISH.has(country) ? readBritish(text) : readDigits(text);
}

function readBritish(text: string): ReadPostcode | null {
  const [found] = match(text);
  const whole = parse(found ?? text.replace(/[^A-Z0-9]/g, ''));
  if (whole.valid) {
    const { postcode, sector, outcode } = whole;
    return { postcode, beginnings: [postcode, sector, outcode] };
  }
  const half = OUTCODE.exec(text)?.[1];
  return half === undefined ? null : { postcode: half, beginnings: [half] };
}

function readDigits(text: string): ReadPostcode | null {
  const code = DIGITS.exec(text)?.[1];
  if (code === undefined) return null;
  const beginnings = Array.from({ length: code.length - 1 }, (_, index) => code.slice(0, code.length - index));
  return { postcode: code, beginnings };
}
