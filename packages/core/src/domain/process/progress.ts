import { countValues } from '../interval-set.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { boundErrors } from './error-list.ts';
import type { Ledger } from './ledger.ts';
import type { Process } from './process.ts';
import type { OutcomeCounts, ProcessErrorEntry } from './process-update.ts';

/**
 * The counters of a process. They live in Frigg's places inside `context` and `results`; this module is the only one
 * that reads or writes them there.
 */
export interface Progress {
  readonly totalRecords: number;
  readonly processedRecords: number;
  readonly totalSynced: number;
  readonly totalFailed: number;
  readonly totalSkipped: number;
  readonly errors: readonly ProcessErrorEntry[];
}

/** Keys of the context that only counting may change. */
export const COUNTED_CONTEXT_KEYS = ['totalRecords', 'processedRecords', 'endTime', 'estimatedCompletion'] as const;

/** Reads the counters; what is absent counts as 0. */
export function readProgress({ context, results }: Pick<Process, 'context' | 'results'>): Progress {
  const data = asObject(results['aggregateData']);
  return {
    totalRecords: asCount(context['totalRecords']),
    processedRecords: asCount(context['processedRecords']),
    totalSynced: asCount(data['totalSynced']),
    totalFailed: asCount(data['totalFailed']),
    totalSkipped: asCount(data['totalSkipped']),
    errors: Array.isArray(data['errors']) ? (data['errors'] as unknown as readonly ProcessErrorEntry[]) : [],
  };
}

/** @returns the process with these counters, and with the page counts of its ledger. */
export function writeProgress(process: Process, progress: Progress): Process {
  const { totalRecords, processedRecords, totalSynced, totalFailed, totalSkipped, errors } = progress;
  const aggregateData = { ...asObject(process.results['aggregateData']), totalSynced, totalFailed, totalSkipped, errors: errors as unknown as JsonValue };
  return {
    ...process,
    context: { ...process.context, totalRecords, processedRecords },
    results: { ...process.results, aggregateData, pages: countPages(process.ledger) },
  };
}

/** @returns the counters with the outcomes of some records and their errors added. */
export function addOutcomes(progress: Progress, counts: OutcomeCounts, errors: readonly ProcessErrorEntry[] = []): Progress {
  return {
    totalRecords: progress.totalRecords,
    processedRecords: progress.processedRecords + counts.synced + counts.failed + counts.skipped,
    totalSynced: progress.totalSynced + counts.synced,
    totalFailed: progress.totalFailed + counts.failed,
    totalSkipped: progress.totalSkipped + counts.skipped,
    errors: errors.length === 0 ? progress.errors : boundErrors([...progress.errors, ...errors]),
  };
}

function countPages({ expectedUnits, settled, failed }: Ledger): JsonObject {
  const failedPages = countValues(failed);
  return { totalPages: expectedUnits, processedPages: countValues(settled) - failedPages, failedPages };
}

/** @returns the value if it is an object, an empty one otherwise. */
export function asObject(value: JsonValue | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function asCount(value: JsonValue | undefined): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
