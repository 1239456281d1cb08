import { randomInt } from 'node:crypto';
import { systemClock, type CallOptions } from '@frigg-crm/core';
import { createWebhookSecret, planWebhook, type WebhookSetUpPlan } from '@frigg-crm/crm-base/connector';
import type { CreatedWebhook, WantedWebhook, WebhookConnection } from '@frigg-crm/crm-base/connector';
import { ApiError } from '@frigg-crm/http';
import * as z from 'zod';
import type { ZohoChannel, ZohoChannelFields } from '../client/create-channels.ts';
import type { ZohoClient } from '../client/create-zoho-client.ts';

const secretSchema = z.object({ orgId: z.string().min(1), channelId: z.string().min(1), token: z.string().min(1) });

/** What proves that a notification is for this connection. */
export type ZohoSecret = z.output<typeof secretSchema>;
type Wanted = WantedWebhook<ZohoSecret>;

/** What the integration of a connection gives to its channel. */
export interface ZohoWebhookConnection extends WebhookConnection<Pick<ZohoClient, 'organizations' | 'channels'>> {
  /** The API names of the modules that are synced. */
  readonly modules: readonly string[];
}

/** An hour less than the week that Zoho allows: a channel with a later expiry would end after one hour. */
const LIFETIME_MS = (7 * 24 - 1) * 3_600_000;

/**
 * How the channel of a connection is set up. Its id is the connection's own and is stored before the channel is made: with an
 * id in common, two connections of one company would overwrite each other.
 */
export function planZohoWebhook({ modules, ...connection }: ZohoWebhookConnection): WebhookSetUpPlan<ZohoChannel, ZohoSecret> {
  const { organizations, channels } = connection.client;
  const clock = connection.clock ?? systemClock;
  const toFields = ({ url, secret: { channelId: id, token } }: Wanted): ZohoChannelFields => {
    const expiresAt = new Date(clock.now() + LIFETIME_MS).toISOString();
    return { id, url, token, events: modules.map((module) => `${module}.all`), expiresAt };
  };
  const create = async (wanted: Wanted, options: CallOptions): Promise<CreatedWebhook<ZohoSecret>> => {
    return { id: wanted.secret.channelId, expiresAt: await channels.create(toFields(wanted), options) };
  };
  return planWebhook(connection, {
    crm: 'Zoho',
    choosesIds: true,
    // All ids of Zoho are of one company (Organization API).
    account: { kind: 'organization', key: 'orgId', id: async (options) => (await organizations.current(options)).id },
    secretSchema,
    createSecret: (known) =>
      known ?? { channelId: String(randomInt(100_000_000_000_000, 380_000_000_000_000)), token: createWebhookSecret() },
    async list({ secret }, options) {
      const live = await channels.get(secret.channelId, options);
      return live === undefined ? [] : [live];
    },
    create,
    async renew(_channel, wanted, options) {
      try {
        return { id: wanted.secret.channelId, expiresAt: await channels.renew(toFields(wanted), options) };
      } catch (error) {
        // A refusal means that it has ended: then it is made again, and what was missed is fetched. Where there was no good
        // answer, it is live: making it again changes the same things in another way.
        if (!ApiError.is(error) || (error.code !== 'API_UNAVAILABLE' && error.code !== 'API_ANSWER_UNEXPECTED')) throw error;
        return create(wanted, options);
      }
    },
    remove: channels.delete,
    isOurs: ({ id }, { secret }) => id === secret.channelId,
    isWanted: (channel, wanted) => isWanted(channel, wanted, modules),
    refusals: {
      forbiddenCodes: ['OAUTH_SCOPE_MISMATCH'],
      forbidden: 'does not let the app make notification channels: connect again with the scope ZohoCRM.notifications.ALL',
      url: { field: 'notify_url', message: 'does not accept the address for its notifications: it must be public https' },
      refused: 'refused the notification channel: check its address and the modules of the company',
    },
  });
}

function isWanted(channel: ZohoChannel, { url, secret }: Wanted, modules: readonly string[]): boolean {
  // Notifications of a module that is not synced any more are left out when they are read.
  const hasModules = modules.every((module) => channel.modules.includes(module));
  // A list may keep the token to itself; what it shows must be ours.
  return hasModules && channel.url === url && !channel.isNoisy && (channel.token === null || channel.token === secret.token);
}
