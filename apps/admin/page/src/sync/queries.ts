import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { get } from '../api/api.ts';
import type { Explanation, LogEvent, Sync, SyncErrors, SyncPages } from '../api/types.ts';
import { useProcess, usePaused } from '../live/live.ts';
import { withProgress } from '../logic/merge-live.ts';

/** What is derived from a sync is read again at most so often, in milliseconds. */
const REFRESH_MS = 900;

/** @returns a sync with the newest numbers that are known. */
export function useSync(id: string): UseQueryResult<Sync> & { readonly sync: Sync | undefined } {
  const query = useQuery({
    queryKey: ['sync', id],
    queryFn: async ({ signal }) => get<Sync>(`/syncs/${encodeURIComponent(id)}`, undefined, signal),
  });
  const progress = useProcess(id);
  const { data, refetch } = query;
  const state = progress?.state;
  // What can be done now only the API knows.
  useEffect(() => {
    if (state !== undefined) void refetch();
  }, [state, refetch]);
  return { ...query, sync: data === undefined ? undefined : withProgress(data, progress) };
}

/** @returns a version that follows another one, with at most one step in {@link REFRESH_MS}. */
function useThrottled(version: number): number {
  const [shown, setShown] = useState(version);
  const isPaused = usePaused();
  const latest = useRef(version);
  useEffect(() => {
    latest.current = version;
  }, [version]);
  const isBehind = shown !== version && !isPaused;
  useEffect(() => {
    if (!isBehind) return undefined;
    // The first of several changes begins the wait, the last one is what is shown.
    const timer = setTimeout(() => setShown(latest.current), REFRESH_MS);
    return () => clearTimeout(timer);
  }, [isBehind]);
  return shown;
}

function useDerived<Value>(sync: Sync, name: string): UseQueryResult<Value> {
  const version = useThrottled(sync.version);
  return useQuery({
    queryKey: ['sync', sync.id, name, version],
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => get<Value>(`/syncs/${encodeURIComponent(sync.id)}/${name}`, undefined, signal),
  });
}

/** @returns what became of each page. */
export function usePages(sync: Sync): UseQueryResult<SyncPages> {
  return useDerived(sync, 'pages');
}

/** @returns what failed, by what the failures have in common. */
export function useErrors(sync: Sync): UseQueryResult<SyncErrors> {
  return useDerived(sync, 'errors');
}

/** @returns why it does what it does, in a sentence. */
export function useExplanation(sync: Sync): UseQueryResult<Explanation> {
  return useDerived(sync, 'explanation');
}

/** More events than these are not looked through. */
const MAX_PAGES = 20;

/** @returns the log of an integration, as far as it is kept; read again when the sync comes to another state. */
export function useEvents({ integrationId, state }: Sync): UseQueryResult<readonly LogEvent[]> {
  return useQuery({
    queryKey: ['events', integrationId, state],
    placeholderData: keepPreviousData,
    async queryFn({ signal }) {
      const events: LogEvent[] = [];
      for (let page = 0, after: number | undefined; page < MAX_PAGES; page += 1) {
        const { items, last } = await get<{ readonly items: readonly LogEvent[]; readonly last: number }>(
          `/integrations/${encodeURIComponent(integrationId)}/events`,
          { limit: 100, after },
          signal,
        );
        events.push(...items);
        after = items.at(-1)?.seq;
        if (after === undefined || after >= last) break;
      }
      return events;
    },
  });
}
