import type { CallOptions } from '@frigg-crm/core';
import { startSweep } from './deletions/start-sweep.ts';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import type { MessageAddress } from '../queue/sync-message.ts';
import { startCatchUp } from './start-catch-up.ts';
import type { SyncDependencies } from './sync-dependencies.ts';

/**
 * Ends a sync whose pages are all settled: COMPLETED, or ERROR when pages are missing. After a completed sync of
 * everybody it sees to it that those who changed meanwhile are synced and that those who are gone are found. A second
 * message, or one whose worker died half-way, does what is not done and nothing else.
 */
export async function handleCompleteSync(
  dependencies: SyncDependencies,
  integration: CrmIntegration,
  { processId }: MessageAddress,
  options: CallOptions,
): Promise<void> {
  const process = await dependencies.processManager.completeProcess(processId);
  dependencies.logger.info({ processId, state: process.state }, 'a sync has ended');
  await startCatchUp(dependencies, integration, process);
  await startSweep(dependencies, process, options);
}
