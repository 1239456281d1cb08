import { ConfigurationError, silentLogger, type CallOptions, type Logger } from '@frigg-crm/core';
import {
  ApiError,
  defineEndpoint,
  fetchInChunks,
  hasStatus,
  readAllPages,
  readNextPageUrl,
  toPageQuery,
  type ApiAnswer,
  type CallEndpoint,
  type ListPage,
} from '@frigg-crm/http';
import * as z from 'zod';
import type { AxisCareRecordType } from '../person-keys.ts';
import { NONE_FOUND, NOT_FOUND, answering, dataOf, type AxisCareAnswer } from './axiscare-answer.ts';
import { partyReader, recordReader, type AxisCareParty, type AxisCarePerson } from './axiscare-person.ts';

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
}

/** Responsible parties of clients and leads of one site. */
export interface AxisCareParties {
  /** @returns all that are filled in or blank; none when there is no such record. @throws {ApiError} */
  list(type: 'client' | 'lead', id: string, options?: CallOptions): Promise<readonly AxisCareParty[]>;
}

/** How one type of record is called in the API. */
interface RecordFacts {
  /** The property with the list; the path is `/api/` and this. */
  readonly plural: 'clients' | 'caregivers' | 'leads' | 'applicants';
  /** List Applicants documents no `limit`. */
  readonly hasLimit: boolean;
  readonly homeLabel: 'home' | 'phone';
}

const RECORDS: Readonly<Record<AxisCareRecordType, RecordFacts>> = {
  client: { plural: 'clients', hasLimit: true, homeLabel: 'home' },
  caregiver: { plural: 'caregivers', hasLimit: true, homeLabel: 'home' },
  lead: { plural: 'leads', hasLimit: true, homeLabel: 'phone' },
  applicant: { plural: 'applicants', hasLimit: false, homeLabel: 'home' },
};

/** The most that List Clients and List Leads return. */
export const MAX_PAGE_SIZE = 500;
const IDS_PER_REQUEST = 100;

interface PageInput {
  readonly query: Readonly<Record<string, string | number | readonly string[] | undefined>>;
}

interface WirePage {
  readonly people: readonly AxisCarePerson[];
  readonly nextPage: string | null;
}

/** Makes the calls about people. `baseUrl` is the site's: next pages must be there too. */
export function createPeople(
  call: CallEndpoint,
  { baseUrl, logger = silentLogger }: { readonly baseUrl: string; readonly logger?: Logger | undefined },
): AxisCarePeople {
  async function readPage(type: AxisCareRecordType, input: PageInput, options: CallOptions): Promise<ListPage<AxisCarePerson>> {
    const path = `/api/${RECORDS[type].plural}`;
    const { people, nextPage } = await call(ENDPOINTS[type].list, input, options);
    return { data: people, nextCursor: readNextPageUrl(nextPage, { api: 'AxisCare', operation: `GET ${path}`, baseUrl, path }) };
  }

  async function list(query: ListPeopleQuery, options: CallOptions = {}): Promise<ListPage<AxisCarePerson>> {
    const { type, limit, statuses } = query;
    const { search, skip, restarts } = readPeopleCursor(query.cursor);
    const first = { limit: RECORDS[type].hasLimit ? Math.min(limit, MAX_PAGE_SIZE) : undefined, statuses: statuses?.join(',') };
    try {
      const { data, nextCursor } = await readPage(type, { query: search === '' ? first : toPageQuery(search) }, options);
      const rest = data.slice(skip);
      if (rest.length > limit) return { data: rest.slice(0, limit), nextCursor: toPeopleCursor({ search, skip: skip + limit, restarts }) };
      return { data: rest, nextCursor: nextCursor === undefined ? undefined : toPeopleCursor({ search: nextCursor, skip: 0, restarts }) };
    } catch (error) {
      if (!hasStatus(error, 404) || restarts > 0) throw error;
      if (search === '') return noneFound(error);
      logger.warn({ recordType: type }, 'AxisCare has lost the position in a list; the list begins again');
      return list({ ...query, cursor: toPeopleCursor({ search: '', skip: 0, restarts: restarts + 1 }) }, options);
    }
  }

  return {
    list,
    get: async (type, id, options) => call(ENDPOINTS[type].get, { id }, options),
    async listByIds(type, ids, options = {}) {
      const { plural, hasLimit } = RECORDS[type];
      const fetchChunk = async (chunk: readonly string[]): Promise<readonly AxisCarePerson[]> => {
        const first = { [`${type}Ids`]: chunk.join(','), limit: hasLimit ? chunk.length : undefined };
        const pages = async (cursor: string | undefined): Promise<ListPage<AxisCarePerson>> =>
          readPage(type, { query: cursor === undefined ? first : toPageQuery(cursor) }, options).catch((error: unknown) => {
            if (cursor === undefined && hasStatus(error, 404)) return { data: [], nextCursor: undefined };
            throw error;
          });
        return readAllPages(pages, { ...options, api: 'AxisCare', operation: `GET /api/${plural}` });
      };
      return fetchInChunks(ids, fetchChunk, { size: IDS_PER_REQUEST, isId: (id) => /^[1-9]\d{0,14}$/.test(id) });
    },
  };
}

/** A 404 with an empty list says that there is none; any other one that the list could not be read. */
function noneFound(error: unknown): ListPage<AxisCarePerson> {
  if (ApiError.is(error) && error.apiCode === NONE_FOUND) return { data: [], nextCursor: undefined };
  throw error;
}

const ENDPOINTS = {
  client: defineRecord(RECORDS.client),
  caregiver: defineRecord(RECORDS.caregiver),
  lead: defineRecord(RECORDS.lead),
  applicant: defineRecord(RECORDS.applicant),
};

function defineRecord({ plural, homeLabel }: RecordFacts) {
  const path = `/api/${plural}` as const;
  const reader = recordReader({ homeLabel });
  return {
    list: defineEndpoint({
      path,
      query: ({ query }: PageInput) => query,
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
function pageSchema(container: string, reader: z.ZodType<AxisCarePerson>): z.ZodType<WirePage> {
  const people = z.union([z.array(reader), z.record(z.string(), reader).transform((byId) => Object.values(byId))]);
  const page = z.looseObject({ [container]: people, nextPage: z.string().nullish() });
  const toPage = (found: Readonly<Record<string, unknown>>): WirePage => ({
    people: found[container] as readonly AxisCarePerson[],
    nextPage: (found['nextPage'] as string | null | undefined) ?? null,
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

/** A position in a list of people. */
interface PeopleCursor {
  /** The query of the page, as AxisCare has named it; empty: the first page. */
  readonly search: string;
  /** How many people of that page were given out already: a page may hold more than was requested. */
  readonly skip: number;
  /** How often the list was begun again, because AxisCare had lost a position. */
  readonly restarts: number;
}

function toPeopleCursor({ search, skip, restarts }: PeopleCursor): string {
  return `${restarts}.${skip}.${search}`;
}

function readPeopleCursor(cursor: string | undefined): PeopleCursor {
  if (cursor === undefined) return { search: '', skip: 0, restarts: 0 };
  const [, restarts, skip, search = ''] = /^(\d)\.(\d{1,9})\.(.*)$/s.exec(cursor) ?? [];
  if (restarts === undefined) throw new ConfigurationError('The cursor is none of a list of AxisCare: begin the list again');
  return { search, skip: Number(skip), restarts: Number(restarts) };
}

const partyList = answering(z.looseObject({ results: z.array(partyReader).nullish() }).transform((body) => body.results ?? []));
const partiesOf = { ...partyList, read: dataOf<readonly AxisCareParty[]>, gone: (): readonly AxisCareParty[] => [] };

const PARTIES = {
  client: defineEndpoint({ path: '/api/clients/{id}/responsibleParties', ...partiesOf }),
  lead: defineEndpoint({ path: '/api/leads/{id}/responsibleParties', ...partiesOf }),
};

/** Makes the calls about responsible parties. */
export function createParties(call: CallEndpoint): AxisCareParties {
  return { list: async (type, id, options) => call(PARTIES[type], { id }, options) };
}
