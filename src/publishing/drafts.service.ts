import { randomUUID } from 'node:crypto';
import type { DraftAnswer } from './api.js';
import { diff3Merge } from './three-way.rules.js';
import type { Clock } from '../platform/clock.js';
import { isDuplicateKey, type Mongo } from '../platform/mongo.js';
import { publishingCollections, type CopyDoc, type DraftDoc } from './publishing.model.js';
import type { VersionStore } from './version-store.js';

export type SaveOutcome =
  | { readonly kind: 'saved'; readonly draft: DraftAnswer }
  /** Someone else has saved since. What was sent is kept as a copy; nothing is lost. */
  | {
      readonly kind: 'stale';
      readonly theirs: DraftAnswer;
      readonly copyId: string;
      /** Both changes on top of what both began from; null where they meet in the same lines. */
      readonly merged: string | null;
      /** Lines, in the text both began from, that both changed. */
      readonly conflictsAt: readonly number[];
    }
  | { readonly kind: 'unknownScript' };

export interface SaveDraft {
  readonly scriptId: string;
  readonly text: string;
  /** The revision it began from. */
  readonly revision: number;
  /** The text it began from, for putting both changes together; without it only both texts are given back. */
  readonly began?: string;
  readonly author: string;
}

/** Drafts: autosaved, never live, never overwritten unseen (pain 18). */
export function createDrafts(deps: { mongo: Mongo; clock: Clock; store: VersionStore }) {
  const { clock, store } = deps;
  const { drafts, copies } = publishingCollections(deps.mongo);

  async function find(scriptId: string): Promise<DraftAnswer | null> {
    const draft = await drafts.findOne({ _id: scriptId });
    if (draft) return viewOf(draft);
    const version = (await store.heads()).heads[scriptId];
    const published = version === undefined ? null : await store.version(scriptId, version);
    if (!published) return null;
    const { text } = published;
    return { scriptId, text, revision: 0, author: null, updatedAtUtc: null, baseVersion: published.version };
  }

  /**
   * Saves over the revision named, and nothing else: one conditional write decides who was first.
   * @returns `stale` with the other's text when somebody was quicker.
   */
  async function save({ scriptId, text, revision, began, author }: SaveDraft): Promise<SaveOutcome> {
    const before = await find(scriptId);
    if (!before) return { kind: 'unknownScript' };
    const updatedAtUtc = clock.nowUtc();
    const changes = { text, revision: revision + 1, author, updatedAtUtc };
    if (revision > 0) {
      const saved = await drafts.findOneAndUpdate(
        { _id: scriptId, revision },
        { $set: changes },
        { returnDocument: 'after' },
      );
      if (saved) return { kind: 'saved', draft: viewOf(saved) };
    } else if (before.revision === 0) {
      const draft = { _id: scriptId, ...changes, baseVersion: before.baseVersion };
      try {
        await drafts.insertOne(draft);
        return { kind: 'saved', draft: viewOf(draft) };
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    }
    return refuse({ scriptId, text, revision, author, ...(began === undefined ? {} : { began }) });
  }

  async function refuse({ scriptId, text, revision, began, author }: SaveDraft): Promise<SaveOutcome> {
    const copy: CopyDoc = { _id: randomUUID(), scriptId, text, author, atUtc: clock.nowUtc(), basedOn: revision };
    await copies.insertOne(copy);
    const theirs = await find(scriptId);
    if (!theirs) return { kind: 'unknownScript' };
    const merge = began === undefined ? { merged: null, conflictsAt: [] } : diff3Merge(began, text, theirs.text);
    return { kind: 'stale', theirs, copyId: copy._id, ...merge };
  }

  return {
    find,
    save,
    /** Texts whose save was refused, newest first. */
    copies: (scriptId: string) => copies.find({ scriptId }).sort({ atUtc: -1 }).limit(50).toArray(),
    /** Back to what is published; what was written is kept as a copy. @returns false when somebody saved since. */
    async discard(scriptId: string, revision: number, author: string): Promise<boolean> {
      const draft = await drafts.findOne({ _id: scriptId, revision });
      if (!draft) return false;
      const { text } = draft;
      await copies.insertOne({ _id: randomUUID(), scriptId, text, author, atUtc: clock.nowUtc(), basedOn: revision });
      return (await drafts.deleteOne({ _id: scriptId, revision })).deletedCount === 1;
    },
  };
}

export type Drafts = ReturnType<typeof createDrafts>;

function viewOf({ _id, text, revision, author, updatedAtUtc, baseVersion }: DraftDoc): DraftAnswer {
  return { scriptId: _id, text, revision, author, updatedAtUtc, baseVersion };
}
