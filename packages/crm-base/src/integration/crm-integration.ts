import type { CallOptions } from '@frigg-crm/core';
import type { QuoContact, QuoContacts } from '@frigg-crm/quo';
import type { ResolvedCRMConfig } from '../config/crm-config.ts';
import type { FetchPersonPageParams, PersonPage } from './person-page.ts';

/** Which type of person a call is about. */
export interface PersonScope extends CallOptions {
  /** The CRM's own name of the object type. */
  readonly objectType: string;
}

/** One CRM account joined with one Quo workspace, as the sync sees it. `BaseCRMIntegration` is its usual form. */
export interface CrmIntegration<Person = unknown> {
  readonly integrationId: string;
  /** The owner. */
  readonly userId: string;
  /** The connector's id, such as `pipedrive`. */
  readonly connector: string;
  readonly config: ResolvedCRMConfig;
  /** Where the people go. */
  readonly quoContacts: QuoContacts;
  /** What the contacts of this connector have in Quo as `source`. */
  readonly quoSource: string;
  /** @returns one page of people. */
  fetchPersonPage(params: FetchPersonPageParams, options: CallOptions): Promise<PersonPage<Person>>;
  /** @returns the people that exist, in any order. */
  fetchPersonsByIds(ids: readonly string[], scope: PersonScope): Promise<readonly Person[]>;
  /** @throws for a record that cannot become a contact; the others are not concerned. */
  transformPersonToQuo(person: Person, scope: PersonScope): Promise<QuoContact> | QuoContact;
  /** @returns the id that the person has in Quo as `externalId`; `undefined` for a record without one. */
  personExternalId(person: Person, scope: PersonScope): string | undefined;
  /** @returns whether the CRM lists the person as deleted. */
  isPersonDeleted(person: Person): boolean;
  /** @returns when the CRM changed the person last (ISO 8601), or `undefined` when it does not say: then no version is newer than another. */
  personModifiedAt(person: Person): string | undefined;
}
