import type { OutcomeCounts, Process, ProcessErrorEntry } from '@frigg-crm/core';
import type { UnitReference } from '../queue/sync-message.ts';
import { announceUnits, settleUnit, submitSettlement } from '../process/unit-updates.ts';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import { keyOf } from './announcement-of.ts';
import type { SyncDependencies } from './sync-dependencies.ts';

export interface LostPage {
  readonly process: Process;
  readonly unit: number;
  readonly error: unknown;
  /** The pages behind this one will not be fetched, so nothing further is announced. */
  readonly isLast: boolean;
  /** What is needed to try the page again one day. */
  readonly reference: UnitReference;
  /** What earlier attempts at the page have finished. */
  readonly counts?: OutcomeCounts | undefined;
  readonly errors?: readonly ProcessErrorEntry[] | undefined;
}

/** Settles a page as failed, so that the sync ends and says which page is missing and why. */
export async function giveUpOnPage({ updates }: SyncDependencies, page: LostPage): Promise<void> {
  const { process, unit, error, isLast, reference, counts = { synced: 0, failed: 0, skipped: 0 }, errors = [] } = page;
  const open = { [String(unit)]: { ...reference } };
  const announce = announceUnits(process, { name: 'failed', expectedUnits: unit + 1, closed: isLast, open });
  const settle = settleUnit(process, {
    key: keyOf({ reference }),
    unit,
    outcome: 'FAILED',
    counts,
    errors: [...errors, toErrorEntry(error, { unit })],
  });
  // One after the other: of a unit that is settled already nothing is announced any more.
  await updates.submit([announce]);
  await submitSettlement(updates, settle);
}
