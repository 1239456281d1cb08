import { toProcessProgress, type Process } from '@frigg-crm/core';
import { summariseProcess, type ProcessSummary } from './process-summary.ts';

/** A sync as lists show it: of a store, or of a server, which shows pages and errors apart. */
export interface ListedSync extends Omit<ProcessSummary, 'pages' | 'errors'>, Partial<Pick<ProcessSummary, 'pages' | 'errors'>> {
  readonly integrationId: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly endedAt: string | null;
}

/** A sync with why it waits; `undefined`: it does not. */
export interface WaitingSync {
  readonly sync: ListedSync;
  readonly waits: string | undefined;
}

/** @returns what a list shows of a stored process. */
export function toListedSync(process: Process): WaitingSync {
  const { integrationId, createdAt, updatedAt, endedAt } = process;
  return {
    sync: { ...summariseProcess(process), integrationId, createdAt, updatedAt, endedAt },
    waits: toProcessProgress(process).waiting?.code,
  };
}
