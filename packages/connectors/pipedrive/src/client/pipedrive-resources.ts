import type { CallOptions } from '@frigg-crm/core';
import type { PipedriveActivities } from './create-activities.ts';
import type { PipedriveDeals, PipedriveLeads } from './create-deals-and-leads.ts';
import type { PipedriveNotes } from './create-notes.ts';
import type { PipedrivePersonSearch } from './create-person-search.ts';
import type { PipedriveUsers } from './create-users.ts';
import type { PipedriveWebhooks } from './create-webhooks.ts';
import type { PipedriveOrganization } from './pipedrive-organization.ts';
import type { PipedrivePerson } from './pipedrive-person.ts';

/** Which persons, in which order. */
export interface ListPersonsQuery {
  /** Persons per page; Pipedrive gives 500 at most. */
  readonly limit: number;
  /** What the page before named as `nextCursor`. All other values must stay the same. */
  readonly cursor?: string | undefined;
  /** Only persons changed at or after this time (ISO 8601). Sent with whole seconds, rounded down. */
  readonly updatedSince?: string | undefined;
  /** @defaultValue 'id' */
  readonly sortBy?: 'id' | 'update_time' | 'add_time' | undefined;
  /** @defaultValue 'asc' */
  readonly sortDirection?: 'asc' | 'desc' | undefined;
  /** Only these persons, 100 at most. */
  readonly ids?: readonly string[] | undefined;
}

/** One page of persons. */
export interface PipedrivePersonPage {
  readonly data: readonly PipedrivePerson[];
  /** Names the next page; opaque. Absent on the last one. */
  readonly nextCursor: string | undefined;
}

/** Persons API v2, but for the search. */
export interface PipedrivePersonList {
  /** Fetches one page. @throws {ApiRefusedError} 400 when the cursor has expired or belongs to other values. */
  list(query: ListPersonsQuery, options?: CallOptions): Promise<PipedrivePersonPage>;
  /** @returns the person, also a deleted one; `undefined` when there is none, or none that this user may see. */
  get(id: string, options?: CallOptions): Promise<PipedrivePerson | undefined>;
  /** Fetches persons 100 at a time. @returns those that exist, deleted ones included. */
  listByIds(ids: readonly string[], options?: CallOptions): Promise<readonly PipedrivePerson[]>;
}

/** Persons API v2. */
export interface PipedrivePersons extends PipedrivePersonList, PipedrivePersonSearch {}

/** Organizations API v2. */
export interface PipedriveOrganizations {
  /** Fetches organisations 100 at a time. @returns those that exist. */
  listByIds(ids: readonly string[], options?: CallOptions): Promise<readonly PipedriveOrganization[]>;
}

/** The resources of Pipedrive's API. */
export interface PipedriveResources {
  readonly persons: PipedrivePersons;
  readonly organizations: PipedriveOrganizations;
  readonly activities: PipedriveActivities;
  readonly notes: PipedriveNotes;
  readonly deals: PipedriveDeals;
  readonly leads: PipedriveLeads;
  readonly users: PipedriveUsers;
  readonly webhooks: PipedriveWebhooks;
}
