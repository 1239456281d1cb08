import { setImmediate } from 'node:timers';

/**
 * Resolves in the next turn of the event loop: whatever has arrived by now, such as the responses to other requests, is handled
 * first. All that wait for it go on in the same turn, so that their writes can still share a transaction.
 */
export async function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
