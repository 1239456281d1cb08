import type { CallOptions } from '@frigg-crm/core';

/**
 * Runs tasks side by side. When one throws, the others are aborted and waited for, so that nothing is sent any
 * more once this has rejected.
 * @throws the signal's reason, else the first error.
 */
export async function allOrStop<Result>(
  tasks: readonly ((options: { readonly signal: AbortSignal }) => Promise<Result>)[],
  { signal }: CallOptions,
): Promise<readonly Result[]> {
  const stop = new AbortController();
  const both = { signal: signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]) };
  const errors: unknown[] = [];
  const results = await Promise.all(
    tasks.map(async (task) => {
      try {
        return [await task(both)];
      } catch (error) {
        errors.push(error);
        stop.abort(error);
        return [];
      }
    }),
  );
  signal?.throwIfAborted();
  if (errors.length > 0) throw errors[0];
  return results.flat();
}
