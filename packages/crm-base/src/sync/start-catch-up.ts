import { FriggCrmError, type Process, type ProcessRepository } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import { syncProcessName, type ProcessManager } from '../process/process-manager.ts';
import { CRM_SYNC } from '../process/crm-sync-process-type.ts';
import { isFullSync, readSyncContext } from '../process/sync-context.ts';

export interface StartCatchUpDependencies {
  readonly processManager: ProcessManager;
  readonly processRepository: ProcessRepository;
}

/** @returns the id of the catch-up that follows a full sync: known beforehand, so that there is never a second one. */
export function catchUpIdOf(processId: string): string {
  return `${processId}-catch-up`;
}

/** So often all people are listed again in a row when some vanish from numbered pages in between. */
const MAX_FULL_CATCH_UPS = 3;

/** A catch-up that lists all people has one itself; each is named after the one before. */
function countCatchUps(processId: string): number {
  return processId.split(catchUpIdOf('')).length - 1;
}

type CatchingUp = Pick<CrmIntegration, 'config' | 'integrationId'>;

/**
 * Starts the sync of the people that changed while a completed full sync ran: since its own start, minus the overlap.
 * If it exists already, that one is returned; its first message is sent again if it may be lost. So it
 * may be called as often as a message is delivered, by several workers at once, after a crash, and days later.
 * @returns the catch-up; `undefined` when there is none to start: the sync did not complete or did not list all people,
 * the integration wants none or cannot list changes, or another sync began since, which sees the changes itself.
 */
export async function startCatchUp(
  { processManager, processRepository }: StartCatchUpDependencies,
  { config: { syncConfig } }: CatchingUp,
  completed: Process,
): Promise<Process | undefined> {
  const context = readSyncContext(completed);
  const lastSyncedTimestamp = changesSince(completed, syncConfig);
  if (lastSyncedTimestamp === undefined) return undefined;
  const { integrationId, userId, type, name } = completed;
  const processId = catchUpIdOf(completed.id);
  const [newest] = await processRepository.find({ integrationId, type, name, limit: 1 });
  if (newest !== undefined && newest.id !== processId && hasBegunSince(newest, completed)) return undefined;
  try {
    return await processManager.createSyncProcess({
      processId,
      integrationId,
      userId,
      connector: context.connector,
      personObjectType: context.personObjectType,
      syncType: 'ONGOING',
      pageSize: syncConfig.ongoingBatchSize,
      lastSyncedTimestamp,
      catchUpOf: completed.id,
      firstMessages: [{ event: 'FETCH_PERSON_PAGE', data: {} }],
    });
  } catch (error) {
    const isThere = FriggCrmError.hasCode(error, 'PROCESS_CONFLICT') || FriggCrmError.hasCode(error, 'ACTIVE_PROCESS_EXISTS');
    if (!isThere) throw error;
    const existing = await processManager.getProcess(processId);
    return existing === null ? undefined : processManager.dispatchPending(existing.id);
  }
}

/** Two clocks are never further apart, in milliseconds. */
const MAX_SKEW_MS = 900_000;

/**
 * A clock that was ahead makes an earlier sync appear newer. One runs at a time, so what began later also ends later; of
 * the two signs none alone is enough, and within the skew of clocks not even both. A catch-up too many costs little.
 */
function hasBegunSince(other: Process, completed: Process): boolean {
  if (other.id === completed.id) return false;
  if (other.endedAt === null) return true;
  const surelyLater = toIso(Date.parse(completed.endedAt ?? completed.updatedAt) + MAX_SKEW_MS);
  return other.createdAt > surelyLater && other.endedAt > surelyLater;
}

/** @returns since when changes are to be fetched (ISO 8601); `null`: all people are listed again; `undefined`: no catch-up is wanted. */
function changesSince(completed: Process, syncConfig: CatchingUp['config']['syncConfig']): string | null | undefined {
  const context = readSyncContext(completed);
  if (!syncConfig.catchUp || completed.state !== CRM_SYNC.roles.completed || !isFullSync(context)) return undefined;
  // People that slipped through between two pages have not changed: only a full list shows them.
  if (context.hasShrunk && countCatchUps(completed.id) < MAX_FULL_CATCH_UPS) return null;
  return syncConfig.supportsModifiedSince ? toIso(Date.parse(context.startTime) - syncConfig.overlapSeconds * 1000) : undefined;
}

/** Starts the catch-ups that are missing because the program, and its queue with it, crashed when a full sync had just completed. */
export async function startMissingCatchUps(dependencies: StartCatchUpDependencies, integration: CatchingUp): Promise<void> {
  const { config, integrationId } = integration;
  for (const { crmObjectName: personObjectType } of config.personObjectTypes) {
    const name = syncProcessName({ integrationId, personObjectType, syncType: 'INITIAL' });
    const [newest] = await dependencies.processRepository.find({ integrationId, type: CRM_SYNC.type, name, limit: 1 });
    if (newest !== undefined) await startCatchUp(dependencies, integration, newest);
  }
}
