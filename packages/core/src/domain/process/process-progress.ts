import { asObject, readCounts } from './progress.ts';
import type { Process } from './process.ts';
import type { ProcessId } from './process-id.ts';
import type { WaitingReason } from './process-update.ts';

/** What a watcher of a process sees. No personal data. */
export interface ProcessProgress {
  readonly processId: ProcessId;
  readonly userId: string;
  readonly integrationId: string;
  readonly processName: string;
  readonly processType: string;
  readonly state: string;
  readonly ended: boolean;
  /** What kind of run it is: `context.run` where it is set, otherwise `catch-up`, `sync` or `process`. */
  readonly kind: string;
  readonly processed: number;
  /** 0: unknown. */
  readonly total: number;
  /** Whether `total` cannot grow any more: every unit is announced, or it has ended. */
  readonly totalIsFinal: boolean;
  readonly synced: number;
  readonly failed: number;
  readonly skipped: number;
  /** Frigg's name of `synced`. */
  readonly successCount: number;
  /** Frigg's name of `failed`. */
  readonly errorCount: number;
  /** Frigg's name of `skipped`. */
  readonly skippedCount: number;
  /** Records per second since the start. */
  readonly recordsPerSecond: number;
  /** ISO 8601, or `null` while it cannot be known. */
  readonly estimatedCompletion: string | null;
  /** Why nothing moves; `null` while it works, and at the end. */
  readonly waiting: WaitingReason | null;
  /** When this was true, ISO 8601. */
  readonly timestamp: string;
  /** Counts the changes of the process: of two announcements the higher one is the newer. */
  readonly version: number;
}

/** @returns the process as a watcher sees it. */
export function toProcessProgress(process: Process): ProcessProgress {
  const { processed, total, synced, failed, skipped } = readCounts(process);
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
    kind: readKind(process),
    processed,
    total,
    totalIsFinal: process.endedAt !== null || process.ledger.closed,
    synced,
    failed,
    skipped,
    successCount: synced,
    errorCount: failed,
    skippedCount: skipped,
    recordsPerSecond: typeof rate === 'number' ? rate : 0,
    estimatedCompletion: typeof estimate === 'string' ? estimate : null,
    waiting: readWaiting(process),
    timestamp: process.updatedAt,
    version: process.version,
  };
}

function readKind({ context }: Process): string {
  if (typeof context['run'] === 'string') return context['run'];
  if (typeof context['catchUpOf'] === 'string') return 'catch-up';
  return typeof context['syncType'] === 'string' ? 'sync' : 'process';
}

/** A pause is kept in the ledger; what ends by itself soon is a note in the context, and void once its time is over. */
function readWaiting({ endedAt, updatedAt, ledger, context }: Process): WaitingReason | null {
  if (endedAt !== null) return null;
  if (ledger.paused?.reason !== undefined) return ledger.paused.reason;
  const { code, message, until } = asObject(context['waiting']);
  const isNote = typeof code === 'string' && typeof message === 'string' && typeof until === 'string';
  return isNote && until > updatedAt ? { code, message, until } : null;
}
