import type { OutcomeCounts, ProcessErrorEntry, ProcessId, ProcessUpdate } from '@frigg-crm/core';
import type { UnitReference } from '../messages/sync-message.ts';
import { settleUnitUpdate } from '../process-manager.ts';
import { toErrorEntry } from './retry-delay.ts';
import type { SyncDependencies } from './sync-dependencies.ts';

export interface LostPage {
  readonly processId: ProcessId;
  readonly unit: number;
  readonly error: unknown;
  /** Nobody would look behind this page any more, so nothing further is announced. */
  readonly isLast: boolean;
  /** What is needed to try the page again one day. */
  readonly reference: UnitReference;
  /** What earlier attempts at the page have finished. */
  readonly counts?: OutcomeCounts | undefined;
  readonly errors?: readonly ProcessErrorEntry[] | undefined;
}

/** Settles a page as failed, so that the sync ends and says which page is missing and why. */
export async function giveUpOnPage({ processManager }: SyncDependencies, page: LostPage): Promise<void> {
  const { processId, unit, error, isLast, reference, counts = { synced: 0, failed: 0, skipped: 0 }, errors = [] } = page;
  const announce: ProcessUpdate = {
    type: 'EXPECT_UNITS',
    processId,
    updateId: `announce#${unit}:failed`,
    expectedUnits: unit + 1,
    closed: isLast,
    open: { [String(unit)]: { ...reference } },
  };
  const settle = settleUnitUpdate({ processId, unit, outcome: 'FAILED', counts, errors: [...errors, toErrorEntry(error, { unit })] });
  await processManager.apply([announce, settle]);
}
