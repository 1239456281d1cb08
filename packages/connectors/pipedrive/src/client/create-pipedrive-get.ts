import type { CallOptions, Clock, Logger } from '@frigg-crm/core';
import {
  ApiRefusedError,
  createHttpClient,
  type Fetch,
  type HttpClientOptions,
  type RequestBudget,
  type TokenSource,
} from '@frigg-crm/http';
import type { z } from 'zod';
import { readPipedriveFailure, type PipedriveAnswer } from './pipedrive-answer.ts';

export interface PipedriveGetOptions {
  readonly apiDomain: () => string;
  readonly token: string | TokenSource;
  readonly budget: RequestBudget;
  readonly fetch?: Fetch | undefined;
  readonly retryDelaysMs?: readonly number[] | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

export interface PipedriveGetRequest<Data> {
  /** Below `/api/v2`. */
  readonly path: string;
  /** The path without ids, for errors and logs. @defaultValue `path` */
  readonly route?: string | undefined;
  readonly query?: Readonly<Record<string, string | number | undefined>> | undefined;
  readonly schema: z.ZodType<PipedriveAnswer<Data>>;
}

/** What an answer that succeeded holds. */
export interface PipedriveData<Data> {
  readonly data: Data;
  readonly nextCursor: string | undefined;
}

/** Sends one GET to API v2. */
export type PipedriveGet = <Data>(request: PipedriveGetRequest<Data>, options?: CallOptions) => Promise<PipedriveData<Data>>;

/** Makes the one way in which this connector reads from Pipedrive. */
export function createPipedriveGet({ apiDomain, token, ...options }: PipedriveGetOptions): PipedriveGet {
  return async ({ path, route, query, schema }, { signal } = {}) => {
    // A client per call: what a call knows of its token is its own, and the domain is the one of today.
    const http = createHttpClient({
      ...options,
      api: 'Pipedrive',
      baseUrl: `${apiDomain()}/api/v2`,
      readFailure: readPipedriveFailure,
      ...authorization(token),
    });
    const answer = await http.request({ method: 'GET', path, route, query, schema, signal });
    if (answer.success) return { data: answer.data, nextCursor: answer.nextCursor };
    throw new ApiRefusedError({ api: 'Pipedrive', operation: `GET ${route ?? path}`, status: 200, apiCode: answer.apiCode });
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
