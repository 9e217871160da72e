import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Completion, Funnel, InsightFilter, Unmatched } from '../../../src/insights/api.js';
import { call } from './client.js';

export type { Completion, Funnel, InsightFilter, Unmatched };

function useFigures<T>(path: string, filter: InsightFilter) {
  const query = new URLSearchParams(Object.entries(filter).map(([name, value]) => [name, String(value)]));
  return useQuery({
    queryKey: ['figures', path, query.toString()],
    queryFn: ({ signal }) => call<T>('GET', `${path}?${query}`, undefined, signal),
    placeholderData: keepPreviousData,
  });
}

export const useFunnel = (id: string, filter: InsightFilter) => useFigures<Funnel>(`/scripts/${id}/funnel`, filter);
export const useUnmatched = (id: string, filter: InsightFilter) =>
  useFigures<Unmatched[]>(`/scripts/${id}/unmatched`, filter);
