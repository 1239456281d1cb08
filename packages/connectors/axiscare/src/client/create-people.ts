import { silentLogger, type CallOptions, type Logger } from '@frigg-crm/core';
import {
  ApiError,
  createNextPageList,
  defineEndpoint,
  fetchInChunks,
  hasStatus,
  readAllPages,
  type ApiAnswer,
  type CallEndpoint,
  type ListPage,
  type NamedPage,
  type NextPageQuery,
  type PageQuery,
} from '@frigg-crm/http';
import * as z from 'zod';
import type { AxisCareRecordType } from '../person-keys.ts';
import { NONE_FOUND, NOT_FOUND, answering, dataOf, type AxisCareAnswer } from './axiscare-answer.ts';
import { partyReader, recordReader, type AxisCarePerson } from './axiscare-person.ts';

/** Which people. */
export interface ListPeopleQuery {
  readonly type: AxisCareRecordType;
  /** People per page, 1 to 500; fewer may come, also none before the last page. */
  readonly limit: number;
  /** What the page before has named. */
  readonly cursor?: string | undefined;
  /** Labels of statuses. @defaultValue all */
  readonly statuses?: readonly string[] | undefined;
}

/** Clients, caregivers, leads and applicants of one site. */
export interface AxisCarePeople {
  /**
   * Lists people by id. A position that the API has lost begins the list again, once.
   * @throws {ApiError} also where the next page is at another host.
   */
  list(query: ListPeopleQuery, options?: CallOptions): Promise<ListPage<AxisCarePerson>>;
  /** @returns `undefined` when there is none. @throws {ApiError} */
  get(type: AxisCareRecordType, id: string, options?: CallOptions): Promise<AxisCarePerson | undefined>;
  /** @returns those that exist. @throws {ApiError} */
  listByIds(type: AxisCareRecordType, ids: readonly string[], options?: CallOptions): Promise<readonly AxisCarePerson[]>;
  /** @returns responsible parties to whom the agency may disclose what is protected; none of no such record. @throws {ApiError} */
  listParties(type: 'client' | 'lead', id: string, options?: CallOptions): Promise<readonly AxisCarePerson[]>;
}

/** The properties with the lists; the path is `/api/` and this. */
const PLURALS = { client: 'clients', caregiver: 'caregivers', lead: 'leads', applicant: 'applicants' } as const;

/** The most that List Clients and List Leads return. */
export const MAX_PAGE_SIZE = 500;
const IDS_PER_REQUEST = 100;
/** List Applicants documents no `limit`. */
const limitOf = (type: AxisCareRecordType, limit: number): number | undefined =>
  type === 'applicant' ? undefined : Math.min(limit, MAX_PAGE_SIZE);

/** Makes the calls about people. `baseUrl` is the site's: next pages must be there too. */
export function createPeople(
  call: CallEndpoint,
  { baseUrl, logger = silentLogger }: { readonly baseUrl: string; readonly logger?: Logger | undefined },
): AxisCarePeople {
  type Page = ListPage<AxisCarePerson>;
  const list = async (type: AxisCareRecordType, query: NextPageQuery<AxisCarePerson>, options?: CallOptions): Promise<Page> => {
    const path = `/api/${PLURALS[type]}`;
    const place = { api: 'AxisCare', operation: `GET ${path}`, baseUrl, path };
    const read = createNextPageList<AxisCarePerson>({
      ...place,
      fetchPage: async (values, callOptions) => call(ENDPOINTS[type].list, values, callOptions),
      onRestart: () => logger.warn({ recordType: type }, 'AxisCare has lost the position in a list; the list begins again'),
    });
    return read(query, options);
  };

  return {
    async list({ type, limit, cursor, statuses }, options) {
      const first = { limit: limitOf(type, limit), statuses: statuses?.join(',') };
      return list(type, { first, limit, cursor, onNone: noneFound }, options);
    },
    get: async (type, id, options) => call(ENDPOINTS[type].get, { id }, options),
    async listByIds(type, ids, options = {}) {
      const about = { ...options, api: 'AxisCare', operation: `GET /api/${PLURALS[type]}` };
      const fetchChunk = async (chunk: readonly string[]): Promise<readonly AxisCarePerson[]> => {
        const first = { [`${type}Ids`]: chunk.join(','), limit: limitOf(type, chunk.length) };
        return readAllPages(async (cursor) => list(type, { first, cursor, restarts: 0, onNone: () => NO_ONE }, options), about);
      };
      return fetchInChunks(ids, fetchChunk, { size: IDS_PER_REQUEST, isId: (id) => /^[1-9]\d{0,14}$/.test(id) });
    },
    async listParties(type, id, options) {
      const found = await call(PARTIES[type], { id }, options);
      return found.flatMap((party) => (party === undefined ? [] : { ...party, id }));
    },
  };
}

const NO_ONE: ListPage<AxisCarePerson> = { data: [], nextCursor: undefined };

/** A 404 with an empty list says that there is none; any other one that the list could not be read. */
function noneFound(error: unknown): ListPage<AxisCarePerson> {
  if (ApiError.is(error) && error.apiCode === NONE_FOUND) return NO_ONE;
  throw error;
}

const ENDPOINTS = {
  client: defineRecord(PLURALS.client, 'home'),
  caregiver: defineRecord(PLURALS.caregiver, 'home'),
  lead: defineRecord(PLURALS.lead, 'phone'),
  applicant: defineRecord(PLURALS.applicant, 'home'),
};

function defineRecord(plural: (typeof PLURALS)[AxisCareRecordType], homeLabel: 'home' | 'phone') {
  const path = `/api/${plural}` as const;
  const reader = recordReader({ homeLabel });
  return {
    list: defineEndpoint({
      path,
      query: (values: PageQuery) => values,
      ...answering(pageSchema(plural, reader)),
      read: dataOf,
    }),
    get: defineEndpoint({
      path: `${path}/{id}` as const,
      ...answering(singleSchema(reader)),
      read: (answer: ApiAnswer<AxisCareAnswer<AxisCarePerson | undefined>>) => answer.body.data,
      gone: () => undefined,
      // Get Client documents 400 and no 404. A refusal inside 200 has status 200.
      isGone: (error: ApiError) => hasStatus(error, 400, 404, 410) || error.apiCode === NOT_FOUND,
    }),
  };
}

/** Lists come inside `results` or beside it, as arrays or as objects by id: documented is one, sent is another. */
function pageSchema(container: string, reader: z.ZodType<AxisCarePerson>): z.ZodType<NamedPage<AxisCarePerson>> {
  const people = z.union([z.array(reader), z.record(z.string(), reader).transform((byId) => Object.values(byId))]);
  const page = z.looseObject({ [container]: people, nextPage: z.string().nullish() });
  const toPage = (found: Readonly<Record<string, unknown>>): NamedPage<AxisCarePerson> => ({
    data: found[container] as readonly AxisCarePerson[],
    nextPage: found['nextPage'] as string | null | undefined,
  });
  return z.union([z.looseObject({ results: page }).transform(({ results }) => toPage(results)), page.transform(toPage)]);
}

/** `results` is the person, or has it in `data` (Get Caregiver). Without an id it is none: `[]` and `null` stand for no record. */
function singleSchema(reader: z.ZodType<AxisCarePerson>): z.ZodType<AxisCarePerson | undefined> {
  return z.looseObject({ results: z.unknown().optional() }).transform(({ results }) => {
    const data = z.looseObject({ data: z.looseObject({}) }).safeParse(results).data?.data ?? results;
    const person = reader.safeParse(data).data;
    return person === undefined || person.id === '' ? undefined : person;
  });
}

/** All three, of which most are blank. */
const partyList = z.looseObject({ results: z.array(partyReader).nullish() }).transform(({ results }) => results ?? []);
const partiesOf = { ...answering(partyList), read: dataOf<readonly (AxisCarePerson | undefined)[]>, gone: () => [] };
const PARTIES = {
  client: defineEndpoint({ path: '/api/clients/{id}/responsibleParties', ...partiesOf }),
  lead: defineEndpoint({ path: '/api/leads/{id}/responsibleParties', ...partiesOf }),
};
