import type { CallOptions } from '@frigg-crm/core';
import { searchByPhone, toWholeSeconds, type PeopleClient } from '@frigg-crm/crm-base/connector';
import {
  defineEndpoint,
  fetchInChunks,
  flag,
  nullableText,
  readAllPages,
  toCamelKeys,
  type CallEndpoint,
  type ListPage,
} from '@frigg-crm/http';
import * as z from 'zod';
import { dataOf, isPipedriveId, pageOf, pipedriveIdSchema, v2 } from './pipedrive-answer.ts';
import { pipedrivePersonSchema, type PipedrivePerson } from './pipedrive-person.ts';

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

/** A person who has the number that was searched for. */
export interface PipedrivePersonMatch {
  readonly id: string;
  readonly name: string;
  readonly orgId: string | null;
}

/** Persons API v2: deleted persons come too. Matches come with the lowest id first. */
export interface PipedrivePersons extends PeopleClient<PipedrivePerson, ListPersonsQuery, PipedrivePersonMatch> {
  /** Searches by name. @param name - Two characters at least. @returns ids as Pipedrive ranks them. */
  searchByName(name: string, options: CallOptions & { readonly limit: number }): Promise<readonly string[]>;
}

/** An organisation of Pipedrive, as far as a sync needs one. */
export interface PipedriveOrganization {
  readonly id: string;
  readonly name: string | null;
  readonly isDeleted: boolean;
}

/** Organizations API v2. */
export interface PipedriveOrganizations {
  /** Fetches organisations 100 at a time. @returns those that exist. */
  listByIds(ids: readonly string[], options?: CallOptions): Promise<readonly PipedriveOrganization[]>;
}

const MAX_LIMIT = 500;
const MAX_IDS = 100;
const SEARCH_LIMIT = 100;

const persons = v2(z.array(pipedrivePersonSchema));
const listPersons = defineEndpoint({ ...persons, path: '/persons', query: toPersonsQuery, read: pageOf<PipedrivePerson> });
const getPerson = defineEndpoint({
  ...v2(pipedrivePersonSchema),
  path: '/persons/{id}',
  read: dataOf<PipedrivePerson>,
  gone: () => undefined,
});
const listPersonsByIds = defineEndpoint({ ...persons, path: '/persons', query: toIdsQuery, read: pageOf<PipedrivePerson> });

const organizationSchema = z.object({ id: pipedriveIdSchema, name: nullableText, is_deleted: flag }).transform(toCamelKeys);
const listOrganizationsByIds = defineEndpoint({
  ...v2(z.array(organizationSchema)),
  path: '/organizations',
  query: toIdsQuery,
  read: pageOf<PipedriveOrganization>,
});

const foundSchema = z.object({
  id: pipedriveIdSchema,
  name: z.string().nullish(),
  phones: z.array(z.string().nullish()).nullish(),
  organization: z.object({ id: pipedriveIdSchema.nullish() }).nullish(),
});
const searchPersons = defineEndpoint({
  ...v2(z.object({ items: z.array(z.object({ item: foundSchema })) })),
  path: '/persons/search',
  query: ({ term }: { readonly term: string }) => ({ term, fields: 'phone', limit: SEARCH_LIMIT }),
  read: ({ body }) => body.data.items.map(({ item }) => item),
});

const searchPersonsByName = defineEndpoint({
  ...v2(z.object({ items: z.array(z.object({ item: z.object({ id: pipedriveIdSchema }) })) })),
  path: '/persons/search',
  query: ({ name, limit }: { readonly name: string; readonly limit: number }) => ({ term: name, fields: 'name', limit }),
  read: ({ body }) => body.data.items.map(({ item }) => item.id),
});

/** @param callSearch - Within the budget of searches: 10 requests per 2 s on every plan (Pipedrive API, Rate limiting). */
export function createPersons(call: CallEndpoint, callSearch: CallEndpoint): PipedrivePersons {
  return {
    list: async (query, options) => call(listPersons, query, options),
    get: async (id, options) => (isPipedriveId(id) ? call(getPerson, { id }, options) : undefined),
    listByIds: async (ids, options) => listByIds(ids, async (query) => call(listPersonsByIds, query, options)),
    async searchByPhone(phone, { readNumbers, ...options }) {
      const search = async (term: string, { signal }: CallOptions) => callSearch(searchPersons, { term }, { signal });
      const found = await searchByPhone(phone, { search, phonesOf: ({ phones }) => phones ?? [], readNumbers }, options);
      const matches = found.map(({ id, name, organization }) => ({ id, name: name ?? '', orgId: organization?.id ?? null }));
      return matches.sort((one, other) => Number(one.id) - Number(other.id));
    },
    searchByName: async (name, { limit, ...options }) => callSearch(searchPersonsByName, { name, limit }, options),
  };
}

/** Makes the calls of Organizations API v2. */
export function createOrganizations(call: CallEndpoint): PipedriveOrganizations {
  return { listByIds: async (ids, options) => listByIds(ids, async (query) => call(listOrganizationsByIds, query, options)) };
}

interface IdsQuery {
  readonly ids: readonly string[];
  readonly cursor: string | undefined;
}

function toIdsQuery({ ids, cursor }: IdsQuery): Record<string, string | number | undefined> {
  return { ids: ids.join(','), limit: MAX_IDS, cursor };
}

/** The values are the same for each page of a list, whatever the cursor. */
function toPersonsQuery(query: ListPersonsQuery): Record<string, string | number | undefined> {
  const { limit, cursor, updatedSince, sortBy = 'id', sortDirection = 'asc', ids } = query;
  const since = updatedSince === undefined ? undefined : toWholeSeconds(updatedSince);
  const order = { sort_by: sortBy, sort_direction: sortDirection };
  return { limit: Math.min(limit, MAX_LIMIT), ...order, updated_since: since, ids: ids?.join(','), cursor };
}

async function listByIds<Item>(ids: readonly string[], fetchPage: (query: IdsQuery) => Promise<ListPage<Item>>): Promise<readonly Item[]> {
  const about = { api: 'Pipedrive', operation: 'list by ids' };
  const fetchChunk = async (chunk: readonly string[]): Promise<readonly Item[]> =>
    readAllPages(async (cursor) => fetchPage({ ids: chunk, cursor }), about);
  return fetchInChunks(ids, fetchChunk, { size: MAX_IDS, isId: isPipedriveId });
}
