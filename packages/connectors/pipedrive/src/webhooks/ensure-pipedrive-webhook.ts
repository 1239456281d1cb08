import { FriggCrmError, silentLogger, type CallOptions, type Logger } from '@frigg-crm/core';
import { ApiError } from '@frigg-crm/http';
import { hasStatus } from '../client/has-status.ts';
import { isForbidden } from '../client/is-forbidden.ts';
import type { PipedriveClient } from '../client/pipedrive-client.ts';
import { PERSON_EVENTS, planPipedriveWebhook } from './plan-pipedrive-webhook.ts';

/** Options of {@link ensurePipedriveWebhook}. */
export interface EnsurePipedriveWebhookOptions extends CallOptions {
  readonly client: Pick<PipedriveClient, 'webhooks'>;
  /** Where events go: public https, one address per connection. */
  readonly url: string;
  /** As made by `createWebhookCredentials`, and stored before this call: events come with them from the first moment. */
  readonly user: string;
  readonly password: string;
  /** Ids of webhooks that were made for this connection. @defaultValue [] */
  readonly stored?: readonly string[] | undefined;
  /** Whose view decides which events come: best a top-level administrator. @defaultValue the connected user */
  readonly userId?: string | undefined;
  /** As Pipedrive's users see it. @defaultValue 'Quo sync - persons' */
  readonly name?: string | undefined;
  readonly logger?: Logger | undefined;
}

/** What became of it. A `partial` set-up works without live updates: show the message to the user. */
export type WebhookSetUp =
  | {
      readonly kind: 'ready';
      readonly webhookId: string;
      /** Events may have been missed before: reconcile. */
      readonly isNew: boolean;
      /** All ids to store: this one, and old ones that could not be removed. */
      readonly ids: readonly string[];
    }
  | {
      readonly kind: 'partial';
      readonly reason: 'limit-reached' | 'url-refused' | 'forbidden' | 'refused';
      readonly message: string;
      readonly ids: readonly string[];
    };

/**
 * Ensures that a connection has its one webhook; may be called at any time, and should be once a day: Pipedrive deletes
 * webhooks that it could not deliver to for three days. A new one is made before old ones are removed, unless there is no
 * room for it.
 * @throws {ApiError} when it may succeed later, or when the connection itself is refused.
 */
export async function ensurePipedriveWebhook(options: EnsurePipedriveWebhookOptions): Promise<WebhookSetUp> {
  const { client, url, user, stored = [], signal } = options;
  let remaining: readonly string[] = stored;
  try {
    const existing = await client.webhooks.list({ signal });
    const plan = planPipedriveWebhook(existing, { url, user, stored });
    remaining = plan.remove;
    const makeRoom = async (): Promise<void> => void (remaining = await remove(remaining, options));
    const webhookId = plan.kind === 'keep' ? plan.id : await createInRoom(options, plan.remove.length > 0 ? makeRoom : undefined);
    const left = await remove(remaining, options);
    return { kind: 'ready', webhookId, isNew: plan.kind === 'create', ids: [webhookId, ...left] };
  } catch (error) {
    const refusal = toRefusal(error);
    if (refusal === undefined) throw error;
    return { kind: 'partial', ...refusal, ids: remaining };
  }
}

/** At the limit of webhooks, our own old ones make room for the new one. */
async function createInRoom(options: EnsurePipedriveWebhookOptions, makeRoom: (() => Promise<void>) | undefined): Promise<string> {
  try {
    return await create(options);
  } catch (error) {
    if (makeRoom === undefined || !isAtLimit(error)) throw error;
    await makeRoom();
    return create(options);
  }
}

async function create(options: EnsurePipedriveWebhookOptions): Promise<string> {
  const { client, url, user, password, userId, name = 'Quo sync - persons', signal } = options;
  return client.webhooks.create({ ...PERSON_EVENTS, url, name, credentials: { user, password }, userId }, { signal });
}

/** @returns those that are still there. The new webhook works already: that an old one stays is not worth losing it. */
async function remove(ids: readonly string[], options: EnsurePipedriveWebhookOptions): Promise<readonly string[]> {
  const { client, signal, logger = silentLogger } = options;
  const left: string[] = [];
  for (const id of ids) {
    try {
      await client.webhooks.delete(id, { signal });
    } catch (error) {
      signal?.throwIfAborted();
      if (!FriggCrmError.is(error)) throw error;
      logger.warn({ webhookId: id, code: error.code }, 'an old webhook of Pipedrive could not be removed');
      left.push(id);
    }
  }
  return left;
}

/** Webhooks API v1, Create a new Webhook: 40 per user. */
function isAtLimit(error: unknown): boolean {
  return hasStatus(error, 422);
}

type Refusal = Pick<Extract<WebhookSetUp, { kind: 'partial' }>, 'reason' | 'message'>;

function toRefusal(error: unknown): Refusal | undefined {
  if (isForbidden(error)) {
    const message = 'Pipedrive does not let the app make webhooks: connect again with the scope webhooks:full';
    return { reason: 'forbidden', message };
  }
  if (isAtLimit(error)) {
    const message = 'Pipedrive allows 40 webhooks per user: remove some that are not needed and set up again';
    return { reason: 'limit-reached', message };
  }
  // A response that cannot be read says nothing of the webhook, whatever its status.
  if (!hasStatus(error, 200, 400) || !ApiError.is(error) || error.code !== 'API_REFUSED') return undefined;
  if (error.fields.includes('subscription_url')) {
    const message = 'Pipedrive cannot reach the address for its events: it must be public https and must not redirect';
    return { reason: 'url-refused', message };
  }
  return { reason: 'refused', message: 'Pipedrive refused the webhook: check its address, its name and its user' };
}
