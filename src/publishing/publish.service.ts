import type { Clock } from '../platform/clock.js';
import type { Library, MovePolicy, Problem } from '../flow/index.js';
import type { PlayedChat } from '../flow/chats/index.js';
import type { Mongo } from '../platform/mongo.js';
import { isDuplicateKey } from '../platform/mongo.js';
import type { DigitsOnly, DigitsReport } from './digits-only.js';
import type { Drafts } from './drafts.service.js';
import { standingProblems, type Candidate, type Gate, type GateReport } from './gate.js';
import type { LiveLibrary } from './live-library.js';
import { publishingCollections, type Acceptance, type HeadsDoc, type VersionDoc } from './publishing.model.js';
import { HeadsMovedError, type NewVersion, type VersionStore } from './version-store.js';

export interface PublishRequest {
  /** Each draft with the revision that was looked at: one saved since is not published unseen. */
  readonly drafts: readonly { readonly scriptId: string; readonly revision: number }[];
  readonly note: string;
  readonly author: string;
  readonly policy: MovePolicy;
  readonly accepted: readonly Acceptance[];
}

export interface RollBackRequest {
  readonly scriptId: string;
  /** The older version whose text is to be current again. */
  readonly version: number;
  readonly note: string;
  readonly author: string;
  readonly policy: MovePolicy;
  readonly accepted: readonly Acceptance[];
}

export type PublishOutcome =
  | { readonly kind: 'published'; readonly versions: readonly VersionDoc[]; readonly chats: readonly PlayedChat[] }
  /** Nothing was changed. `step` says how far it came. */
  | {
      readonly kind: 'refused';
      readonly step: 'read' | 'check' | 'chats' | 'digits' | 'switch';
      readonly reason: string;
      readonly problems: readonly Problem[];
      readonly chats: readonly PlayedChat[];
    };

/** Check, play the recorded chats, walk with digits only, freeze, switch: all or nothing, with a note (pains 16, 17, 19). */
export function createPublish(deps: {
  mongo: Mongo;
  clock: Clock;
  store: VersionStore;
  live: LiveLibrary;
  drafts: Drafts;
  gate: Gate;
  digits: DigitsOnly;
}) {
  const { clock, store, live, gate, digits } = deps;
  const { drafts } = publishingCollections(deps.mongo);

  async function publish(request: PublishRequest): Promise<PublishOutcome> {
    const heads = await store.heads();
    const candidates: (Candidate & { revision: number })[] = [];
    for (const { scriptId, revision } of request.drafts) {
      const draft = await deps.drafts.find(scriptId);
      if (!draft) return refused('read', `there is no script "${scriptId}"`);
      if (draft.revision === 0)
        return refused('read', `"${scriptId}" has no draft: nothing was changed since it was published`);
      if (draft.revision !== revision)
        return refused('read', `${draft.author ?? 'somebody'} has changed "${scriptId}" since you looked at it`);
      candidates.push({ scriptId, text: draft.text, file: `${scriptId}.yaml`, revision });
    }
    return bring(heads, candidates, request, async (session) => {
      // Only what was published: who saved in this very moment keeps their draft.
      for (const { scriptId, revision } of candidates) await drafts.deleteOne({ _id: scriptId, revision }, { session });
    });
  }

  /** An older text becomes a new version: the checks of today and a note of its own, and no draft is touched. */
  async function rollBack(request: RollBackRequest): Promise<PublishOutcome> {
    const { scriptId, version } = request;
    const heads = await store.heads();
    if (heads.heads[scriptId] === version) return refused('read', `version ${version} is what is published now`);
    const older = await store.version(scriptId, version);
    if (!older) return refused('read', `"${scriptId}" has no version ${version}`);
    return bring(heads, [{ scriptId, file: older.file, text: older.text }], { ...request, restores: version });
  }

  async function bring(
    heads: HeadsDoc,
    candidates: readonly Candidate[],
    request: Omit<PublishRequest, 'drafts'> & { restores?: number },
    also?: Parameters<VersionStore['freezeAndSwitch']>[2],
  ): Promise<PublishOutcome> {
    const library = await libraryAt(heads);
    const report = gate.look(library, Object.keys(heads.heads), candidates, { playsChats: true });
    const standing = standingProblems(report.problems, request.accepted);
    if (standing.length > 0) {
      const step = standing.every(({ check }) => check === 'recorded-chat-differs') ? 'chats' : 'check';
      return refused(step, describe(standing), standing, report.chats);
    }
    // Last, because it takes seconds; whoever publishes meanwhile moves the pointer, and this is refused at the switch.
    const walked = await digits.look(library, heads, candidates, report.scripts);
    const unwalked = standingProblems(walked.problems, request.accepted);
    if (unwalked.length > 0) return refused('digits', describe(unwalked), unwalked, report.chats);
    try {
      const versions = await store.freezeAndSwitch(
        heads,
        candidates.map((one) => frozen(one, request, report, walked)),
        also,
      );
      await live.refresh();
      return { kind: 'published', versions, chats: report.chats };
    } catch (error) {
      if (!(error instanceof HeadsMovedError) && !isDuplicateKey(error)) throw error;
      return refused('switch', 'somebody else has published in the meantime; look at it again and publish once more');
    }
  }

  /** The library as it is at this pointer, whatever this process has noticed so far. */
  function libraryAt(heads: HeadsDoc): Promise<Library> {
    return store.library(heads);
  }

  function frozen(
    { scriptId, file, text }: Candidate,
    { note, author, policy, accepted, restores }: Omit<PublishRequest, 'drafts'> & { restores?: number },
    report: GateReport,
    walked: DigitsReport,
  ): NewVersion {
    const coverage = report.coverage.get(scriptId);
    const badge = walked.badges.get(scriptId);
    const problems = [...report.problems, ...walked.problems];
    return {
      ...{ scriptId, file, text, note, author, policy },
      atUtc: clock.nowUtc(),
      accepted: accepted.filter((one) =>
        problems.some(({ check, block }) => one.check === check && one.block === block),
      ),
      ...(restores === undefined ? {} : { restores }),
      ...(coverage ? { coverage } : {}),
      ...(badge === undefined ? {} : { badge }),
    };
  }

  return { publish, rollBack };
}

export type Publish = ReturnType<typeof createPublish>;

function refused(
  step: 'read' | 'check' | 'chats' | 'digits' | 'switch',
  reason: string,
  problems: readonly Problem[] = [],
  chats: readonly PlayedChat[] = [],
): PublishOutcome {
  return { kind: 'refused', step, reason, problems, chats };
}

function describe(standing: readonly Problem[]): string {
  const blocking = standing.filter(({ severity }) => severity === 'blocks').length;
  const rest = standing.length - blocking;
  const said = [
    ...(blocking > 0 ? [`${blocking} ${blocking === 1 ? 'problem blocks' : 'problems block'} it`] : []),
    ...(rest > 0 ? [`${rest} ${rest === 1 ? 'needs' : 'need'} a reason`] : []),
  ];
  return said.join(', ');
}
