import { FriggCrmError, type CallOptions, type Clock, type DocumentStore, type Logger, type Store } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
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
    await maintainNow({ store, clock, logger }, { signal });
  }
}

type Maintained = Pick<StoreMaintenance, 'store' | 'clock' | 'logger'>;

async function maintainNow({ store, clock, logger }: Maintained, { signal }: CallOptions): Promise<void> {
  try {
    const limits = { what: 'The maintenance of the store', ms: TIMEOUT_MS, signal };
    await withWorkDeadline(clock, limits, async (call) => void (await store.maintain?.(call)));
  } catch (error) {
    if (signal?.aborted !== true) logger.warn({ code: toErrorEntry(error).code }, 'the maintenance of the store failed; it is repeated');
  }
}

/** Where programs without a loop note when the store was maintained last. */
const KEY = { collection: 'watchdog', integrationId: '-', id: 'maintenance' } as const;

/**
 * Lets the store maintain itself where the last time is an hour ago, for hosts that call it by schedule. The first call
 * begins the hour. Of several calls at once one does it; it is noted before, so that an invocation that is cut off delays it
 * by an hour and is not repeated every minute.
 */
export async function maintainStoreIfDue(
  { documents, ...maintained }: Maintained & { readonly documents: DocumentStore },
  { signal }: CallOptions,
): Promise<void> {
  const { store, clock } = maintained;
  if (store.maintain === undefined) return;
  const nowMs = clock.now();
  const dueAt = toIso(nowMs + INTERVAL_MS);
  const stored = await documents.find(KEY, { signal });
  if (stored === undefined) {
    await documents.insert([{ ...KEY, value: {}, tags: [], dueAt, expiresAt: null, version: 0 }], { signal });
    return;
  }
  const leftMs = Date.parse(stored.dueAt ?? '') - nowMs;
  // A clock that was set back must not stop it.
  if (leftMs > 0 && leftMs <= INTERVAL_MS) return;
  try {
    await documents.save({ ...stored, dueAt }, { signal });
  } catch (error) {
    if (FriggCrmError.hasCode(error, 'DOCUMENT_CONFLICT')) return;
    throw error;
  }
  await maintainNow(maintained, { signal });
}
