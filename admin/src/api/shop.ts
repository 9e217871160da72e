import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ShopAnswer, ShopSettingsInput } from '../../../src/catalogue/api.js';
import { call } from './client.js';

export type { ShopAnswer, ShopSettingsInput };

const keyOf = (shopId: string | null) => ['shop', shopId] as const;

export function useShop(shopId: string | null) {
  return useQuery({
    queryKey: keyOf(shopId),
    queryFn: ({ signal }) => call<ShopAnswer>('GET', `/panel/shops/${shopId}/settings`, undefined, signal),
    enabled: shopId !== null,
    // What is being written is not replaced under the hands of whoever writes it.
    refetchOnWindowFocus: false,
    staleTime: Infinity,
  });
}

/** @param onSaved called also when the form that saved has given way to that of the newer version */
export function useSaveShop(shopId: string, onSaved: (saved: ShopAnswer) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (saving: { seenVersion: number; settings: ShopSettingsInput; actId: string }) =>
      call<ShopAnswer>('PUT', `/panel/shops/${shopId}/settings`, saving),
    onSuccess: async (saved) => {
      queries.setQueryData<ShopAnswer>(keyOf(shopId), saved);
      onSaved(saved);
      await queries.invalidateQueries({ queryKey: ['shops'] });
    },
  });
}

export function useRereadShop(shopId: string) {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: keyOf(shopId) });
}
