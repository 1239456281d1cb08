import { silentLogger, systemClock } from '@frigg-crm/core';
import type { ApiRequest, Fetch, HttpClientOptions, ReadingRequest } from './api-request.ts';
import { checkHeaders } from './check-headers.ts';
import { cancelBody } from './read-body.ts';
import { readJson } from './read-json.ts';
import { sendWithRetries, type SendSettings } from './send-with-retries.ts';
import { VERSION } from './version.ts';

/** Sends requests to one API: within the budget, with retries, and with typed errors. */
export interface HttpClient {
  /** @returns the response's JSON as `schema` reads it, or what `read` makes of the response. */
  request<Body, Output = Body>(request: ReadingRequest<Body, Output>): Promise<Output>;
  /** For responses without a body that matters (202, 204). */
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
      const received = await sendWithRetries(settings, request, async (response, facts) => ({
        body: await readJson(response, { schema, facts, maxBytes: maxAnswerBytes, signal: facts.signal }),
        headers: response.headers,
        status: response.status,
      }));
      // Without `read`, `Output` is `Body`: that is its default.
      return read === undefined ? (received.body as unknown as Output) : read(received);
    },
    async send(request) {
      return sendWithRetries(settings, request, async (response) => cancelBody(response.body));
    },
  };
}

/** What a client does without further options. */
const DEFAULTS = {
  fetch: (async (request) => fetch(request)) as Fetch,
  timeoutMs: 60_000,
  headersTimeoutMs: 300_000,
  retryDelaysMs: [1000, 3000, 10_000],
  maxWaitMs: 10_000,
  tokenScheme: 'Bearer',
  clock: systemClock,
  logger: silentLogger,
  random: () => Math.random(),
} as const;

function withDefaults(options: HttpClientOptions): SendSettings {
  const { api, token, tokenScheme = DEFAULTS.tokenScheme, headers = {}, userAgent = `frigg-crm-http/${VERSION}` } = options;
  const fixed = { 'user-agent': userAgent, ...(typeof token === 'string' ? { authorization: `${tokenScheme} ${token}` } : {}) };
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
