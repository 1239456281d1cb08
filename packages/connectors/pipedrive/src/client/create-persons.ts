import type { CallOptions } from '@frigg-crm/core';
import { hasEmailAddress, searchByPhone, toWholeSeconds, type PeopleClient } from '@frigg-crm/crm-base/connector';
import { defineEndpoint, flag, joinWireFields, nullableText, orNull, readPagesByIds, wireRecord } from '@frigg-crm/http';
import type { CallEndpoint, IdsQuery } from '@frigg-crm/http';
import * as z from 'zod';
import { isPipedriveId, pageOf, pipedriveIdSchema, v2 } from './pipedrive-answer.ts';
import { pipedrivePersonSchema, type PipedrivePerson } from './pipedrive-person.ts';

/** Which persons, in which order. */
export interface ListPersonsQuery {
  /** Persons per page; Pipedrive gives 500 at most. */
  readonly limit: number;
  /** What the page before named as `nextCursor`. All other values but `limit` must stay the same. */
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

const organizationRef = z.object({ id: orNull(pipedriveIdSchema) }).nullish();
const foundSchema = wireRecord({
  id: pipedriveIdSchema,
  name: nullableText.transform((name) => name ?? ''),
  orgId: joinWireFields({ organization: organizationRef }, ({ organization }) => organization?.id ?? null),
  phones: z.array(z.string().nullish()).nullish(),
  emails: z.array(z.string().nullish()).nullish(),
});

/** A person who has the number that was searched for. */
export type PipedrivePersonMatch = Omit<z.output<typeof foundSchema>, 'phones' | 'emails'>;

/** Persons API v2: deleted persons come too. Matches come with the lowest id first. */
export interface PipedrivePersons extends PeopleClient<PipedrivePerson, ListPersonsQuery, PipedrivePersonMatch> {
  /** Searches by name. @param name - Two characters at least. @returns ids as Pipedrive ranks them. */
  searchByName(name: string, options: CallOptions & { readonly limit: number }): Promise<readonly string[]>;
  /** Finds those who have an e-mail address, whatever its case. @returns ids as Pipedrive ranks them. */
  searchByEmail(email: string, options: CallOptions & { readonly limit: number }): Promise<readonly string[]>;
}

const organizationSchema = wireRecord({ id: pipedriveIdSchema, name: nullableText, isDeleted: flag });

/** An organisation of Pipedrive, as far as a sync needs one. */
export type PipedriveOrganization = z.output<typeof organizationSchema>;

/** Organizations API v2. */
export interface PipedriveOrganizations {
  /** Fetches organisations 100 at a time. @returns those that exist. */
  listByIds(ids: readonly string[], options?: CallOptions): Promise<readonly PipedriveOrganization[]>;
}

const MAX_LIMIT = 500;
const MAX_IDS = 100;
const SEARCH_LIMIT = 100;
const BY_IDS = { api: 'Pipedrive', size: MAX_IDS, isId: isPipedriveId } as const;

const persons = v2(z.array(pipedrivePersonSchema));
const listPersons = defineEndpoint({ ...persons, path: '/persons', query: toPersonsQuery, read: pageOf<PipedrivePerson> });
const getPerson = defineEndpoint({ ...v2(pipedrivePersonSchema), path: '/persons/{id}', gone: () => undefined });
const listPersonsByIds = defineEndpoint({ ...persons, path: '/persons', query: toIdsQuery, read: pageOf<PipedrivePerson> });

const listOrganizationsByIds = defineEndpoint({
  ...v2(z.array(organizationSchema)),
  path: '/organizations',
  query: toIdsQuery,
  read: pageOf<PipedriveOrganization>,
});

type PersonSearchQuery = {
  readonly term: string;
  readonly fields: 'phone' | 'name' | 'email';
  readonly exact_match?: 'true';
  readonly limit: number;
};
const searchPersons = defineEndpoint({
  ...v2(z.object({ items: z.array(z.object({ item: foundSchema })) })),
  path: '/persons/search',
  query: (query: PersonSearchQuery) => query,
  read: ({ body }) => body.data.items.map(({ item }) => item),
});

/** @param callSearch - Within the budget of searches: 10 requests per 2 s on every plan (Pipedrive API, Rate limiting). */
export function createPersons(call: CallEndpoint, callSearch: CallEndpoint): PipedrivePersons {
  return {
    list: async (query, options) => call(listPersons, query, options),
    get: async (id, options) => (isPipedriveId(id) ? call(getPerson, { id }, options) : undefined),
    listByIds: async (ids, options) =>
      readPagesByIds(ids, async (query) => call(listPersonsByIds, query, options), { ...BY_IDS, ...options }),
    async searchByPhone(phone, { readNumbers, ...options }) {
      const search = async (term: string) => callSearch(searchPersons, { term, fields: 'phone', limit: SEARCH_LIMIT }, options);
      const people = await searchByPhone(phone, { search, phonesOf: ({ phones }) => phones ?? [], readNumbers }, options);
      const matches = people.map(({ phones: _phones, emails: _emails, ...match }): PipedrivePersonMatch => match);
      return matches.sort((one, other) => Number(one.id) - Number(other.id));
    },
    async searchByName(term, { limit, ...options }) {
      return (await callSearch(searchPersons, { term, fields: 'name', limit }, options)).map(({ id }) => id);
    },
    async searchByEmail(term, { limit, ...options }) {
      const found = await callSearch(searchPersons, { term, fields: 'email', exact_match: 'true', limit }, options);
      return found.filter(({ emails }) => hasEmailAddress(emails ?? [], term)).map(({ id }) => id);
    },
  };
}

/** Makes the calls of Organizations API v2. */
export function createOrganizations(call: CallEndpoint): PipedriveOrganizations {
  return {
    listByIds: async (ids, options) =>
      readPagesByIds(ids, async (query) => call(listOrganizationsByIds, query, options), { ...BY_IDS, ...options }),
  };
}

function toIdsQuery({ ids, cursor }: IdsQuery): Record<string, string | number | undefined> {
  return { ids: ids.join(','), limit: MAX_IDS, cursor };
}

/** The values are the same for each page of a list, whatever the cursor. */
function toPersonsQuery(query: ListPersonsQuery): Record<string, string | number | undefined> {
  const { limit, updatedSince, sortBy = 'id', sortDirection = 'asc', ids, cursor } = query;
  const since = updatedSince === undefined ? undefined : toWholeSeconds(updatedSince);
  const order = { sort_by: sortBy, sort_direction: sortDirection };
  return { limit: Math.min(limit, MAX_LIMIT), ...order, updated_since: since, ids: ids?.join(','), cursor };
}
