import { isValid, match, toNormalised } from 'postcode';
import type { PlaceView } from '../flow/protocol.js';
import type { Street } from './gazetteer.js';

/** Finds places. Best first; an empty list means that nothing fits. */
export interface Geocoder {
  byWords(words: string): Promise<readonly FoundPlace[]>;
  byPosition(latitude: number, longitude: number): Promise<readonly FoundPlace[]>;
}

export interface FoundPlace {
  readonly place: PlaceView;
  /** Whether nothing else it could be comes near. */
  readonly isSure: boolean;
}

const NEAR_M = 150;
const FAR_M = 1_500;

/** Without a network: postcodes by their form, streets out of a list. */
export function createOfflineGeocoder({ streets }: { readonly streets: readonly Street[] }): Geocoder {
  return {
    async byWords(words) {
      const postcode = postcodeIn(words);
      const { number, name } = readStreet(withoutPostcode(words));
      const fitting = streets
        .filter((street) => postcode === null || street.postcode === postcode)
        .map((street) => ({ street, fit: name === '' ? 0 : fitOf(street.name, name, street.town) }))
        .filter(({ street, fit }) => (name === '' ? street.postcode === postcode : fit > 0))
        .filter(({ street }) => number === null || number <= street.lastNumber)
        .sort((one, other) => other.fit - one.fit || one.street.name.localeCompare(other.street.name));
      if (fitting.length > 0) {
        const [first, second] = fitting;
        const isSure = !second || first!.fit > second.fit;
        return fitting.map(({ street }, index) => ({ place: placeOf(street, number), isSure: index === 0 && isSure }));
      }
      // A postcode the list does not have is one all the same: the words stand as they were said.
      return postcode === null ? [] : [{ place: asSaid(words, postcode), isSure: true }];
    },

    async byPosition(latitude, longitude) {
      const near = streets
        .map((street) => ({ street, metres: metresBetween(street, { latitude, longitude }) }))
        .filter(({ metres }) => metres <= FAR_M)
        .sort((one, other) => one.metres - other.metres);
      const isSure =
        near.length > 0 && near[0]!.metres <= NEAR_M && (near[1]?.metres ?? Infinity) > 2 * near[0]!.metres;
      return near.map(({ street }, index) => ({
        place: { ...placeOf(street, null), latitude, longitude },
        isSure: index === 0 && isSure,
      }));
    },
  };
}

function postcodeIn(words: string): string | null {
  const [found] = postcodesIn(words);
  return found === undefined ? null : toNormalised(found);
}

function withoutPostcode(words: string): string {
  return postcodesIn(words).reduce((rest, one) => rest.replace(one, ' '), words);
}

/** As they were written. The library also finds them in the middle of longer words, which are none. */
function postcodesIn(words: string): string[] {
  return match(words).filter((one) => {
    const at = words.indexOf(one);
    const around = (words[at - 1] ?? ' ') + (words[at + one.length] ?? ' ');
    return isValid(one) && !/[\p{L}\p{N}]/u.test(around);
  });
}

/** "Flat 2, 12 Mill Ln., London" → 12 and "mill lane london": the last number before the name is the house's. */
function readStreet(words: string): { number: number | null; name: string } {
  const plain = words
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[’']/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  const number = /(?:^|\s)(\d{1,4})[a-z]?(?=\s+\p{L})(?!.*\s\d{1,4}[a-z]?\s+\p{L})/u.exec(plain)?.[1];
  const name = plain
    .replace(/\b(?:flat|unit|apartment|apt|room)\s+\w+\b/g, ' ')
    .split(' ')
    .filter((word) => word !== '' && !/^\d/.test(word))
    .map((word) => SHORT_FORMS[word] ?? word)
    .join(' ');
  return { number: number === undefined ? null : Number(number), name };
}

const SHORT_FORMS: Readonly<Record<string, string>> = {
  st: 'street',
  str: 'street',
  rd: 'road',
  ln: 'lane',
  ave: 'avenue',
  av: 'avenue',
  cl: 'close',
  gdns: 'gardens',
  pl: 'place',
};

/** How well a street's name is said: 3 whole, 2 its beginning, 1 one of its words; 0 not at all. */
function fitOf(street: string, said: string, town: string): number {
  const name = street.toLowerCase();
  const rest = said
    .split(' ')
    .filter((word) => word !== town.toLowerCase())
    .join(' ');
  if (rest === name) return 3;
  if (rest !== '' && name.startsWith(`${rest} `)) return 2;
  if (rest.startsWith(`${name} `) || rest.endsWith(` ${name}`)) return 2;
  const words = rest.split(' ');
  return name.split(' ').some((word) => word.length > 3 && !KINDS.has(word) && words.includes(word)) ? 1 : 0;
}

/** "street" alone says nothing. */
const KINDS = new Set(['street', 'road', 'lane', 'avenue', 'close', 'gardens', 'place', 'walk', 'parade']);

function placeOf({ name, town, postcode, latitude, longitude }: Street, number: number | null): PlaceView {
  const text = `${number === null ? '' : `${number} `}${name}, ${town} ${postcode}`;
  return { text, postcode, latitude, longitude };
}

function asSaid(words: string, postcode: string): PlaceView {
  const rest = withoutPostcode(words)
    .replace(/\s+/g, ' ')
    .replace(/[\s,]+$/, '')
    .trim();
  return { text: rest === '' ? postcode : `${rest}, ${postcode}`, postcode, latitude: null, longitude: null };
}

const EARTH_M = 6_371_000;

/** Near enough for a town: a degree of longitude is shorter the further north. */
function metresBetween(
  one: { readonly latitude: number; readonly longitude: number },
  other: { readonly latitude: number; readonly longitude: number },
): number {
  const rad = Math.PI / 180;
  const east = (other.longitude - one.longitude) * rad * Math.cos(((one.latitude + other.latitude) / 2) * rad);
  const north = (other.latitude - one.latitude) * rad;
  return EARTH_M * Math.hypot(east, north);
}
