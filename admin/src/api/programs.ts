import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { PanelKey, PanelProof, ShownKey } from '../../../src/api/panel.contract.js';
import { call } from './client.js';

export type { PanelKey, PanelProof, ShownKey };

const keysOf = (shopId: string | null) => ['keys', shopId];
const proofsOf = (shopId: string | null) => ['proofs', shopId];

/** A proof that runs is looked at this often. */
const LOOK_MS = 1_000;

export function useKeys(shopId: string | null) {
  return useQuery({
    queryKey: keysOf(shopId),
    queryFn: ({ signal }) => call<PanelKey[]>('GET', `/panel/shops/${shopId}/keys`, undefined, signal),
    enabled: shopId !== null,
  });
}

/** Making, replacing and ending: the list is read again after each. */
export function useKeyActs(shopId: string) {
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: keysOf(shopId) });
  const path = `/panel/shops/${shopId}/keys`;
  return {
    create: useMutation({
      mutationFn: (input: Pick<PanelKey, 'name' | 'scope'>) => call<ShownKey>('POST', path, input),
      onSuccess,
    }),
    replace: useMutation({ mutationFn: (id: string) => call<ShownKey>('POST', `${path}/${id}/replace`), onSuccess }),
    end: useMutation({ mutationFn: (id: string) => call<null>('DELETE', `${path}/${id}`), onSuccess }),
  };
}

export function useProofs(shopId: string | null) {
  return useQuery({
    queryKey: proofsOf(shopId),
    queryFn: ({ signal }) => call<PanelProof[]>('GET', `/panel/shops/${shopId}/proofs`, undefined, signal),
    enabled: shopId !== null,
    refetchInterval: ({ state }) => (state.data?.some((one) => one.state === 'running') ? LOOK_MS : false),
  });
}

export function useProve(shopId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => call<PanelProof>('POST', `/panel/shops/${shopId}/proofs`),
    onSettled: () => queries.invalidateQueries({ queryKey: proofsOf(shopId) }),
  });
}
