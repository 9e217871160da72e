import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ApiProblem, call } from './client.js';

export interface SignedIn {
  readonly administrator: { readonly email: string; readonly name: string };
  readonly isDemo: boolean;
}

export type Session =
  | ({ readonly kind: 'in' } & SignedIn)
  /** `isDemo`: visitors may enter without an account. `isEmpty`: no administrator has been made yet. */
  | { readonly kind: 'out'; readonly isDemo: boolean; readonly isEmpty: boolean };

const KEY = ['session'] as const;

export function useSession() {
  return useQuery({ queryKey: KEY, queryFn: readSession, staleTime: Infinity, retry: 1 });
}

async function readSession(): Promise<Session> {
  try {
    return { kind: 'in', ...(await call<SignedIn>('GET', '/session')) };
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 401) throw error;
    return { kind: 'out', isDemo: error.more['isDemo'] === true, isEmpty: error.more['isEmpty'] === true };
  }
}

export function useSignIn() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (given: { email: string; password: string } | 'demo') =>
      given === 'demo' ? call<SignedIn>('POST', '/session/demo') : call<SignedIn>('POST', '/session', given),
    onSuccess: (signedIn) => queries.setQueryData<Session>(KEY, { kind: 'in', ...signedIn }),
  });
}

export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => call<null>('DELETE', '/session'),
    onSuccess: async () => {
      // The page watches this very query, so it is asked again and not replaced; all else was somebody's.
      await queries.fetchQuery({ queryKey: KEY, queryFn: readSession, staleTime: 0 });
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== KEY[0] });
    },
  });
}
