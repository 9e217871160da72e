import type { Mongo } from '../platform/mongo.js';
import { PHRASES_ID, publishingCollections, type Badge, type VersionDoc } from './publishing.model.js';
import type { VersionStore } from './version-store.js';

/** A text to walk, with everything that is published beside it. */
export interface WalkInput {
  readonly scriptId: string;
  readonly texts: readonly Pick<VersionDoc, 'scriptId' | 'file' | 'text'>[];
  readonly digest: string;
}

/** Goes through a script with digits only; null when not every end is reached. Takes seconds: done beside the service. */
export type WalkScript = (input: WalkInput) => Promise<Badge | null>;

/** Gives each published version its digits-only badge, once (FL-17, GU-11): kept with the version, so no other process walks it. */
export async function earnBadges(deps: { mongo: Mongo; store: VersionStore; walk: WalkScript }): Promise<number> {
  const { versions } = publishingCollections(deps.mongo);
  const { heads } = await deps.store.heads();
  const ids = Object.entries(heads).map(([id, version]) => `${id}@${version}`);
  const missing = await versions
    .find({ _id: { $in: ids }, badge: { $exists: false }, scriptId: { $ne: PHRASES_ID } })
    .sort({ _id: 1 })
    .project<Pick<VersionDoc, '_id' | 'scriptId' | 'digest'>>({ scriptId: 1, digest: 1 })
    .toArray();
  if (missing.length === 0) return 0;
  const texts = await versions
    .find({ _id: { $in: ids } })
    .project<Pick<VersionDoc, 'scriptId' | 'file' | 'text'>>({ _id: 0, scriptId: 1, file: 1, text: 1 })
    .toArray();
  for (const { _id, scriptId, digest } of missing) {
    const badge = await deps.walk({ scriptId, texts, digest });
    await versions.updateOne({ _id, badge: { $exists: false } }, { $set: { badge } });
  }
  return missing.length;
}
