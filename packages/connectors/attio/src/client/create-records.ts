import type { CallOptions, JsonObject } from '@frigg-crm/core';
import { hasEmailAddress, searchByPhone, type PeopleClient } from '@frigg-crm/crm-base/connector';
import { defineEndpoint, fetchInChunks, readOffsetCursor, type CallEndpoint } from '@frigg-crm/http';
import * as z from 'zod';
import { dataOf, v2 } from './attio-answer.ts';
import { isAttioId } from './attio-id.ts';
import { attioPersonSchema, type AttioPerson } from './attio-person.ts';
import { activeOf, entriesOf } from './attio-values.ts';

/** Which people, in which order. */
export interface ListPeopleQuery {
  /** People per page; Attio gives 500 at most. */
  readonly limit: number;
  /** What the page before named as `nextCursor`: how many people stand before the page. */
  readonly cursor?: string | undefined;
  /** By the time of their creation: the one order in which pages do not shift while people are added. @defaultValue 'asc' */
  readonly sortDirection?: 'asc' | 'desc' | undefined;
}

/** A person who has the number that was searched for. */
export interface AttioPersonMatch {
  readonly id: string;
  readonly phones: readonly string[];
}

/**
 * Records of the object `people`. A page that is not full is the last one: Attio says neither how many there are nor whether
 * there is a next page. While a merge is under way there is no such person. Searched by the filter of the list, else by the
 * search of Attio, the oldest record first.
 */
export interface AttioPeople extends PeopleClient<AttioPerson, ListPeopleQuery, AttioPersonMatch> {
  /** Finds those who have an e-mail address, whatever its case, the oldest record first. @returns their ids. */
  searchByEmail(email: string, options: CallOptions & { readonly limit: number }): Promise<readonly string[]>;
  /** Creates a person. Not repeated when its outcome is unknown: look among the newest people first. @returns the id. */
  create(person: AttioPersonFields, options?: CallOptions): Promise<string>;
}

/** A new person. */
export interface AttioPersonFields {
  readonly firstName: string;
  readonly lastName: string;
  /** E.164. */
  readonly phone?: string | undefined;
  readonly email?: string | undefined;
  readonly jobTitle?: string | undefined;
}

/** A company of Attio, as far as a sync needs one. */
export interface AttioCompany {
  readonly id: string;
  readonly name: string | null;
}

/** Records of the object `companies`. */
export interface AttioCompanies {
  /** Fetches companies 100 at a time. @returns those that exist. */
  listByIds(ids: readonly string[], options?: CallOptions): Promise<readonly AttioCompany[]>;
}

const MAX_LIMIT = 500;
const MAX_IDS = 100;
/** More people with one number are not compared. */
const MAX_MATCHES = 10;
const MAX_FOUND = 25;

const BY_CREATION = { attribute: 'created_at', direction: 'asc' } as const;
/** Records, List records: a POST that changes nothing. */
const peopleQuery = {
  ...v2(z.array(attioPersonSchema)),
  method: 'POST',
  path: '/objects/people/records/query',
  repeatable: true,
  read: dataOf<readonly AttioPerson[]>,
} as const;
const queryPeople = defineEndpoint({ ...peopleQuery, json: toPageQuery });
const queryPeopleByPhone = defineEndpoint({
  ...peopleQuery,
  json: ({ term }: { readonly term: string }) => ({ filter: { phone_numbers: term }, sorts: [BY_CREATION], limit: MAX_MATCHES }),
});
/** Attio keeps addresses in small letters. */
const queryPeopleByEmail = defineEndpoint({
  ...peopleQuery,
  json: ({ email, limit }: { readonly email: string; readonly limit: number }) => ({
    filter: { email_addresses: email.trim().toLowerCase() },
    sorts: [BY_CREATION],
    limit,
  }),
});
const queryPeopleByIds = defineEndpoint({ ...peopleQuery, json: toIdsQuery });
const getPerson = defineEndpoint({
  ...v2(attioPersonSchema),
  path: '/objects/people/records/{id}',
  read: dataOf<AttioPerson>,
  gone: () => undefined,
});

const foundSchema = z
  .object({ id: z.object({ record_id: z.string() }), object_slug: z.string().nullish(), phone_numbers: z.array(z.string()).nullish() })
  .transform((wire) => ({ id: wire.id.record_id, isPerson: wire.object_slug === 'people', phones: wire.phone_numbers ?? [] }));
/** Records, Search records (beta): fuzzy, and behind by a moment. */
const searchPeople = defineEndpoint({
  ...v2(z.array(foundSchema)),
  method: 'POST',
  path: '/objects/records/search',
  repeatable: true,
  json: ({ term }: { readonly term: string }) => ({
    query: term,
    objects: ['people'],
    request_as: { type: 'workspace' },
    limit: MAX_FOUND,
  }),
  read: ({ body }) => body.data.filter(({ isPerson }) => isPerson),
});

const companySchema = z
  .object({ id: z.object({ record_id: z.string() }), values: z.object({ name: entriesOf('any') }).nullish() })
  .transform(({ id, values }): AttioCompany => {
    const [name] = activeOf(values?.name);
    return { id: id.record_id, name: typeof name?.value === 'string' ? name.value : null };
  });
const queryCompaniesByIds = defineEndpoint({
  ...v2(z.array(companySchema)),
  method: 'POST',
  path: '/objects/companies/records/query',
  repeatable: true,
  json: toIdsQuery,
  read: dataOf<readonly AttioCompany[]>,
});

/** Records, Create a record. */
const createPerson = defineEndpoint({
  ...v2(z.object({ id: z.object({ record_id: z.string().min(1) }) })),
  method: 'POST',
  path: '/objects/people/records',
  json: ({ firstName, lastName, phone, email, jobTitle }: AttioPersonFields): JsonObject => ({
    data: {
      values: {
        name: [{ first_name: firstName, last_name: lastName, full_name: `${firstName} ${lastName}`.trim() }],
        ...(phone !== undefined && { phone_numbers: [{ original_phone_number: phone }] }),
        ...(email !== undefined && { email_addresses: [{ email_address: email }] }),
        ...(jobTitle !== undefined && { job_title: [{ value: jobTitle }] }),
      },
    },
  }),
  read: ({ body }) => body.data.id.record_id,
});

/**
 * Makes the calls for records of people.
 * @param callWrite - Within the budget of writes.
 */
export function createPeople(call: CallEndpoint, callWrite: CallEndpoint): AttioPeople {
  return {
    async list({ limit, cursor, sortDirection = 'asc' }, options) {
      const wanted = Math.min(limit, MAX_LIMIT);
      const { offset, page } = readOffsetCursor(cursor, wanted);
      return page(await call(queryPeople, { limit: wanted, offset, direction: sortDirection }, options));
    },
    create: async (person, options) => callWrite(createPerson, person, options),
    get: async (id, options) => (isAttioId(id) ? call(getPerson, { id }, options) : undefined),
    listByIds: async (ids, options) => listByIds(ids, async (chunk) => call(queryPeopleByIds, { ids: chunk }, options)),
    async searchByPhone(phone, { readNumbers, ...options }) {
      const search = { readNumbers, phonesOf: ({ phones }: AttioPersonMatch) => phones, terms: (e164: string) => [e164] };
      const byFilter = async (term: string): Promise<readonly AttioPersonMatch[]> => call(queryPeopleByPhone, { term }, options);
      const bySearch = async (term: string): Promise<readonly AttioPersonMatch[]> => call(searchPeople, { term }, options);
      const exact = await searchByPhone(phone, { ...search, search: byFilter }, options);
      const found = exact.length > 0 ? exact : await searchByPhone(phone, { ...search, search: bySearch }, options);
      return found.map(({ id, phones }) => ({ id, phones }));
    },
    async searchByEmail(email, { limit, ...options }) {
      const found = await call(queryPeopleByEmail, { email, limit }, options);
      return found.filter(({ emails }) => hasEmailAddress(emails, email)).map(({ id }) => id);
    },
  };
}

/** Makes the calls for records of companies. */
export function createCompanies(call: CallEndpoint): AttioCompanies {
  return { listByIds: async (ids, options) => listByIds(ids, async (chunk) => call(queryCompaniesByIds, { ids: chunk }, options)) };
}

interface PageQuery {
  readonly limit: number;
  readonly offset: number;
  readonly direction: 'asc' | 'desc';
}

function toPageQuery({ limit, offset, direction }: PageQuery): JsonObject {
  return { limit, offset, sorts: [{ ...BY_CREATION, direction }] };
}

/** An id stands for one record at most, so a page of as many has all of them. */
function toIdsQuery({ ids }: { readonly ids: readonly string[] }): JsonObject {
  return { filter: { record_id: { $in: [...ids] } }, limit: ids.length };
}

async function listByIds<Item>(
  ids: readonly string[],
  fetchChunk: (ids: readonly string[]) => Promise<readonly Item[]>,
): Promise<readonly Item[]> {
  return fetchInChunks(ids, fetchChunk, { size: MAX_IDS, isId: isAttioId });
}
