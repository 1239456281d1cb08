import { toIso, type CallOptions, type JsonObject } from '@frigg-crm/core';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import { MAX_DELAY_SECONDS } from '../failures/retry-delay.ts';
import { queueEntries } from '../inbox/queue-entries.ts';
import type { ResolvedActivityLogDependencies } from './activity-log-types.ts';

/** Something to look at again later. */
export interface Lookup {
  /** The same for the same lookup, so that it is made once. */
  readonly id: string;
  readonly kind: 'call-lookup' | 'contact-lookup';
  readonly data: JsonObject;
  readonly delaySeconds: number;
}

/** Has somebody look again later; through the inbox, so that no crash forgets it. */
export async function scheduleLookup(
  { inbox, queueManager, clock, logger }: ResolvedActivityLogDependencies,
  { integrationId, connector }: CrmIntegration,
  { id, kind, data, delaySeconds }: Lookup,
  options: CallOptions,
): Promise<void> {
  const entry = { integrationId, connector, id, kind, data, dueAt: toIso(clock.now() + delaySeconds * 1000) };
  const added = await inbox.accept([entry], options);
  // Whoever looks after the inbox finds it when it is due, which is soon enough for what no queue delays for so long.
  if (added.length === 0 || delaySeconds > MAX_DELAY_SECONDS) return;
  try {
    await queueEntries(queueManager, [entry], { ...options, delaySeconds });
  } catch {
    logger.warn({ integrationId, entryId: id }, 'a lookup could not be queued');
  }
}
