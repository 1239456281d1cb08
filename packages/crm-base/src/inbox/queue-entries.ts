import type { InboxEntry } from '@frigg-crm/core';
import type { QueueManager, SendOptions } from '../queue/queue-manager.ts';

/** Has entries of the inbox worked on. The messages name them and carry nothing of them. */
export async function queueEntries(
  queueManager: Pick<QueueManager, 'queueIntegrationMessages'>,
  entries: readonly Pick<InboxEntry, 'integrationId' | 'connector' | 'id'>[],
  options: SendOptions = {},
): Promise<void> {
  if (entries.length === 0) return;
  const messages = entries.map(({ integrationId, connector, id: entryId }) => ({
    v: 1 as const,
    event: 'ON_WEBHOOK' as const,
    data: { integrationId, connector, entryId },
  }));
  await queueManager.queueIntegrationMessages(messages, options);
}
