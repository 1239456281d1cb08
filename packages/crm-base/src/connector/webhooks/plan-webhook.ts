import type { CallOptions } from '@frigg-crm/core';
import { forAccount, readWebhookRefusal, type ForAccountOptions, type WebhookRefusals } from './keep-webhook.ts';
import type { WebhookSetUpPlan } from './set-up-webhook.ts';
import type { ListedWebhook, WebhookChannel } from './webhook-channel.ts';

/** What the integration of a connection gives to the plan of its webhook. */
export interface WebhookConnection<Client> extends Pick<WebhookSetUpPlan<ListedWebhook, object>, 'catchUp' | 'clock' | 'logger'> {
  readonly client: Client;
}

/** How a CRM keeps webhooks, and how the one of a connection belongs to its account. */
export interface WebhookFacts<Listed extends ListedWebhook, Key extends string, Secret extends Readonly<Record<Key, string>>>
  extends Omit<WebhookChannel<Listed, Secret>, 'refusalOf'>, Pick<WebhookSetUpPlan<Listed, Secret>, 'secretSchema'> {
  /** The account: what it is called in the CRM, such as `company`, where the secret has its id, and which one is connected now. */
  readonly account: Pick<ForAccountOptions<Key, Secret>, 'kind' | 'key'> & { readonly id: (options: CallOptions) => Promise<string> };
  /** Makes the rest of the secret, from what is known of it. */
  readonly createSecret: ForAccountOptions<Key, Secret>['create'];
  /** What the owner can do when the CRM refuses the webhook. */
  readonly refusals: WebhookRefusals;
}

/** Makes the plan of the one webhook of a connection, for `keepWebhook`: for another account nothing is changed. */
export function planWebhook<Listed extends ListedWebhook, Key extends string, Secret extends Readonly<Record<Key, string>>>(
  { catchUp, clock, logger }: WebhookConnection<unknown>,
  { account: { id: accountId, ...account }, createSecret: create, refusals, secretSchema, ...channel }: WebhookFacts<Listed, Key, Secret>,
): WebhookSetUpPlan<Listed, Secret> {
  const { crm } = channel;
  return {
    catchUp,
    clock,
    logger,
    secretSchema,
    accountId,
    channel: { ...channel, refusalOf: readWebhookRefusal(crm, refusals) },
    prepare: forAccount({ crm, ...account, accountId, create }),
  };
}
