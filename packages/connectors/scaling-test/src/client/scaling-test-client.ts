import { ConfigurationError, type CallOptions } from '@frigg-crm/core';
import { defineEndpoint, openApi, type ApiClientOptions } from '@frigg-crm/http';
import type { SyntheticPerson } from '../people/synthetic-person.ts';
import { VERSION } from '../version.ts';
import { peoplePageSchema, personSchema, type PeoplePage } from './person-schemas.ts';

/** Options of {@link createScalingTestClient}. Without `budget` and `requestsPerSecond` there is no limit. */
export interface ScalingTestClientOptions extends ApiClientOptions {
  /** Where the synthetic CRM is served. @defaultValue 'https://scaling-test.example': no such host, so give `fetch` */
  readonly baseUrl?: string | undefined;
  /** The bearer token. */
  readonly token: string;
}

/** Which people to list. With neither `page` nor `cursor`: the first page. */
export interface ListPeopleParams {
  /** People per page, 1 to 1000. */
  readonly limit: number;
  /** From 0. */
  readonly page?: number | undefined;
  /** What the page before named as `nextCursor`. */
  readonly cursor?: string | undefined;
  /** Only people changed at or after this time (ISO 8601). */
  readonly modifiedSince?: string | undefined;
}

/** The people of a synthetic CRM. */
export interface ScalingTestPersons {
  /** @throws {ApiError} */
  list(params: ListPeopleParams, options?: CallOptions): Promise<PeoplePage>;
  /** @returns `undefined` when there is no such person. @throws {ApiError} */
  get(id: string, options?: CallOptions): Promise<SyntheticPerson | undefined>;
}

/** Reads a synthetic CRM. */
export interface ScalingTestClient {
  readonly persons: ScalingTestPersons;
  /** @deprecated since 0.2: `persons.list` */
  readonly listPeople: ScalingTestPersons['list'];
  /** @deprecated since 0.2: `persons.get` */
  readonly getPerson: ScalingTestPersons['get'];
}

const listPeople = defineEndpoint({ path: '/people', query: (params: ListPeopleParams) => ({ ...params }), schema: peoplePageSchema });
const getPerson = defineEndpoint({ path: '/people/{id}', schema: personSchema, gone: () => undefined });

/**
 * Makes a client of a synthetic CRM.
 * @throws {ConfigurationError} when the token is empty.
 */
export function createScalingTestClient(options: ScalingTestClientOptions): ScalingTestClient {
  const { baseUrl = 'https://scaling-test.example', token } = options;
  if (token.trim() === '') throw new ConfigurationError('The scaling test needs a token: give the one that its sandbox accepts');
  const api = { api: 'Scaling test', baseUrl, account: baseUrl, token, userAgent: `frigg-crm-scaling-test/${VERSION}` };
  const { call } = openApi(api, options);
  const persons: ScalingTestPersons = {
    list: async (params, callOptions) => call(listPeople, params, callOptions),
    get: async (id, callOptions) => call(getPerson, { id }, callOptions),
  };
  return { persons, listPeople: persons.list, getPerson: persons.get };
}
