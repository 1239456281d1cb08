import type { Integration, InboxEntry, JsonObject } from '@frigg-crm/core';
import { toIso } from '@frigg-crm/core';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import { queueEntries } from '../inbox/queue-entries.ts';
import { toEntryId } from '../inbox/to-entry-id.ts';
import { toStorableJson } from './to-storable-json.ts';
import type { ReceivedRequest, WebhookDependencies } from './webhook-dependencies.ts';
import { within } from './within.ts';

/** A queue gets so many milliseconds: the sender waits, and what is stored is found without it, too. */
const MAX_QUEUE_WAIT_MS = 2000;

/** Whose events they are, and how they are kept. */
export interface EventSource {
  readonly integration: Integration;
  readonly from: 'quo' | 'crm';
}

/**
 * Takes events: when it resolves they are stored, each once however often it comes, and those that are new are queued,
 * if the queue is there.
 * @throws {StorageError} when they may not be stored: the sender has to repeat them.
 */
export async function acceptEvents(
  dependencies: Pick<WebhookDependencies, 'inbox' | 'queueManager' | 'clock' | 'logger'>,
  { integration, from }: EventSource,
  events: readonly { readonly eventId: string }[],
  { signal }: Pick<ReceivedRequest, 'signal'>,
): Promise<void> {
  const { id: integrationId, connector } = integration;
  const dueAt = toIso(dependencies.clock.now());
  const entries = events.map((event): InboxEntry => ({
    integrationId,
    connector,
    id: toEntryId(from, event.eventId),
    kind: `${from}-event`,
    data: toStorableJson(event) as JsonObject,
    dueAt,
  }));
  const added = entries.length === 0 ? [] : await dependencies.inbox.accept(entries, { signal });
  const fields = { integrationId, from, events: events.length, new: added.length };
  dependencies.logger.debug(fields, 'a webhook was taken');
  try {
    const fresh = added.map(({ id }) => ({ integrationId, connector, id }));
    await within(dependencies.clock, MAX_QUEUE_WAIT_MS, async (call) => queueEntries(dependencies.queueManager, fresh, { signal: call }));
  } catch (error) {
    dependencies.logger.warn({ ...fields, code: toErrorEntry(error).code }, 'a webhook is stored but not queued: it will be found');
  }
}

/** @returns whether what comes in for the integration is kept; for one that is switched off or being deleted it is dropped. */
export function isKept({ status }: Integration): boolean {
  return status !== 'DISABLED' && status !== 'IN_DELETION';
}
