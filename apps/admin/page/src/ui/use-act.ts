import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, newKey, request, type Answer, type RequestOptions } from '../api/api.ts';
import { note } from './notes.tsx';

interface ActOptions<Body> {
  /** What is said when it is done. */
  readonly done?: string | ((body: Body) => string) | undefined;
  /** What is read again: the first parts of the names of queries. */
  readonly refresh: readonly (readonly unknown[])[];
  readonly onDone?: ((body: Body) => void) | undefined;
}

/** A request that acts: it is repeated under the same name until it is answered, so a lost answer does nothing twice. */
export type Act<Body> = UseMutationResult<Answer<Body>, Error, { readonly path: string } & RequestOptions>;

/** @returns what sends a request that acts, and says what became of it. */
export function useAct<Body = unknown>({ done, refresh, onDone }: ActOptions<Body>): Act<Body> {
  const client = useQueryClient();
  const [key, setKey] = useState(newKey);
  return useMutation({
    mutationFn: async ({ path, ...options }: { readonly path: string } & RequestOptions) =>
      request<Body>(path, { idempotencyKey: key, method: 'POST', ...options }),
    onSuccess: async ({ body }) => {
      setKey(newKey());
      if (done !== undefined) note(typeof done === 'string' ? done : done(body));
      onDone?.(body);
      await Promise.all(refresh.map(async (queryKey) => client.invalidateQueries({ queryKey })));
    },
    onError: (error) => {
      // What was refused was not done: the next attempt is another request.
      if (error instanceof ApiError && error.status > 0 && error.status < 500) setKey(newKey());
    },
  });
}
