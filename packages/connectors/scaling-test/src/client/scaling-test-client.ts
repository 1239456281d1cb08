import { ConfigurationError, type CallOptions, type Clock, type Logger } from '@frigg-crm/core';
import { createHttpClient, createRequestBudget, orGone, type Fetch, type HttpClientOptions, type RequestBudget } from '@frigg-crm/http';
import type { SyntheticPerson } from '../people/synthetic-person.ts';
import { VERSION } from '../version.ts';
import { peoplePageSchema, personSchema, type PeoplePage } from './person-schemas.ts';

/** Options of {@link createScalingTestClient}. */
export interface ScalingTestClientOptions {
  /** Where the synthetic CRM is served. @defaultValue 'https://scaling-test.example': no such host, so give `fetch` */
  readonly baseUrl?: string | undefined;
  /** The bearer token. */
  readonly token: string;
  /** Usually that of a sandbox. @defaultValue globalThis.fetch */
  readonly fetch?: Fetch | undefined;
  /** Headers of every request. @defaultValue none */
  readonly headers?: HttpClientOptions['headers'];
  /** @defaultValue `frigg-crm-scaling-test/` and the version of this package */
  readonly userAgent?: string | undefined;
  /** @defaultValue the machine's */
  readonly clock?: Clock | undefined;
  /** @defaultValue silent */
  readonly logger?: Logger | undefined;
  /** Shared by all clients of one token. @defaultValue one of `requestsPerSecond` */
  readonly budget?: RequestBudget | undefined;
  /** Requests per second when no `budget` is given. @defaultValue no limit */
  readonly requestsPerSecond?: number | undefined;
  /** Milliseconds until an attempt is given up. @defaultValue 60_000 */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds before the second, third … attempt of a call. @defaultValue [1000, 3000, 10_000] */
  readonly retryDelaysMs?: readonly number[] | undefined;
  /** A number from 0 to 1, for jitter. @defaultValue Math.random */
  readonly random?: (() => number) | undefined;
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

/**
 * Makes a client of a synthetic CRM.
 * @throws {ConfigurationError} when the token is empty.
 */
export function createScalingTestClient(options: ScalingTestClientOptions): ScalingTestClient {
  const { baseUrl = 'https://scaling-test.example', token, requestsPerSecond, clock, ...rest } = options;
  if (token.trim() === '') throw new ConfigurationError('The scaling test needs a token: give the one that its sandbox accepts');
  const { userAgent = `frigg-crm-scaling-test/${VERSION}` } = options;
  const limit = requestsPerSecond === undefined ? undefined : createRequestBudget({ requests: requestsPerSecond, clock });
  const http = createHttpClient({ ...rest, api: 'Scaling test', baseUrl, token, clock, userAgent, budget: options.budget ?? limit });
  const persons: ScalingTestPersons = {
    async list(params, { signal } = {}) {
      return http.request({ method: 'GET', path: '/people', query: { ...params }, schema: peoplePageSchema, signal });
    },
    async get(id, { signal } = {}) {
      const path = `/people/${encodeURIComponent(id)}`;
      return orGone(http.request({ method: 'GET', path, route: '/people/{id}', schema: personSchema, signal }));
    },
  };
  return { persons, listPeople: persons.list, getPerson: persons.get };
}
