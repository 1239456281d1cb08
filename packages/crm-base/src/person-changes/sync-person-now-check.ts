import { toIso, type CallOptions } from '@frigg-crm/core';
import { toErrorEntry } from '../failures/to-error-entry.ts';
import { queueEntries } from '../inbox/queue-entries.ts';
import { toEntryId } from '../inbox/to-entry-id.ts';
import type { PersonRun } from './person-now.ts';

/** The kind of inbox entries that have a person looked at again. */
const PERSON_CHECK = 'person-check';

/** CRMs answer from copies that may be behind; after a minute they are not. */
const CHECK_AFTER_SECONDS = 60;

/** Has somebody look at the person again, through the inbox, so that no crash forgets it. */
export async function scheduleCheck({ dependencies, integration, change }: PersonRun, options: CallOptions): Promise<void> {
  const { inbox, queueManager, clock, logger } = dependencies;
  const { integrationId, connector } = integration;
  const { objectType, externalId, eventId, checks } = change;
  const entry = {
    integrationId,
    connector,
    id: toEntryId('check', objectType, externalId, eventId),
    kind: PERSON_CHECK,
    data: { objectType, externalId, eventId, checks: checks + 1 },
    dueAt: toIso(clock.now() + CHECK_AFTER_SECONDS * 1000),
  };
  const added = await inbox.accept([entry], options);
  if (added.length === 0) return;
  try {
    // A moment behind: who comes too early is not given the entry.
    await queueEntries(queueManager, [entry], { ...options, delaySeconds: CHECK_AFTER_SECONDS + 1 });
  } catch (error) {
    options.signal?.throwIfAborted();
    logger.warn({ integrationId, entryId: entry.id, code: toErrorEntry(error).code }, 'a check is stored but not queued: it will be found');
  }
}
