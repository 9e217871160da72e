import type { MovePolicy, NewerVersion } from './migrate.js';
import type { CompiledScript } from './script/script.js';
import type { Phrases } from './script/phrases.js';
import type { Names } from './protocol.js';

/** What is said and done for one shop, fixed for a turn. */
export interface ShopFacts {
  readonly name: string;
  /** IANA zone, e.g. Europe/London. */
  readonly zone: string;
  /** ISO 3166 code: phone numbers without + belong there. */
  readonly country: string;
  /** "12 Mill Lane" */
  readonly place: string;
  /** The place by language, where it is said otherwise: "at your home". */
  readonly placeNames?: Names;
  /** Said first in a chat, where a message may be of any length; by language where it is said otherwise. */
  readonly welcome?: string | null;
  readonly welcomeNames?: Names;
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
 * @param deps.scripts versions in use; of each id the highest version is the current one, unless `heads` names it.
 * @param deps.older versions that are not among `scripts`, made ready when somebody turns out to stand in one; those that
 *   move people or ask them belong to `scripts`.
 * @param deps.policies by `id@version`, what its publish meant for people inside older versions; else they finish.
 */
export function createLibrary(deps: {
  scripts: readonly CompiledScript[];
  older?: (id: string, version: number) => CompiledScript | undefined;
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
  const moving = movingVersions(byVersion, current, deps.policies);
  return {
    script: (id, version) => byVersion.get(id)?.get(version) ?? deps.older?.(id, version),
    current: (id) => current.get(id),
    ...(moving ? { newer: (id, version) => laterThan(version, moving.get(id) ?? NONE) } : {}),
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

/** What each script's publishes meant for people inside older versions. Null when everybody finishes where they began, as is usual. */
function movingVersions(
  byVersion: ReadonlyMap<string, ReadonlyMap<number, CompiledScript>>,
  current: ReadonlyMap<string, CompiledScript>,
  policies: ReadonlyMap<string, MovePolicy> | undefined,
): ReadonlyMap<string, readonly NewerVersion[]> | null {
  const moving = new Map<string, readonly NewerVersion[]>();
  for (const [id, versions] of byVersion) {
    const head = current.get(id)?.version ?? 0;
    const those = [...versions.values()]
      .filter(({ version }) => version <= head)
      .sort((one, other) => one.version - other.version)
      .map((script) => ({ script, policy: policies?.get(`${id}@${script.version}`) ?? 'finish' }))
      .filter(({ policy }) => policy !== 'finish');
    if (those.length > 0) moving.set(id, those);
  }
  return moving.size === 0 ? null : moving;
}

/** Asked in every turn, nearly always by somebody in the newest version. */
function laterThan(version: number, moving: readonly NewerVersion[]): readonly NewerVersion[] {
  return (moving.at(-1)?.script.version ?? 0) <= version
    ? NONE
    : moving.filter(({ script }) => script.version > version);
}
