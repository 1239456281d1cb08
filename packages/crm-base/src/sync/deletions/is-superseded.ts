import type { Process, ProcessRepository } from '@frigg-crm/core';
import { isFullSync } from '../../process/is-full-sync.ts';
import { readSyncContext } from '../../process/sync-context.ts';

/** Of so many newer processes at most one must not be a sync of everybody. */
const LOOK_BACK = 20;

/**
 * @returns whether another sync of everybody began after this one: it marks people as seen by itself, so that who was
 * seen by this one can no longer be told.
 */
export async function isSuperseded(repository: ProcessRepository, process: Process): Promise<boolean> {
  const { integrationId, type, name } = process;
  const newest = await repository.find({ integrationId, type, name, limit: LOOK_BACK });
  const own = newest.findIndex(({ id }) => id === process.id);
  return own < 0 || newest.slice(0, own).some((other) => isFullSync(readSyncContext(other)));
}
