import type { CallOptions, Clock, JsonObject, Logger } from '@frigg-crm/core';
import {
  createWebhookCredentials,
  readStoredWebhook,
  type StoredWebhook,
  type WebhookChannel,
  type WebhookRefusal,
  type WebhookSetUpPlan,
} from '@frigg-crm/crm-base/connector';
import { hasStatus, isForbidden, type ApiError } from '@frigg-crm/http';
import * as z from 'zod';
import type { PipedriveWebhook } from '../client/create-webhooks.ts';
import type { PipedriveClient } from '../client/pipedrive-client.ts';

const secretSchema = z.object({ companyId: z.string().min(1), user: z.string().min(1), password: z.string().min(1) });

/** What proves that an event is for this connection. */
type PipedriveSecret = z.output<typeof secretSchema>;

/** The one subscription of a connection: what is made, changed, deleted and merged all comes through it. */
const PERSON_EVENTS = { eventAction: '*', eventObject: 'person', name: 'Quo sync - persons' } as const;

/** @returns what an earlier set-up has stored; `undefined`: nothing that can be used. */
export function readPipedriveStored(stored: JsonObject | undefined): StoredWebhook<PipedriveSecret> | undefined {
  return readStoredWebhook(secretSchema, stored);
}

/**
 * Webhooks API v1, 40 per user. A webhook is ours if it carries our random user: then its creation succeeded and the
 * response was lost.
 */
export function createPipedriveChannel({ webhooks }: Pick<PipedriveClient, 'webhooks'>): WebhookChannel<PipedriveWebhook, PipedriveSecret> {
  return {
    crm: 'Pipedrive',
    list: async (_wanted, options) => webhooks.list(options),
    async create({ url, secret: { user, password } }, options) {
      return { id: await webhooks.create({ ...PERSON_EVENTS, url, credentials: { user, password } }, options) };
    },
    remove: async (id, options) => webhooks.delete(id, options),
    isOurs: ({ basicUser }, { secret }) => basicUser === secret.user,
    isWanted: (webhook, { url, secret }) => isWanted(webhook, url, secret),
    urlOf: ({ url }) => url,
    isAtLimit: (error) => hasStatus(error, 422),
    refusalOf: toRefusal,
  };
}

/** What the integration of a connection gives to its webhook. */
export interface PipedriveWebhookDependencies {
  readonly client: Pick<PipedriveClient, 'users' | 'webhooks'>;
  /** Fetches the persons who changed while no event could come. */
  readonly catchUp: (options: CallOptions) => Promise<void>;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

/**
 * How the webhook of a connection is set up. For an account of another company nothing is changed: whom an integration
 * holds, and what others call it, are of its company.
 */
export function planPipedriveWebhook({
  client,
  ...rest
}: PipedriveWebhookDependencies): WebhookSetUpPlan<PipedriveWebhook, PipedriveSecret> {
  return {
    ...rest,
    channel: createPipedriveChannel(client),
    secretSchema,
    async prepare(known, options) {
      const { companyId } = await client.users.me(options);
      if (known !== undefined && known.companyId !== companyId) return COMPANY_CHANGED;
      return known ?? { ...createWebhookCredentials(), companyId };
    },
  };
}

const COMPANY_CHANGED = {
  status: 'failed',
  code: 'PIPEDRIVE_COMPANY_CHANGED',
  message:
    'The account that is connected now is of another Pipedrive company: delete this integration and connect the new company as another one',
} as const;

function isWanted(webhook: PipedriveWebhook, wantedUrl: string, { user }: PipedriveSecret): boolean {
  const { isActive, url, eventAction, eventObject, version, basicUser } = webhook;
  const isOfPersons = eventAction === PERSON_EVENTS.eventAction && eventObject === PERSON_EVENTS.eventObject;
  const isVersion2 = version === null || version.startsWith('2');
  // Lists may keep the user to themselves; what they show must be ours.
  return isActive && url === wantedUrl && isOfPersons && isVersion2 && (basicUser === null || basicUser === user);
}

function toRefusal(error: ApiError): WebhookRefusal | undefined {
  const refused = (reason: string, message: string): WebhookRefusal => ({ reason, message });
  if (isForbidden(error))
    return refused('forbidden', 'Pipedrive does not let the app make webhooks: connect again with the scope webhooks:full');
  if (hasStatus(error, 422))
    return refused('limit-reached', 'Pipedrive allows 40 webhooks per user: remove some that are not needed and set up again');
  // A response that cannot be read says nothing of the webhook, whatever its status.
  if (!hasStatus(error, 200, 400) || error.code !== 'API_REFUSED') return undefined;
  if (error.fields.includes('subscription_url'))
    return refused('url-refused', 'Pipedrive cannot reach the address for its events: it must be public https and must not redirect');
  return refused('refused', 'Pipedrive refused the webhook: check its address, its name and its user');
}
