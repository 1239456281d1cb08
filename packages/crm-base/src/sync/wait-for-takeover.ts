import type { SyncDependencies } from './sync-dependencies.ts';

/** A fetch that announces nothing for so long is taken for dead. */
const TAKE_OVER_AFTER_MS = 30_000;
const POLL_MS = 1000;

/** Waits while another worker announces pages. Resolves when it has stopped to, when the sync has ended, or when the time is up. */
export async function waitForTakeover(
  { processManager, clock }: SyncDependencies,
  { processId, deadlineMs, signal }: { processId: string; deadlineMs: number; signal: AbortSignal | undefined },
): Promise<void> {
  let announced = -1;
  let quietSinceMs = clock.now();
  while (clock.now() < deadlineMs) {
    const process = await processManager.getProcess(processId, { signal });
    if (process === null || process.endedAt !== null || process.ledger.closed) return;
    if (process.ledger.expectedUnits > announced) {
      announced = process.ledger.expectedUnits;
      quietSinceMs = clock.now();
    } else if (clock.now() - quietSinceMs >= TAKE_OVER_AFTER_MS) {
      return;
    }
    await clock.sleep(POLL_MS, { signal });
  }
}
