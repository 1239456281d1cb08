import type { CallOptions, Clock, JsonValue, Logger } from '@frigg-crm/core';
import type { z } from 'zod';
import type { ReadApiFailure } from './classify-failure.ts';
import type { ApiError } from './errors/api-error.ts';
import type { RequestBudget } from './request-budget.ts';
import type { TokenSource } from './token-source.ts';

/** The part of `fetch` that a client uses: tests and sandboxes give their own. */
export type Fetch = (request: Request) => Promise<Response>;

/** Options of `createHttpClient`. Clients of single APIs take `baseUrl`, `token`, `fetch`, `headers` and `userAgent` by the same names. */
export interface HttpClientOptions {
  /** The API's name in errors and logs, such as `Quo`. */
  readonly api: string;
  /** `https://host[/path]`, without a slash at the end. A function is called for each attempt, once its token is known: hosts of accounts change. */
  readonly baseUrl: string | (() => string);
  /**
   * Sent as `authorization: Bearer …`. A {@link TokenSource} is read for each request, and refreshed once per call on 401.
   * An `authorization` of `headers` takes its place. @defaultValue none
   */
  readonly token?: string | TokenSource | undefined;
  /** The word before the token, such as `Zoho-oauthtoken`. @defaultValue 'Bearer' */
  readonly tokenScheme?: string | undefined;
  /** Headers of every request. A function is called for each attempt: tokens change. `attempt` counts from 0. */
  readonly headers?:
    | Readonly<Record<string, string>>
    | ((call: { readonly attempt: number } & CallOptions) => Promise<Record<string, string>> | Record<string, string>)
    | undefined;
  /** @defaultValue `frigg-crm-http/` and the version of this package */
  readonly userAgent?: string | undefined;
  /** Shared by all clients of one key. */
  readonly budget?: RequestBudget | undefined;
  /** @defaultValue globalThis.fetch */
  readonly fetch?: Fetch | undefined;
  /** Milliseconds until an attempt is given up, the reading of its body included. @defaultValue 60_000 */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds until `headers`, the token source or `onUnauthorized` are given up; a token source has shorter deadlines of its own. @defaultValue 300_000 */
  readonly headersTimeoutMs?: number | undefined;
  /** Decoded bytes of the largest response that is read; more is cancelled. Of an error response, 64 KB are read. @defaultValue 33_554_432, 32 MB */
  readonly maxAnswerBytes?: number | undefined;
  /** Waits before the second, third … attempt, in milliseconds. @defaultValue [1000, 3000, 10_000] */
  readonly retryDelaysMs?: readonly number[] | undefined;
  /** The longest `Retry-After` or pause of the budget that a call waits out itself; a longer one is the caller's. @defaultValue 10_000 */
  readonly maxWaitMs?: number | undefined;
  /** Called once per call on 401: get a new token. `true`: repeat the request with it. */
  readonly onUnauthorized?: ((options: CallOptions) => Promise<boolean>) | undefined;
  /** Which 401 another token can repair, by the API's own code: each new token may count against a limit. @defaultValue every one */
  readonly isStaleToken?: ((error: ApiError) => boolean) | undefined;
  /** Reads code, refused fields and trace out of an error response. */
  readonly readFailure?: ReadApiFailure | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
  /** A number from 0 to 1, for jitter. @defaultValue Math.random */
  readonly random?: (() => number) | undefined;
}

/** One call of an API. Its body is `json`, else `form`, else there is none. */
export interface ApiRequest extends CallOptions {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Begins with a slash; ids in it must be encoded. */
  readonly path: string;
  /** The path with ids replaced, for errors and logs, such as `/v1/contacts/{id}`. @defaultValue `path` */
  readonly route?: string | undefined;
  /** A list becomes a repeated key; `undefined` is left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>> | undefined;
  readonly json?: JsonValue | undefined;
  readonly form?: Readonly<Record<string, string>> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Whether a call whose outcome is unknown may be repeated. @defaultValue true for all methods but POST */
  readonly repeatable?: boolean | undefined;
}

/** A response that succeeded. */
export interface ApiAnswer<Body> {
  /** As the schema read it; an empty body (204) is `undefined` to the schema. */
  readonly body: Body;
  /** Such as `x-total-count` or `link`. */
  readonly headers: Headers;
  /** 200 to 299. */
  readonly status: number;
}

/** A request whose response is read. */
export interface ReadingRequest<Body, Output> extends ApiRequest {
  /** Reads the response's JSON. */
  readonly schema: z.ZodType<Body>;
  /**
   * Makes the result of body, headers and status, for APIs that page by header; what it throws is thrown.
   * @defaultValue the body
   * @example
   * const read = ({ body, headers }: ApiAnswer<readonly string[]>) => ({ names: body, total: Number(headers.get('x-total-count')) });
   */
  readonly read?: ((answer: ApiAnswer<Body>) => Output) | undefined;
}
