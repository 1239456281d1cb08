import {
  createWebhookCredentials,
  forAccount,
  readWebhookRefusal,
  type WebhookChannel,
  type WebhookSetUpPlan,
} from '@frigg-crm/crm-base/connector';
import { hasStatus } from '@frigg-crm/http';
import * as z from 'zod';
import type { PipedriveWebhook } from '../client/create-webhooks.ts';
import type { PipedriveClient } from '../client/pipedrive-client.ts';

const secretSchema = z.object({ companyId: z.string().min(1), user: z.string().min(1), password: z.string().min(1) });

/** What proves that an event is for this connection. */
type PipedriveSecret = z.output<typeof secretSchema>;
type Plan = WebhookSetUpPlan<PipedriveWebhook, PipedriveSecret>;

/** The one subscription of a connection: what is made, changed, deleted and merged all comes through it. */
const PERSON_EVENTS = { eventAction: '*', eventObject: 'person', name: 'Quo sync - persons' } as const;

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
    refusalOf: readWebhookRefusal('Pipedrive', {
      forbidden: 'does not let the app make webhooks: connect again with the scope webhooks:full',
      limitReached: 'allows 40 webhooks per user: remove some that are not needed and set up again',
      url: {
        field: 'subscription_url',
        message: 'cannot reach the address for its events: it must be public https and must not redirect',
      },
      refused: 'refused the webhook: check its address, its name and its user',
      statuses: [200, 400],
    }),
  };
}

/** How the webhook of a connection is set up. */
export function planPipedriveWebhook({
  client,
  ...rest
}: Pick<Plan, 'catchUp' | 'clock' | 'logger'> & { readonly client: Pick<PipedriveClient, 'users' | 'webhooks'> }): Plan {
  return {
    ...rest,
    channel: createPipedriveChannel(client),
    secretSchema,
    prepare: forAccount({
      crm: 'Pipedrive',
      kind: 'company',
      key: 'companyId',
      accountId: async (options) => (await client.users.me(options)).companyId,
      create: (known) => known ?? createWebhookCredentials(),
    }),
  };
}

function isWanted(webhook: PipedriveWebhook, wantedUrl: string, { user }: PipedriveSecret): boolean {
  const { isActive, url, eventAction, eventObject, version, basicUser } = webhook;
  const isOfPersons = eventAction === PERSON_EVENTS.eventAction && eventObject === PERSON_EVENTS.eventObject;
  const isVersion2 = version === null || version.startsWith('2');
  // Lists may keep the user to themselves; what they show must be ours.
  return isActive && url === wantedUrl && isOfPersons && isVersion2 && (basicUser === null || basicUser === user);
}
