import type { CallOptions, JsonValue } from '@frigg-crm/core';
import { ApiRefusedError, type ApiRequest, type HttpClient } from '@frigg-crm/http';
import type * as z from 'zod';
import type { PipedriveAnswer } from './pipedrive-answer.ts';

/** One request of this connector. */
export interface PipedriveRequest<Data> {
  /** @defaultValue 'GET' */
  readonly method?: ApiRequest['method'] | undefined;
  /** Persons, deals, activities and search are of v2; notes, webhooks, users and leads only exist in v1. @defaultValue 'v2' */
  readonly version?: 'v1' | 'v2' | undefined;
  /** Below `/api/v2` or `/api/v1`. */
  readonly path: string;
  /** The path without ids, for errors and logs. @defaultValue `path` */
  readonly route?: string | undefined;
  /** What is `undefined` is left out. @defaultValue none */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
  /** @defaultValue no body */
  readonly json?: JsonValue | undefined;
  readonly schema: z.ZodType<PipedriveAnswer<Data>>;
}

/** What a response that succeeded holds. */
export interface PipedriveData<Data> {
  readonly data: Data;
  /** Names the next page, in either way of paging. */
  readonly nextCursor: string | undefined;
}

/**
 * Sends one request. A POST whose outcome is unknown is not repeated: the caller first looks up whether it took effect.
 * @throws {ApiRefusedError} with status 200 when the response says `success: false`.
 */
export type PipedriveApi = <Data>(request: PipedriveRequest<Data>, options?: CallOptions) => Promise<PipedriveData<Data>>;

/** Makes the calls of both API versions over one HTTP client. */
export function createPipedriveApi(http: HttpClient): PipedriveApi {
  return async ({ method = 'GET', version = 'v2', path, route = path, ...request }, { signal } = {}) => {
    const answer = await http.request({ ...request, method, path: `/api/${version}${path}`, route, signal });
    if (answer.success) return { data: answer.data, nextCursor: answer.nextCursor };
    const { apiCode, fields } = answer;
    throw new ApiRefusedError({ api: 'Pipedrive', operation: `${method} ${route}`, status: 200, apiCode, fields });
  };
}
