import { systemClock, toProcessProgress, type Clock, type Process, type ProcessProgress, type ProcessRepository } from '@frigg-crm/core';
import type { MemoryProgressPublisher } from '@frigg-crm/memory';
import type { ProgressReporter } from '../output/reporter.ts';
import { createPoll } from './patient-poll.ts';

/** How often the store is read: another program may work on the same sync. */
export const POLL_MS = 1000;

export interface WatchOptions {
  readonly processIds: readonly Process['id'][];
  readonly processRepository: ProcessRepository;
  readonly publisher: MemoryProgressPublisher;
  readonly reporter: ProgressReporter;
  readonly signal: AbortSignal;
  readonly clock?: Clock | undefined;
}

/**
 * Reports progress until every process has ended, in whichever program, or waits until its account is repaired.
 * @throws the signal's reason, or {StorageError} when the store cannot be read.
 */
export async function watchSyncs(options: WatchOptions): Promise<void> {
  const { processIds, processRepository, publisher, reporter, signal, clock = systemClock } = options;
  const latest = new Map<string, ProcessProgress>();
  const ended = new AbortController();
  const note = (progress: ProcessProgress): void => {
    if (progress.version < (latest.get(progress.processId)?.version ?? 0)) return;
    latest.set(progress.processId, progress);
    if (processIds.every((id) => isOver(latest.get(id)))) ended.abort();
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

/** What an operator paused, an operator resumes; what waits for a time continues by itself. */
function isOver(progress: ProcessProgress | undefined): boolean {
  if (progress === undefined || progress.ended) return progress !== undefined;
  return progress.waiting !== null && progress.waiting.until === undefined && progress.waiting.code !== 'OPERATOR';
}
