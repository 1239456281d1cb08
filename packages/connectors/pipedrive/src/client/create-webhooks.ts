import type { CallOptions } from '@frigg-crm/core';
import { orGone } from '@frigg-crm/http';
import * as z from 'zod';
import type { PipedriveApi } from './create-pipedrive-api.ts';
import { pipedriveAnswerSchema, pipedriveListSchema } from './pipedrive-answer.ts';
import { pipedriveIdSchema } from './pipedrive-id.ts';
import { pipedriveWebhookSchema, type PipedriveWebhook, type PipedriveWebhookFields } from './pipedrive-webhook.ts';

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

const VERSION = '2.0';
const createdSchema = pipedriveAnswerSchema(z.object({ id: pipedriveIdSchema }));
const webhooksSchema = pipedriveListSchema(pipedriveWebhookSchema);

/** Makes the calls of Webhooks API v1. */
export function createWebhooks(api: PipedriveApi): PipedriveWebhooks {
  return {
    async create({ url, eventAction, eventObject, name, credentials, userId }, call) {
      const json = {
        subscription_url: url,
        event_action: eventAction,
        event_object: eventObject,
        name,
        version: VERSION,
        http_auth_user: credentials.user,
        http_auth_password: credentials.password,
        ...(userId === undefined ? {} : { user_id: Number(userId) }),
      };
      return (await api({ version: 'v1', method: 'POST', path: '/webhooks', json, schema: createdSchema }, call)).data.id;
    },
    async list(call) {
      return (await api({ version: 'v1', path: '/webhooks', schema: webhooksSchema }, call)).data;
    },
    async delete(id, call) {
      const schema = pipedriveAnswerSchema(z.unknown().optional());
      const request = { version: 'v1', method: 'DELETE', path: `/webhooks/${encodeURIComponent(id)}`, route: '/webhooks/{id}' } as const;
      await orGone(api({ ...request, schema }, call));
    },
  };
}
