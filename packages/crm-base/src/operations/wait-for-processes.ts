import { ProcessNotFoundError, toProcessId, type CallOptions, type Clock, type Process, type ProcessRepository } from '@frigg-crm/core';

const FIRST_POLL_MS = 50;
const MAX_POLL_MS = 1000;

/**
 * Waits until all processes have ended.
 * @returns them, in the order of the ids.
 * @throws {ProcessNotFoundError} when one of them is not stored.
 */
export async function waitForProcesses(
  { processRepository, clock }: { readonly processRepository: Pick<ProcessRepository, 'findByIds'>; readonly clock: Clock },
  processIds: readonly string[],
  { signal }: CallOptions = {},
): Promise<readonly Process[]> {
  const ids = [...new Set(processIds)].map(toProcessId);
  for (let pollMs = FIRST_POLL_MS; ; pollMs = Math.min(MAX_POLL_MS, pollMs * 2)) {
    signal?.throwIfAborted();
    const found = new Map((await processRepository.findByIds(ids, { signal })).map((process) => [String(process.id), process]));
    const missing = ids.find((id) => !found.has(id));
    if (missing !== undefined) throw new ProcessNotFoundError(missing);
    if ([...found.values()].every(({ endedAt }) => endedAt !== null))
      return processIds.map((id) => found.get(id)).filter((process) => process !== undefined);
    await clock.sleep(pollMs, { signal });
  }
}
