import type { Integration, JsonObject } from '@frigg-crm/core';
import { scheduleEntries } from '../inbox/schedule-entries.ts';
import { toEntryId } from '../inbox/to-entry-id.ts';
import { toStorableJson } from '../connector/to-storable-json.ts';
import type { ReceivedRequest, WebhookDependencies } from './webhook-dependencies.ts';

/** A queue gets so many milliseconds: the sender waits, and what is stored is found without it, too. */
export const MAX_QUEUE_WAIT_MS = 2000;

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
  const entries = events.map((event) => ({
    integrationId,
    connector,
    id: toEntryId(from, event.eventId),
    kind: `${from}-event`,
    // What storable JSON is made of an object is an object.
    data: toStorableJson(event) as JsonObject,
  }));
  const added = await scheduleEntries(dependencies, entries, { signal, queueTimeoutMs: MAX_QUEUE_WAIT_MS });
  dependencies.logger.debug({ integrationId, from, events: events.length, new: added }, 'webhook accepted');
}

/** @returns whether what comes in for the integration is kept; for one that is switched off or being deleted it is dropped. */
export function isKept({ status }: Integration): boolean {
  return status !== 'DISABLED' && status !== 'IN_DELETION';
}
