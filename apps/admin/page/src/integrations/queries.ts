import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { get, request, type Answer } from '../api/api.ts';
import type { Integration } from '../api/types.ts';

/** How an account is connected by consent. */
export interface Authorization {
  readonly isAvailable: boolean;
  readonly redirectUri: string;
  readonly isConnected: boolean;
  readonly needsReauthorization: boolean;
  readonly last: { readonly code: string; readonly at: string } | null;
}

/** A form of an integration or of an action, with what is filled in. */
export interface SchemaWithValues {
  readonly schema: Readonly<Record<string, unknown>>;
  readonly values: Readonly<Record<string, unknown>>;
}

/** What an owner can have done. */
export interface UserAction {
  readonly event: string;
  readonly type: string;
  readonly title: string;
  readonly description: string | null;
  readonly isAvailable: boolean;
  readonly hasForm: boolean;
}

/** @returns the path of an integration in the API. */
export function pathOf(integrationId: string): string {
  return `/integrations/${encodeURIComponent(integrationId)}`;
}

/** @returns an integration with what it is compared with. */
export function useIntegration(id: string): UseQueryResult<Answer<Integration>> {
  return useQuery({
    queryKey: ['integrations', id],
    refetchInterval: 5000,
    queryFn: async ({ signal }) => request<Integration>(pathOf(id), { signal }),
  });
}

/** @returns a part of an integration, by the name of its path. */
export function usePart<Value>(id: string, name: string): UseQueryResult<Value> {
  return useQuery({
    queryKey: ['integrations', id, name],
    queryFn: async ({ signal }) => get<Value>(`${pathOf(id)}/${name}`, undefined, signal),
  });
}
