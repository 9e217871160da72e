import { createHash } from 'node:crypto';
import type { ClientSession } from 'mongoose';
import {
  createLibrary,
  formatProblem,
  loadPhrases,
  loadScript,
  type CompiledScript,
  type Library,
  type MovePolicy,
  type Phrases,
  type ShopFacts,
} from '../flow/index.js';
import type { Log } from '../platform/log.js';
import type { Mongo } from '../platform/mongo.js';
import { PHRASES_ID, publishingCollections, type HeadsDoc, type VersionDoc } from './publishing.model.js';

/** The scripts hold something that cannot be run: every problem with file, line and what to do. */
export class ScriptsRefusedError extends Error {
  readonly code = 'scripts.refused';
}

/** Someone else has switched in the meantime. */
export class HeadsMovedError extends Error {
  readonly code = 'scripts.headsMoved';
}

export type NewVersion = Omit<VersionDoc, '_id' | 'version' | 'scriptId' | 'digest' | 'file'> & {
  readonly scriptId: string;
  readonly file: string;
};

export interface VersionStore {
  /** The pointer; made from the newest versions where none was ever written. */
  readonly heads: () => Promise<HeadsDoc>;
  readonly version: (scriptId: string, version: number) => Promise<VersionDoc | null>;
  /** Newest first. */
  readonly versions: (scriptId: string) => Promise<VersionDoc[]>;
  /** Everything that may be run, as one library. Compiled texts are remembered: a version never changes. */
  readonly library: (heads: HeadsDoc) => Promise<Library>;
  /**
   * Freezes new versions and switches to them, all or nothing.
   * @throws HeadsMovedError when the pointer is no longer at `from`: nothing is changed then.
   */
  freezeAndSwitch(
    from: HeadsDoc,
    added: readonly NewVersion[],
    also?: (session: ClientSession) => Promise<void>,
  ): Promise<VersionDoc[]>;
}

export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function createVersionStore(deps: {
  mongo: Mongo;
  log: Log;
  shopId: string;
  shop: (shopId: string) => ShopFacts | undefined;
}): VersionStore {
  const { mongo, log, shopId } = deps;
  const { versions, heads } = publishingCollections(mongo);
  const compiled = new Map<string, CompiledScript | null>();
  const phrasesOf = new Map<string, Phrases>();
  const policies = new Map<string, MovePolicy>();

  /** Null when the engine of today no longer reads it: nobody new comes to it, and who stands there hears an apology. */
  function compile(doc: VersionDoc, isHead: boolean): CompiledScript | null {
    const known = compiled.get(doc._id);
    if (known !== undefined) return known;
    const { script, problems } = loadScript(doc.file, doc.text);
    if (!script) {
      const said = problems.map(formatProblem).join('\n  ');
      if (isHead) throw new ScriptsRefusedError(`A published script can no longer be read:\n  ${said}`);
      log.error({ version: doc._id, problems: said }, 'an old version of a script can no longer be read');
    }
    const pinned = script ? { ...script, version: doc.version } : null;
    compiled.set(doc._id, pinned);
    return pinned;
  }

  function readPhrases(doc: VersionDoc): Phrases {
    const known = phrasesOf.get(doc._id);
    if (known) return known;
    const { phrases, problems } = loadPhrases(doc.file, doc.text);
    if (!phrases)
      throw new ScriptsRefusedError(`The phrases cannot be read:\n  ${problems.map(formatProblem).join('\n  ')}`);
    phrasesOf.set(doc._id, phrases);
    return phrases;
  }

  async function readHeads(): Promise<HeadsDoc> {
    const found = await heads.findOne({ _id: shopId });
    if (found) return found;
    const newest = await versions
      .aggregate<{ _id: string; version: number }>([{ $group: { _id: '$scriptId', version: { $max: '$version' } } }])
      .toArray();
    return {
      _id: shopId,
      rev: 0,
      heads: Object.fromEntries(newest.map(({ _id, version }) => [_id, version])),
      atUtc: 0,
    };
  }

  return {
    heads: readHeads,
    version: (scriptId, version) => versions.findOne({ scriptId, version }),
    versions: (scriptId) => versions.find({ scriptId }).sort({ version: -1 }).toArray(),
    async library(pointer) {
      const seen = [...compiled.keys(), ...phrasesOf.keys()];
      const unseen = await versions
        .find({ _id: { $nin: seen } })
        .sort({ scriptId: 1, version: 1 })
        .toArray();
      for (const doc of unseen) {
        const isHead = doc.version === pointer.heads[doc.scriptId];
        if (doc.scriptId !== PHRASES_ID) {
          compile(doc, isHead);
          if (doc.policy && doc.policy !== 'finish') policies.set(doc._id, doc.policy);
        } else if (isHead) readPhrases(doc);
      }
      const phrases = phrasesOf.get(`${PHRASES_ID}@${pointer.heads[PHRASES_ID] ?? 0}`);
      if (!phrases) throw new ScriptsRefusedError('The phrases have not been published');
      const scripts = [...compiled.values()].filter((script) => script !== null);
      return createLibrary({
        scripts,
        phrases,
        shop: deps.shop,
        heads: new Map(Object.entries(pointer.heads)),
        policies,
      });
    },
    async freezeAndSwitch(from, added, also) {
      return mongo.transaction(async (session) => {
        const made: VersionDoc[] = [];
        const next: Record<string, number> = { ...from.heads };
        for (const one of added) {
          const newest = await versions
            .find({ scriptId: one.scriptId }, { session })
            .sort({ version: -1 })
            .limit(1)
            .next();
          const version = (newest?.version ?? 0) + 1;
          const doc = { ...one, _id: `${one.scriptId}@${version}`, version, digest: digestOf(one.text) };
          await versions.insertOne(doc, { session });
          next[one.scriptId] = version;
          made.push(doc);
        }
        const atUtc = added[0]?.atUtc ?? from.atUtc;
        const after = { rev: from.rev + 1, heads: next, atUtc };
        // A pointer never written has no document yet; its unique id lets only one of two first writers through.
        if (from.rev === 0) await heads.insertOne({ _id: shopId, ...after }, { session });
        else {
          const switched = await heads.updateOne({ _id: shopId, rev: from.rev }, { $set: after }, { session });
          if (switched.matchedCount === 0) throw new HeadsMovedError('somebody else has published in the meantime');
        }
        await also?.(session);
        return made;
      });
    },
  };
}
