import type { CallOptions, Clock, JsonObject, Logger } from '@frigg-crm/core';
import { createWebhookSecret, readStoredWebhook, type WebhookSetUpPlan } from '@frigg-crm/crm-base/connector';
import { hasStatus, isForbidden } from '@frigg-crm/http';
import * as z from 'zod';
import type { BlankCrmClient } from '../client/blank-crm-client.ts';
import type { BlankCrmHook } from '../client/blank-crm-types.ts';

/** What is stored of the webhook of a connection: the key of its signatures. */
const secretSchema = z.object({ secret: z.string().min(1) });
type BlankCrmSecret = z.output<typeof secretSchema>;

/** What the integration of a connection gives to its webhook. */
export interface BlankCrmWebhookDependencies {
  readonly client: Pick<BlankCrmClient, 'hooks'>;
  /** Fetches the people who changed while no event could come. */
  readonly catchUp: (options: CallOptions) => Promise<void>;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

/** How the webhook of a connection is set up. The key of signatures is ours, so it is stored before Blank CRM knows it. */
export function planBlankCrmWebhook({ client, ...rest }: BlankCrmWebhookDependencies): WebhookSetUpPlan<BlankCrmHook, BlankCrmSecret> {
  const { hooks } = client;
  return {
    ...rest,
    secretSchema,
    prepare: async (known) => known ?? { secret: createWebhookSecret() },
    channel: {
      crm: 'BlankCrm',
      list: async (_wanted, options) => hooks.list(options),
      create: async ({ url, secret: { secret } }, options) => hooks.create({ url, secret }, options),
      remove: async (id, options) => hooks.delete(id, options),
      isWanted: (hook, { url }) => hook.url === url,
      urlOf: ({ url }) => url,
      isAtLimit: (error) => hasStatus(error, 409, 422),
      refusalOf: (error) =>
        isForbidden(error) ? { reason: 'forbidden', message: 'Connect Blank CRM again with a token that may make webhooks' } : undefined,
    },
  };
}

/** @returns the key of signatures; `undefined` while nothing is stored. */
export function readBlankCrmSecret(stored: JsonObject | undefined): string | undefined {
  return readStoredWebhook(secretSchema, stored)?.secret;
}
