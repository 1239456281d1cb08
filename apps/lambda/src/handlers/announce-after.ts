import type { LambdaApp } from '../app/open-app.ts';

/** @returns the handler, which sends live progress of what it has done before its invocation ends: an instance is frozen then. */
export function announceAfter<Args extends unknown[], Result>(
  open: () => Promise<Pick<LambdaApp, 'live'>>,
  handle: (...args: Args) => Promise<Result>,
): (...args: Args) => Promise<Result> {
  return async (...args) => {
    try {
      return await handle(...args);
    } finally {
      // What opens no app has nothing to announce.
      const { live } = await open().catch(() => ({ live: undefined }));
      await live?.flush();
    }
  };
}
