import { fold } from './fold.js';
import { listOf, tableOf } from './tables/index.js';
import { isOneSlip } from './fold.js';
import { refused, sure, unsure, type ParseContext, type Parsed } from './types.js';

const EMAIL_CHARS_MAX = 254;
const TEXT_CHARS_MAX = 400;
const LOCAL = /^[^\s@"<>(),;:\\]{1,64}$/u;
const DOMAIN = /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+\p{L}{2,24}$/u;
/** Where most people have their mail: a slip in one of these is pointed out. */
const KNOWN = [
  'gmail.com',
  'hotmail.com',
  'yahoo.com',
  'outlook.com',
  'icloud.com',
  'hotmail.es',
  'yahoo.es',
  'gmx.de',
  'web.de',
  'live.com',
  'hotmail.co.uk',
  'yahoo.co.uk',
  'googlemail.com',
  'me.com',
  'aol.com',
  'protonmail.com',
  'mail.com',
  'ymail.com',
  'email.com',
  'gmx.net',
  'gmx.com',
  'gmx.at',
  'live.co.uk',
  'hotmail.fr',
  't-online.de',
  'msn.com',
];

/**
 * One address, its domain in lower case. Said in words ("rosa at example dot com"), with spaces, or with a slip in a
 * well-known domain it is read back. Whether mail arrives there only the mail can tell.
 */
export function parseEmail(text: string, context: ParseContext): Parsed<string> {
  if (text.length > TEXT_CHARS_MAX) return refused('tooLong');
  const written = text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/mailto:/i, '')
    .trim();
  const found = addressesIn(written);
  if (found.length > 0) return judged(found, /[,;]\s*\S*@/.test(written));
  if (written.length > EMAIL_CHARS_MAX) return refused('tooLong');
  const spelled = addressesIn(spelledOut(written, context));
  return spelled.length === 1 ? unsure(correct(spelled[0]!) ?? spelled[0]!, [spelled[0]!]) : refused();
}

function addressesIn(written: string): string[] {
  return written
    .split(/[\s,;]+/)
    .map((word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''))
    .map(address)
    .filter((one) => one !== null);
}

function address(word: string): string | null {
  const [local, domain, ...more] = word.split('@');
  if (local === undefined || domain === undefined || more.length > 0 || word.length > EMAIL_CHARS_MAX) return null;
  if (!LOCAL.test(local) || !DOMAIN.test(domain) || word.includes('..') || local.endsWith('.')) return null;
  return `${local}@${domain.toLowerCase()}`;
}

function judged(found: readonly string[], isList: boolean): Parsed<string> {
  const [first, ...others] = found;
  if (others.some((one) => one !== first) || (isList && others.length > 0)) return unsure(first!, others);
  const better = correct(first!);
  return better === null ? sure(first!) : unsure(better, [first!]);
}

/** gmial.com is probably gmail.com; the person decides. */
function correct(email: string): string | null {
  const [local, domain] = email.split('@');
  if (KNOWN.includes(domain!)) return null;
  const meant = KNOWN.find((one) => isOneSlip(domain!, one) && one.length > 6);
  return meant === undefined ? null : `${local!}@${meant}`;
}

/** "Rosa at example dot com", "rosa @ example . com", "rosa@gmail,com". */
function spelledOut(written: string, { language }: ParseContext): string {
  const table = tableOf(language);
  const joined = (words: string, name: 'at' | 'dot', sign: string): string =>
    listOf(table, name)
      .reduce((kept, phrase) => kept.replaceAll(` ${phrase} `, sign), ` ${words} `)
      .trim();
  const spaced = fold(written)
    .replace(/[([{]\s*(\p{L}+)\s*[)\]}]/gu, ' $1 ')
    .replace(/\s*@\s*/g, ' @ ')
    .replace(/(?<=@ \S*),(?=\p{L}{2,3}$)/u, '.')
    .replace(/\s+/g, ' ');
  const intro = listOf(table, 'emailIntro').find((phrase) => spaced.startsWith(`${phrase} `));
  const bare = intro === undefined ? spaced : spaced.slice(intro.length + 1).replace(/^(?:is|es|ist|هو|:)\s+/u, '');
  const dotted = joined(joined(bare, 'dot', '.'), 'at', '@');
  return dotted.replace(/\s*([@.])\s*/g, '$1');
}
