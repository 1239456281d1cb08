import type { LambdaApp } from '../app/open-app.ts';

/** @returns the handler, which sends and records how syncs have moved before its invocation ends: an instance is frozen then. */
export function flushAfter<Args extends unknown[], Result>(
  open: () => Promise<Pick<LambdaApp, 'flush'>>,
  handle: (...args: Args) => Promise<Result>,
): (...args: Args) => Promise<Result> {
  return async (...args) => {
    try {
      return await handle(...args);
    } finally {
      // What opens no app has nothing to say.
      const app = await open().catch(() => undefined);
      await app?.flush();
    }
  };
}
