import { FriggCrmError, type CallOptions, type Process } from '@frigg-crm/core';
import type { ApiErrorCode } from '@frigg-crm/http';
import pLimit from 'p-limit';
import type { CrmIntegration } from '../../connector/crm-integration.ts';
import type { SweepDeletedData } from '../../queue/sync-message.ts';
import { CRM_SYNC } from '../../process/crm-sync-process-type.ts';
import { isTransient } from '../../failures/classify-failure.ts';
import { toErrorEntry } from '../../failures/to-error-entry.ts';
import { readSyncContext } from '../../process/sync-context.ts';
import type { SyncDependencies } from '../sync-dependencies.ts';
import { noteDeletions, type Deletions } from './deletions.ts';
import { findGone } from './find-gone.ts';
import { isSuperseded } from './is-superseded.ts';

/** People who are looked at in one go. */
const CHUNK = 100;
/** People who are taken out of Quo at once. */
const DELETE_CONCURRENCY = 5;

/**
 * Looks for people who are in Quo and whom a completed sync of everybody did not see, and takes those out of Quo who are
 * gone from the CRM, if the policy says so.
 *
 * It goes over them twice: first it counts, then, if not too many are gone, it deletes. Each time the CRM is asked again
 * for each of them, so that nobody goes who came back, or whom the list merely left out. It loops inside one message
 * until its time is up, and goes on from its position in the next one; both may be delivered twice.
 */
export async function handleSweepDeleted(
  dependencies: SyncDependencies,
  integration: CrmIntegration,
  data: SweepDeletedData,
  options: CallOptions,
): Promise<void> {
  const { processManager, processRepository, queueManager, clock, fetchTimeBudgetMs } = dependencies;
  const process = await processManager.getProcess(data.processId, options);
  if (process === null || process.state !== CRM_SYNC.roles.completed) return;
  if (await isSuperseded(processRepository, process)) return;
  const deadlineMs = clock.now() + fetchTimeBudgetMs;
  for (let position: SweepDeletedData | undefined = data; position !== undefined;) {
    options.signal?.throwIfAborted();
    position = await sweepChunk({ dependencies, integration, process }, position, options);
    if (position !== undefined && clock.now() >= deadlineMs) return queueManager.queueSweepDeleted(position, options);
  }
}

interface Sweep {
  readonly dependencies: SyncDependencies;
  readonly integration: CrmIntegration;
  readonly process: Process;
}

/** @returns where to go on; `undefined` at the end. */
async function sweepChunk(sweep: Sweep, position: SweepDeletedData, options: CallOptions): Promise<SweepDeletedData | undefined> {
  const { mappingRepository } = sweep.dependencies;
  const { integrationId, personObjectType: objectType, processId, after } = position;
  const unseen = await mappingRepository.findUnseen({
    ...options,
    integrationId,
    objectType,
    seenIn: processId,
    knownBefore: readSyncContext(sweep.process).startTime,
    limit: CHUNK,
    ...(after !== undefined && { after }),
  });
  const last = unseen.at(-1);
  if (position.phase === 'count')
    return last === undefined ? endCount(sweep, position) : countChunk(sweep, { position, unseen, last }, options);
  return last === undefined ? endDelete(sweep, position) : deleteChunk(sweep, { position, unseen, last }, options);
}

interface Chunk {
  readonly position: SweepDeletedData;
  readonly unseen: readonly string[];
  readonly last: string;
}

/** When it is clear that nobody will be deleted, the CRM is not asked any more. */
async function countChunk({ integration }: Sweep, { position, unseen, last }: Chunk, options: CallOptions): Promise<SweepDeletedData> {
  const { personObjectType: objectType, limit, gone } = position;
  const isAsked = integration.config.syncConfig.deletionPolicy === 'delete' && gone <= limit;
  const goneHere = isAsked ? await findGone(integration, unseen, { objectType, ...options }) : [];
  return { ...position, after: last, found: position.found + unseen.length, gone: gone + goneHere.length };
}

/** What was noted first holds: a second count may run while the first one's people are deleted already. */
async function endCount({ dependencies, integration, process }: Sweep, position: SweepDeletedData): Promise<SweepDeletedData | undefined> {
  const { found, gone, limit } = position;
  const guarded = gone > limit;
  const fresh = { found, deleted: 0, kept: found, guarded };
  const noted = await noteDeletions(dependencies.processRepository, process.id, (before) => before ?? fresh);
  if (guarded)
    dependencies.logger.warn({ processId: process.id, found, gone, limit }, 'too many people are gone: nobody is deleted in Quo');
  if (noted === undefined || noted.guarded || integration.config.syncConfig.deletionPolicy === 'keep') return undefined;
  // Where fewer are found than before, somebody has begun to delete and may have died over it.
  if (gone === 0 && found === noted.found) return undefined;
  const { after: _fromTheStart, ...rest } = position;
  return { ...rest, phase: 'delete', gone: 0, kept: 0 };
}

async function deleteChunk(sweep: Sweep, { position, unseen, last }: Chunk, options: CallOptions): Promise<SweepDeletedData | undefined> {
  const { dependencies, integration, process } = sweep;
  const { integrationId, personObjectType: objectType, limit } = position;
  if (integration.config.syncConfig.deletionPolicy === 'keep') return undefined;
  const goneHere = await findGone(integration, unseen, { objectType, ...options });
  const gone = position.gone + goneHere.length;
  // Between the count and now the CRM has lost many more: the guard holds here too.
  if (gone > limit) {
    const { gone: deleted } = position;
    const note = ({ found }: Pick<Deletions, 'found'>): Deletions => ({
      found,
      deleted,
      kept: Math.max(0, found - deleted),
      guarded: true,
    });
    await noteDeletions(dependencies.processRepository, process.id, (noted) => note(noted ?? position));
    return undefined;
  }
  const deleted = await removeFromQuo(sweep, goneHere, options);
  await dependencies.mappingRepository.remove({ ...options, integrationId, objectType, externalIds: deleted });
  return { ...position, after: last, gone, kept: position.kept + unseen.length - deleted.length };
}

/** Whoever is not there any more was deleted, by this message or by another delivery of it. */
async function endDelete({ dependencies, process }: Sweep, { found, kept }: SweepDeletedData): Promise<undefined> {
  const noted = await noteDeletions(dependencies.processRepository, process.id, (before) => {
    const all = before?.found ?? found;
    return { found: all, deleted: Math.max(0, all - kept), kept: Math.min(all, kept), guarded: false };
  });
  dependencies.logger.info({ processId: process.id, ...noted }, 'people who are gone from the CRM were looked for');
  return undefined;
}

/** @returns those whom Quo does not hold any more. One whom Quo refuses to delete stays, and harms no other. */
async function removeFromQuo(
  { dependencies, integration, process }: Sweep,
  gone: readonly string[],
  options: CallOptions,
): Promise<readonly string[]> {
  const limit = pLimit(DELETE_CONCURRENCY);
  const removeOne = async (externalId: string): Promise<readonly string[]> => {
    try {
      await integration.quoContacts.deleteByExternalId(externalId, { ...options, source: integration.quoSource });
      return [externalId];
    } catch (error) {
      options.signal?.throwIfAborted();
      const isRefused = FriggCrmError.hasCode<ApiErrorCode>(error, 'API_REFUSED') && !isTransient(error);
      if (!isRefused) throw error;
      dependencies.logger.warn(
        { processId: process.id, code: toErrorEntry(error).code },
        'a person who is gone could not be deleted in Quo',
      );
      return [];
    }
  };
  return (await Promise.all(gone.map(async (externalId) => limit(async () => removeOne(externalId))))).flat();
}
