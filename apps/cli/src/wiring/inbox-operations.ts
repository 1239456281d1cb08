import type { InboxKey, JsonObject } from '@frigg-crm/core';
import type { EntryFilter, EntryGroup } from '@frigg-crm/crm-base';
import type { EntryGroupName } from '../config/inbox-settings.ts';

/** Entries are listed as dead letters of every kind, or as events of webhooks in every state. */
export type EntryList = 'dead-letters' | 'webhooks';

/** An entry as lists show it: nothing of what it holds. */
export interface ListedEntry {
  readonly id: string;
  readonly integrationId: string;
  readonly connector: string;
  readonly kind: string;
  readonly state: 'open' | 'done' | 'failed';
  readonly code: string | null;
  readonly failedAttempts: number;
  readonly acceptedAt: string;
  readonly dueAt: string;
}

/** Which entries; an absent condition does not restrict. */
export interface EntryConditions extends Pick<EntryFilter, 'since' | 'until'> {
  readonly integration?: string | undefined;
  /** Of dead letters. */
  readonly group?: EntryGroupName | undefined;
  /** Of webhooks. */
  readonly source?: 'quo' | 'crm' | undefined;
}

/** How a redrive of several entries went. */
export interface RedriveResult {
  readonly redriven: number;
  readonly isComplete: boolean;
  /** When the last of them falls due. */
  readonly until: string;
}

/** What the verbs of `dead-letters` and `inbox` do, on a store or through a server. */
export interface InboxOperations {
  list(
    of: EntryList,
    query: EntryConditions & { readonly state?: ListedEntry['state'] | undefined; readonly limit: number },
  ): Promise<readonly ListedEntry[]>;
  groups(query: {
    readonly integration: string | undefined;
  }): Promise<{ readonly groups: readonly EntryGroup[]; readonly isComplete: boolean }>;
  /** @returns an event with what was kept of it, redacted. */
  show(key: InboxKey): Promise<{ readonly entry: ListedEntry; readonly data: JsonObject }>;
  redriveOne(of: EntryList, key: InboxKey): Promise<{ readonly wasRedriven: boolean; readonly entry: ListedEntry }>;
  redrive(
    of: EntryList,
    query: EntryConditions,
    pace: { readonly perSecond: number | undefined; readonly notBefore: string | undefined },
  ): Promise<RedriveResult>;
}
