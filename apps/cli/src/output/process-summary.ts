import { readProgress, type Process, type ProcessErrorEntry } from '@frigg-crm/core';
import { readSyncContext } from '@frigg-crm/crm-base';
import * as z from 'zod';

/** A process in a result. */
export interface ProcessSummary {
  readonly id: string;
  /** The CRM's name of the object. */
  readonly objectType: string;
  readonly state: string;
  readonly totalRecords: number;
  readonly processedRecords: number;
  readonly totalSynced: number;
  readonly totalFailed: number;
  readonly totalSkipped: number;
  readonly pages: Pages;
  /** The newest ones; the last one of a process that failed is the reason of its end. */
  readonly errors: readonly ProcessErrorEntry[];
}

const count = z.int().min(0).catch(0);
const pagesSchema = z
  .object({ totalPages: count, processedPages: count, failedPages: count })
  .catch({ totalPages: 0, processedPages: 0, failedPages: 0 });
type Pages = Readonly<z.output<typeof pagesSchema>>;

/** @returns what a result says of a process. */
export function summariseProcess(process: Process): ProcessSummary {
  const { totalRecords, processedRecords, totalSynced, totalFailed, totalSkipped, errors: noted } = readProgress(process);
  const objectType = readSyncContext(process).personObjectType;
  const pages = pagesSchema.parse(process.results['pages']);
  const errors = [...noted, ...reasonOf(process)];
  return {
    id: process.id,
    objectType,
    state: process.state,
    totalRecords,
    processedRecords,
    totalSynced,
    totalFailed,
    totalSkipped,
    pages,
    errors,
  };
}

/** A process that ends as failed says why in its context. */
function reasonOf({ context }: Process): readonly ProcessErrorEntry[] {
  const { error: message, errorCode: code } = context;
  return typeof message === 'string' && typeof code === 'string' ? [{ code, message }] : [];
}
