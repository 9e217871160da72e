import { createHash } from 'node:crypto';
import type { ClientSession } from 'mongoose';
import {
  createLibrary,
  formatProblem,
  type CompiledScript,
  type Library,
  type MovePolicy,
  type Phrases,
  type ShopFacts,
  type TextLoader,
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
  /** The version of every script that new people begin, in one read. */
  readonly current: (heads: HeadsDoc) => Promise<VersionDoc[]>;
  /** Newest first. */
  readonly versions: (scriptId: string) => Promise<VersionDoc[]>;
  /** Everything that may be run, as one library. Versions that nobody new begins are compiled when somebody stands in one. */
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

function versionId(scriptId: string, version: number): string {
  return `${scriptId}@${version}`;
}

export function createVersionStore(deps: {
  mongo: Mongo;
  log: Log;
  shopId: string;
  shop: (shopId: string) => ShopFacts | undefined;
  texts: TextLoader;
}): VersionStore {
  const { mongo, log, shopId, texts } = deps;
  const { versions, heads } = publishingCollections(mongo);
  const known = new Map<string, VersionDoc>();
  const compiled = new Map<string, CompiledScript | null>();
  const read = new Map<string, Phrases>();

  /** Null when the engine of today no longer reads it: nobody new comes to it, and who stands there hears an apology. */
  function compile(doc: VersionDoc): CompiledScript | null {
    const before = compiled.get(doc._id);
    if (before !== undefined) return before;
    const { script, problems } = texts.loadScript(doc.file, doc.text);
    if (!script) {
      const said = problems.map(formatProblem).join('\n  ');
      log.error({ version: doc._id, problems: said }, 'a published version of a script can no longer be read');
    }
    const pinned = script ? { ...script, version: doc.version } : null;
    compiled.set(doc._id, pinned);
    return pinned;
  }

  function compileHead(doc: VersionDoc): CompiledScript {
    const script = compile(doc);
    if (!script) throw new ScriptsRefusedError(`The published ${doc._id} can no longer be read; the log says why`);
    return script;
  }

  function readPhrases(doc: VersionDoc): Phrases {
    const before = read.get(doc._id);
    if (before) return before;
    const { phrases, problems } = texts.loadPhrases(doc.file, doc.text);
    if (!phrases)
      throw new ScriptsRefusedError(`The phrases cannot be read:\n  ${problems.map(formatProblem).join('\n  ')}`);
    read.set(doc._id, phrases);
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
    current: (pointer) =>
      versions
        .find({ _id: { $in: Object.entries(pointer.heads).map(([id, version]) => versionId(id, version)) } })
        .toArray(),
    versions: (scriptId) => versions.find({ scriptId }).sort({ version: -1 }).toArray(),
    async library(pointer) {
      const unseen = await versions.find({ _id: { $nin: [...known.keys()] } }).toArray();
      for (const doc of unseen) known.set(doc._id, doc);
      const phrases = known.get(versionId(PHRASES_ID, pointer.heads[PHRASES_ID] ?? 0));
      if (!phrases) throw new ScriptsRefusedError('The phrases have not been published');
      const scripts: CompiledScript[] = [];
      const policies = new Map<string, MovePolicy>();
      for (const doc of known.values()) {
        if (doc.scriptId === PHRASES_ID) continue;
        const isMoving = doc.policy !== undefined && doc.policy !== 'finish';
        if (isMoving) policies.set(doc._id, doc.policy);
        const script = doc.version === pointer.heads[doc.scriptId] ? compileHead(doc) : isMoving ? compile(doc) : null;
        if (script) scripts.push(script);
      }
      return createLibrary({
        scripts,
        older(scriptId, version) {
          const doc = known.get(versionId(scriptId, version));
          return doc && scriptId !== PHRASES_ID ? (compile(doc) ?? undefined) : undefined;
        },
        phrases: readPhrases(phrases),
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
          const doc = { ...one, _id: versionId(one.scriptId, version), version, digest: digestOf(one.text) };
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
