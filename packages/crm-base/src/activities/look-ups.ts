import { toIso, type CallOptions, type JsonObject } from '@frigg-crm/core';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import { MAX_DELAY_SECONDS } from '../failures/retry-delay.ts';
import { queueEntries } from '../inbox/queue-entries.ts';
import type { ActivityLogTools } from './activity-log-types.ts';

/** Something to look at again later. */
export interface LookUp {
  /** The same for the same look-up, so that it is made once. */
  readonly id: string;
  readonly kind: 'call-look-up' | 'contact-look-up';
  readonly data: JsonObject;
  readonly delaySeconds: number;
}

/** Has somebody look again later; through the inbox, so that no crash forgets it. */
export async function scheduleLookUp(
  { inbox, queueManager, clock, logger }: ActivityLogTools,
  { integrationId, connector }: CrmIntegration,
  { id, kind, data, delaySeconds }: LookUp,
  options: CallOptions,
): Promise<void> {
  const entry = { integrationId, connector, id, kind, data, dueAt: toIso(clock.now() + delaySeconds * 1000) };
  const added = await inbox.accept([entry], options);
  // Whoever looks after the inbox finds it when it is due, which is soon enough for what no queue delays for so long.
  if (added.length === 0 || delaySeconds > MAX_DELAY_SECONDS) return;
  try {
    await queueEntries(queueManager, [entry], { ...options, delaySeconds });
  } catch {
    logger.warn({ integrationId, entryId: id }, 'a look-up could not be queued');
  }
}
