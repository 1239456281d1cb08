import type { CallOptions, JsonObject } from '@frigg-crm/core';
import type { QuoMessage } from '@frigg-crm/quo';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import type { ActivityLogTools } from './activity-log-types.ts';
import { scheduleLookUp } from './look-ups.ts';

/** People are often added to the CRM after they called: seconds after the look before. */
const DELAYS_SECONDS: readonly number[] = [600, 3600, 24 * 3600];

/** A call or a text with somebody whom the CRM does not know yet, to be looked at again: the data of a `contact-look-up`. */
export type ContactLookUp = {
  /** The how manieth look it is, from 1. */
  readonly contactLookUps: number;
  /** When Quo told of it, ISO 8601; `null`: Quo has not said. */
  readonly occurredAt: string | null;
} & ({ readonly kind: 'call'; readonly callId: string } | { readonly kind: 'message'; readonly message: QuoMessage });

/** Has somebody look again for those whom nobody knows, a few times. */
export async function scheduleContactLookUp(
  tools: ActivityLogTools,
  integration: CrmIntegration,
  source: ContactLookUp,
  options: CallOptions,
): Promise<void> {
  const { contactLookUps: lookUps } = source;
  const delaySeconds = DELAYS_SECONDS[lookUps];
  if (delaySeconds === undefined) return;
  const next = lookUps + 1;
  const sourceId = source.kind === 'call' ? source.callId : source.message.id;
  const data = { ...source, contactLookUps: next } as unknown as JsonObject;
  await scheduleLookUp(
    tools,
    integration,
    { id: `contact:${source.kind}:${sourceId}:${next}`, kind: 'contact-look-up', data, delaySeconds },
    options,
  );
}
