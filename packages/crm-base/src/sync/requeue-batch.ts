import type { CallOptions } from '@frigg-crm/core';
import type { ProcessPersonBatchData } from '../queue/sync-message.ts';
import type { SyncDependencies } from './sync-dependencies.ts';

/** After so long a page is announced, or its fetch has crashed. */
const REQUEUE_SECONDS = 2;

/**
 * Sends the people of a page again that is not announced yet. Its fetch announces it in a moment, or has crashed;
 * then the page is fetched again, and this message is not wanted any more.
 */
export async function requeueBatch(
  { queueManager }: Pick<SyncDependencies, 'queueManager'>,
  data: ProcessPersonBatchData,
  options: CallOptions = {},
): Promise<void> {
  await queueManager.queueProcessPersonBatch(data, { ...options, delaySeconds: REQUEUE_SECONDS });
}
