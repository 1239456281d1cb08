import { asObject, readProgress } from './progress.ts';
import type { Process } from './process.ts';
import type { ProcessId } from './process-id.ts';

/** What a watcher of a process sees. No personal data. */
export interface ProcessProgress {
  readonly processId: ProcessId;
  readonly userId: string;
  readonly integrationId: string;
  readonly processName: string;
  readonly processType: string;
  readonly state: string;
  readonly ended: boolean;
  readonly processed: number;
  readonly total: number;
  readonly successCount: number;
  readonly errorCount: number;
  readonly skippedCount: number;
  /** Records per second since the start. */
  readonly recordsPerSecond: number;
  /** ISO 8601, or `null` while it cannot be known. */
  readonly estimatedCompletion: string | null;
  /** When this was true, ISO 8601. */
  readonly timestamp: string;
  /** Counts the changes of the process: of two announcements the higher one is the newer. */
  readonly version: number;
}

/** @returns the process as a watcher sees it. */
export function toProcessProgress(process: Process): ProcessProgress {
  const progress = readProgress(process);
  const rate = asObject(process.results['aggregateData'])['recordsPerSecond'];
  const estimate = process.context['estimatedCompletion'];
  return {
    processId: process.id,
    userId: process.userId,
    integrationId: process.integrationId,
    processName: process.name,
    processType: process.type,
    state: process.state,
    ended: process.endedAt !== null,
    processed: progress.processedRecords,
    total: progress.totalRecords,
    successCount: progress.totalSynced,
    errorCount: progress.totalFailed,
    skippedCount: progress.totalSkipped,
    recordsPerSecond: typeof rate === 'number' ? rate : 0,
    estimatedCompletion: typeof estimate === 'string' ? estimate : null,
    timestamp: process.updatedAt,
    version: process.version,
  };
}
