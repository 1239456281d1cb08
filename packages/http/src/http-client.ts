import { silentLogger, systemClock, type CallOptions, type Clock, type JsonValue, type Logger } from '@frigg-crm/core';
import type { z } from 'zod';
import { checkHeaders } from './check-headers.ts';
import type { ReadApiFailure } from './classify-failure.ts';
import { cancelBody } from './read-body.ts';
import { readJson } from './read-json.ts';
import type { RequestBudget } from './request-budget.ts';
import { sendWithRetries, type SendSettings } from './send-with-retries.ts';
import type { TokenSource } from './token-source.ts';
import { VERSION } from './version.ts';

/** The part of `fetch` that a client uses: tests and sandboxes give their own. */
export type Fetch = (request: Request) => Promise<Response>;

/** Options of {@link createHttpClient}. Clients of single APIs take `baseUrl`, `token`, `fetch`, `headers` and `userAgent` by the same names. */
export interface HttpClientOptions {
  /** The API's name in errors and logs, such as `Quo`. */
  readonly api: string;
  /** `https://host[/path]`, without a slash at the end. */
  readonly baseUrl: string;
  /**
   * Sent as `authorization: Bearer …`. A {@link TokenSource} is asked for each request, and refreshed once per call on 401.
   * An `authorization` of `headers` takes its place. @defaultValue none
   */
  readonly token?: string | TokenSource | undefined;
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
  /** Decoded bytes of the largest answer that is read; more is cancelled. Of an error answer, 64 KB are read. @defaultValue 33_554_432, 32 MB */
  readonly maxAnswerBytes?: number | undefined;
  /** Waits before the second, third … attempt, in milliseconds. @defaultValue [1000, 3000, 10_000] */
  readonly retryDelaysMs?: readonly number[] | undefined;
  /** The longest `Retry-After` or pause of the budget that a call waits out itself; a longer one is the caller's. @defaultValue 10_000 */
  readonly maxWaitMs?: number | undefined;
  /** Called once per call on 401: get a new token. `true`: repeat the request with it. */
  readonly onUnauthorized?: ((options: CallOptions) => Promise<boolean>) | undefined;
  /** Reads code and trace out of an error answer. */
  readonly readFailure?: ReadApiFailure | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
  /** A number from 0 to 1, for jitter. @defaultValue Math.random */
  readonly random?: (() => number) | undefined;
}

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

/** An answer that succeeded. */
export interface ApiAnswer<Body> {
  /** As the schema read it; an empty body (204) is `undefined` to the schema. */
  readonly body: Body;
  /** Such as `x-total-count` or `link`. */
  readonly headers: Headers;
  /** 200 to 299. */
  readonly status: number;
}

/** A request whose answer is read. */
export interface ReadingRequest<Body, Output> extends ApiRequest {
  /** Reads the answer's JSON. */
  readonly schema: z.ZodType<Body>;
  /**
   * Makes the result of body, headers and status, for APIs that page by header; what it throws is thrown.
   * @defaultValue the body
   * @example
   * read: ({ body, headers }) => ({ people: body, total: Number(headers.get('x-total-count')) })
   */
  readonly read?: ((answer: ApiAnswer<Body>) => Output) | undefined;
}

/** Sends requests to one API: within the budget, with retries, and with typed errors. */
export interface HttpClient {
  /** @returns the answer's JSON as `schema` reads it, or what `read` makes of the answer. */
  request<Body, Output = Body>(request: ReadingRequest<Body, Output>): Promise<Output>;
  /** For answers without a body that matters (202, 204). */
  send(request: ApiRequest): Promise<void>;
}

/**
 * Makes a client for one API.
 * @throws {ConfigurationError} when token, headers or user agent cannot be sent in a header. Where they come from a
 * function, the calls fail with it; nothing is sent.
 */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const settings = withDefaults(options);
  const { maxAnswerBytes = 32 * 1024 * 1024 } = options;
  return {
    async request<Body, Output = Body>({ schema, read, ...request }: ReadingRequest<Body, Output>): Promise<Output> {
      const answer = await sendWithRetries(settings, request, async (response, facts) => ({
        body: await readJson(response, { schema, facts, maxBytes: maxAnswerBytes, signal: facts.signal }),
        headers: response.headers,
        status: response.status,
      }));
      // Without `read`, `Output` is `Body`: that is its default.
      return read === undefined ? (answer.body as unknown as Output) : read(answer);
    },
    async send(request) {
      return sendWithRetries(settings, request, async (response) => cancelBody(response.body));
    },
  };
}

/** What a client does when it is not told otherwise. */
const DEFAULTS = {
  fetch: (async (request) => fetch(request)) as Fetch,
  timeoutMs: 60_000,
  headersTimeoutMs: 300_000,
  retryDelaysMs: [1000, 3000, 10_000],
  maxWaitMs: 10_000,
  clock: systemClock,
  logger: silentLogger,
  random: Math.random,
} as const;

function withDefaults(options: HttpClientOptions): SendSettings {
  const { api, token, headers = {}, userAgent = `frigg-crm-http/${VERSION}` } = options;
  const fixed = { 'user-agent': userAgent, ...(typeof token === 'string' ? { authorization: `Bearer ${token}` } : {}) };
  checkHeaders(api, { ...fixed, ...(typeof headers === 'function' ? {} : headers) });
  // Options that are given as `undefined` are not given.
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as HttpClientOptions;
  return {
    ...DEFAULTS,
    ...given,
    headers: async (call) => ({ ...fixed, ...(typeof headers === 'function' ? await headers(call) : headers) }),
    tokens: typeof token === 'string' ? undefined : token,
  } as SendSettings;
}
