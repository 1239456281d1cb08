import type { CallOptions } from '@frigg-crm/core';
import { scheduleEntries } from '../inbox/schedule-entries.ts';
import { toEntryId } from '../inbox/to-entry-id.ts';
import type { PersonRun } from './person-change.ts';

/** The kind of inbox entries that have a person checked again. */
const PERSON_CHECK = 'person-check';

/** CRMs read from replicas that may be behind; after a minute they are not. */
const CHECK_AFTER_SECONDS = 60;

/** Schedules a check of the person through the inbox, so that no crash loses it. */
export async function schedulePersonCheck({ dependencies, integration, change }: PersonRun, options: CallOptions): Promise<void> {
  const { integrationId, connector } = integration;
  const { objectType, externalId, eventId, checks } = change;
  const entry = {
    integrationId,
    connector,
    id: toEntryId('check', objectType, externalId, eventId),
    kind: PERSON_CHECK,
    data: { objectType, externalId, eventId, checks: checks + 1 },
  };
  await scheduleEntries(dependencies, [entry], { ...options, delaySeconds: CHECK_AFTER_SECONDS });
}
