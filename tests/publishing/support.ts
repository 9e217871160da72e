import {
  createPublishing,
  publishingIndexes,
  type ConversationFacts,
  type Publishing,
} from '../../src/publishing/index.js';
import { createMovableClock } from '../../src/platform/clock.js';
import { ensureIndexes } from '../../src/platform/indexes.js';
import { createLog } from '../../src/platform/log.js';
import type { Mongo } from '../../src/platform/mongo.js';
import { SAMPLE_SHOP } from '../../src/flow/chats/index.js';

export const NOW_UTC = Date.UTC(2026, 10, 21, 10, 32);
export const NOBODY: ConversationFacts = { standingIn: () => Promise.resolve([]) };

/** One process that publishes and runs scripts; several may share a database. */
export async function openPublishing(
  mongo: Mongo,
  over: Partial<Parameters<typeof createPublishing>[0]> = {},
): Promise<Publishing> {
  await ensureIndexes(mongo, publishingIndexes);
  return createPublishing({
    mongo,
    clock: createMovableClock(NOW_UTC),
    log: createLog('silent'),
    folder: 'flows',
    shopId: 'willow',
    shop: (id) => (id === 'willow' ? SAMPLE_SHOP : undefined),
    facts: NOBODY,
    ...over,
  });
}

/** Every doubtful finding of these, accepted with a reason. */
export async function acceptAll(publishing: Publishing, scriptIds: readonly string[]) {
  const accepted = [];
  for (const id of scriptIds) {
    const report = await publishing.check(id, undefined, true);
    for (const { severity, check, block } of report?.problems ?? [])
      if (severity === 'reason') accepted.push({ check, block, reason: 'it is meant so in this test' });
  }
  return accepted;
}

/** Saves a draft made from what is there, and publishes it. */
export async function publishText(
  publishing: Publishing,
  scriptId: string,
  change: (text: string) => string,
  { policy = 'finish' as const, author = 'Maria' }: { policy?: 'finish' | 'move' | 'ask'; author?: string } = {},
) {
  const before = (await publishing.drafts.find(scriptId))!;
  const saved = await publishing.drafts.save({
    scriptId,
    text: change(before.text),
    revision: before.revision,
    author,
  });
  if (saved.kind !== 'saved') throw new Error(saved.kind);
  const accepted = await acceptAll(publishing, [scriptId]);
  const drafts = [{ scriptId, revision: saved.draft.revision }];
  return publishing.publish({ drafts, note: 'Other words', author, policy, accepted });
}
