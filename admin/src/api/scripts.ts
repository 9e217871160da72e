import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type {
  CheckAnswer,
  DraftAnswer,
  PublishedAnswer,
  PublishedText,
  RefusedAnswer,
  ScriptSummary,
  StaleAnswer,
  VersionAnswer,
  VersionSummary,
  WalkAnswer,
} from '../../../src/publishing/api.js';
import type { Impact } from '../../../src/publishing/impact.service.js';
import type { ReplayReport } from '../../../src/publishing/replay.service.js';
import type { Began, SaveAnswer } from '../editor/draft-keeper.js';
import type { ScriptText } from '../workshop/protocol.js';
import { ApiProblem, call } from './client.js';

export type {
  CheckAnswer,
  DraftAnswer,
  Impact,
  ReplayReport,
  ScriptSummary,
  VersionAnswer,
  VersionSummary,
  WalkAnswer,
};
export type Policy = VersionSummary['policy'];
export interface Acceptance {
  readonly check: string;
  readonly block: string | null;
  readonly reason: string;
}

const LIST = ['scripts'] as const;
/** Others publish and write too: what is shown is looked at again this often. */
const LOOK_AGAIN_MS = 15_000;

export function useScripts() {
  return useQuery({
    queryKey: LIST,
    queryFn: ({ signal }) => call<ScriptSummary[]>('GET', '/scripts', undefined, signal),
    refetchInterval: LOOK_AGAIN_MS,
  });
}

export function useDraft(id: string) {
  return useQuery({
    queryKey: ['draft', id],
    queryFn: ({ signal }) => call<DraftAnswer>('GET', `/scripts/${id}/draft`, undefined, signal),
    // The editor keeps its own text from here on; a draft that changed underneath is noticed when it is saved.
    staleTime: Infinity,
    gcTime: 0,
  });
}

export function useVersions(id: string, isOpen: boolean) {
  return useQuery({
    queryKey: ['versions', id],
    queryFn: ({ signal }) => call<VersionSummary[]>('GET', `/scripts/${id}/versions`, undefined, signal),
    enabled: isOpen,
  });
}

export function useVersion(id: string, version: number | null) {
  return useQuery({ ...versionQuery(id, version ?? 0), enabled: version !== null });
}

function versionQuery(id: string, version: number) {
  return {
    queryKey: ['version', id, version],
    queryFn: () => call<VersionAnswer>('GET', `/scripts/${id}/versions/${version}`),
    staleTime: Infinity,
  };
}

/** The whole text of a version, when somebody asks for it. */
export function useFetchVersion() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ scriptId, version }: VersionSummary) => queries.ensureQueryData(versionQuery(scriptId, version)),
  });
}

/** Every published text: what a draft runs together with. */
export function useLive(): { scripts: readonly ScriptText[] } | undefined {
  const { data: list } = useScripts();
  const { data: texts } = useQuery({
    // The texts of these versions never change.
    queryKey: ['texts', list?.map(({ id, current }) => `${id}@${current.version}`).join()],
    queryFn: ({ signal }) => call<PublishedText[]>('GET', '/scripts/texts', undefined, signal),
    enabled: list !== undefined,
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  });
  return useMemo(() => texts && { scripts: texts }, [texts]);
}

export async function saveDraft(id: string, text: string, { text: began, revision }: Began): Promise<SaveAnswer> {
  try {
    const saved = await call<DraftAnswer>('PUT', `/scripts/${id}/draft`, { text, revision, began });
    return { kind: 'saved', revision: saved.revision, updatedAtUtc: saved.updatedAtUtc ?? 0 };
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    if (error.code === 'scripts.stale') {
      // The contract of this code.
      const { theirs, merged } = error.more as unknown as StaleAnswer;
      return { kind: 'stale', theirs, merged };
    }
    if (error.status === 0 || error.status >= 500) return { kind: 'away' };
    return { kind: 'refused', why: error.message };
  }
}

/**
 * The server's own look, with what only it knows: every channel's printer, the recorded chats when they are asked for.
 * @param what a text, or the draft as the server keeps it at that revision; null asks nothing.
 */
export function useCheck(id: string, what: string | { readonly revision: number } | null, playsChats: boolean) {
  return useQuery({
    queryKey: ['check', id, what, playsChats],
    queryFn: async ({ signal }) => {
      const text =
        typeof what === 'string'
          ? what
          : (await call<DraftAnswer>('GET', `/scripts/${id}/draft`, undefined, signal)).text;
      return call<CheckAnswer>('POST', `/scripts/${id}/check`, { text, playsChats }, signal);
    },
    enabled: what !== null,
    staleTime: LOOK_AGAIN_MS,
    retry: false,
  });
}

export function useImpact(id: string, text: string | null, policy: Policy) {
  return useQuery({
    queryKey: ['impact', id, text, policy],
    queryFn: ({ signal }) => call<Impact>('POST', `/scripts/${id}/impact`, { text, policy }, signal),
    enabled: text !== null,
    retry: false,
    gcTime: 0,
  });
}

/** Goes through it by SMS with digits only: it takes the server some seconds. */
export function useWalk(id: string, text: string | null) {
  return useQuery({
    queryKey: ['walk', id, text],
    queryFn: ({ signal }) => call<WalkAnswer>('POST', `/scripts/${id}/walk`, { text }, signal),
    enabled: text !== null,
    retry: false,
    gcTime: 0,
  });
}

export function useReplay(id: string, text: string | null) {
  return useQuery({
    queryKey: ['replay', id, text],
    queryFn: ({ signal }) => call<ReplayReport>('POST', `/scripts/${id}/replay`, { text, conversations: 200 }, signal),
    enabled: text !== null,
    retry: false,
    gcTime: 0,
  });
}

export type Release = { readonly note: string; readonly policy: Policy; readonly accepted: readonly Acceptance[] } & (
  { readonly revision: number } | { readonly version: number }
);

/** Publishes the draft of that revision, or an older version once more. */
export function useRelease(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (given: Release) => {
      const { note, policy, accepted } = given;
      return 'version' in given
        ? call<PublishedAnswer>('POST', `/scripts/${id}/rollback`, { note, policy, accepted, version: given.version })
        : call<PublishedAnswer>('POST', '/scripts/publish', {
            ...{ note, policy, accepted },
            drafts: [{ scriptId: id, revision: given.revision }],
          });
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: LIST });
      await queries.invalidateQueries({ queryKey: ['versions', id] });
    },
  });
}

/** What a refused release says beyond its title; null for any other failure. */
export function refusalIn(error: unknown): RefusedAnswer | null {
  if (!(error instanceof ApiProblem) || error.code !== 'scripts.refused') return null;
  // The contract of this code.
  return error.more as unknown as RefusedAnswer;
}

export function useDiscard(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (revision: number) => call<null>('DELETE', `/scripts/${id}/draft?revision=${revision}`),
    onSuccess: () => queries.invalidateQueries({ queryKey: LIST }),
  });
}
