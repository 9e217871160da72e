import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ManagedService, ServiceSettingsInput, ServicesAnswer, ShopLine } from '../../../src/catalogue/api.js';
import { call } from './client.js';

export type { ManagedService, ServiceSettingsInput, ServicesAnswer, ShopLine };

const keyOf = (shopId: string | null) => ['services', shopId] as const;

export function useShops() {
  return useQuery({
    queryKey: ['shops'],
    queryFn: ({ signal }) => call<ShopLine[]>('GET', '/panel/shops', undefined, signal),
  });
}

export function useServices(shopId: string | null) {
  return useQuery({
    queryKey: keyOf(shopId),
    queryFn: ({ signal }) => call<ServicesAnswer>('GET', `/panel/shops/${shopId}/services`, undefined, signal),
    enabled: shopId !== null,
  });
}

export interface SavingService {
  readonly id: string;
  /** Null for one that is new. */
  readonly seenVersion: number | null;
  readonly settings: ServiceSettingsInput;
  /** One for each press of the button: a repeat of the request changes nothing. */
  readonly actId: string;
}

/** Names one press of a button. A plain http address of a shop's own network has no `randomUUID`. */
export function newActId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function useSaveService(shopId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, seenVersion, settings, actId }: SavingService) =>
      seenVersion === null
        ? call<ManagedService>('POST', `/panel/shops/${shopId}/services`, { actId, id, settings })
        : call<ManagedService>('PUT', `/panel/shops/${shopId}/services/${id}`, { actId, seenVersion, settings }),
    onSuccess: () => queries.invalidateQueries({ queryKey: keyOf(shopId) }),
  });
}

/** Shown in its new order at once; put back when the server refuses. */
export function useOrderServices(shopId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (serviceIds: readonly string[]) =>
      call<ServicesAnswer>('PUT', `/panel/shops/${shopId}/order`, { actId: newActId(), serviceIds }),
    // One after the other: the last press is what stays.
    scope: { id: `order ${shopId}` },
    async onMutate(serviceIds) {
      await queries.cancelQueries({ queryKey: keyOf(shopId) });
      const before = queries.getQueryData<ServicesAnswer>(keyOf(shopId));
      if (before) queries.setQueryData<ServicesAnswer>(keyOf(shopId), inOrder(before, serviceIds));
      return { before };
    },
    onError: (_error, _ids, kept) => queries.setQueryData(keyOf(shopId), kept?.before),
    onSettled: () => queries.invalidateQueries({ queryKey: keyOf(shopId) }),
  });
}

function inOrder(answer: ServicesAnswer, serviceIds: readonly string[]): ServicesAnswer {
  const placeOf = new Map(serviceIds.map((id, index) => [id, index]));
  const services = [...answer.services].sort((one, other) => (placeOf.get(one.id) ?? 0) - (placeOf.get(other.id) ?? 0));
  return { ...answer, services };
}
