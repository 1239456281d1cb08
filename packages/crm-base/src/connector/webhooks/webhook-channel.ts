import type { CallOptions } from '@frigg-crm/core';
import type { ApiError } from '@frigg-crm/http';

/** A webhook as the CRM lists it. Give the item of the list more fields, for `isWanted`. */
export interface ListedWebhook {
  readonly id: string;
  /** When the CRM ends it (ISO 8601). @defaultValue never */
  readonly expiresAt?: string | null | undefined;
}

/** What a connection wants: its one webhook, at this address, with this secret. */
export interface WantedWebhook<Secret> {
  /** Where events go. */
  readonly url: string;
  /** What proves who sends, as it is stored. */
  readonly secret: Secret;
  /** Ids of webhooks that were made for this connection. */
  readonly webhookIds: readonly string[];
}

/** A webhook that was just made. */
export interface CreatedWebhook<Secret> {
  readonly id: string;
  /** When the CRM ends it (ISO 8601), as the CRM says, not as requested. @defaultValue never */
  readonly expiresAt?: string | null | undefined;
  /** What only the response to the creation contains, such as the key of signatures: it becomes part of the secret. @defaultValue nothing */
  readonly secret?: Partial<Secret> | undefined;
}

/** Why the CRM does not take a webhook, and what the owner can do. */
export interface WebhookRefusal {
  /** Lower-case words and `-`, such as `url-refused`: part of the code that the owner sees. */
  readonly reason: string;
  readonly message: string;
}

/**
 * How one CRM keeps webhooks: what {@link reconcileWebhook} needs to know of its API. All functions let the errors of
 * `@frigg-crm/http` pass.
 */
export interface WebhookChannel<Listed extends ListedWebhook, Secret extends object> {
  /** The CRM's name in logs and messages. */
  readonly crm: string;
  /** All webhooks that the app can see, or those with the stored ids where the API lists no others. */
  readonly list: (wanted: WantedWebhook<Secret>, options: CallOptions) => Promise<readonly Listed[]>;
  readonly create: (wanted: WantedWebhook<Secret>, options: CallOptions) => Promise<CreatedWebhook<Secret>>;
  /** Moves the expiry further out, and repeats all settings that would fall back to a default. @defaultValue a new webhook takes its place */
  readonly renew?:
    | ((webhook: Listed, wanted: WantedWebhook<Secret>, options: CallOptions) => Promise<Omit<CreatedWebhook<Secret>, 'secret'>>)
    | undefined;
  /** Also succeeds when it is gone already. */
  readonly remove: (id: string, options: CallOptions) => Promise<void>;
  /**
   * Whether a webhook was made for this connection, beside those with a stored id: by a mark of the secret that it shows, such as a user name.
   * Then its creation succeeded and the response was lost.
   * @defaultValue none was
   */
  readonly isOurs?: ((webhook: Listed, wanted: WantedWebhook<Secret>) => boolean) | undefined;
  /** Whether one of ours is as it has to be: active, with these events, at this address, with this secret as far as the list shows it. */
  readonly isWanted: (webhook: Listed, wanted: WantedWebhook<Secret>) => boolean;
  /** The address of a webhook: one at our address with a secret that is lost is replaced. @defaultValue unknown */
  readonly urlOf?: ((webhook: Listed) => string) | undefined;
  /** Whether a creation failed because there are too many webhooks: then our own old ones make room. @defaultValue never */
  readonly isAtLimit?: ((error: ApiError) => boolean) | undefined;
  /** What a failure means that will stay. Others are thrown, and the set-up is repeated later. @defaultValue all are thrown */
  readonly refusalOf?: ((error: ApiError) => WebhookRefusal | undefined) | undefined;
  /** Whether we choose the id, so that a webhook that is made again has the id of the one that was lost. @defaultValue false */
  readonly choosesIds?: boolean | undefined;
}
