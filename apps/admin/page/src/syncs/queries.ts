import { useInfiniteQuery, useQuery, type InfiniteData, type UseInfiniteQueryResult, type UseQueryResult } from '@tanstack/react-query';
import { get } from '../api/api.ts';
import type { Connector, Integration, Page, Sync } from '../api/types.ts';
import type { SyncsSearch } from '../logic/syncs-search.ts';

const PAGE = 50;

/** @returns syncs that match, the newest first, page by page. */
export function useSyncPages(search: SyncsSearch): UseInfiniteQueryResult<InfiniteData<Page<Sync>>> {
  return useInfiniteQuery({
    queryKey: ['syncs', search],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) => get<Page<Sync>>('/syncs', { ...search, limit: PAGE, cursor: pageParam }, signal),
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
}

/** @returns the integrations, as many as one page holds. */
export function useIntegrations(): UseQueryResult<Page<Integration>> {
  return useQuery({
    queryKey: ['integrations'],
    queryFn: async ({ signal }) => get<Page<Integration>>('/integrations', { limit: 100 }, signal),
  });
}

/** @returns the CRMs that can be connected. */
export function useConnectors(): UseQueryResult<{ readonly items: readonly Connector[] }> {
  return useQuery({
    queryKey: ['connectors'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => get<{ readonly items: readonly Connector[] }>('/connectors', undefined, signal),
  });
}

/** @returns what names an integration to a person. */
export function useTitles(): (connector: string | null) => string {
  const { data } = useConnectors();
  return (connector) => {
    const title = data?.items.find(({ id }) => id === connector)?.title ?? connector ?? 'An integration';
    // Some titles are written as a sentence has them.
    return title.charAt(0).toUpperCase() + title.slice(1);
  };
}
