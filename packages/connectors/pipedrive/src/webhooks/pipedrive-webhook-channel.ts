import { createWebhookCredentials, planWebhook, type WebhookConnection, type WebhookSetUpPlan } from '@frigg-crm/crm-base/connector';
import { hasStatus } from '@frigg-crm/http';
import * as z from 'zod';
import type { PipedriveWebhook } from '../client/create-webhooks.ts';
import type { PipedriveClient } from '../client/create-pipedrive-client.ts';

const secretSchema = z.object({ companyId: z.string().min(1), user: z.string().min(1), password: z.string().min(1) });

/** What proves that an event is for this connection. */
type PipedriveSecret = z.output<typeof secretSchema>;

/** The one subscription of a connection: what is made, changed, deleted and merged all comes through it. */
const PERSON_EVENTS = { eventAction: '*', eventObject: 'person', name: 'Quo sync - persons' } as const;

/**
 * How the webhook of a connection is set up (Webhooks API v1, 40 per user). A webhook is ours if it carries our random user:
 * then its creation succeeded and the response was lost.
 */
export function planPipedriveWebhook(
  connection: WebhookConnection<Pick<PipedriveClient, 'users' | 'webhooks'>>,
): WebhookSetUpPlan<PipedriveWebhook, PipedriveSecret> {
  const { users, webhooks } = connection.client;
  return planWebhook(connection, {
    crm: 'Pipedrive',
    // All ids of Pipedrive are of one company (Users API v1, Get current user data).
    account: { kind: 'company', key: 'companyId', id: async (options) => (await users.me(options)).companyId },
    secretSchema,
    createSecret: (known) => known ?? createWebhookCredentials(),
    list: async (_wanted, options) => webhooks.list(options),
    async create({ url, secret: { user, password } }, options) {
      return { id: await webhooks.create({ ...PERSON_EVENTS, url, credentials: { user, password } }, options) };
    },
    remove: webhooks.delete,
    isOurs: ({ basicUser }, { secret }) => basicUser === secret.user,
    isWanted: (webhook, { url, secret }) => isWanted(webhook, url, secret),
    urlOf: ({ url }) => url,
    isAtLimit: (error) => hasStatus(error, 422),
    refusals: {
      forbidden: 'does not let the app make webhooks: connect again with the scope webhooks:full',
      limitReached: 'allows 40 webhooks per user: remove some that are not needed and set up again',
      url: {
        field: 'subscription_url',
        message: 'cannot reach the address for its events: it must be public https and must not redirect',
      },
      refused: 'refused the webhook: check its address, its name and its user',
      statuses: [200, 400],
    },
  });
}

function isWanted(webhook: PipedriveWebhook, wantedUrl: string, { user }: PipedriveSecret): boolean {
  const { isActive, url, eventAction, eventObject, version, basicUser } = webhook;
  const isOfPersons = eventAction === PERSON_EVENTS.eventAction && eventObject === PERSON_EVENTS.eventObject;
  const isVersion2 = version === null || version.startsWith('2');
  // Lists may keep the user to themselves; what they show must be ours.
  return isActive && url === wantedUrl && isOfPersons && isVersion2 && (basicUser === null || basicUser === user);
}
