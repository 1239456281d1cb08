import type { CallOptions, Process } from '@frigg-crm/core';
import { CRM_SYNC } from '../../process/crm-sync-process-type.ts';
import { addressOf } from '../../process/message-address.ts';
import { isFullSync, readSyncContext } from '../../process/sync-context.ts';
import type { SyncDependencies } from '../sync-dependencies.ts';
import { followUpCheckAt, notePendingSweep, readDeletions } from './deletions.ts';

/** So many may go, however few people there are. */
const ALWAYS_ALLOWED = 20;
/** Beyond that, this share of all people. */
const ALLOWED_SHARE = 0.2;

/**
 * Starts the sweep for people that are in Quo and that a completed full sync did not see. That it is pending is noted
 * before its message is queued.
 * @returns whether there is such a sweep; where there are no such people, nothing is queued.
 */
export async function startSweep(
  dependencies: Pick<SyncDependencies, 'mappingRepository' | 'processRepository' | 'queueManager' | 'clock' | 'fetchTimeBudgetMs'>,
  process: Process,
  options: CallOptions,
): Promise<boolean> {
  const { mappingRepository, processRepository, queueManager } = dependencies;
  const { personObjectType, startTime, ...context } = readSyncContext(process);
  if (process.state !== CRM_SYNC.roles.completed || !isFullSync(context)) return false;
  const noted = readDeletions(process);
  if (noted !== undefined && noted.pending !== true) return false;
  const { integrationId, id: processId } = process;
  const scope = { integrationId, objectType: personObjectType, ...options };
  const [unseen] = await mappingRepository.findUnseen({ ...scope, seenIn: processId, knownBefore: startTime, limit: 1 });
  if (unseen === undefined) return false;
  const limit = Math.max(ALWAYS_ALLOWED, Math.floor((await mappingRepository.count(scope)) * ALLOWED_SHARE));
  await notePendingSweep(processRepository, processId, followUpCheckAt(dependencies));
  await queueManager.queueSweepDeleted({ ...addressOf(process), phase: 'count', limit, attempt: 0, found: 0, gone: 0, kept: 0 }, options);
  return true;
}
