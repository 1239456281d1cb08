import type { CallOptions } from '@frigg-crm/core';
import { defineEndpoint, nullableText, textOrEmpty, toCamelKeys, type CallEndpoint } from '@frigg-crm/http';
import * as z from 'zod';
import { dataOf, listOf, pipedriveIdSchema, v1 } from './pipedrive-answer.ts';

/** A subscription as it is to be made. */
export interface PipedriveWebhookFields {
  /** Public https; Pipedrive tries it and follows no redirect. */
  readonly url: string;
  readonly eventAction: 'create' | 'change' | 'delete' | '*';
  readonly eventObject: 'person';
  /** 1 to 255 characters. */
  readonly name: string;
  /** Sent back with each event as HTTP Basic. */
  readonly credentials: { readonly user: string; readonly password: string };
  /** Events are filtered by what this user may see. @defaultValue the connected user */
  readonly userId?: string | undefined;
}

/** A subscription as Pipedrive keeps it; its password is not read. */
export interface PipedriveWebhook {
  readonly id: string;
  readonly url: string;
  readonly eventAction: string;
  readonly eventObject: string;
  readonly version: string | null;
  readonly isActive: boolean;
  /** The user part of its HTTP Basic credentials; `null`: none, or not reported. */
  readonly basicUser: string | null;
}

/** Webhooks API v1, Get all webhooks. `is_active` is a number there. */
const webhookSchema = z
  .object({
    id: pipedriveIdSchema,
    subscription_url: textOrEmpty,
    event_action: textOrEmpty,
    event_object: textOrEmpty,
    version: nullableText,
    is_active: z.union([z.boolean(), z.number()]).nullish(),
    http_auth_user: nullableText,
  })
  .transform(({ subscription_url: url, is_active: isActive, http_auth_user: basicUser, ...wire }): PipedriveWebhook => {
    return { ...toCamelKeys(wire), url, basicUser, isActive: isActive === true || isActive === 1 };
  });

/** Webhooks API v1. An app sees its own subscriptions only. */
export interface PipedriveWebhooks {
  /**
   * Not repeated when its outcome is unknown: look it up with `list` first.
   * @returns the id.
   * @throws {ApiRefusedError} 400 with `subscription_url` among its `fields` when Pipedrive cannot reach it, 422 at the limit of 40 per user.
   */
  create(fields: PipedriveWebhookFields, options?: CallOptions): Promise<string>;
  list(options?: CallOptions): Promise<readonly PipedriveWebhook[]>;
  /** Also succeeds when it is gone already. */
  delete(id: string, options?: CallOptions): Promise<void>;
}

const createWebhook = defineEndpoint({
  ...v1(z.object({ id: pipedriveIdSchema })),
  method: 'POST',
  path: '/webhooks',
  json: ({ url, eventAction, eventObject, name, credentials, userId }: PipedriveWebhookFields) => ({
    subscription_url: url,
    event_action: eventAction,
    event_object: eventObject,
    name,
    version: '2.0',
    http_auth_user: credentials.user,
    http_auth_password: credentials.password,
    ...(userId === undefined ? {} : { user_id: Number(userId) }),
  }),
  read: ({ body }) => body.data.id,
});
const listWebhooks = defineEndpoint({ ...v1(listOf(webhookSchema)), path: '/webhooks', read: dataOf<readonly PipedriveWebhook[]> });
const deleteWebhook = defineEndpoint({
  ...v1(z.unknown().optional()),
  method: 'DELETE',
  path: '/webhooks/{id}',
  read: () => undefined,
  gone: () => undefined,
});

/** Makes the calls of Webhooks API v1. */
export function createWebhooks(call: CallEndpoint): PipedriveWebhooks {
  return {
    create: async (fields, options) => call(createWebhook, fields, options),
    list: async (options) => call(listWebhooks, {}, options),
    delete: async (id, options) => call(deleteWebhook, { id }, options),
  };
}
