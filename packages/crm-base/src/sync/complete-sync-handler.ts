import type { CallOptions, Process } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core/adapter';
import { settleFollowUps, followUpCheckAt } from './deletions/deletions.ts';
import { startSweep } from './deletions/start-sweep.ts';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import { hasTotalMismatch } from '../process/find-watermark.ts';
import { CRM_SYNC } from '../process/crm-sync-process-type.ts';
import { isFullSync, readSyncContext } from '../process/sync-context.ts';
import { startCatchUp } from './start-catch-up.ts';
import type { SyncDependencies } from './sync-dependencies.ts';

/**
 * Ends a sync whose pages are all settled: COMPLETED, or ERROR when pages are missing. A completed full sync is followed
 * by a catch-up and a sweep. That they are owed is stored in the same save as the end: where the worker or its queue
 * crashes before they are started, the watchdog starts them. A second message does what is not done and nothing else.
 */
export async function handleCompleteSync(
  dependencies: SyncDependencies,
  { integration, process: loaded }: { readonly integration: CrmIntegration; readonly process: Process },
  options: CallOptions,
): Promise<void> {
  const { processManager, logger } = dependencies;
  const hasFollowUps = loaded.ledger.finishing && isFullSync(readSyncContext(loaded));
  const process = hasFollowUps
    ? await processManager.completeWithFollowUps(loaded, toIso(followUpCheckAt(dependencies)))
    : await processManager.completeProcess(loaded.id, { generation: loaded.ledger.generation ?? 0 });
  logger.info({ processId: process.id, state: process.state }, 'a sync has ended');
  if (hasTotalMismatch(process)) logger.warn({ processId: process.id }, 'a sync saw fewer people than the CRM announced');
  await startFollowUps(dependencies, { integration, process }, options);
}

/** Starts what follows a completed full sync, unless it is started already. May be repeated at any time. */
export async function startFollowUps(
  dependencies: Pick<
    SyncDependencies,
    'processManager' | 'processRepository' | 'mappingRepository' | 'queueManager' | 'clock' | 'fetchTimeBudgetMs'
  >,
  { integration, process }: { readonly integration: CrmIntegration; readonly process: Process },
  options: CallOptions = {},
): Promise<void> {
  if (process.state === CRM_SYNC.roles.completed) {
    await startCatchUp(dependencies, integration, process);
    if (await startSweep(dependencies, process, options)) return;
  }
  if (process.endedAt !== null) await settleFollowUps(dependencies.processRepository, process);
}
