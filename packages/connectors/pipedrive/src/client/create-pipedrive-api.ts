import type { CallOptions, Clock, JsonValue, Logger } from '@frigg-crm/core';
import {
  ApiRefusedError,
  createHttpClient,
  type ApiRequest,
  type Fetch,
  type HttpClientOptions,
  type RequestBudget,
  type TokenSource,
} from '@frigg-crm/http';
import type * as z from 'zod';
import { readPipedriveFailure, type PipedriveAnswer } from './pipedrive-answer.ts';

export interface PipedriveApiOptions {
  readonly apiDomain: () => string;
  readonly token: string | TokenSource;
  readonly budget: RequestBudget;
  readonly fetch?: Fetch | undefined;
  readonly retryDelaysMs?: readonly number[] | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

export interface PipedriveRequest<Data> {
  /** @defaultValue 'GET' */
  readonly method?: ApiRequest['method'] | undefined;
  /** Persons, deals, activities and search are of v2; notes, webhooks, users and leads only exist in v1. @defaultValue 'v2' */
  readonly version?: 'v1' | 'v2' | undefined;
  /** Below `/api/v2` or `/api/v1`. */
  readonly path: string;
  /** The path without ids, for errors and logs. @defaultValue `path` */
  readonly route?: string | undefined;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
  readonly json?: JsonValue | undefined;
  readonly schema: z.ZodType<PipedriveAnswer<Data>>;
  /** What the call counts against. @defaultValue the budget of the user */
  readonly budget?: RequestBudget | undefined;
}

/** What an answer that succeeded holds. */
export interface PipedriveData<Data> {
  readonly data: Data;
  /** Names the next page, in either way of paging. */
  readonly nextCursor: string | undefined;
}

/**
 * Sends one request. A POST whose outcome is unknown is not repeated: the caller looks first what became of it.
 * @throws {ApiRefusedError} with status 200 when the answer says `success: false`.
 */
export type PipedriveApi = <Data>(request: PipedriveRequest<Data>, options?: CallOptions) => Promise<PipedriveData<Data>>;

/** Makes the one way in which this connector speaks to Pipedrive. */
export function createPipedriveApi({ apiDomain, token, ...options }: PipedriveApiOptions): PipedriveApi {
  return async ({ method = 'GET', version = 'v2', schema, budget = options.budget, ...request }, { signal } = {}) => {
    // A client per call: what a call knows of its token is its own, and the domain is the one of today.
    const http = createHttpClient({
      ...options,
      budget,
      api: 'Pipedrive',
      baseUrl: `${apiDomain()}/api/${version}`,
      readFailure: readPipedriveFailure,
      ...authorization(token),
    });
    const answer = await http.request({ ...request, method, schema, signal });
    if (answer.success) return { data: answer.data, nextCursor: answer.nextCursor };
    const operation = `${method} ${request.route ?? request.path}`;
    throw new ApiRefusedError({ api: 'Pipedrive', operation, status: 200, apiCode: answer.apiCode });
  };
}

/** On 401 the call says which token was refused: if another call has replaced it meanwhile, nothing is refreshed twice. */
function authorization(token: string | TokenSource): Pick<HttpClientOptions, 'headers' | 'onUnauthorized'> {
  if (typeof token === 'string') return { headers: () => ({ authorization: `Bearer ${token}` }) };
  let sent = '';
  return {
    headers: async (call) => {
      sent = await token.get(call);
      return { authorization: `Bearer ${sent}` };
    },
    onUnauthorized: async (call) => {
      await token.refresh(sent, call);
      return true;
    },
  };
}
