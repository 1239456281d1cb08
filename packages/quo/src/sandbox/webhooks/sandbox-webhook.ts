import type { JsonObject } from '@frigg-crm/core';

/** A webhook that the sandbox holds, as the API shows it (Quo API, Get a webhook by id). */
export interface SandboxWebhook extends JsonObject {
  readonly id: string;
  readonly userId: string;
  readonly orgId: string;
  readonly label: string | null;
  readonly status: 'enabled' | 'disabled';
  readonly url: string;
  /** What deliveries are signed with. */
  readonly key: string;
  readonly events: readonly string[];
  /** Ids of phone numbers, or `*` for all. */
  readonly resourceIds: readonly string[];
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly deletedAt: null;
}
