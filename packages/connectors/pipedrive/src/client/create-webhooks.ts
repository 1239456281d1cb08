import type { CallOptions } from '@frigg-crm/core';
import {
  nullableText,
  orNull,
  textOrEmpty,
  toSnakeKeys,
  wireField,
  wireRecord,
  type CallEndpoint,
  type RecordCalls,
} from '@frigg-crm/http';
import * as z from 'zod';
import { createRecords, pipedriveIdSchema, toNumber, v1 } from './pipedrive-answer.ts';

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

/** Webhooks API v1, Get all webhooks. `is_active` is a number there. */
const webhookSchema = wireRecord({
  id: pipedriveIdSchema,
  url: wireField('subscription_url', textOrEmpty),
  eventAction: textOrEmpty,
  eventObject: textOrEmpty,
  version: nullableText,
  isActive: orNull(z.union([z.boolean(), z.number()])).transform((isActive) => isActive === true || isActive === 1),
  /** The user part of its HTTP Basic credentials; `null`: none, or not reported. */
  basicUser: wireField('http_auth_user', nullableText),
});

/** A subscription as Pipedrive keeps it; its password is not read. */
export type PipedriveWebhook = z.output<typeof webhookSchema>;

/** Webhooks API v1. An app sees its own subscriptions only. */
export interface PipedriveWebhooks extends Pick<RecordCalls<never, never, never, never>, 'delete'> {
  /**
   * Not repeated when its outcome is unknown: look it up with `list` first.
   * @returns the id.
   * @throws {ApiRefusedError} 400 with `subscription_url` among its `fields` when Pipedrive cannot reach it, 422 at the limit of 40 per user.
   */
  create(fields: PipedriveWebhookFields, options?: CallOptions): Promise<string>;
  list(options?: CallOptions): Promise<readonly PipedriveWebhook[]>;
}

/** Makes the calls of Webhooks API v1. */
export function createWebhooks(call: CallEndpoint): PipedriveWebhooks {
  const records = createRecords<PipedriveWebhookFields, never, PipedriveWebhook, object>(call, {
    version: v1,
    path: '/webhooks',
    schema: webhookSchema,
    toJson: ({ url, credentials: { user, password }, userId, ...fields }) => {
      const credentials = { httpAuthUser: user, httpAuthPassword: password };
      return toSnakeKeys({ ...fields, ...credentials, subscriptionUrl: url, version: '2.0', userId: toNumber(userId) });
    },
    toQuery: () => ({}),
  });
  return { create: records.create, delete: records.delete, list: async (options) => (await records.list({}, options)).data };
}
