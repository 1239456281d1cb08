import { StorageError, type Clock, type Logger } from '@frigg-crm/core';

const POLL_MS = 250;
const WARN_AFTER_MS = 10_000;
const GIVE_UP_AFTER_MS = 60_000;

/**
 * Starts to measure how long a migration waits for another program. It polls: a statement that waits inside the database
 * would occupy a connection of the pooler, and its deadline would end it.
 *
 * @returns what waits a moment before the next attempt; it warns once after 10 seconds.
 * @throws {StorageError} after 60 seconds.
 */
export function waitForMigrationLock({ schema, logger, clock }: { schema: string; logger: Logger; clock: Clock }): () => Promise<void> {
  const startMs = clock.now();
  let warned = false;
  return async () => {
    const waitedMs = clock.now() - startMs;
    if (waitedMs >= GIVE_UP_AFTER_MS)
      throw new StorageError(
        `The migration of schema ${schema} gave up after ${GIVE_UP_AFTER_MS / 1000} s: another program or transaction holds its lock; nothing was changed. See pg_locks and pg_stat_activity`,
      );
    if (waitedMs >= WARN_AFTER_MS && !warned) {
      warned = true;
      logger.warn({ schema, waitedMs }, 'migration is waiting for the lock of another program');
    }
    await clock.sleep(POLL_MS);
  };
}
