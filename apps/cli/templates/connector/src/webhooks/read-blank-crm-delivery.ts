import type { CrmEvent, IncomingWebhook } from '@frigg-crm/crm-base';
import { notWritten } from '../not-written.ts';

/**
 * Verifies a delivery and reads it.
 * @param secret - The key of signatures; `undefined`: nothing is stored, so nothing can be believed.
 * @throws {WebhookRefusedError} when it was not signed for the webhook of this connection.
 * @throws {InvalidWebhookError} when it is no delivery.
 */
export function readBlankCrmDelivery(
  _request: Pick<IncomingWebhook, 'headers' | 'rawBody'>,
  _secret: string | undefined,
): readonly CrmEvent[] {
  return notWritten('readBlankCrmDelivery in src/webhooks/read-blank-crm-delivery.ts: verify the signature, then read the events');
}
