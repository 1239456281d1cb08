import { InvalidProcessDataError } from '../../errors/invalid-process-data-error.ts';
import { countValues } from '../interval-set.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { MAX_ERRORS, boundErrors } from './error-list.ts';
import { knownUnits } from './ledger.ts';
import type { Process } from './process.ts';
import type { OutcomeCounts, ProcessErrorEntry } from './process-update.ts';

/**
 * The counters of a process. They are in Frigg's places inside `context` and `results`; this module is the only one
 * that reads or writes them there.
 */
export interface Progress {
  readonly totalRecords: number;
  readonly processedRecords: number;
  readonly totalSynced: number;
  readonly totalFailed: number;
  readonly totalSkipped: number;
  /** Those of `totalSkipped` that were left alone because a later version is known. */
  readonly totalStale: number;
  readonly errors: readonly ProcessErrorEntry[];
}

/** The counters of a process, by the names that this API uses everywhere. */
export interface ProcessCounts extends Required<OutcomeCounts> {
  /** Synced, failed and skipped records. */
  readonly processed: number;
  /** 0: unknown. A hint, until it is final. */
  readonly total: number;
}

/** @returns the counters of a process; what is absent counts as 0. */
export function readCounts(process: Pick<Process, 'context' | 'results'>): ProcessCounts {
  const { context, results } = process;
  const data = asObject(results['aggregateData']);
  return {
    total: asCount(context['totalRecords']),
    processed: asCount(context['processedRecords']),
    synced: asCount(data['totalSynced']),
    failed: asCount(data['totalFailed']),
    skipped: asCount(data['totalSkipped']),
    stale: asCount(data['totalStale']),
  };
}

/** Keys of the context that only counting may change. */
export const COUNTED_CONTEXT_KEYS = ['totalRecords', 'processedRecords', 'endTime', 'estimatedCompletion'] as const;

/** Reads the counters, by the names under which Frigg keeps them; what is absent counts as 0. {@link readCounts} has the names of the API. */
export function readProgress(process: Pick<Process, 'context' | 'results'>): Progress {
  const { total, processed, synced, failed, skipped, stale } = readCounts(process);
  return {
    totalRecords: total,
    processedRecords: processed,
    totalSynced: synced,
    totalFailed: failed,
    totalSkipped: skipped,
    totalStale: stale,
    errors: storedErrors(process).filter(isErrorEntry),
  };
}

/**
 * @returns the process with these counters, and with the page counts of its ledger.
 * @throws {InvalidProcessDataError} when a counter grows beyond what a number holds exactly.
 */
export function writeProgress(process: Process, progress: Progress): Process {
  const { processedRecords, totalSynced, totalFailed, totalSkipped, totalStale, errors } = progress;
  // A known total was a hint, and follows when more records come. An unknown one stays 0: everything done is not 100 %.
  const totalRecords = progress.totalRecords === 0 ? 0 : Math.max(progress.totalRecords, processedRecords);
  const foreign = storedErrors(process).filter((entry) => !isErrorEntry(entry));
  const kept = [...foreign, ...errors].slice(-MAX_ERRORS) as unknown as JsonValue;
  const counters = [totalRecords, processedRecords, totalSynced, totalFailed, totalSkipped];
  if (!counters.every(Number.isSafeInteger)) throw new InvalidProcessDataError(`The counters of process ${process.id} would overflow`);
  const counted = { ...asObject(process.results['aggregateData']), totalSynced, totalFailed, totalSkipped, errors: kept };
  const aggregateData = withStale(counted, totalStale);
  return {
    ...process,
    context: { ...process.context, totalRecords, processedRecords },
    results: { ...process.results, aggregateData, pages: countPages(process) },
  };
}

/** Only where there are stale records is there a counter of them. */
function withStale(data: JsonObject, totalStale: number): JsonObject {
  if (totalStale > 0) return { ...data, totalStale };
  if (data['totalStale'] === undefined) return data;
  const { totalStale: _none, ...others } = data;
  return others;
}

/** @returns the counters with the outcomes of some records and their errors added. */
export function addOutcomes(progress: Progress, counts: OutcomeCounts, errors: readonly ProcessErrorEntry[] = []): Progress {
  return {
    totalRecords: progress.totalRecords,
    processedRecords: progress.processedRecords + counts.synced + counts.failed + counts.skipped,
    totalSynced: progress.totalSynced + counts.synced,
    totalFailed: progress.totalFailed + counts.failed,
    totalSkipped: progress.totalSkipped + counts.skipped,
    totalStale: progress.totalStale + (counts.stale ?? 0),
    errors: errors.length === 0 ? progress.errors : [...progress.errors, ...boundErrors(errors)].slice(-MAX_ERRORS),
  };
}

function countPages({ ledger, results }: Process): JsonObject {
  const failedPages = countValues(ledger.failed);
  const hinted = asCount(asObject(results['pages'])['totalPages']);
  const totalPages = ledger.closed ? knownUnits(ledger) : Math.max(hinted, knownUnits(ledger));
  return { totalPages, processedPages: countValues(ledger.settled) - failedPages, failedPages };
}

/** @returns the process with a hint how many units there will be; the same process when it adds nothing new. */
export function hintTotalUnits(process: Process, totalUnits: number): Process {
  const pages = asObject(process.results['pages']);
  if (process.ledger.closed || totalUnits <= asCount(pages['totalPages'])) return process;
  return { ...process, results: { ...process.results, pages: { ...pages, totalPages: totalUnits } } };
}

/** @returns the value if it is an object, an empty one otherwise. */
export function asObject(value: JsonValue | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

function asCount(value: JsonValue | undefined): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}

/** Entries of another shape, which another program wrote, are kept as they are, and count as older than all of ours. */
function storedErrors({ results }: Pick<Process, 'results'>): readonly unknown[] {
  const errors = asObject(results['aggregateData'])['errors'];
  return Array.isArray(errors) ? (errors as readonly unknown[]) : [];
}

function isErrorEntry(value: unknown): value is ProcessErrorEntry {
  const { code, message } = (value ?? {}) as Partial<Record<string, unknown>>;
  return typeof code === 'string' && typeof message === 'string';
}
