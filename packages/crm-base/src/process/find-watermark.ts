import { eachProcess, type CallOptions, type Process, type ProcessRepository } from '@frigg-crm/core';
import { CRM_SYNC } from './crm-sync-process-type.ts';

/**
 * @returns the newest completed sync of a name that saw all people: from its start on, changes have to be fetched. One that
 * saw fewer people than the CRM had announced (`TOTAL_MISMATCH`) is none: the others may never have been fetched.
 */
export async function findWatermark(
  repository: Pick<ProcessRepository, 'find'>,
  { integrationId, name }: Pick<Process, 'integrationId' | 'name'>,
  options?: CallOptions,
): Promise<Process | undefined> {
  const query = { integrationId, name, type: CRM_SYNC.type, state: CRM_SYNC.roles.completed, limit: 10 };
  for await (const process of eachProcess(repository, query, options)) if (!hasTotalMismatch(process)) return process;
  return undefined;
}

/** @returns whether a completed sync saw fewer people than the CRM had announced. */
export function hasTotalMismatch({ results }: Pick<Process, 'results'>): boolean {
  const data = results['aggregateData'];
  return typeof data === 'object' && data !== null && !Array.isArray(data) && 'totalMismatch' in data;
}
