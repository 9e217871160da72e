import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ManagedProduct, ProductsAnswer, ProductSettingsInput } from '../../../src/orders/products-api.js';
import { call } from './client.js';
import { newActId } from './services.js';

export type { ManagedProduct, ProductsAnswer, ProductSettingsInput };

const keyOf = (shopId: string | null) => ['products', shopId] as const;

export function useProducts(shopId: string | null) {
  return useQuery({
    queryKey: keyOf(shopId),
    queryFn: ({ signal }) => call<ProductsAnswer>('GET', `/panel/shops/${shopId}/products`, undefined, signal),
    enabled: shopId !== null,
  });
}

export interface SavingProduct {
  readonly id: string;
  /** Null for one that is new. */
  readonly seenVersion: number | null;
  readonly settings: ProductSettingsInput;
  /** Only when it was counted anew. */
  readonly stock?: { readonly seen: number | null; readonly left: number | null };
  /** One for each press of the button: a repeat of the request changes nothing. */
  readonly actId: string;
}

export function useSaveProduct(shopId: string) {
  const queries = useQueryClient();
  const path = `/panel/shops/${shopId}/products`;
  return useMutation({
    mutationFn: ({ id, seenVersion, ...given }: SavingProduct) =>
      seenVersion === null
        ? call<ManagedProduct>('POST', path, { id, ...given })
        : call<ManagedProduct>('PUT', `${path}/items/${id}`, { seenVersion, ...given }),
    onSuccess: () => queries.invalidateQueries({ queryKey: keyOf(shopId) }),
  });
}

/** Shown in its new order at once; put back when the server refuses. */
export function useOrderProducts(shopId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (productIds: readonly string[]) =>
      call<ProductsAnswer>('PUT', `/panel/shops/${shopId}/products/order`, { actId: newActId(), productIds }),
    // One after the other: the last press is what stays.
    scope: { id: `order products of ${shopId}` },
    async onMutate(productIds) {
      await queries.cancelQueries({ queryKey: keyOf(shopId) });
      const before = queries.getQueryData<ProductsAnswer>(keyOf(shopId));
      const placeOf = new Map(productIds.map((id, index) => [id, index]));
      const products = before?.products.toSorted((a, b) => (placeOf.get(a.id) ?? 0) - (placeOf.get(b.id) ?? 0));
      if (before && products) queries.setQueryData<ProductsAnswer>(keyOf(shopId), { ...before, products });
      return { before };
    },
    onError: (_error, _ids, kept) => queries.setQueryData(keyOf(shopId), kept?.before),
    onSettled: () => queries.invalidateQueries({ queryKey: keyOf(shopId) }),
  });
}
