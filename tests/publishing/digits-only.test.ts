import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadPhrases, loadScript } from '../../src/flow/index.js';
import { walkForBadge } from '../../src/flow/walk/index.js';
import {
  WalkUnfinishedError,
  type Publishing,
  type WalkInput,
  type WalkOutcome,
  type WalkScript,
} from '../../src/publishing/index.js';
import { RENDERERS } from '../flow/checks/support.js';
import { openTestDatabase } from '../support/database.js';
import { acceptAll, openPublishing } from './support.js';

const BADGE = { languages: ['en'], ends: ['ended'], longestParts: 1 };
const earns: WalkScript = () => Promise.resolve({ kind: 'earned', badge: BADGE });

/** As the thread does it, here and now. */
async function really({ scriptId, texts, digest }: WalkInput): Promise<WalkOutcome> {
  const scripts = texts.flatMap(({ file, text }) => loadScript(file, text).script ?? []);
  const phrases = texts.flatMap(({ file, text }) => loadPhrases(file, text).phrases ?? [])[0]!;
  const script = scripts.find(({ id }) => id === scriptId)!;
  const result = walkForBadge({ script, scripts, phrases, renderers: RENDERERS }, digest);
  if (!result.earned) return Promise.resolve({ kind: 'failed', failures: result.failures });
  const { languages, ends, longestParts } = result.badge;
  return Promise.resolve({ kind: 'earned', badge: { languages, ends, longestParts } });
}

let mongo: Awaited<ReturnType<typeof openTestDatabase>>;
let publishing: Publishing;
/** How scripts are walked in the test that runs. */
let walk: WalkScript = earns;
beforeAll(async () => {
  mongo = await openTestDatabase();
  publishing = await openPublishing(mongo, { walk: (input) => walk(input) });
});
afterAll(async () => {
  await publishing.stop();
  await mongo.drop();
});

/** Publishes `refunded` with one change, everything the other checks find accepted. */
async function publish(change: (text: string) => string, accepted: readonly { check: string; block: string | null }[]) {
  const before = (await publishing.drafts.find('refunded'))!;
  const saved = await publishing.drafts.save({
    scriptId: 'refunded',
    text: change(before.text),
    revision: before.revision,
    author: 'Maria',
  });
  if (saved.kind !== 'saved') throw new Error(saved.kind);
  return publishing.publish({
    drafts: [{ scriptId: 'refunded', revision: saved.draft.revision }],
    note: 'Other words',
    author: 'Maria',
    policy: 'finish',
    accepted: [
      ...(await acceptAll(publishing, ['refunded'])),
      ...accepted.map((one) => ({ ...one, reason: 'letters are meant here' })),
    ],
  });
}

const newest = async () => (await publishing.versionsOf('refunded'))[0]!;
let remarks = 0;
/** A comment is another text, and the same talk. */
const remark = (text: string): string => `${text}\n# read again ${++remarks}\n`;

describe('publishing a script that must be gone through with digits only', () => {
  it('waits for the walk, and keeps the badge with the version [FL-17]', async () => {
    const { version } = await newest();
    const asked: string[] = [];
    walk = async (input) => {
      asked.push(input.scriptId);
      expect((await newest()).version).toBe(version);
      expect(input.texts.find(({ scriptId }) => scriptId === 'refunded')?.text).toContain('# read again');
      return earns(input);
    };
    expect(await publish(remark, [])).toMatchObject({ kind: 'published', versions: [{ badge: BADGE }] });
    expect(asked).toEqual(['refunded']);
    expect(await newest()).toMatchObject({ version: version + 1, badge: BADGE });
  });

  it('refuses one that cannot be, naming block, language and what is wrong, and publishes nothing [FL-17]', async () => {
    const { version } = await newest();
    walk = really;
    const long = 'This goes on for much longer than anybody would like to read on a small screen. '.repeat(5);
    const { text } = (await publishing.drafts.find('refunded'))!;
    const outcome = await publish(() => text.replace(/^( {4,}en: ')/m, `$1${long}`), []);
    expect(outcome).toMatchObject({ kind: 'refused', step: 'digits' });
    if (outcome.kind !== 'refused') return;
    const [problem] = outcome.problems.filter(({ check }) => check === 'digits-only');
    expect(problem).toMatchObject({ language: 'en', channel: 'sms', severity: 'reason', file: 'refunded.yaml' });
    expect(problem?.block).toEqual(expect.any(String));
    expect(problem?.reason).toMatch(/^by SMS with digits only.*: \d parts: "/);
    expect((await newest()).version).toBe(version);
    expect(publishing.library().current('refunded')?.version).toBe(version);
    const { revision } = (await publishing.drafts.find('refunded'))!;
    await publishing.drafts.discard('refunded', revision, 'Maria');
  });

  it('publishes it all the same for a reason, which is kept, and without a badge', async () => {
    const failures = [{ what: 'stuck' as const, language: 'en', block: 'offer', path: ['1'], says: 'no way on' }];
    walk = () => Promise.resolve({ kind: 'failed', failures });
    expect(await publish(remark, [])).toMatchObject({ kind: 'refused', step: 'digits' });
    const elsewhere = [{ check: 'digits-only', block: 'other' }];
    expect(await publish((text) => text, elsewhere)).toMatchObject({ kind: 'refused' });
    const outcome = await publish((text) => text, [{ check: 'digits-only', block: 'offer' }]);
    expect(outcome).toMatchObject({ kind: 'published', versions: [{ badge: null }] });
    expect((await newest()).accepted).toContainEqual({
      ...{ check: 'digits-only', block: 'offer' },
      reason: 'letters are meant here',
    });
  });

  it('publishes nothing when the walk is never finished, and says why', async () => {
    const { version } = await newest();
    walk = () => Promise.reject(new WalkUnfinishedError('the thread that walks it ended'));
    expect(await publish(remark, [])).toMatchObject({
      ...{ kind: 'refused', step: 'digits' },
      problems: [
        {
          check: 'digits-only-not-walked',
          reason: 'it could not be gone through with digits only: the thread that walks it ended',
        },
      ],
    });
    expect((await newest()).version).toBe(version);
  });

  it('does not wait where the script says that it is optional', async () => {
    walk = () => Promise.reject(new Error('nobody may ask'));
    const outcome = await publish((text) => remark(text.replace(/^id: .*$/m, '$&\ndigitsOnly: optional')), []);
    expect(outcome).toMatchObject({ kind: 'published' });
    expect(outcome.kind === 'published' && outcome.versions[0]).not.toHaveProperty('badge');
    walk = earns;
    await publish((text) => text.replace('\ndigitsOnly: optional', ''), []);
  });

  it('walks every script anew when the words of the engine change', async () => {
    const asked: string[] = [];
    walk = (input) => {
      asked.push(input.scriptId);
      return earns(input);
    };
    const { text } = (await publishing.drafts.find('phrases'))!;
    expect(await publishing.walk('phrases', remark(text))).toMatchObject({ problems: [], badge: null });
    expect(asked).toEqual(expect.arrayContaining(['salon', 'bookings', 'clarify', 'refunded']));
  });

  it('is walked once for the sheet and the publish that follows', async () => {
    let walks = 0;
    walk = (input) => {
      walks += 1;
      return earns(input);
    };
    const text = remark((await publishing.drafts.find('refunded'))!.text);
    expect(await publishing.walk('refunded', text)).toEqual({ problems: [], badge: BADGE, walked: 1 });
    expect(await publish(() => text, [])).toMatchObject({ kind: 'published' });
    expect(walks).toBe(1);
  });
});
