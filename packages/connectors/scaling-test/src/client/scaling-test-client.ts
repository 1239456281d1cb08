import { ConfigurationError, type CallOptions, type Clock, type Logger } from '@frigg-crm/core';
import { ApiError, createHttpClient, type Fetch, type RequestBudget } from '@frigg-crm/http';
import type { SyntheticPerson } from '../people/synthetic-person.ts';
import { peoplePageSchema, personSchema, type PeoplePage } from './person-schemas.ts';

/** Options of {@link createScalingTestClient}. */
export interface ScalingTestClientOptions {
  /** Where the synthetic CRM is served. @defaultValue 'https://scaling-test.example': no such host, so give `fetch` */
  readonly baseUrl?: string | undefined;
  /** The bearer token. */
  readonly token: string;
  /** Shared by all clients of one token. */
  readonly budget?: RequestBudget | undefined;
  /** Usually that of a sandbox. @defaultValue globalThis.fetch */
  readonly fetch?: Fetch | undefined;
  /** Milliseconds before the second, third … attempt of a call. @defaultValue [1000, 3000, 10_000] */
  readonly retryDelaysMs?: readonly number[] | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
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

/** Reads a synthetic CRM. */
export interface ScalingTestClient {
  /** @throws {ApiError} */
  listPeople(params: ListPeopleParams, options?: CallOptions): Promise<PeoplePage>;
  /** @returns `undefined` when there is no such person. @throws {ApiError} */
  getPerson(id: string, options?: CallOptions): Promise<SyntheticPerson | undefined>;
}

/**
 * Makes a client of a synthetic CRM.
 * @throws {ConfigurationError} when the token is empty.
 */
export function createScalingTestClient({
  baseUrl = 'https://scaling-test.example',
  token,
  ...options
}: ScalingTestClientOptions): ScalingTestClient {
  if (token.trim() === '') throw new ConfigurationError('The scaling test needs a token: give the one that its sandbox accepts');
  const http = createHttpClient({ ...options, api: 'Scaling test', baseUrl, headers: () => ({ authorization: `Bearer ${token}` }) });
  return {
    async listPeople(params, { signal } = {}) {
      return http.request({ method: 'GET', path: '/people', query: { ...params }, schema: peoplePageSchema, signal });
    },
    async getPerson(id, { signal } = {}) {
      try {
        return await http.request({
          method: 'GET',
          path: `/people/${encodeURIComponent(id)}`,
          route: '/people/{id}',
          schema: personSchema,
          signal,
        });
      } catch (error) {
        if (ApiError.is(error) && error.status === 404) return undefined;
        throw error;
      }
    },
  };
}
