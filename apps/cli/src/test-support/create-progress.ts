import { toProcessId, type ProcessProgress } from '@frigg-crm/core';

/** Makes the progress of a sync that is half done. */
export function createProgress(changes: Partial<ProcessProgress> = {}): ProcessProgress {
  return {
    processId: toProcessId('p1'),
    userId: 'cli',
    integrationId: 'acme',
    processName: 'acme-Person-sync',
    processType: 'CRM_SYNC',
    state: 'PROCESSING_BATCHES',
    ended: false,
    kind: 'sync',
    processed: 5000,
    total: 10_000,
    totalIsFinal: false,
    synced: 4900,
    failed: 40,
    skipped: 60,
    successCount: 4900,
    errorCount: 40,
    skippedCount: 60,
    recordsPerSecond: 123.4,
    estimatedCompletion: null,
    waiting: null,
    timestamp: '2026-01-01T00:00:00.000Z',
    version: 7,
    ...changes,
  };
}
