import type { Process } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { aProcess, TEST_START_MS } from '@frigg-crm/testing';

/** What a sync's process came to. */
export interface SyncCounts {
  /** @defaultValue `acme` */
  readonly integrationId?: string;
  readonly state?: string;
  readonly synced?: number;
  readonly failed?: number;
  readonly skipped?: number;
  readonly errors?: readonly { readonly externalId?: string; readonly code: string; readonly message: string }[];
  /** The reason of its end. */
  readonly reason?: { readonly errorCode: string; readonly error: string };
}

/** Makes the process of a sync that has ended. */
export function createSyncProcess({
  integrationId = 'acme',
  state = 'COMPLETED',
  synced = 0,
  failed = 0,
  skipped = 0,
  errors = [],
  reason,
}: SyncCounts = {}): Process {
  const records = synced + failed + skipped;
  const time = toIso(TEST_START_MS);
  return aProcess({
    name: `${integrationId}-Person-sync`,
    integrationId,
    state,
    context: {
      connector: 'pipedrive',
      syncType: 'INITIAL',
      personObjectType: 'Person',
      totalRecords: records,
      processedRecords: records,
      currentPage: 0,
      pagination: {
        pageSize: 100,
        currentCursor: null,
        nextPage: 1,
        hasMore: false,
        plannedPages: null,
        guard: { kept: null, left: 1, stretch: 1, empty: 0 },
      },
      startTime: time,
      lastSyncedTimestamp: null,
      ...reason,
    },
    results: {
      aggregateData: { totalSynced: synced, totalFailed: failed, totalSkipped: skipped, errors: errors.map((error) => ({ ...error })) },
      pages: { totalPages: 1, processedPages: 1, failedPages: 0 },
    },
    version: 9,
    endedAt: time,
  });
}
