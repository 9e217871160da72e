import type { Service, Shop } from './catalogue.model.js';

export type Names = Readonly<Record<string, string>>;

/** Something with a name, and perhaps with others by language. Rows kept before there were any have none. */
export interface Named {
  readonly name: string;
  readonly names?: Names;
}

/** What it is called in this language; its own name where it has none there. */
export function nameIn({ name, names }: Named, language: string): string {
  return own(names, language) ?? name;
}

/** The address as it is said in this language. */
export function placeIn({ place, placeNames }: Pick<Shop, 'place' | 'placeNames'>, language: string): string {
  return own(placeNames, language) ?? place;
}

/** What it is, in this language; empty where nobody has said it. */
export function aboutIn({ about, aboutNames }: Pick<Service, 'about' | 'aboutNames'>, language: string): string {
  return own(aboutNames, language) ?? about;
}

/**
 * Every name by its language, the one without a language under the shop's; nothing where there is only that one. Kept with
 * what was chosen or promised, so that it reads right when the language changes later.
 */
export function allNames({ name, names = {} }: Named, shopLanguage: string): { readonly names?: Names } {
  return Object.keys(names).length === 0 ? {} : { names: { [shopLanguage]: name, ...names } };
}

/** "Tax return + Letter to the bank", in each language that any of them has a name in. */
export function joinedNames(parts: readonly Named[]): Pick<Service, 'name' | 'names'> {
  const languages = new Set(parts.flatMap(({ names }) => Object.keys(names ?? {})));
  const joined = (nameOf: (part: Named) => string): string => parts.map(nameOf).join(' + ');
  return {
    name: joined(({ name }) => name),
    names: Object.fromEntries([...languages].map((one) => [one, joined((part) => nameIn(part, one))])),
  };
}

function own(names: Names | undefined, language: string): string | undefined {
  return names && Object.hasOwn(names, language) ? names[language] : undefined;
}
