import { FriggCrmError, silentLogger, systemClock, type CallOptions, type Clock, type JsonValue, type Logger } from '@frigg-crm/core';
import type * as z from 'zod';
import { classifyFailure, type ReadApiFailure } from './classify-failure.ts';
import { ApiError, type ApiErrorFacts } from './errors/api-error.ts';
import { ApiRateLimitedError } from './errors/api-rate-limited-error.ts';
import { ApiUnavailableError } from './errors/api-unavailable-error.ts';
import type { RequestBudgetPausedError } from './errors/request-budget-paused-error.ts';
import { readJson } from './read-json.ts';
import { isTimeout, withDeadline } from './with-deadline.ts';
import type { RequestBudget } from './request-budget.ts';

/** The part of `fetch` that a client uses: tests and sandboxes give their own. */
export type Fetch = (request: Request) => Promise<Response>;

export interface HttpClientOptions {
  /** The API's name in errors and logs, such as `Quo`. */
  readonly api: string;
  /** `https://host[/path]`, without a slash at the end. */
  readonly baseUrl: string;
  /** Headers of every request, asked for each time: tokens change. `attempt` counts from 0. */
  readonly headers?:
    | ((call: { readonly attempt: number } & CallOptions) => Promise<Record<string, string>> | Record<string, string>)
    | undefined;
  /** Shared by all clients of one key. */
  readonly budget?: RequestBudget | undefined;
  /** @defaultValue globalThis.fetch */
  readonly fetch?: Fetch | undefined;
  /** Milliseconds until an attempt is given up, the reading of its body included. @defaultValue 60_000 */
  readonly timeoutMs?: number | undefined;
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

/** Sends requests to one API: within the budget, with retries, and with typed errors. */
export interface HttpClient {
  /** @returns the answer's JSON as `schema` reads it. */
  request<Output>(request: ApiRequest & { readonly schema: z.ZodType<Output> }): Promise<Output>;
  /** For answers without a body that matters (202, 204). */
  send(request: ApiRequest): Promise<void>;
}

/** Makes a client for one API. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const settings = withDefaults(options);
  return {
    async request({ schema, ...request }) {
      return withRetries(settings, request, async (response, facts) => readJson(response, schema, facts));
    },
    async send(request) {
      return withRetries(settings, request, async (response) => {
        await response.body?.cancel();
      });
    },
  };
}

interface Settings extends HttpClientOptions {
  readonly fetch: Fetch;
  readonly timeoutMs: number;
  readonly retryDelaysMs: readonly number[];
  readonly maxWaitMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
}

function withDefaults(options: HttpClientOptions): Settings {
  return {
    ...options,
    fetch: options.fetch ?? (async (request) => fetch(request)),
    timeoutMs: options.timeoutMs ?? 60_000,
    retryDelaysMs: options.retryDelaysMs ?? [1000, 3000, 10_000],
    maxWaitMs: options.maxWaitMs ?? 10_000,
    clock: options.clock ?? systemClock,
    logger: options.logger ?? silentLogger,
    random: options.random ?? Math.random,
  };
}

/** The most that is added to a wait which an API asked for. */
const MAX_JITTER_SHARE = 0.1;
const MAX_JITTER_MS = 1000;
/** After such a wait for the budget, in milliseconds, the headers are asked for again: the token may be another. */
const HEADERS_FRESH_MS = 10_000;

type ReadAnswer<Output> = (response: Response, facts: { api: string; operation: string; status: number }) => Promise<Output>;

async function withRetries<Output>(settings: Settings, request: ApiRequest, read: ReadAnswer<Output>): Promise<Output> {
  let refreshed = false;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await sendOnce({ settings, request, attempt, read });
    } catch (error) {
      request.signal?.throwIfAborted();
      if (!ApiError.is(error)) throw error;
      if (error.status === 401 && !refreshed && settings.onUnauthorized !== undefined) {
        refreshed = true;
        if (await settings.onUnauthorized({ signal: request.signal })) continue;
      }
      await pauseBudget(settings, error);
      const waitMs = waitBeforeRepeat(settings, request, error, attempt);
      if (waitMs === undefined) throw error;
      settings.logger.debug({ api: settings.api, code: error.code, attempt, waitMs }, 'an API call is repeated');
      await settings.clock.sleep(waitMs, { signal: request.signal });
    }
  }
}

/** Everybody who shares the budget waits, also when this call gives up: whoever has less patience than that leaves at once. */
async function pauseBudget({ budget, clock }: Settings, error: ApiError): Promise<void> {
  // Without an answer the pause was the budget's own.
  if (error instanceof ApiRateLimitedError && error.status !== undefined) await budget?.pauseUntil(clock.now() + error.retryAfterMs);
}

/** @returns milliseconds until the next attempt, or `undefined` when there is none. */
function waitBeforeRepeat(settings: Settings, request: ApiRequest, error: ApiError, attempt: number): number | undefined {
  const ladderMs = settings.retryDelaysMs[attempt];
  if (error instanceof ApiRateLimitedError) {
    if (ladderMs === undefined || error.retryAfterMs > settings.maxWaitMs) return undefined;
    // A little later than asked: those without a budget would all come back in the same moment.
    const jitterMs = Math.min(error.retryAfterMs * MAX_JITTER_SHARE, MAX_JITTER_MS) * settings.random();
    return Math.max(1, Math.round(error.retryAfterMs + jitterMs));
  }
  if (ladderMs === undefined || !error.retryable) return undefined;
  const repeatable = request.repeatable ?? request.method !== 'POST';
  return repeatable ? Math.round(ladderMs * (0.5 + settings.random() / 2)) : undefined;
}

async function sendOnce<Output>(call: {
  settings: Settings;
  request: ApiRequest;
  attempt: number;
  read: ReadAnswer<Output>;
}): Promise<Output> {
  const { settings, request, attempt, read } = call;
  const facts = { api: settings.api, operation: `${request.method} ${request.route ?? request.path}` };
  request.signal?.throwIfAborted();
  const headers = await enter(settings, request, { attempt, facts });
  const exchange = async (signal: AbortSignal): Promise<Output> => {
    const response = await settings.fetch(toRequest(settings.baseUrl, request, { headers, signal }));
    if (response.ok) return read(response, { ...facts, status: response.status });
    const fallbackMs = settings.retryDelaysMs[attempt] ?? settings.retryDelaysMs.at(-1) ?? 1000;
    throw await classifyFailure(response, { facts, readFailure: settings.readFailure, nowMs: settings.clock.now(), fallbackMs });
  };
  try {
    return await withDeadline(exchange, { timeoutMs: settings.timeoutMs, signal: request.signal });
  } catch (error) {
    request.signal?.throwIfAborted();
    if (FriggCrmError.is(error)) throw error;
    throw new ApiUnavailableError({ ...facts, apiCode: isTimeout(error) ? 'TIMEOUT' : 'NETWORK' }, { cause: error });
  }
}

/**
 * Waits for the budget. The headers come first: a permit is for now, and a token may have to be fetched.
 * @returns the headers to send.
 */
async function enter(
  { budget, headers, clock, maxWaitMs }: Settings,
  { signal, headers: own }: ApiRequest,
  { attempt, facts }: { attempt: number; facts: ApiErrorFacts },
): Promise<Record<string, string>> {
  let current = await headers?.({ attempt, signal });
  const askedAtMs = clock.now();
  try {
    await budget?.take({ signal, maxWaitMs });
  } catch (error) {
    if (isPaused(error)) throw new ApiRateLimitedError(facts, error.retryAfterMs, { cause: error });
    throw error;
  }
  if (clock.now() - askedAtMs > HEADERS_FRESH_MS) current = await headers?.({ attempt, signal });
  return { ...current, ...own };
}

function isPaused(error: unknown): error is RequestBudgetPausedError {
  return FriggCrmError.hasCode(error, 'REQUEST_BUDGET_PAUSED');
}

function toRequest(
  baseUrl: string,
  request: ApiRequest,
  { headers, signal }: { headers: Record<string, string>; signal: AbortSignal },
): Request {
  const url = new URL(baseUrl + request.path);
  for (const [key, value] of Object.entries(request.query ?? {})) {
    const values = Array.isArray(value) ? value : [value];
    for (const single of values) if (single !== undefined) url.searchParams.append(key, String(single));
  }
  // `+` for a space is understood by forms only; every server understands `%20`. A real `+` is `%2B` by now.
  url.search = url.search.replaceAll('+', '%20');
  const body =
    request.json === undefined ? (request.form === undefined ? null : new URLSearchParams(request.form)) : JSON.stringify(request.json);
  const contentType: Record<string, string> = request.json === undefined ? {} : { 'content-type': 'application/json' };
  // A redirect is not followed: it would turn a POST into a GET and carry our headers to another host.
  const redirect = 'manual';
  return new Request(url, {
    method: request.method,
    headers: { accept: 'application/json', ...contentType, ...headers },
    body,
    signal,
    redirect,
  });
}
