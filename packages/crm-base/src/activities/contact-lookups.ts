import type { CallOptions } from '@frigg-crm/core';
import type { QuoMessage } from '@frigg-crm/quo';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import { scheduleEntries } from '../inbox/schedule-entries.ts';
import type { ResolvedActivityLogDependencies } from './activity-log-types.ts';

/** People are often added to the CRM after they called: seconds after the look before. */
const DELAYS_SECONDS: readonly number[] = [600, 3600, 24 * 3600];

/** A call or a text with a contact that the CRM does not have yet, to be looked up again: the data of a `contact-lookup`. */
export type ContactLookup = {
  /** The number of this lookup, from 1. */
  readonly contactLookups: number;
  /** When Quo reported it, ISO 8601; `null`: Quo has not said. */
  readonly occurredAt: string | null;
} & ({ readonly kind: 'call'; readonly callId: string } | { readonly kind: 'message'; readonly message: QuoMessage });

/** Schedules another lookup of contacts that the CRM does not have, a few times. */
export async function scheduleContactLookup(
  dependencies: ResolvedActivityLogDependencies,
  integration: CrmIntegration,
  source: ContactLookup,
  options: CallOptions,
): Promise<void> {
  const { contactLookups: lookups } = source;
  const delaySeconds = DELAYS_SECONDS[lookups];
  if (delaySeconds === undefined) return;
  const next = lookups + 1;
  const sourceId = source.kind === 'call' ? source.callId : source.message.id;
  const data = { ...source, contactLookups: next };
  const { integrationId, connector } = integration;
  const id = `contact:${source.kind}:${sourceId}:${next}`;
  await scheduleEntries(dependencies, [{ integrationId, connector, id, kind: 'contact-lookup', data }], { ...options, delaySeconds });
}
