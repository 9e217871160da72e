import type { WalkFailure } from '../flow/walk/index.js';
import type { Mongo } from '../platform/mongo.js';
import { PHRASES_ID, publishingCollections, type Badge, type HeadsDoc, type VersionDoc } from './publishing.model.js';
import type { VersionStore } from './version-store.js';

export type WalkedText = Pick<VersionDoc, 'scriptId' | 'file' | 'text'>;

/** A text to walk, with everything that is published beside it. */
export interface WalkInput {
  readonly scriptId: string;
  readonly texts: readonly WalkedText[];
  readonly digest: string;
}

export type WalkOutcome =
  | { readonly kind: 'earned'; readonly badge: Badge }
  | { readonly kind: 'failed'; readonly failures: readonly WalkFailure[] };

/**
 * Goes through a script with digits only. Takes seconds: done beside the service.
 * @throws WalkUnfinishedError when whoever walks it died or took too long.
 */
export type WalkScript = (input: WalkInput) => Promise<WalkOutcome>;

/** Nobody knows how the walk would have ended. */
export class WalkUnfinishedError extends Error {
  readonly code = 'scripts.walkUnfinished';
}

/** What is published, as texts. */
export async function textsAt(mongo: Mongo, { heads }: Pick<HeadsDoc, 'heads'>): Promise<WalkedText[]> {
  const ids = Object.entries(heads).map(([id, version]) => `${id}@${version}`);
  return publishingCollections(mongo)
    .versions.find({ _id: { $in: ids } })
    .project<WalkedText>({ _id: 0, scriptId: 1, file: 1, text: 1 })
    .toArray();
}

/** Gives each published version its digits-only badge, once (FL-17, GU-11): kept with the version, so no other process walks it. */
export async function earnBadges(deps: { mongo: Mongo; store: VersionStore; walk: WalkScript }): Promise<number> {
  const { versions } = publishingCollections(deps.mongo);
  const pointer = await deps.store.heads();
  const ids = Object.entries(pointer.heads).map(([id, version]) => `${id}@${version}`);
  const missing = await versions
    .find({ _id: { $in: ids }, badge: { $exists: false }, scriptId: { $ne: PHRASES_ID } })
    .sort({ _id: 1 })
    .project<Pick<VersionDoc, '_id' | 'scriptId' | 'digest'>>({ scriptId: 1, digest: 1 })
    .toArray();
  if (missing.length === 0) return 0;
  const texts = await textsAt(deps.mongo, pointer);
  const unfinished: Error[] = [];
  for (const { _id, scriptId, digest } of missing) {
    const walked = await deps.walk({ scriptId, texts, digest }).catch((error: unknown) => {
      unfinished.push(error instanceof Error ? error : new Error(String(error)));
      return null;
    });
    // One that cannot be walked keeps none of the others from its badge.
    if (!walked) continue;
    const badge = walked.kind === 'earned' ? walked.badge : null;
    await versions.updateOne({ _id, badge: { $exists: false } }, { $set: { badge } });
  }
  if (unfinished[0]) throw unfinished[0];
  return missing.length;
}
