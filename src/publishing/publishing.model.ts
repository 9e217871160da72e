import type { mongo } from 'mongoose';
import type { MovePolicy } from '../flow/index.js';
import type { IndexSpec } from '../platform/indexes.js';
import type { Mongo } from '../platform/mongo.js';

/**
 * Scripts as they are kept.
 *
 * Glossary
 * - **version**: written once, never changed, kept for as long as anybody may stand in it.
 * - **heads**: which version of each script new runs begin with; one document, so that switching several is one update.
 * - **draft**: what somebody is writing. Each save names the revision it began from.
 * - **copy**: a text whose save was refused, kept so that nothing anybody wrote is lost.
 * - **phrases**: the engine's own words, kept and published like a script under that name.
 */
export interface VersionDoc {
  /** `salon@3` */
  readonly _id: string;
  readonly scriptId: string;
  readonly version: number;
  /** Of the text: the same words are the same version. */
  readonly digest: string;
  readonly file: string;
  readonly text: string;
  readonly atUtc: number;
  /** Missing on versions stored before notes were kept. */
  readonly note?: string;
  readonly author?: string;
  /** What it means for people inside older versions. */
  readonly policy?: MovePolicy;
  /** The older version whose text this is. */
  readonly restores?: number;
  readonly accepted?: readonly Acceptance[];
  readonly coverage?: Coverage;
  /** Every end reached with digits only; null when that is not so, missing while nobody has walked it. */
  readonly badge?: Badge | null;
}

/** Why a doubtful finding is right here. */
export interface Acceptance {
  readonly check: string;
  readonly block: string | null;
  readonly reason: string;
}

/** How much of a script its recorded chats pass through. */
export interface Coverage {
  readonly chats: number;
  readonly blocks: number;
  readonly reached: number;
}

export interface Badge {
  readonly languages: readonly string[];
  readonly ends: readonly string[];
  readonly longestParts: number;
}

export interface HeadsDoc {
  /** The shop. */
  readonly _id: string;
  readonly rev: number;
  readonly heads: Readonly<Record<string, number>>;
  readonly atUtc: number;
}

export interface DraftDoc {
  /** The script. */
  readonly _id: string;
  readonly text: string;
  /** Counts saves; 0 is what is published. */
  readonly revision: number;
  readonly author: string;
  readonly updatedAtUtc: number;
  /** The version it was begun from. */
  readonly baseVersion: number;
}

export interface CopyDoc {
  readonly _id: string;
  readonly scriptId: string;
  readonly text: string;
  readonly author: string;
  readonly atUtc: number;
  readonly basedOn: number;
}

/** Who published what came with the product. */
export const FILES_AUTHOR = 'files';
export const PHRASES_ID = 'phrases';

export const publishingIndexes: IndexSpec[] = [
  { collection: 'script_versions', key: { scriptId: 1, version: -1 }, options: { name: 'by_script', unique: true } },
  { collection: 'script_draft_copies', key: { scriptId: 1, atUtc: -1 }, options: { name: 'by_script' } },
  { collection: 'turn_log', key: { atUtc: -1 }, options: { name: 'newest' } },
  { collection: 'turn_log', key: { conversationId: 1, rev: 1 }, options: { name: 'by_conversation' } },
  {
    collection: 'turn_log',
    key: { forgetAt: 1 },
    options: { name: 'forget', expireAfterSeconds: 0 },
  },
];

export interface PublishingCollections {
  readonly versions: mongo.Collection<VersionDoc>;
  readonly heads: mongo.Collection<HeadsDoc>;
  readonly drafts: mongo.Collection<DraftDoc>;
  readonly copies: mongo.Collection<CopyDoc>;
}

export function publishingCollections({ db }: Mongo): PublishingCollections {
  return {
    versions: db.collection<VersionDoc>('script_versions'),
    heads: db.collection<HeadsDoc>('script_heads'),
    drafts: db.collection<DraftDoc>('script_drafts'),
    copies: db.collection<CopyDoc>('script_draft_copies'),
  };
}
