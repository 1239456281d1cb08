import {
  FriggCrmError,
  systemClock,
  toProcessProgress,
  type Clock,
  type Process,
  type ProcessProgress,
  type ProcessRepository,
} from '@frigg-crm/core';
import type { MemoryProgressPublisher } from '@frigg-crm/memory';
import type { Reporter } from '../output/reporter.ts';

/** How often the store is asked: another program may work on the same sync. */
const POLL_MS = 1000;
/** How many times in a row the store may fail to answer. */
const MAX_FAILED_POLLS = 10;

export interface WatchOptions {
  readonly processIds: readonly Process['id'][];
  readonly processRepository: ProcessRepository;
  readonly publisher: MemoryProgressPublisher;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
  readonly clock?: Clock | undefined;
}

/**
 * Reports progress until every process has ended, whoever ends it.
 * @throws the signal's reason, or {StorageError} when the store is gone.
 */
export async function watchSyncs(options: WatchOptions): Promise<void> {
  const { processIds, processRepository, publisher, reporter, signal, clock = systemClock } = options;
  const latest = new Map<string, ProcessProgress>();
  const ended = new AbortController();
  const note = (progress: ProcessProgress): void => {
    if (progress.version < (latest.get(progress.processId)?.version ?? 0)) return;
    latest.set(progress.processId, progress);
    if (processIds.every((id) => latest.get(id)?.ended === true)) ended.abort();
  };
  const poll = createPoll(async () => {
    for (const process of await processRepository.findByIds(processIds, { signal })) note(toProcessProgress(process));
  });
  const unsubscribe = publisher.subscribe((progress) => {
    if (processIds.includes(progress.processId)) note(progress);
  });
  try {
    for (let nextPollMs = 0; ;) {
      signal.throwIfAborted();
      if (clock.now() >= nextPollMs) {
        await poll();
        nextPollMs = clock.now() + POLL_MS;
      }
      reporter.progress(processIds.flatMap((id) => latest.get(id) ?? []));
      if (ended.signal.aborted) return;
      await clock.sleep(reporter.intervalMs, { signal: AbortSignal.any([signal, ended.signal]) }).catch(() => undefined);
    }
  } finally {
    unsubscribe();
  }
}

/** A store that does not answer once or twice is no reason to end a sync of hours. */
function createPoll(look: () => Promise<void>): () => Promise<void> {
  let failures = 0;
  return async () => {
    try {
      await look();
      failures = 0;
    } catch (error) {
      failures += 1;
      if (!FriggCrmError.is(error) || !error.retryable || failures >= MAX_FAILED_POLLS) throw error;
    }
  };
}
