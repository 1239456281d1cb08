import type { CallOptions } from '@frigg-crm/core';
import type { QuoSubscriptionKind } from './quo-subscription.ts';

/** A webhook as Quo lists it, the fields that we use. */
export interface QuoWebhook {
  readonly id: string;
  /** The workspace that it belongs to, where Quo says so. */
  readonly orgId?: string | undefined;
  readonly url: string;
  readonly isEnabled: boolean;
  readonly events: readonly string[];
  /** Ids of phone numbers; `*` alone stands for all of the workspace. */
  readonly phoneNumberIds: readonly string[];
}

/** A webhook that is to be made. */
export interface WantedWebhook {
  readonly kind: QuoSubscriptionKind;
  readonly url: string;
  /** At most ten. */
  readonly phoneNumberIds: readonly string[];
  /** Its name in the settings of Quo. */
  readonly label: string;
}

/** The webhooks of the workspace's owner (Quo API, Webhooks). `createQuoSubscriptions` keeps them as they should be. */
export interface QuoWebhooks {
  /** All that are not deleted: the list has no pages. */
  list(options?: CallOptions): Promise<readonly QuoWebhook[]>;
  /**
   * Makes one. Never repeated when its outcome is unknown: Quo would make a second one.
   * @returns its id, and the key that signs its deliveries; without one it is of no use.
   */
  create(webhook: WantedWebhook, options?: CallOptions): Promise<{ readonly id: string; readonly key: string | undefined }>;
  /** Resolves also when there is no such webhook. */
  delete(id: string, options?: CallOptions): Promise<void>;
}
