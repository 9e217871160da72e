import { join } from 'node:path';
import { diffWordsWithSpace } from 'diff';
import type { CheckContext } from '../flow/checks/index.js';
import {
  createLibrary,
  createTextLoader,
  type CompiledScript,
  type Library,
  type MovePolicy,
  type ShopFacts,
} from '../flow/index.js';
import type { Clock } from '../platform/clock.js';
import type { Log } from '../platform/log.js';
import type { Mongo } from '../platform/mongo.js';
import type {
  CheckAnswer,
  DiffAnswer,
  PlayedChatAnswer,
  PublishedText,
  ScriptSummary,
  VersionSummary,
  WalkAnswer,
} from './api.js';
import { createDrafts } from './drafts.service.js';
import { earnBadges, type WalkScript } from './badges.service.js';
import { createDigitsOnly } from './digits-only.js';
import { createGate } from './gate.js';
import { impactOf, type ConversationFacts, type Impact } from './impact.service.js';
import { createLiveLibrary } from './live-library.js';
import { createPublish } from './publish.service.js';
import { FILES_AUTHOR, PHRASES_ID, publishingCollections, type VersionDoc } from './publishing.model.js';
import { replay, type ReplayReport } from './replay.service.js';
import { readChats, readScripts } from './scripts-folder.js';
import { publishFiles } from './seed.js';
import { createVersionStore } from './version-store.js';

export interface PublishingDeps {
  readonly mongo: Mongo;
  readonly clock: Clock;
  readonly log: Log;
  /** Where the scripts that came with the product stand, and below it in `chats` the recorded chats. */
  readonly folder: string;
  readonly shopId: string;
  readonly shop: (shopId: string) => ShopFacts | undefined;
  readonly facts: ConversationFacts;
  readonly context?: CheckContext;
  readonly pollMs?: number;
  readonly watches?: boolean;
  /** Walks a script with digits only before it is published; without it nothing is walked and nothing waits for it. */
  readonly walk?: WalkScript;
}

/** One for the process: what stands in the folder is usually what is published, and no text is compiled for both. */
const texts = createTextLoader();

/**
 * Opens the store of scripts: what came with the product is published first, unless people have published their own.
 * @throws ScriptsRefusedError when a script of the folder cannot be run.
 */
export async function createPublishing(deps: PublishingDeps) {
  const { mongo, clock, log, folder, shopId } = deps;
  const store = createVersionStore({ mongo, log, shopId, shop: deps.shop, texts });
  await publishFiles({ store, clock, log, files: await readScripts(folder, texts) });
  const live = await createLiveLibrary({
    ...{ mongo, log, store },
    ...(deps.pollMs === undefined ? {} : { pollMs: deps.pollMs }),
    ...(deps.watches === undefined ? {} : { watches: deps.watches }),
  });
  const drafts = createDrafts({ mongo, clock, store });
  const gate = createGate({
    chats: await readChats(join(folder, 'chats')),
    ...(deps.context ? { context: deps.context } : {}),
  });
  const digits = createDigitsOnly({ mongo, walk: deps.walk });
  const publish = createPublish({ mongo, clock, store, live, drafts, gate, digits });
  const { versions } = publishingCollections(mongo);

  async function list(): Promise<ScriptSummary[]> {
    const { heads } = await store.heads();
    const ids = Object.entries(heads).map(([id, version]) => `${id}@${version}`);
    const current = await versions
      .find<Omit<VersionDoc, 'text'>>({ _id: { $in: ids } }, { projection: { text: 0 } })
      .sort({ scriptId: 1 })
      .toArray();
    const open = new Map((await publishingCollections(mongo).drafts.find().toArray()).map((one) => [one._id, one]));
    return current.map((doc) => {
      const draft = open.get(doc.scriptId);
      return {
        id: doc.scriptId,
        kind: kindOf(doc),
        languages: live.current().current(doc.scriptId)?.languages ?? live.current().phrases.languages,
        current: summaryOf(doc, heads[doc.scriptId]),
        draft: draft ? { revision: draft.revision, author: draft.author, updatedAtUtc: draft.updatedAtUtc } : null,
      };
    });
  }

  async function publishedTexts(): Promise<PublishedText[]> {
    const current = await store.current(await store.heads());
    return current.map(({ scriptId, version, text }) => ({ id: scriptId, version, text }));
  }

  async function versionsOf(scriptId: string): Promise<VersionSummary[]> {
    const { heads } = await store.heads();
    return (await store.versions(scriptId)).map((doc) => summaryOf(doc, heads[scriptId]));
  }

  /** The draft's text, or another one that somebody is typing. */
  async function textOf(scriptId: string, typed: string | undefined): Promise<string | null> {
    return typed ?? (await drafts.find(scriptId))?.text ?? null;
  }

  /** @returns null when there is no such script. */
  async function check(scriptId: string, typed: string | undefined, playsChats: boolean): Promise<CheckAnswer | null> {
    const text = await textOf(scriptId, typed);
    if (text === null) return null;
    const { heads } = await store.heads();
    const report = gate.look(live.current(), Object.keys(heads), [{ scriptId, file: `${scriptId}.yaml`, text }], {
      playsChats,
    });
    return {
      problems: report.problems,
      chats: report.chats.map(chatAnswer),
      coverage: report.coverage.get(scriptId) ?? null,
    };
  }

  /** What a walk with digits only comes to. @returns null when the text does not load. */
  async function walk(scriptId: string, typed: string | undefined): Promise<WalkAnswer | null> {
    const text = await textOf(scriptId, typed);
    if (text === null) return null;
    const heads = await store.heads();
    const candidates = [{ scriptId, file: `${scriptId}.yaml`, text }];
    const library = await store.library(heads);
    const { scripts } = gate.look(library, Object.keys(heads.heads), candidates, { playsChats: false });
    if (scriptId !== PHRASES_ID && !scripts.has(scriptId)) return null;
    const { problems, badges } = await digits.look(library, heads, candidates, scripts);
    return { problems, badge: badges.get(scriptId) ?? null, walked: badges.size };
  }

  /** A text as it would run; null when it does not load. */
  async function compiled(
    scriptId: string,
    typed: string | undefined,
  ): Promise<{ script: CompiledScript; text: string } | null> {
    const text = await textOf(scriptId, typed);
    if (text === null) return null;
    const { heads } = await store.heads();
    const candidate = { scriptId, file: `${scriptId}.yaml`, text };
    const { scripts } = gate.look(live.current(), Object.keys(heads), [candidate], { playsChats: false });
    const script = scripts.get(scriptId);
    return script ? { script, text } : null;
  }

  /** @returns null when the text does not load. */
  async function impact(scriptId: string, typed: string | undefined, policy: MovePolicy): Promise<Impact | null> {
    const draft = await compiled(scriptId, typed);
    if (!draft) return null;
    const heads = await store.heads();
    const library = await store.library(heads);
    return impactOf({ facts: deps.facts, library, heads, version: store.version, draft, policy });
  }

  /** What the newest chats would have come to with this text. @returns null when it does not load. */
  async function replayDraft(scriptId: string, typed: string | undefined, chats: number): Promise<ReplayReport | null> {
    const draft = await compiled(scriptId, typed);
    if (!draft) return null;
    const published = live.current();
    const { heads } = await store.heads();
    return replay(mongo, published, withScript(published, Object.keys(heads), draft.script, deps.shop), chats);
  }

  /** Word by word. @returns null when one of the two is not there. */
  async function diff(scriptId: string, from: number | 'draft', to: number | 'draft'): Promise<DiffAnswer | null> {
    const [before, after] = [await sideOf(scriptId, from), await sideOf(scriptId, to)];
    if (before === null || after === null) return null;
    const parts = diffWordsWithSpace(before, after);
    const kind = ({ added, removed }: { added: boolean; removed: boolean }) =>
      added ? 'added' : removed ? 'removed' : 'same';
    return { parts: parts.map((part) => ({ kind: kind(part), text: part.value })) };
  }

  async function sideOf(scriptId: string, side: number | 'draft'): Promise<string | null> {
    if (side === 'draft') return (await drafts.find(scriptId))?.text ?? null;
    return (await store.version(scriptId, side))?.text ?? null;
  }

  return {
    /** What is published now; give it to the engine as it is, so that every turn asks anew. */
    library: live.current,
    refresh: live.refresh,
    start: live.start,
    stop: live.stop,
    list,
    /** Everything that new people begin, in one answer. */
    texts: publishedTexts,
    versionsOf,
    async version(scriptId: string, version: number) {
      const doc = await store.version(scriptId, version);
      return doc && { ...summaryOf(doc, (await store.heads()).heads[scriptId]), text: doc.text };
    },
    drafts,
    check,
    walk,
    publish: publish.publish,
    rollBack: publish.rollBack,
    impact,
    replay: replayDraft,
    diff,
    /** Walks what is published and was never walked. Resolves with how many scripts that were. */
    earnBadges: (walkOne: WalkScript) => earnBadges({ mongo, store, walk: walkOne }),
  };
}

export type Publishing = Awaited<ReturnType<typeof createPublishing>>;

export function summaryOf(doc: Omit<VersionDoc, 'text'>, current: number | undefined): VersionSummary {
  return {
    scriptId: doc.scriptId,
    version: doc.version,
    isCurrent: doc.version === current,
    author: doc.author ?? FILES_AUTHOR,
    note: doc.note ?? '',
    atUtc: doc.atUtc,
    policy: doc.policy ?? 'finish',
    restores: doc.restores ?? null,
    accepted: doc.accepted ?? [],
    coverage: doc.coverage ?? null,
    badge: doc.badge ?? null,
  };
}

export function chatAnswer({ steps: _steps, ...chat }: PlayedChatAnswer & { steps: unknown }): PlayedChatAnswer {
  return chat;
}

function kindOf({ scriptId, file }: Pick<VersionDoc, 'scriptId' | 'file'>): ScriptSummary['kind'] {
  if (scriptId === PHRASES_ID) return 'phrases';
  return file.includes('repairs/') ? 'repair' : 'script';
}

function withScript(
  published: Library,
  ids: readonly string[],
  script: CompiledScript,
  shop: PublishingDeps['shop'],
): Library {
  const others = ids.flatMap((id) => (id === script.id ? [] : (published.current(id) ?? [])));
  return createLibrary({ scripts: [...others, script], phrases: published.phrases, shop });
}
