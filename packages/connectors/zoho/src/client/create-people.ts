import type { CallOptions } from '@frigg-crm/core';
import { hasEmailAddress, hasName, searchByPhone, toSearchTerms, type PeopleClient } from '@frigg-crm/crm-base/connector';
import { defineEndpoint, readAllPages, readPagesByIds, type CallEndpoint, type IdsQuery, type ListPage } from '@frigg-crm/http';
import { isGoneRecord, isZohoId, numberedPages, toModifiedSince, tokenPages } from './zoho-answer.ts';
import { ZOHO_MODULES, fieldsOf, type ZohoModule, type ZohoObjectType } from './zoho-modules.ts';
import { deletedSchemaOf, personSchemaOf, type ZohoPerson } from './zoho-person.ts';

/** Which people, in which order. */
export interface ListPeopleQuery {
  /** People per page; Zoho gives 200 at most. */
  readonly limit: number;
  /** What the page before named as `nextCursor`: good for 24 hours, and for the very same values. */
  readonly cursor?: string | undefined;
  /** Only people created or changed after this time (ISO 8601). Sent with whole seconds, rounded down. */
  readonly modifiedSince?: string | undefined;
  /** @defaultValue 'id' */
  readonly sortBy?: 'id' | 'Created_Time' | 'Modified_Time' | undefined;
  /** @defaultValue 'asc' */
  readonly sortOrder?: 'asc' | 'desc' | undefined;
}

/** Which deleted people; the cursor is the number of a page. */
export type ListDeletedQuery = Pick<ListPeopleQuery, 'limit' | 'cursor' | 'modifiedSince'>;

/** The people of one module. Up to 100,000 can be reached by cursors; those fetched by id come in the order of the ids. */
export interface ZohoPeople extends PeopleClient<ZohoPerson, ListPeopleQuery, ZohoPerson> {
  /** Finds those who have an e-mail address, whatever its case: of the first 200 whom Zoho finds. */
  searchByEmail(email: string, options?: CallOptions): Promise<readonly ZohoPerson[]>;
  /** Finds those of whose name each word is a part, among the first 200 whom Zoho finds by the words. @param name - 2 to 100 characters. */
  searchByName(name: string, options?: CallOptions): Promise<readonly ZohoPerson[]>;
  /** Fetches one page of those who are in the recycle bin (60 days) or were deleted for good (120 days). */
  listDeleted(query: ListDeletedQuery, options?: CallOptions): Promise<ListPage<ZohoPerson>>;
}

const MAX_LIMIT = 200;
/** `ids` holds 1,024 characters at most (OpenAPI, Get Records). */
const MAX_IDS = 50;
const BY_IDS = { api: 'Zoho CRM', size: MAX_IDS, isId: isZohoId, isOrdered: true } as const;

/** Zoho CRM API v8, Search Records: by exactly one of them. */
interface SearchQuery {
  readonly by: { readonly phone: string } | { readonly email: string } | { readonly word: string };
  readonly cursor?: string | undefined;
}

/** Makes the calls of one module (Zoho CRM API v8, Records, Search Records, Get Deleted Records). */
export function createPeople(call: CallEndpoint, objectType: ZohoObjectType): ZohoPeople {
  const { list, listIds, listDeleted, get, search } = endpointsOf(ZOHO_MODULES[objectType]);
  return {
    list: async (query, options) => call(list, query, options),
    listDeleted: async (query, options) => call(listDeleted, query, options),
    get: async (id, options) => (isZohoId(id) ? call(get, { id }, options) : undefined),
    listByIds: async (ids, options) => readPagesByIds(ids, async (query) => call(listIds, query, options), { ...BY_IDS, ...options }),
    async searchByPhone(phone, { readNumbers, ...options }) {
      const about = { api: 'Zoho CRM', operation: 'search by phone', ...options };
      const searchFor = async (term: string): Promise<readonly ZohoPerson[]> =>
        readAllPages(async (cursor) => call(search, { by: { phone: term }, cursor }, options), about);
      const phonesOf = ({ phones }: ZohoPerson): readonly string[] => phones.map(({ value }) => value);
      // How Zoho compares what was typed is not documented: E.164 first, then the national digits.
      const terms = (e164: string): readonly string[] => toSearchTerms(e164).slice(0, 2);
      return searchByPhone(phone, { search: searchFor, phonesOf, readNumbers, terms }, options);
    },
    async searchByEmail(email, options) {
      const { data } = await call(search, { by: { email } }, options);
      return data.filter(({ emails }) =>
        hasEmailAddress(
          emails.map(({ value }) => value),
          email,
        ),
      );
    },
    async searchByName(name, options) {
      const { data } = await call(search, { by: { word: name } }, options);
      return data.filter((person) => hasName([person.firstName, person.lastName, person.name], name));
    },
  };
}

function endpointsOf(module: ZohoModule) {
  const { module: name } = module;
  const fields = fieldsOf(module);
  const person = personSchemaOf(module);
  return {
    list: defineEndpoint({
      ...tokenPages(person),
      path: `/${name}`,
      query: ({ limit, cursor, sortBy = 'id', sortOrder = 'asc' }: ListPeopleQuery) => {
        return { fields, per_page: Math.min(limit, MAX_LIMIT), sort_by: sortBy, sort_order: sortOrder, page_token: cursor };
      },
      headers: toModifiedSince,
    }),
    listIds: defineEndpoint({
      ...numberedPages(person),
      path: `/${name}`,
      query: ({ ids }: IdsQuery) => ({ fields, ids: ids.join(','), per_page: MAX_IDS }),
      // As many as are requested have one page.
      read: ({ body: { data } }) => ({ data, nextCursor: undefined }),
    }),
    listDeleted: defineEndpoint({
      ...numberedPages(deletedSchemaOf(module)),
      path: `/${name}/deleted`,
      query: ({ limit, cursor }: ListDeletedQuery) => ({ type: 'all', page: cursor ?? '1', per_page: Math.min(limit, MAX_LIMIT) }),
      headers: toModifiedSince,
    }),
    get: defineEndpoint({
      ...numberedPages(person),
      path: `/${name}/{id}`,
      read: ({ body }) => body.data[0],
      empty: () => undefined,
      gone: () => undefined,
      isGone: isGoneRecord,
    }),
    search: defineEndpoint({
      ...numberedPages(person),
      path: `/${name}/search`,
      query: ({ by, cursor }: SearchQuery) => ({ ...by, fields, per_page: MAX_LIMIT, page: cursor ?? '1' }),
    }),
  };
}
