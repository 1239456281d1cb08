import { ConfigurationError } from '@frigg-crm/core';
import { checkHeaders } from './check-headers.ts';
import type { ApiRequest } from './api-request.ts';

interface RequestTarget {
  /** The API's name, for errors. */
  readonly api: string;
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Makes the parts of a request that are checked before a permit is taken for it.
 * @returns how to make the `Request`, given the signal of its attempt.
 * @throws {ConfigurationError} when URL or headers can never be sent; nothing of them is quoted.
 */
export function prepareRequest(request: ApiRequest, { api, baseUrl, headers }: RequestTarget): (signal: AbortSignal) => Request {
  checkHeaders(api, headers);
  const url = toUrl(request, { api, baseUrl });
  const body =
    request.json === undefined ? (request.form === undefined ? null : new URLSearchParams(request.form)) : JSON.stringify(request.json);
  const contentType: Record<string, string> = request.json === undefined ? {} : { 'content-type': 'application/json' };
  // A redirect is not followed: it would turn a POST into a GET and carry our headers to another host.
  const redirect = 'manual';
  const { method } = request;
  return (signal) =>
    new Request(url, { method, headers: { accept: 'application/json', ...contentType, ...headers }, body, signal, redirect });
}

function toUrl(request: ApiRequest, { api, baseUrl }: Pick<RequestTarget, 'api' | 'baseUrl'>): URL {
  const text = baseUrl + request.path;
  if (!URL.canParse(text)) throw new ConfigurationError(`${api}: the base URL and a path make no URL`);
  const url = new URL(text);
  for (const [key, value] of Object.entries(request.query ?? {})) {
    const values = Array.isArray(value) ? value : [value];
    for (const single of values) if (single !== undefined) url.searchParams.append(key, String(single));
  }
  // `+` for a space is understood by forms only; every server understands `%20`. A real `+` is `%2B` by now.
  url.search = url.search.replaceAll('+', '%20');
  return url;
}
