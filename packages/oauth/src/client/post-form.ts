import type { Clock, JsonObject } from '@frigg-crm/core';
import { createHttpClient, type Fetch } from '@frigg-crm/http';
import * as z from 'zod';
import { readOAuthFailure } from './oauth-failure.ts';

/** A request as oauth4webapi passes it to its `customFetch`. */
export interface FormRequest {
  readonly body: URLSearchParams;
  readonly headers: Record<string, string>;
  readonly signal?: AbortSignal | undefined;
}

export interface PostFormOptions {
  /** The provider's name, for errors. */
  readonly name: string;
  readonly url: string;
  readonly fetch: Fetch | undefined;
  readonly clock: Clock;
  readonly timeoutMs: number;
}

const responseSchema = z.record(z.string(), z.json());

/**
 * Sends a form once: a code or a refresh token may be used up although no response came.
 * @returns the JSON of the response; nothing is read of it when `reads` is `none`.
 * @throws {ApiError} as every client of `@frigg-crm/http` does.
 */
export async function postForm(options: PostFormOptions, request: FormRequest, reads: 'json' | 'none'): Promise<JsonObject> {
  const { name, url, fetch, clock, timeoutMs } = options;
  const { origin, pathname, search } = new URL(url);
  const http = createHttpClient({
    api: name,
    baseUrl: origin,
    fetch,
    clock,
    timeoutMs,
    retryDelaysMs: [],
    readFailure: readOAuthFailure,
  });
  const { body, headers, signal } = request;
  const call = { method: 'POST', path: pathname + search, route: pathname, form: Object.fromEntries(body), headers, signal } as const;
  if (reads === 'json') return http.request({ ...call, schema: responseSchema });
  await http.send(call);
  return {};
}
