import { countValues, outstandingUnits, type Process } from '@frigg-crm/core';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import type { SyncDependencies } from './sync-dependencies.ts';

const FIRST_POLL_MS = 10;
const MAX_POLL_MS = 500;

/** How a wait for the writers ended. */
export type Room =
  /** So many pages may be announced. */
  | { readonly kind: 'room'; readonly pages: number; readonly process: Process }
  /** The sync has ended or is paused: announce nothing. */
  | { readonly kind: 'stopped' }
  /** The time is up and there is still no room. */
  | { readonly kind: 'full' };

/** Waits until fewer than `maxOutstandingPages` announced pages are unsettled: the fetch never runs away from the writers. */
export async function waitForRoom(
  { processManager, clock }: SyncDependencies,
  integration: CrmIntegration,
  { processId, deadlineMs, signal }: { processId: string; deadlineMs: number; signal: AbortSignal | undefined },
): Promise<Room> {
  const { maxOutstandingPages } = integration.config.queueConfig;
  for (let pollMs = FIRST_POLL_MS; ; pollMs = Math.min(MAX_POLL_MS, pollMs * 2)) {
    signal?.throwIfAborted();
    const process = await processManager.getProcess(processId, { signal });
    if (process === null || process.endedAt !== null || process.state === 'PAUSED') return { kind: 'stopped' };
    const outstanding = countValues(outstandingUnits(process.ledger));
    if (outstanding < maxOutstandingPages) return { kind: 'room', pages: maxOutstandingPages - outstanding, process };
    if (clock.now() >= deadlineMs) return { kind: 'full' };
    await clock.sleep(pollMs, { signal });
  }
}
