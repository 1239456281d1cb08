import {
  isTerminalState,
  readProgress,
  toProcessProgress,
  type Process,
  type ProcessErrorEntry,
  type ProcessProgress,
  type WaitingReason,
} from '@frigg-crm/core';
import { countValues, outstandingUnits, type IntervalSet } from '@frigg-crm/core/adapter';
import { CRM_SYNC } from '../process/crm-sync-process-type.ts';
import { readSyncContext, type SyncType } from '../process/sync-context.ts';

/** What an operator wants to know of a sync. */
export interface SyncExplanation {
  readonly progress: ProcessProgress;
  readonly syncType: SyncType;
  readonly personObjectType: string;
  /** What it does, why it waits, or how it ended. */
  readonly why: WaitingReason;
  /** Announced pages that are not settled. */
  readonly outstandingPages: IntervalSet;
  /** Pages that failed as a whole. */
  readonly failedPages: IntervalSet;
  /** The newest errors. */
  readonly errors: readonly ProcessErrorEntry[];
  /** What may be done now. */
  readonly actions: readonly ('pause' | 'resume' | 'cancel' | 'redrive')[];
}

/** What is known besides the process. */
export interface Surroundings {
  readonly nowMs: number;
  /** Milliseconds until the integration may call its APIs again, 0 when it may now. */
  readonly throttledForMs: number;
  /** A sync that has not moved for so long is stalled, in milliseconds. */
  readonly stallTimeoutMs: number;
  /** When the throttled integration may call again, ISO 8601. */
  readonly throttledUntil: string | undefined;
}

/** Says of a sync what it does, why it waits, and what may be done. */
export function explainSync(process: Process, surroundings: Surroundings): SyncExplanation {
  const { syncType, personObjectType } = readSyncContext(process);
  return {
    progress: toProcessProgress(process),
    syncType,
    personObjectType,
    why: findReason(process, surroundings),
    outstandingPages: outstandingUnits(process.ledger),
    failedPages: process.ledger.failed,
    errors: readProgress(process).errors,
    actions: syncActionsOf(process),
  };
}

function findReason(process: Process, { nowMs, throttledForMs, throttledUntil, stallTimeoutMs }: Surroundings): WaitingReason {
  if (process.endedAt !== null) return describeEnd(process);
  const { waiting } = toProcessProgress(process);
  if (process.ledger.paused !== undefined)
    return waiting ?? { code: 'PAUSED', message: 'It is paused; it goes on when an operator resumes it' };
  if (throttledForMs > 0)
    return {
      code: 'RATE_LIMITED',
      message: 'An API of the integration is rate-limited',
      ...(throttledUntil !== undefined && { until: throttledUntil }),
    };
  const quietMs = nowMs - Date.parse(process.updatedAt);
  if (quietMs >= stallTimeoutMs)
    return { code: 'STALLED', message: `Nothing has moved for ${Math.round(quietMs / 1000)} seconds; what is missing is queued again` };
  if (process.ledger.finishing) return { code: 'COMPLETING', message: 'All pages are settled; it is about to end' };
  const backlog = countValues(outstandingUnits(process.ledger));
  if (backlog > 0) return { code: 'BACKLOG', message: `${backlog} pages wait for a worker or are being written` };
  return { code: 'FETCHING', message: 'The next page is being fetched' };
}

function describeEnd({ state, context }: Process): WaitingReason {
  if (state === CRM_SYNC.roles.completed) return { code: state, message: 'It is complete' };
  if (state === CRM_SYNC.roles.cancelled) return { code: state, message: 'It was cancelled' };
  const { error, errorCode } = context;
  const message = typeof error === 'string' ? error : 'It has failed';
  if (errorCode !== 'UNITS_FAILED') return { code: typeof errorCode === 'string' ? errorCode : state, message };
  // A unit of a sync is a page.
  return { code: errorCode, message: `${message.replace('units failed', 'pages failed')}. What is done is kept` };
}

/** @returns what an operator may do to a sync now. */
export function syncActionsOf({ state, parentProcessId, results }: Process): SyncExplanation['actions'] {
  if (!isTerminalState(CRM_SYNC, state)) return [state === CRM_SYNC.roles.paused ? 'resume' : 'pause', 'cancel'];
  const hasFailed = state === CRM_SYNC.roles.failed || hasFailedRecords(results);
  return hasFailed && parentProcessId === null && state !== CRM_SYNC.roles.cancelled ? ['redrive'] : [];
}

function hasFailedRecords(results: Process['results']): boolean {
  return readProgress({ context: {}, results }).totalFailed > 0;
}
