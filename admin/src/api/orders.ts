import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { OrderPart, OrderRow, OrdersAnswer, OrderSheet, Press, Standing } from '../../../src/orders/api.js';
import { ApiProblem, call } from './client.js';

export type { OrderPart, OrderRow, OrdersAnswer, OrderSheet, Press, Standing };

export interface OrdersWanted {
  readonly part: OrderPart;
  /** Empty: whatever its status. */
  readonly status: string;
  readonly search: string;
}

/** Others work on the same orders: the list is looked at again this often. */
const LOOK_MS = 15_000;

const listsOf = (shopId: string | null) => ['orders', shopId] as const;
const sheetOf = (shopId: string, id: string) => ['order', shopId, id] as const;

export function useOrders(shopId: string | null, wanted: OrdersWanted) {
  const { part, status, search } = wanted;
  return useInfiniteQuery({
    queryKey: [...listsOf(shopId), part, status, search],
    queryFn: ({ pageParam, signal }) => {
      const asked = new URLSearchParams({ part });
      if (status !== '') asked.set('status', status);
      if (search !== '') asked.set('search', search);
      if (pageParam !== null) asked.set('after', pageParam);
      return call<OrdersAnswer>('GET', `/panel/shops/${shopId}/orders?${asked.toString()}`, undefined, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    refetchInterval: LOOK_MS,
    enabled: shopId !== null,
  });
}

export function useOrder(shopId: string, id: string) {
  return useQuery({
    queryKey: sheetOf(shopId, id),
    queryFn: ({ signal }) => call<OrderSheet>('GET', `/panel/shops/${shopId}/orders/${id}`, undefined, signal),
    refetchInterval: LOOK_MS,
  });
}

/** One press of one button. What it did, and what somebody else did before it, is shown at once. */
export function usePress(shopId: string, id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (press: Press) => call<OrderSheet>('POST', `/panel/shops/${shopId}/orders/${id}/acts`, press),
    onSuccess: (sheet) => queries.setQueryData<OrderSheet>(sheetOf(shopId, id), sheet),
    onError: (error) =>
      error instanceof ApiProblem && error.status === 409
        ? queries.invalidateQueries({ queryKey: sheetOf(shopId, id) })
        : undefined,
    onSettled: () => queries.invalidateQueries({ queryKey: listsOf(shopId) }),
  });
}
