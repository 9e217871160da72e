import type { MovePolicy, NewerVersion } from './migrate.js';
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
  /** Scripts of the shop's own in place of the shipped repairs, by their names. */
  readonly repairs?: Readonly<Record<string, string>>;
}

/** Everything a turn may look up. A lookup gives the same answer for the whole turn. */
export interface Library {
  /** A version stays available for as long as a conversation may stand in it. */
  readonly script: (id: string, version: number) => CompiledScript | undefined;
  /** The version new runs begin with. */
  readonly current: (id: string) => CompiledScript | undefined;
  /** The versions published after this one, oldest first, each with what it means for people inside older ones. */
  readonly newer?: (id: string, version: number) => readonly NewerVersion[];
  readonly shop: (shopId: string) => ShopFacts | undefined;
  /** The script that may be begun with these words, normalised; undefined when there is none or more than one. */
  readonly triggered?: (language: string, words: string) => CompiledScript | undefined;
  readonly phrases: Phrases;
}

const NONE: readonly NewerVersion[] = [];

/**
 * @param deps.scripts every version still in use; of each id the highest version is the current one, unless `heads` names it.
 * @param deps.policies by `id@version`, what its publish meant for people inside older versions; else they finish.
 */
export function createLibrary(deps: {
  scripts: readonly CompiledScript[];
  phrases: Phrases;
  shop: (shopId: string) => ShopFacts | undefined;
  heads?: ReadonlyMap<string, number>;
  policies?: ReadonlyMap<string, MovePolicy>;
}): Library {
  const byVersion = new Map<string, Map<number, CompiledScript>>();
  const current = new Map<string, CompiledScript>();
  for (const script of deps.scripts) {
    const versions = byVersion.get(script.id) ?? new Map<number, CompiledScript>();
    byVersion.set(script.id, versions.set(script.version, script));
    const head = deps.heads?.get(script.id) ?? Infinity;
    const newest = current.get(script.id);
    if (script.version <= head && (!newest || newest.version < script.version)) current.set(script.id, script);
  }
  const byTrigger = triggersOf(current.values());
  const newer = newerThanEach(byVersion, current, deps.policies);
  return {
    script: (id, version) => byVersion.get(id)?.get(version),
    current: (id) => current.get(id),
    ...(newer ? { newer: (id, version) => newer.get(`${id}@${version}`) ?? NONE } : {}),
    shop: deps.shop,
    triggered: (language, words) => byTrigger.get(`${language} ${words}`) ?? undefined,
    phrases: deps.phrases,
  };
}

/** Words that begin two scripts begin none: which was meant cannot be known. */
function triggersOf(scripts: Iterable<CompiledScript>): ReadonlyMap<string, CompiledScript | null> {
  const byTrigger = new Map<string, CompiledScript | null>();
  for (const script of scripts) {
    for (const [language, spoken] of script.triggers) {
      for (const words of spoken) {
        const key = `${language} ${words}`;
        byTrigger.set(key, byTrigger.has(key) ? null : script);
      }
    }
  }
  return byTrigger;
}

/** Worked out once, so that a turn only looks. Null when everybody finishes where they began, as is usual. */
function newerThanEach(
  byVersion: ReadonlyMap<string, ReadonlyMap<number, CompiledScript>>,
  current: ReadonlyMap<string, CompiledScript>,
  policies: ReadonlyMap<string, MovePolicy> | undefined,
): ReadonlyMap<string, readonly NewerVersion[]> | null {
  const newer = new Map<string, readonly NewerVersion[]>();
  for (const [id, versions] of byVersion) {
    const head = current.get(id)?.version ?? 0;
    const ordered = [...versions.values()].sort((one, other) => one.version - other.version);
    for (const { version } of ordered) {
      const later = ordered
        .filter((one) => one.version > version && one.version <= head)
        .map((script) => ({ script, policy: policies?.get(`${id}@${script.version}`) ?? 'finish' }))
        .filter(({ policy }) => policy !== 'finish');
      if (later.length > 0) newer.set(`${id}@${version}`, later);
    }
  }
  return newer.size === 0 ? null : newer;
}
