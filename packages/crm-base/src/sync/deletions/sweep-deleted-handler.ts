import { FriggCrmError, eachProcess, type CallOptions, type JsonValue, type Process } from '@frigg-crm/core';
import { assertNever } from '@frigg-crm/core/adapter';
import type { ApiErrorCode } from '@frigg-crm/http';
import type { CrmIntegration } from '../../connector/crm-integration.ts';
import type { SweepDeletedData } from '../../queue/sync-message.ts';
import { CRM_SYNC } from '../../process/crm-sync-process-type.ts';
import { deletePersons } from '../../persons/delete-persons.ts';
import { isTransient } from '../../failures/classify-failure.ts';
import { decideRetry } from '../../failures/decide-retry.ts';
import { toErrorEntry } from '../../failures/to-error-entry.ts';
import { isFullSync, readSyncContext } from '../../process/sync-context.ts';
import { deferMessage, throttleTenant } from '../defer-message.ts';
import type { SyncDependencies } from '../sync-dependencies.ts';
import { followUpCheckAt, noteDeletions, notePendingSweep, settleFollowUps, type Deletions } from './deletions.ts';

/** People that are checked in one request. */
const CHUNK = 100;
/** People that are deleted in Quo at once. */
const DELETE_CONCURRENCY = 5;
/** A sweep whose account is refused, or whose attempts are used up, is started again after so long. */
const RESTART_MS = 3600_000;

/**
 * Finds people that are in Quo and that a completed full sync did not see, and deletes those in Quo that are gone from
 * the CRM, if the policy says so.
 *
 * It goes over them twice: first it counts, then, if not too many are gone, it deletes. Each time the CRM is queried again
 * for each of them, so that a person that came back, or that the list merely left out, is not deleted. It loops inside one
 * message until its time is up, and goes on from its position in the next one; both may be delivered twice. Until it is
 * finished, `results.deletions` says that it is pending, and the watchdog starts it again when its message is lost.
 */
export async function handleSweepDeleted(
  dependencies: SyncDependencies,
  { integration, process, data }: { readonly integration: CrmIntegration; readonly process: Process; readonly data: SweepDeletedData },
  options: CallOptions,
): Promise<void> {
  if (process.state !== CRM_SYNC.roles.completed) return;
  if (await isSuperseded(dependencies, process, options)) return settleFollowUps(dependencies.processRepository, process);
  const { queueManager, processRepository, clock, fetchTimeBudgetMs } = dependencies;
  const sweep = { dependencies, integration, process };
  const deadlineMs = clock.now() + fetchTimeBudgetMs;
  for (let position: SweepDeletedData | undefined = data; position !== undefined;) {
    options.signal?.throwIfAborted();
    const from: SweepDeletedData = position;
    try {
      position = await sweepChunk(sweep, from, options);
    } catch (error) {
      options.signal?.throwIfAborted();
      return failSweep(sweep, { position: from, error }, options);
    }
    if (position === undefined || clock.now() < deadlineMs) continue;
    await notePendingSweep(processRepository, process.id, followUpCheckAt(dependencies));
    return queueManager.queueSweepDeleted(position, options);
  }
}

/**
 * @returns whether another full sync began after this one: it marks people as seen by itself, so that the people that
 * this one saw are not known any more.
 */
async function isSuperseded({ processRepository }: SyncDependencies, process: Process, options: CallOptions): Promise<boolean> {
  const { integrationId, type, name, createdAt } = process;
  for await (const other of eachProcess(processRepository, { integrationId, type, name, limit: 20 }, options)) {
    if (other.id === process.id || other.createdAt < createdAt) return false;
    if (isFullSync(readSyncContext(other))) return true;
  }
  return true;
}

/** A sweep waits for its APIs like any other work; the note in the process stays until it is finished. */
async function failSweep(
  { dependencies, integration, process }: Sweep,
  { position, error }: { readonly position: SweepDeletedData; readonly error: unknown },
  options: CallOptions,
): Promise<void> {
  const { queueManager, processRepository, logger, clock, random } = dependencies;
  const { attempt } = position;
  logger.warn({ processId: process.id, code: toErrorEntry(error).code, attempt }, 'a sweep of deleted people failed');
  const { maxAttempts } = integration.config.queueConfig;
  const decision = decideRetry(error, { ...position, maxAttempts, nowMs: clock.now(), random });
  switch (decision.kind) {
    case 'defer': {
      const { waitMs } = decision;
      await throttleTenant(dependencies, process, { waitMs, errors: [error] });
      await notePendingSweep(processRepository, process.id, followUpCheckAt(dependencies) + waitMs);
      return deferMessage(dependencies, { process, message: { v: 1, event: 'SWEEP_DELETED', data: position }, waitMs }, options);
    }
    case 'retry':
      return queueManager.queueSweepDeleted({ ...position, attempt: attempt + 1 }, { ...options, delaySeconds: decision.delaySeconds });
    case 'pause':
    case 'give-up':
      return notePendingSweep(processRepository, process.id, clock.now() + RESTART_MS);
    default:
      return assertNever(decision);
  }
}

interface Sweep {
  readonly dependencies: SyncDependencies;
  readonly integration: CrmIntegration;
  readonly process: Process;
}

/** @returns where to go on; `undefined` at the end. */
async function sweepChunk(sweep: Sweep, from: SweepDeletedData, options: CallOptions): Promise<SweepDeletedData | undefined> {
  // What goes well has all its attempts for what comes next.
  const { deferredSince: _over, ...position } = { ...from, attempt: 0 };
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

/** When it is clear that no one will be deleted, the CRM is not queried any more. */
async function countChunk({ integration }: Sweep, { position, unseen, last }: Chunk, options: CallOptions): Promise<SweepDeletedData> {
  const { personObjectType: objectType, limit, gone } = position;
  const isQueried = integration.config.syncConfig.deletionPolicy === 'delete' && gone <= limit;
  const goneHere = isQueried ? await findGone(integration, unseen, { objectType, ...options }) : [];
  return { ...position, after: last, found: position.found + unseen.length, gone: gone + goneHere.length };
}

/** What was noted first holds: a second count may run while the first one's people are deleted already. */
async function endCount({ dependencies, integration, process }: Sweep, position: SweepDeletedData): Promise<SweepDeletedData | undefined> {
  const { found, gone, limit } = position;
  const guarded = gone > limit;
  if (guarded)
    dependencies.logger.warn(
      { processId: process.id, found, gone, limit },
      'too many persons are missing in the CRM; none is deleted in Quo',
    );
  const noted = await noteDeletions(dependencies.processRepository, process.id, (before) => {
    const { pending: _open, ...counted } = before ?? { found, deleted: 0, kept: found, guarded };
    const deletes = !counted.guarded && integration.config.syncConfig.deletionPolicy === 'delete';
    // Where fewer are found than before, a worker has begun to delete and may have crashed since.
    return deletes && (gone > 0 || found !== counted.found) ? { ...counted, pending: true } : counted;
  });
  if (noted?.pending !== true) return undefined;
  const { after: _fromTheStart, ...rest } = position;
  return { ...rest, phase: 'delete', gone: 0, kept: 0 };
}

async function deleteChunk(sweep: Sweep, { position, unseen, last }: Chunk, options: CallOptions): Promise<SweepDeletedData | undefined> {
  const { dependencies, integration, process } = sweep;
  const { integrationId, personObjectType: objectType, limit } = position;
  if (integration.config.syncConfig.deletionPolicy === 'keep') {
    await settleFollowUps(dependencies.processRepository, process);
    return undefined;
  }
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
  const { mappingRepository: mappings, analytics } = dependencies;
  const writer = { integration, mappings, analytics, scope: { integrationId, objectType } };
  const failures = await deletePersons(writer, goneHere, { ...options, concurrency: DELETE_CONCURRENCY });
  for (const error of failures.values()) assertRefused(sweep, error);
  return { ...position, after: last, gone, kept: position.kept + unseen.length - goneHere.length + failures.size };
}

/** A person that is not there any more was deleted, by this message or by another delivery of it. */
async function endDelete({ dependencies, process }: Sweep, { found, kept }: SweepDeletedData): Promise<undefined> {
  const noted = await noteDeletions(dependencies.processRepository, process.id, (before) => {
    const all = before?.found ?? found;
    return { found: all, deleted: Math.max(0, all - kept), kept: Math.min(all, kept), guarded: false };
  });
  dependencies.logger.info({ processId: process.id, ...noted }, 'a sweep of deleted people has ended');
  return undefined;
}

/**
 * Fetches people from the CRM by their ids: a list may have left a person out, because pages shifted or because the person
 * came into view since.
 * @returns those of `externalIds` that the CRM does not have, or says are deleted.
 */
async function findGone(
  integration: CrmIntegration,
  externalIds: readonly string[],
  { objectType, ...options }: CallOptions & { readonly objectType: string },
): Promise<readonly string[]> {
  const scope = { objectType, ...options };
  const found = (await integration.fetchPersonsByIds(externalIds, scope)) as readonly JsonValue[];
  const present = found.filter((person) => !integration.isPersonDeleted(person));
  const ids = new Set(present.map((person) => integration.personExternalId(person, scope)));
  return externalIds.filter((externalId) => !ids.has(externalId));
}

/** A person whom Quo refuses to delete stays, and harms no other. */
function assertRefused({ dependencies, process }: Sweep, error: unknown): void {
  const isRefused = FriggCrmError.hasCode<ApiErrorCode>(error, 'API_REFUSED') && !isTransient(error);
  if (!isRefused) throw error as Error;
  dependencies.logger.warn({ processId: process.id, code: toErrorEntry(error).code }, 'a person who is gone could not be deleted in Quo');
}
