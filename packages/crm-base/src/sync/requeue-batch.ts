import type { CallOptions } from '@frigg-crm/core';
import type { ProcessPersonBatchData } from '../queue/sync-message.ts';
import type { SyncDependencies } from './sync-dependencies.ts';

/** After so long a page is announced, or whoever fetched it is dead. */
const REQUEUE_SECONDS = 2;

/**
 * Sends the people of a page again that is not announced yet. Whoever fetched it announces it in a moment, or has died;
 * then the page is fetched again, and this message is not wanted any more.
 */
export async function requeueBatch(
  { queueManager }: Pick<SyncDependencies, 'queueManager'>,
  data: ProcessPersonBatchData,
  options: CallOptions = {},
): Promise<void> {
  await queueManager.queueProcessPersonBatch(data, { ...options, delaySeconds: REQUEUE_SECONDS });
}
