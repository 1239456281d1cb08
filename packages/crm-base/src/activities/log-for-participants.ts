import { FriggCrmError, type CallOptions } from '@frigg-crm/core';
import type { CrmIntegration } from '../integration/crm-integration.ts';
import type { LoggedActivity } from '../integration/logged-activity.ts';
import { isAccountFailure, isTransient, toErrorEntry } from '../sync/retry-delay.ts';
import type { ActivityLogTools, ParticipantLog } from './activity-log-types.ts';
import type { ActivityKey } from './activity-record.ts';
import { findContact, forgetContact } from './find-contact.ts';
import { toContactPhone } from './find-external-numbers.ts';
import { writeActivity } from './write-activity.ts';

/** What was said, and how it becomes the activity of one of those who took part. */
export interface LoggedSource extends Pick<ActivityKey, 'kind' | 'sourceId'> {
  /** As Quo writes them. */
  readonly numbers: readonly string[];
  readonly render: (contactPhone: string) => Promise<Omit<LoggedActivity, 'kind' | 'sourceId' | 'contactPhone' | 'person'>>;
}

/**
 * Writes one activity for each of those who took part; nobody holds up the others.
 * @throws the first failure that may pass, when all have had their turn.
 */
export async function logForParticipants(
  tools: ActivityLogTools,
  integration: CrmIntegration,
  source: LoggedSource,
  options: CallOptions,
): Promise<readonly ParticipantLog[]> {
  const logs: ParticipantLog[] = [];
  const failures: unknown[] = [];
  for (const number of source.numbers) {
    options.signal?.throwIfAborted();
    try {
      logs.push(await logForOne(tools, integration, { source, number }, options));
    } catch (error) {
      options.signal?.throwIfAborted();
      if (isTransient(error) || isAccountFailure(error)) failures.push(error);
      else logs.push(refusal(tools, integration, { source, number, error }));
    }
  }
  if (failures.length > 0) throw failures[0];
  return logs;
}

async function logForOne(
  tools: ActivityLogTools,
  integration: CrmIntegration,
  { source, number }: { readonly source: LoggedSource; readonly number: string },
  options: CallOptions,
): Promise<ParticipantLog> {
  const { integrationId } = integration;
  const { kind, sourceId, render } = source;
  const contactPhone = toContactPhone(number);
  if (contactPhone === undefined) return { contactPhone: number, logged: false, reason: 'number-hidden' };
  const key = { integrationId, kind, sourceId, contactPhone };
  const known = (await tools.activities.find(key, options))?.person ?? undefined;
  const person = known ?? (await findContact(tools, integration, contactPhone, options));
  if (person === undefined) return { contactPhone, logged: false, reason: 'contact-not-found' };
  try {
    const written = await writeActivity(
      tools,
      integration,
      { key, person, render: async (whose) => ({ kind, sourceId, contactPhone, person: whose, ...(await render(contactPhone)) }) },
      options,
    );
    return { contactPhone, logged: true, ...written };
  } catch (error) {
    // Perhaps the person is not there any more: the next event looks again.
    if (FriggCrmError.hasCode(error, 'API_REFUSED')) await forgetContact(tools, { integrationId, phoneNumber: contactPhone }, options);
    throw error;
  }
}

function refusal(
  { logger }: ActivityLogTools,
  { integrationId }: CrmIntegration,
  { source, number, error }: { readonly source: LoggedSource; readonly number: string; readonly error: unknown },
): ParticipantLog {
  logger.error(
    { integrationId, kind: source.kind, sourceId: source.sourceId, code: toErrorEntry(error).code },
    'an activity was refused by the CRM',
  );
  return { contactPhone: number, logged: false, reason: 'refused' };
}
