import type { CallOptions, Process } from '@frigg-crm/core';
import { CRM_SYNC } from '../../process/crm-sync-process-type.ts';
import { isFullSync } from '../../process/is-full-sync.ts';
import { readSyncContext } from '../../process/sync-context.ts';
import type { SyncDependencies } from '../sync-dependencies.ts';
import { readDeletions } from './deletions.ts';

/** So many may go without a second thought, however few people there are. */
const ALWAYS_ALLOWED = 20;
/** Beyond that, this share of all people. */
const ALLOWED_SHARE = 0.2;

/** Has people looked for who are in Quo and whom a completed sync of everybody did not see. Where there are none, nothing is queued. */
export async function startSweep(
  { mappingRepository, queueManager }: Pick<SyncDependencies, 'mappingRepository' | 'queueManager'>,
  process: Process,
  options: CallOptions,
): Promise<void> {
  const { connector, personObjectType, startTime, ...context } = readSyncContext(process);
  if (process.state !== CRM_SYNC.roles.completed || !isFullSync(context) || readDeletions(process)?.guarded === true) return;
  const { integrationId, id: processId } = process;
  const scope = { integrationId, objectType: personObjectType, ...options };
  const [unseen] = await mappingRepository.findUnseen({ ...scope, seenIn: processId, knownBefore: startTime, limit: 1 });
  if (unseen === undefined) return;
  const limit = Math.max(ALWAYS_ALLOWED, Math.floor((await mappingRepository.count(scope)) * ALLOWED_SHARE));
  const address = { integrationId, connector, personObjectType, processId };
  await queueManager.queueSweepDeleted({ ...address, phase: 'count', limit, found: 0, gone: 0, kept: 0 }, options);
}
