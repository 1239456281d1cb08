import type { InboxEntry, Integration, JsonObject } from '@frigg-crm/core';
import type { CrmEvent } from '../connector/crm-webhooks.ts';
import { toStorableJson } from '../connector/to-storable-json.ts';
import { scheduleEntries } from '../inbox/schedule-entries.ts';
import { toEntryId } from '../inbox/to-entry-id.ts';
import { MAX_QUEUE_WAIT_MS } from './accept-events.ts';
import type { ReceivedRequest, WebhookDependencies } from './webhook-dependencies.ts';

/** As `acceptEvents` calls them. */
const KIND = 'crm-event';

/** How changes wait for each other. */
export interface AcceptChangesOptions extends Pick<ReceivedRequest, 'signal'> {
  /** How long they wait, in seconds. */
  readonly delaySeconds: number;
}

/**
 * Takes changes of people as `acceptEvents` does, but those of one person within `delaySeconds` as one entry: the person is
 * read when it is worked on, which is after all of them. A change that comes when a worker has taken that entry already
 * gets an entry of its own, so none is lost.
 * @throws {StorageError} when they may not be stored: the sender has to repeat them.
 */
export async function acceptChanges(
  dependencies: Pick<WebhookDependencies, 'inbox' | 'queueManager' | 'clock' | 'logger'>,
  integration: Pick<Integration, 'id' | 'connector'>,
  events: readonly CrmEvent[],
  { delaySeconds, signal }: AcceptChangesOptions,
): Promise<void> {
  const { inbox, clock, logger } = dependencies;
  const { id: integrationId, connector } = integration;
  const span = Math.floor(clock.now() / (delaySeconds * 1000));
  const schedule = async (id: string, event: CrmEvent): Promise<boolean> => {
    const data = toStorableJson(event) as JsonObject;
    const entry: Omit<InboxEntry, 'dueAt'> = { integrationId, connector, id, kind: KIND, data };
    return (await scheduleEntries(dependencies, [entry], { signal, delaySeconds, queueTimeoutMs: MAX_QUEUE_WAIT_MS })) > 0;
  };
  for (const event of events) {
    const { objectType, externalId } = event.change;
    const own = { integrationId, id: toEntryId('crm', event.eventId), signal };
    if ((await inbox.progressOf(own)) !== 'unknown') continue;
    const joint = { integrationId, id: toEntryId('crm-changes', objectType, externalId, String(span)), signal };
    const isCovered = (await schedule(joint.id, event)) || (await inbox.progressOf(joint)) === 'waiting';
    // What was not stored before this line is stored again when the sender repeats it.
    if (isCovered) await inbox.remember([{ integrationId, connector, id: own.id, kind: KIND }], { signal });
    else await schedule(own.id, event);
    logger.debug({ integrationId, from: 'crm', isCovered }, 'change of a person accepted');
  }
}
