import type { CallOptions, JsonObject, Logger } from '@frigg-crm/core';
import type { WebhookSetup, WebhookSetupResult } from '@frigg-crm/crm-base';
import * as z from 'zod';
import type { PipedriveClient } from '../client/pipedrive-client.ts';
import { createWebhookCredentials } from './basic-credentials.ts';
import { ensurePipedriveWebhook } from './ensure-pipedrive-webhook.ts';
import { isOurs } from './plan-pipedrive-webhook.ts';

const storedSchema = z.object({
  companyId: z.string().min(1),
  user: z.string().min(1),
  password: z.string().min(1),
  webhookIds: z.array(z.string()),
});

/** What is kept of the webhook of a connection. */
type StoredPipedriveWebhook = z.output<typeof storedSchema>;

/** What setting up the webhook of a connection works with. */
export interface PipedriveWebhookDependencies {
  readonly client: PipedriveClient;
  readonly logger: Logger | undefined;
  /** Fetches the persons who changed while no event could come. Must be durable when it resolves, and may be repeated. */
  readonly catchUp: (options: CallOptions) => Promise<void>;
}

/** @returns what an earlier set-up has stored; `undefined`: nothing that can be used. */
export function readStoredWebhook(stored: JsonObject | undefined): StoredPipedriveWebhook | undefined {
  return storedSchema.safeParse(stored).data;
}

const COMPANY_CHANGED: WebhookSetupResult = {
  status: 'failed',
  code: 'PIPEDRIVE_COMPANY_CHANGED',
  message:
    'The account that is connected now is of another Pipedrive company: delete this integration and connect the new company as another one',
};

/**
 * Ensures that the connection has its one webhook. What proves who sends is stored before Pipedrive knows it. A webhook
 * that was not known to an earlier set-up is stored after the catch-up: a program that crashes in between begins with both again. For an
 * account of another company nothing is changed: whom an integration holds, and what others call it, are of its company.
 */
export async function setUpPipedriveWebhook(
  { client, logger, catchUp }: PipedriveWebhookDependencies,
  { url, stored: before, store, signal }: WebhookSetup,
): Promise<WebhookSetupResult> {
  const known = readStoredWebhook(before);
  const { companyId } = await client.users.me({ signal });
  if (known !== undefined && known.companyId !== companyId) return COMPANY_CHANGED;
  const stored: StoredPipedriveWebhook = known ?? { ...createWebhookCredentials(), webhookIds: [], companyId };
  if (known === undefined) await store(stored);
  const { user, password, webhookIds } = stored;
  const result = await ensurePipedriveWebhook({ client, url, user, password, stored: webhookIds, logger, signal });
  const isUnknown = result.kind === 'ready' && !webhookIds.includes(result.webhookId);
  if (known !== undefined && isUnknown) await catchUp({ signal });
  if (!isSame(result.ids, webhookIds)) await store({ ...stored, webhookIds: [...result.ids] });
  if (result.kind === 'ready') return { status: 'configured' };
  const code = `PIPEDRIVE_WEBHOOK_${result.reason.toUpperCase().replaceAll('-', '_')}`;
  return { status: 'failed', code, message: result.message };
}

/** Ends the webhooks of a connection, those too whose making was never confirmed; what is gone is gone. */
export async function removePipedriveWebhooks(
  client: Pick<PipedriveClient, 'webhooks'>,
  { stored: before, signal }: Pick<WebhookSetup, 'stored' | 'signal'>,
): Promise<void> {
  const stored = readStoredWebhook(before);
  if (stored === undefined) return;
  const owner = { user: stored.user, stored: stored.webhookIds };
  const ours = (await client.webhooks.list({ signal })).filter((webhook) => isOurs(webhook, owner));
  for (const { id } of ours) await client.webhooks.delete(id, { signal });
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((id) => other.includes(id));
}
