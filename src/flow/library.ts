import type { CompiledScript } from './script.js';
import type { Phrases } from './phrases.js';

/** What is said and done for one shop, fixed for a turn. */
export interface ShopFacts {
  readonly name: string;
  /** IANA zone, e.g. Europe/London. */
  readonly zone: string;
  /** ISO 3166 code: phone numbers without + belong there. */
  readonly country: string;
  /** "12 Mill Lane" */
  readonly place: string;
  readonly currency: string;
  readonly language: string;
  /** The script that books here. */
  readonly script: string;
}

/** Everything a turn may look up. A lookup gives the same answer for the whole turn. */
export interface Library {
  /** A version stays available for as long as a conversation may stand in it. */
  script(id: string, version: number): CompiledScript | undefined;
  /** The version new runs begin with. */
  current(id: string): CompiledScript | undefined;
  shop(shopId: string): ShopFacts | undefined;
  readonly phrases: Phrases;
}

/** @param scripts every version still in use; of each id the highest version is the current one. */
export function createLibrary(deps: {
  scripts: readonly CompiledScript[];
  phrases: Phrases;
  shop: (shopId: string) => ShopFacts | undefined;
}): Library {
  const byVersion = new Map<string, Map<number, CompiledScript>>();
  const current = new Map<string, CompiledScript>();
  for (const script of deps.scripts) {
    const versions = byVersion.get(script.id) ?? new Map<number, CompiledScript>();
    byVersion.set(script.id, versions.set(script.version, script));
    const newest = current.get(script.id);
    if (!newest || newest.version < script.version) current.set(script.id, script);
  }
  return {
    script: (id, version) => byVersion.get(id)?.get(version),
    current: (id) => current.get(id),
    shop: deps.shop,
    phrases: deps.phrases,
  };
}
