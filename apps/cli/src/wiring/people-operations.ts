import type { Schema } from '@frigg-crm/client';
import type { InboxRecord } from '@frigg-crm/core';
import type { KnownActivity, PersonLookup } from '@frigg-crm/crm-base';
import type { PlannedOnly } from './sync-operations.ts';

/** A person as a lookup shows one, and as a server does. */
export type PersonView = Schema<'Person'>;

/** A person as both sides have them, as a server shows it. */
export type ComparisonView = Schema<'PersonComparison'>;

/** A person, as verbs name one. */
export interface PersonAddress {
  readonly integrationId: string;
  readonly objectType: string;
  readonly crmId: string;
}

/** What is stored about a person. */
export interface KnownOfPerson {
  readonly decision: PersonView['decision'];
  /** Events that wait or have failed. */
  readonly entries: readonly Pick<InboxRecord, 'id' | 'kind' | 'state' | 'code'>[];
  /** Calls and texts. */
  readonly activities: readonly Pick<KnownActivity, 'kind' | 'sourceId' | 'contactPhone' | 'activityId' | 'seenAt'>[];
}

/** What the verbs of `frigg-crm people` do, on a store or through a server. */
export interface PeopleOperations {
  /** @returns ids of integrations, two at most. */
  firstIntegrations(): Promise<readonly string[]>;
  find(integrationId: string, by: PersonLookup): Promise<{ readonly people: readonly PersonView[]; readonly hasMore: boolean }>;
  /** Reads the person in the CRM and in Quo now. @returns that with what names exactly what a sync would change. */
  compare(person: PersonAddress): Promise<{ readonly comparison: ComparisonView; readonly plan: string }>;
  describe(person: PersonAddress): Promise<KnownOfPerson>;
  /** @returns the id of the entry that keeps the work until it is done. */
  syncNow(person: PersonAddress, only?: PlannedOnly): Promise<string>;
  /** @returns how far the work on an entry is; `undefined`: there is none. */
  findEntry(integrationId: string, entryId: string): Promise<Pick<InboxRecord, 'state' | 'code'> | undefined>;
}
