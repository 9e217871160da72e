/** What somebody typed to find an order: the beginning of its number, or of a word of a name. */
export type Searched = { readonly digits: string } | { readonly name: RegExp };

const LONGEST = 60;

/** "OR-48", "bk 4821" and "482" are numbers, "ros" is a name. Null for nothing. */
export function searchedIn(text: string): Searched | null {
  const wanted = text.trim().slice(0, LONGEST);
  if (wanted === '') return null;
  const digits = /^(?:[A-Za-z]{2}[-\s]*)?(\d{1,8})$/.exec(wanted)?.[1];
  if (digits !== undefined) return { digits };
  return { name: new RegExp(`(?:^|\\s)${wanted.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`, 'i') };
}

/** The filter of a collection whose numbers begin with that prefix. */
export function searchFilter(
  searched: Searched | null | undefined,
  of: { readonly number: string; readonly prefix: string; readonly name: string },
): Readonly<Record<string, RegExp>> {
  if (!searched) return {};
  return 'digits' in searched
    ? { [of.number]: new RegExp(`^${of.prefix}-${searched.digits}`) }
    : { [of.name]: searched.name };
}
