import type { Logger } from '@frigg-crm/core';
import pLimit from 'p-limit';
import { toReason } from './failure-facts.ts';
import type { QuoWebhooks } from './quo-webhooks.ts';

/** What making and deleting several webhooks takes. */
export interface WebhookDependencies {
  readonly webhooks: QuoWebhooks;
  readonly logger: Logger;
  /** Calls under way at once. */
  readonly concurrency: number;
}

/** Deletes what it can. @returns the ids of those that may still be there. */
export async function deleteWebhooks(
  ids: readonly string[],
  { webhooks, logger, concurrency }: WebhookDependencies,
): Promise<readonly string[]> {
  const limit = pLimit(concurrency);
  const left = ids.map(async (id) =>
    limit(async () => {
      try {
        await webhooks.delete(id);
        return [];
      } catch (error) {
        logger.warn({ webhookId: id, code: toReason(error) }, 'a webhook could not be deleted at Quo');
        return [id];
      }
    }),
  );
  return (await Promise.all(left)).flat();
}
