import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ApiError, get, request, whenSignedOut } from '../api/api.ts';
import type { Right, Session } from '../api/types.ts';
import { endLive } from '../live/live.ts';

const KEY = ['session'] as const;

/** @returns who is signed in; `null`: no one is. */
export function useSession(): UseQueryResult<Session | null> {
  const client = useQueryClient();
  useEffect(() => whenSignedOut(() => client.setQueryData(KEY, null)), [client]);
  return useQuery({
    queryKey: KEY,
    staleTime: 60_000,
    async queryFn({ signal }): Promise<Session | null> {
      try {
        return await get<Session>('/session', undefined, signal);
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) return null;
        throw error;
      }
    },
  });
}

/** @returns whether the one who is signed in has a right. The API decides; the page only offers nothing that is refused. */
export function useCan(): (right: Right) => boolean {
  const { data } = useSession();
  return (right) => data?.actions.includes(right) ?? false;
}

/** @returns what becomes of a session: begun with an answer of the API, or ended. */
export function useSessionChange(): { readonly begin: (session: Session) => void; readonly end: () => Promise<void> } {
  const client = useQueryClient();
  /** What another operator was shown is not shown to the next one. */
  const forget = (): void => client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== KEY[0] });
  return {
    begin(session) {
      forget();
      client.setQueryData(KEY, session);
    },
    async end() {
      await request('/session', { method: 'DELETE' });
      endLive();
      client.setQueryData(KEY, null);
      forget();
    },
  };
}
