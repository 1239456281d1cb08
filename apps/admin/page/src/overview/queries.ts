import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { get } from '../api/api.ts';
import type { EntryGroup, RateBudget } from '../api/types.ts';

/** @returns what has failed for good beside syncs, by reason. */
export function useDeadGroups(): UseQueryResult<{ readonly groups: readonly EntryGroup[]; readonly isComplete: boolean }> {
  return useQuery({
    queryKey: ['dead-letters', 'groups'],
    refetchInterval: 30_000,
    queryFn: async ({ signal }) => get('/dead-letters/groups', undefined, signal),
  });
}

/** @returns what an integration may send its APIs now. */
export function useBudgets(integrationId: string): UseQueryResult<{ readonly items: readonly RateBudget[] }> {
  return useQuery({
    queryKey: ['budgets', integrationId],
    refetchInterval: 5000,
    queryFn: async ({ signal }) => get(`/integrations/${encodeURIComponent(integrationId)}/rate-budgets`, undefined, signal),
  });
}
