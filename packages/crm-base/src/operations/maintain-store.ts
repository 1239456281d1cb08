import type { CallOptions, Clock, Logger, Store } from '@frigg-crm/core';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import { withWorkDeadline } from '../failures/with-work-deadline.ts';

interface StoreMaintenance {
  readonly store: Pick<Store, 'maintain'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** A number from 0 to 1. */
  readonly random: () => number;
}

const INTERVAL_MS = 3_600_000;
/** Programs that start together do not maintain together: each waits from half of an interval to a whole one. */
const EARLIEST = 0.5;
/** A maintenance that takes longer is abandoned, and comes again at the next interval. */
const TIMEOUT_MS = 300_000;

/**
 * Lets the store maintain itself about once an hour until `signal` is aborted. What fails is logged and repeated at the
 * next interval: no sync depends on it.
 */
export async function maintainStore({ store, clock, logger, random }: StoreMaintenance, { signal }: CallOptions): Promise<void> {
  if (store.maintain === undefined) return;
  const isStopped = (): boolean => signal?.aborted === true;
  while (!isStopped()) {
    await clock.sleep(INTERVAL_MS * (EARLIEST + (1 - EARLIEST) * random()), { signal }).catch(() => undefined);
    if (isStopped()) return;
    try {
      const limits = { what: 'The maintenance of the store', ms: TIMEOUT_MS, signal };
      await withWorkDeadline(clock, limits, async (call) => void (await store.maintain?.(call)));
    } catch (error) {
      if (!isStopped()) logger.warn({ code: toErrorEntry(error).code }, 'the maintenance of the store failed; it is repeated');
    }
  }
}
