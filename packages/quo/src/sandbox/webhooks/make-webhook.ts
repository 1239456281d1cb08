import { createHash } from 'node:crypto';
import type { WebhookStyle } from '../../deliveries/read-signatures.ts';
import type { SandboxWebhook } from './sandbox-webhook.ts';
import type { WebhookBody } from './webhook-input.ts';

/** Makes the record of a webhook; its key is the same in every run. */
export function makeWebhook(
  { url, events, resourceIds = [], userId, label, status }: WebhookBody,
  about: { readonly id: string; readonly ownerId: string; readonly style: WebhookStyle; readonly now: string },
): SandboxWebhook {
  const { id, ownerId, style, now } = about;
  const secret = createHash('sha256').update(`key of ${id}`).digest('base64');
  return {
    id,
    userId: userId ?? ownerId,
    orgId: 'OR1',
    label: label ?? null,
    status: status ?? 'enabled',
    url,
    key: style === 'standard' ? `whsec_${secret}` : secret,
    events,
    resourceIds: resourceIds.length === 0 ? ['*'] : resourceIds,
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
  };
}
