import { FriggCrmError, toProcessId, type CallOptions, type ProcessRepository } from '@frigg-crm/core';
import { EMPTY_LEDGER } from '@frigg-crm/core/adapter';
import { CRM_SYNC } from '../process/crm-sync-process-type.ts';
import { syncProcessName } from '../process/process-manager.ts';
import { newSyncContext, newSyncResults } from '../process/sync-context.ts';

/** A sync that another program has completed. */
export interface ImportedSync {
  readonly userId: string;
  readonly integrationId: string;
  readonly connector: string;
  readonly personObjectType: string;
  /** When it began (ISO 8601, UTC, milliseconds): the next ongoing sync fetches what has changed since. */
  readonly startTime: string;
}

/**
 * Notes that another program has seen all persons of an integration, so that the next ongoing sync fetches changes only. Of several
 * the newest counts. It may be repeated.
 * @returns whether it was not known.
 */
export async function importWatermark(
  processRepository: Pick<ProcessRepository, 'create'>,
  sync: ImportedSync,
  options: CallOptions = {},
): Promise<boolean> {
  const { userId, integrationId, connector, personObjectType, startTime } = sync;
  const start = { connector, syncType: 'ONGOING', personObjectType, pageSize: 1, startTime, lastSyncedTimestamp: null } as const;
  const process = {
    // The same each time.
    id: toProcessId(`imported:${encodeURIComponent(integrationId)}:${encodeURIComponent(personObjectType)}:${startTime}`),
    userId,
    integrationId,
    name: syncProcessName({ integrationId, personObjectType, syncType: 'ONGOING' }),
    type: CRM_SYNC.type,
    state: CRM_SYNC.roles.completed,
    context: { ...newSyncContext(start), endTime: startTime },
    results: newSyncResults(),
    parentProcessId: null,
    childProcesses: [],
    activeKey: null,
    ledger: EMPTY_LEDGER,
    version: 0,
    createdAt: startTime,
    updatedAt: startTime,
    endedAt: startTime,
  };
  try {
    await processRepository.create(process, options);
    return true;
  } catch (error) {
    if (FriggCrmError.hasCode(error, 'PROCESS_CONFLICT')) return false;
    throw error;
  }
}
