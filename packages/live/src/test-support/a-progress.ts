import { toProcessId, type ProcessProgress } from '@frigg-crm/core';

/** What a watcher sees of a process, with harmless defaults. */
export function aProgress(fields: Partial<Omit<ProcessProgress, 'processId'>> & { readonly processId?: string } = {}): ProcessProgress {
  const { processId = 'p1', version = 1, ...rest } = fields;
  return {
    processId: toProcessId(processId),
    userId: 'u1',
    integrationId: 'i1',
    processName: 'i1-Person-initial-sync',
    processType: 'CRM_SYNC',
    state: 'PROCESSING_BATCHES',
    ended: false,
    kind: 'sync',
    processed: version,
    total: 100,
    totalIsFinal: true,
    synced: version,
    failed: 0,
    skipped: 0,
    successCount: version,
    errorCount: 0,
    skippedCount: 0,
    recordsPerSecond: 1,
    estimatedCompletion: null,
    waiting: null,
    timestamp: '2026-01-05T10:00:00.000Z',
    version,
    ...rest,
  };
}
