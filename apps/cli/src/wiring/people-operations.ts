import type { PersonLookup } from '@frigg-crm/crm-base';

/** A person as a lookup shows it. */
export interface FoundPerson {
  readonly objectType: string;
  readonly crmId: string;
  readonly quoId: string | null;
  readonly phoneNumbers: readonly string[];
  readonly modifiedAt: string | null;
  readonly seenInSyncId: string | null;
  readonly failedInSyncId: string | null;
  readonly decision: { readonly code: string; readonly message: string };
}

/** What the verbs of `frigg-crm people` do, on a store or through a server. */
export interface PeopleOperations {
  /** @returns ids of integrations, two at most. */
  firstIntegrations(): Promise<readonly string[]>;
  find(integrationId: string, by: PersonLookup): Promise<readonly FoundPerson[]>;
  /** @returns the id of the entry that keeps the work until it is done. */
  syncNow(person: { readonly integrationId: string; readonly objectType: string; readonly crmId: string }): Promise<string>;
}
