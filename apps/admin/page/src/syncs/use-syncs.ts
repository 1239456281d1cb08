import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import type { Sync } from '../api/types.ts';
import { useProcesses, usePaused, type Progress } from '../live/live.ts';
import { withProgress } from '../logic/merge-live.ts';
import { matchesSearch, type SyncsSearch } from '../logic/syncs-search.ts';
import { useSyncPages } from './queries.ts';

/** Syncs as they stand now, and what is known of the list. */
export interface ShownSyncs {
  readonly syncs: readonly Sync[] | undefined;
  readonly error: unknown;
  readonly hasMore: boolean;
  readonly loadMore: () => void;
  readonly retry: () => void;
}

/** The feed names only process types it knows; the list holds syncs alone. */
const SYNC_TYPE = 'CRM_SYNC';

/** @returns the syncs that match, with the newest numbers of the feed; those that begin appear by themselves. */
export function useSyncs(search: SyncsSearch): ShownSyncs {
  const query = useSyncPages(search);
  const processes = useProcesses(search.integrationId);
  const listed = useMemo(() => query.data?.pages.flatMap(({ items }) => items), [query.data]);
  useReloadWhenNew(listed, processes, search);
  const syncs = useMemo(
    () =>
      listed
        ?.map((sync) => withProgress(sync, processes.get(sync.id)))
        // A row that no longer matches stays until the list is loaded again only where no filter is set.
        .filter((sync) => matchesSearch(sync, search)),
    [listed, processes, search],
  );
  const { hasNextPage, isFetchingNextPage, fetchNextPage, refetch, error } = query;
  return {
    syncs,
    error,
    hasMore: hasNextPage,
    loadMore: () => {
      if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
    },
    retry: () => void refetch(),
  };
}

/** A sync that began while the page was open is in the feed and not in the list. */
function useReloadWhenNew(listed: readonly Sync[] | undefined, processes: ReadonlyMap<string, Progress>, search: SyncsSearch): void {
  const client = useQueryClient();
  const isPaused = usePaused();
  const unknown = useMemo(() => {
    if (listed === undefined) return '';
    const known = new Set(listed.map(({ id }) => id));
    const isNew = (one: Progress): boolean => !known.has(one.processId) && one.processType === SYNC_TYPE && matchesSearch(one, search);
    return [...processes.values()]
      .filter(isNew)
      .map(({ processId }) => processId)
      .join(' ');
  }, [listed, processes, search]);
  useEffect(() => {
    if (unknown === '' || isPaused) return undefined;
    // Several that begin together are one reading of the list.
    const timer = setTimeout(() => void client.invalidateQueries({ queryKey: ['syncs', search] }), 300);
    return () => clearTimeout(timer);
  }, [unknown, isPaused, client, search]);
}
