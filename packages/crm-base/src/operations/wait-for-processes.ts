import {
  FriggCrmError,
  ProcessNotFoundError,
  toProcessId,
  type CallOptions,
  type Clock,
  type Process,
  type ProcessRepository,
} from '@frigg-crm/core';

const FIRST_POLL_MS = 50;
const MAX_POLL_MS = 1000;
/** A store that fails for so long, in milliseconds, is not about to recover. */
const MAX_OUTAGE_MS = 120_000;

/**
 * Waits until all processes have ended, also through an outage of the store.
 * @returns them, in the order of the ids.
 * @throws {ProcessNotFoundError} when one of them is not stored.
 * @throws {StorageError} when the store has failed for two minutes.
 */
export async function waitForProcesses(
  { processRepository, clock }: { readonly processRepository: Pick<ProcessRepository, 'findByIds'>; readonly clock: Clock },
  processIds: readonly string[],
  { signal }: CallOptions = {},
): Promise<readonly Process[]> {
  const ids = [...new Set(processIds)].map(toProcessId);
  let failingSinceMs: number | undefined;
  for (let pollMs = FIRST_POLL_MS; ; pollMs = Math.min(MAX_POLL_MS, pollMs * 2)) {
    signal?.throwIfAborted();
    try {
      const found = new Map((await processRepository.findByIds(ids, { signal })).map((process) => [String(process.id), process]));
      failingSinceMs = undefined;
      const missing = ids.find((id) => !found.has(id));
      if (missing !== undefined) throw new ProcessNotFoundError(missing);
      if ([...found.values()].every(({ endedAt }) => endedAt !== null))
        return processIds.map((id) => found.get(id)).filter((process) => process !== undefined);
    } catch (error) {
      failingSinceMs ??= clock.now();
      if (!isOutage(error) || clock.now() - failingSinceMs >= MAX_OUTAGE_MS) throw error;
    }
    await clock.sleep(pollMs, { signal });
  }
}

function isOutage(error: unknown): boolean {
  return FriggCrmError.hasCode(error, 'STORAGE_FAILED');
}
