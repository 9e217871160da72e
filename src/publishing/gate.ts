import {
  checkTogether,
  createLibrary,
  loadPhrases,
  type CompiledScript,
  type Library,
  type Phrases,
  type Problem,
} from '../flow/index.js';
import { checkDraft, type CheckContext } from '../flow/checks/index.js';
import { playChat, type PlayedChat, type RecordedChat } from '../flow/chats/index.js';
import type { ChannelId } from '../messaging/message.js';
import { PHRASES_ID, type Acceptance, type Coverage } from './publishing.model.js';

/** A text that is to become the current version of its script. */
export interface Candidate {
  readonly scriptId: string;
  readonly file: string;
  readonly text: string;
}

export interface GateReport {
  /** Everything found, whether it blocks or may be accepted. */
  readonly problems: readonly Problem[];
  readonly chats: readonly PlayedChat[];
  /** The candidates ready to run; those that do not load are missing. */
  readonly scripts: ReadonlyMap<string, CompiledScript>;
  readonly phrases: Phrases;
  readonly coverage: ReadonlyMap<string, Coverage>;
}

export interface GateDeps {
  readonly chats: readonly RecordedChat[];
  /** How channels print, what templates say: what the checks beyond the text need. */
  readonly context?: CheckContext;
}

/** What a recorded chat that goes another way is called among the checks; it may be accepted with a reason. */
export const CHAT_CHECK = 'recorded-chat-differs';

/** Looks at candidates as they would run: together with everything that stays as it is. Changes nothing. */
export function createGate(deps: GateDeps) {
  const kept: (PlayedOf & { readonly chats: readonly PlayedChat[] })[] = [];

  /** @param live what is published now. @param playsChats without it only the checks are run, as for someone typing. */
  function look(
    live: Library,
    ids: readonly string[],
    candidates: readonly Candidate[],
    { playsChats }: { playsChats: boolean },
  ): GateReport {
    const phrased = phrasesOf(live, candidates);
    const others = ids.flatMap((id) => (candidates.some((one) => one.scriptId === id) ? [] : (live.current(id) ?? [])));
    const checked = checkAll(candidates, others, phrased.phrases, deps.context);
    const scripts = new Map(checked.flatMap(({ script }) => (script ? [[script.id, script] as const] : [])));
    const problems = [...phrased.problems, ...checked.flatMap((one) => one.problems)];
    const all = [...others, ...scripts.values()];
    const isRunnable = !problems.some(({ severity, check }) => severity === 'blocks' && check === 'unreadable-file');
    if (isRunnable && scripts.size === checked.length) problems.push(...apart(checkTogether(all, phrased.phrases)));
    const isWhole = !problems.some(({ severity }) => severity === 'blocks');
    const library = createLibrary({ scripts: all, phrases: phrased.phrases, shop: live.shop });
    const chats = isWhole && playsChats ? playedFor({ others, candidates, phrases: live.phrases }, library) : [];
    problems.push(...chats.flatMap(differing));
    return {
      problems,
      chats,
      scripts,
      phrases: phrased.phrases,
      coverage: new Map([...scripts.values()].map((script) => [script.id, coverageOf(script, chats)])),
    };
  }

  /** The sheet plays what is then published: a little while later it is still known how the chats went. */
  function playedFor(of: PlayedOf, library: Library): readonly PlayedChat[] {
    const before = kept.find((one) => isSame(one, of));
    if (before) return before.chats;
    const chats = playAll(library);
    kept.unshift({ ...of, chats });
    kept.length = Math.min(kept.length, KEPT_MAX);
    return chats;
  }

  function playAll(library: Library): PlayedChat[] {
    return deps.chats.map((chat) => playChat(library, chat, (chat.on?.[0] as ChannelId | undefined) ?? 'sms'));
  }

  return { look };
}

export type Gate = ReturnType<typeof createGate>;

/** All that decides how the recorded chats go. Scripts never change once compiled. */
interface PlayedOf {
  readonly others: readonly CompiledScript[];
  readonly candidates: readonly Candidate[];
  /** Those that are published; a candidate may stand in their place. */
  readonly phrases: Phrases;
}
const KEPT_MAX = 4;

function isSame(one: PlayedOf, other: PlayedOf): boolean {
  return (
    one.phrases === other.phrases &&
    one.others.length === other.others.length &&
    one.others.every((script, index) => script === other.others[index]) &&
    one.candidates.length === other.candidates.length &&
    one.candidates.every(({ scriptId, text }, index) => {
      const candidate = other.candidates[index];
      return candidate?.scriptId === scriptId && candidate.text === text;
    })
  );
}

/** What stands between these problems and publishing: what blocks, and what nobody has given a reason for. */
export function standingProblems(problems: readonly Problem[], accepted: readonly Acceptance[]): Problem[] {
  return problems.filter(
    ({ severity, check, block }) =>
      severity === 'blocks' ||
      !accepted.some((one) => one.check === check && one.block === block && one.reason.trim() !== ''),
  );
}

function phrasesOf(
  live: Library,
  candidates: readonly Candidate[],
): { phrases: Phrases; problems: readonly Problem[] } {
  const written = candidates.find(({ scriptId }) => scriptId === PHRASES_ID);
  if (!written) return { phrases: live.phrases, problems: [] };
  const { phrases, problems } = loadPhrases(written.file, written.text);
  return { phrases: phrases ?? live.phrases, problems };
}

function checkAll(
  candidates: readonly Candidate[],
  others: readonly CompiledScript[],
  phrases: Phrases,
  context: CheckContext | undefined,
) {
  const written = candidates.filter(({ scriptId }) => scriptId !== PHRASES_ID);
  // Twice, because scripts published together may call each other: first each alone, to have them all.
  const check = ({ file, text }: Candidate, together: readonly CompiledScript[]) =>
    checkDraft({ file, text, scripts: together, phrases, ...(context ? { context } : {}) });
  const first =
    written.length > 1 ? written.map((one) => checkDraft({ ...one, scripts: others, phrases, checks: [] })) : [];
  const together = [...others, ...first.flatMap(({ script }) => script ?? [])];
  return written.map((one) => {
    const checked = check(one, together);
    const named = checked.script === null || checked.script.id === one.scriptId;
    return named ? checked : { script: null, problems: [renamed(one, checked.script!.id)] };
  });
}

function renamed({ file, scriptId }: Candidate, found: string): Problem {
  const place = { file, line: 1, column: 1, block: null, language: null, channel: null };
  return {
    ...place,
    check: 'script-renamed',
    severity: 'blocks',
    reason: `its id says "${found}", but it is kept as "${scriptId}"`,
    fix: `Write "id: ${scriptId}"; another name is another script`,
  };
}

/** What scripts promise each other has no line of its own. */
function apart(said: readonly string[]): Problem[] {
  return said.map((reason) => ({
    ...{ file: '', line: 1, column: 1, block: null, language: null, channel: null },
    ...{
      check: 'scripts-do-not-fit',
      severity: 'blocks' as const,
      reason,
      fix: 'Publish what belongs together in one go',
    },
  }));
}

function differing({ file, channel, result, at }: PlayedChat): Problem[] {
  if (result !== 'failed' || !at) return [];
  return [
    {
      ...{ file, line: at.line, column: 1, block: file, language: null, channel },
      ...{ check: CHAT_CHECK, severity: 'reason' as const },
      reason: `the recorded chat expected "${at.missing}" here and heard "${at.heard.join(' / ').slice(0, 300)}"`,
      fix: 'Correct the script, or say why the chat should now go another way',
    },
  ];
}

function coverageOf(script: CompiledScript, chats: readonly PlayedChat[]): Coverage {
  const reached = new Set<string>();
  let through = 0;
  for (const { steps } of chats) {
    const ours = steps.filter((step) => step.script === script.id);
    if (ours.length > 0) through += 1;
    for (const { block } of ours) reached.add(block);
  }
  const waiting = script.blocks.filter(({ kind }) => kind === 'ask' || kind === 'do' || kind === 'wait');
  return { chats: through, blocks: waiting.length, reached: waiting.filter(({ id }) => reached.has(id)).length };
}
