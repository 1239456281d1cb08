import type { MessageAddress } from '../messages/sync-message.ts';
import type { SyncDependencies } from './sync-dependencies.ts';

/** Ends a sync whose pages are all settled: COMPLETED, or ERROR when pages are missing. A second message changes nothing. */
export async function handleCompleteSync({ processManager, logger }: SyncDependencies, { processId }: MessageAddress): Promise<void> {
  const process = await processManager.completeProcess(processId);
  logger.info({ processId, state: process.state }, 'a sync has ended');
}
