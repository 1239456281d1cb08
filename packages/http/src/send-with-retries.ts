import { FriggCrmError, type CallOptions, type Clock, type Logger } from '@frigg-crm/core';
import { classifyFailure, type ReadApiFailure } from './classify-failure.ts';
import { ApiError, type ApiErrorFacts } from './errors/api-error.ts';
import { ApiRateLimitedError } from './errors/api-rate-limited-error.ts';
import { ApiUnavailableError } from './errors/api-unavailable-error.ts';
import type { RequestBudgetBusyError } from './errors/request-budget-busy-error.ts';
import type { RequestBudgetPausedError } from './errors/request-budget-paused-error.ts';
import type { ApiRequest, Fetch, HttpClientOptions } from './api-request.ts';
import { refusalStreakOf, type RefusalStreak } from './refusal-streak.ts';
import type { RequestBudget } from './request-budget.ts';
import { prepareRequest } from './prepare-request.ts';
import type { TokenSource } from './token-source.ts';
import { currentWaitLimit, type WaitLimit } from './wait-limit.ts';
import { isTimeout, withDeadline } from './with-deadline.ts';

/** The options of a client, with everything filled in. */
export interface SendSettings extends Pick<HttpClientOptions, 'api' | 'baseUrl' | 'onUnauthorized' | 'isStaleToken'> {
  readonly budget?: RequestBudget | undefined;
  readonly readFailure?: ReadApiFailure | undefined;
  readonly headers: (call: { readonly attempt: number } & CallOptions) => Promise<Record<string, string>>;
  readonly tokens: TokenSource | undefined;
  /** The word before the token. */
  readonly tokenScheme: string;
  readonly fetch: Fetch;
  readonly timeoutMs: number;
  readonly headersTimeoutMs: number;
  readonly retryDelaysMs: readonly number[];
  readonly maxWaitMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
}

/** The most that is added to a wait that an API requested. */
const MAX_JITTER_SHARE = 0.1;
const MAX_JITTER_MS = 1000;
/** After such a wait for the budget, in milliseconds, the headers are read again: the token may be another. */
const HEADERS_FRESH_MS = 10_000;

type ReadAnswer<Output> = (
  response: Response,
  facts: { readonly api: string; readonly operation: string; readonly status: number; readonly signal: AbortSignal },
) => Promise<Output>;

/** One call, of one or several attempts. */
interface Call<Output> {
  readonly settings: SendSettings;
  readonly request: ApiRequest;
  readonly read: ReadAnswer<Output>;
  readonly facts: ApiErrorFacts;
  readonly streak: RefusalStreak;
  /** What this call last sent: on 401 the source gets the token that was refused. */
  sentToken: string | undefined;
}

/**
 * Sends a request until it succeeds, is refused, or out of attempts.
 * @throws {ApiError} the failure of the last attempt.
 */
export async function sendWithRetries<Output>(settings: SendSettings, request: ApiRequest, read: ReadAnswer<Output>): Promise<Output> {
  const facts = { api: settings.api, operation: `${request.method} ${request.route ?? request.path}` };
  const streak = refusalStreakOf(settings.budget ?? settings, settings.clock);
  const call: Call<Output> = { settings, request, read, facts, streak, sentToken: undefined };
  let refreshed = false;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await sendOnce(call, attempt);
    } catch (error) {
      request.signal?.throwIfAborted();
      if (!ApiError.is(error)) throw error;
      if (error.status === 401 && !refreshed) {
        refreshed = true;
        if (await refreshToken(call, error)) continue;
      }
      await pauseBudget(settings, error);
      const waitMs = waitBeforeRepeat(settings, request, error, attempt);
      const limit = currentWaitLimit();
      if (waitMs === undefined || isTooLong(limit, error, waitMs)) throw error;
      settings.logger.debug({ api: settings.api, code: error.code, attempt, waitMs }, 'API call failed; retrying');
      await counted(limit, async () => settings.clock.sleep(waitMs, { signal: request.signal }));
    }
  }
}

/** @returns whether the request may be repeated with another token. */
async function refreshToken(call: Call<unknown>, error: ApiError): Promise<boolean> {
  const { settings, sentToken } = call;
  const { onUnauthorized, tokens, isStaleToken = () => true } = settings;
  if (!isStaleToken(error)) return false;
  if (onUnauthorized !== undefined) return withinHeadersTime(call, async (signal) => onUnauthorized({ signal }));
  if (tokens === undefined || sentToken === undefined) return false;
  await withinHeadersTime(call, async (signal) => tokens.refresh(sentToken, { signal }));
  return true;
}

/** All clients that share the budget wait, also when this call gives up; callers with less patience than that fail at once. */
async function pauseBudget({ budget, clock }: SendSettings, error: ApiError): Promise<void> {
  // Without a response the pause was the budget's own.
  if (error.status === undefined || !(ApiRateLimitedError.is(error) || ApiUnavailableError.is(error))) return;
  if (error.retryAfterMs !== undefined) await budget?.pauseUntil(clock.now() + error.retryAfterMs);
}

/** @returns milliseconds until the next attempt, or `undefined` when there is none. */
function waitBeforeRepeat(settings: SendSettings, request: ApiRequest, error: ApiError, attempt: number): number | undefined {
  const ladderMs = settings.retryDelaysMs[attempt];
  if (ApiRateLimitedError.is(error)) {
    if (ladderMs === undefined || error.retryAfterMs > settings.maxWaitMs) return undefined;
    // A little later than requested: callers without a budget would all come back in the same moment.
    const jitterMs = Math.min(error.retryAfterMs * MAX_JITTER_SHARE, MAX_JITTER_MS) * settings.random();
    return Math.max(1, Math.round(error.retryAfterMs + jitterMs));
  }
  if (ladderMs === undefined || !error.retryable) return undefined;
  return isRepeatable(request) ? Math.round(ladderMs * (0.5 + settings.random() / 2)) : undefined;
}

function isRepeatable({ method, repeatable }: ApiRequest): boolean {
  return repeatable ?? method !== 'POST';
}

async function sendOnce<Output>(call: Call<Output>, attempt: number): Promise<Output> {
  const { settings, request, read, facts, streak } = call;
  const { timeoutMs } = settings;
  request.signal?.throwIfAborted();
  const toRequest = await enter(call, attempt);
  const sentAtMs = streak.now();
  // A failed response leaves the deadline with its status: what its body does then cannot make a time-out of it.
  const exchange = async (signal: AbortSignal): Promise<{ readonly output: Output } | { readonly failed: Response }> => {
    const response = await settings.fetch(toRequest(signal));
    if (!response.ok) return { failed: response };
    streak.served(sentAtMs);
    return { output: await read(response, { ...facts, status: response.status, signal }) };
  };
  const send = async (): ReturnType<typeof exchange> => withDeadline(exchange, { timeoutMs, signal: request.signal });
  const limit = currentWaitLimit();
  const result = await (limit === undefined ? send() : limit.sending(send)).catch((error: unknown) => {
    request.signal?.throwIfAborted();
    if (FriggCrmError.is(error)) throw error;
    throw new ApiUnavailableError({ ...facts, apiCode: isTimeout(error) ? 'TIMEOUT' : 'NETWORK' }, { cause: error });
  });
  if ('output' in result) return result.output;
  throw await toFailure(call, { response: result.failed, attempt, sentAtMs });
}

async function toFailure(
  { settings, request, facts, streak }: Call<unknown>,
  { response, attempt, sentAtMs }: { readonly response: Response; readonly attempt: number; readonly sentAtMs: number },
): Promise<ApiError> {
  const { retryDelaysMs, readFailure, timeoutMs, clock, budget } = settings;
  const failure = await classifyFailure(response, {
    facts,
    readFailure,
    timeoutMs,
    signal: request.signal,
    nowMs: clock.now(),
    fallbackMs: retryDelaysMs[attempt] ?? retryDelaysMs.at(-1) ?? 1000,
    isRepeatable: isRepeatable(request),
  });
  if (ApiRateLimitedError.is(failure)) {
    const { status, apiCode, trace } = failure;
    const retryAfterMs = streak.refused(failure.retryAfterMs, sentAtMs);
    return new ApiRateLimitedError({ ...facts, status, apiCode, trace }, retryAfterMs, { rateLimitKey: budget?.key });
  }
  if (!ApiUnavailableError.is(failure)) streak.served(sentAtMs);
  return failure;
}

/**
 * Waits for the budget. The headers come first: a permit is for now, and a token may have to be fetched.
 * @returns what makes the request to send.
 */
async function enter(call: Call<unknown>, attempt: number): Promise<(signal: AbortSignal) => Request> {
  const { settings, request, facts } = call;
  const { budget, clock, maxWaitMs } = settings;
  const { signal } = request;
  const ready = await prepare(call, attempt);
  const askedAtMs = clock.now();
  try {
    const limit = currentWaitLimit();
    const maxTurnMs = limit?.leftMs;
    await counted(limit, async () => budget?.take({ signal, maxWaitMs: Math.min(maxWaitMs, maxTurnMs ?? maxWaitMs), maxTurnMs }));
  } catch (error) {
    if (isPaused(error)) throw new ApiRateLimitedError(facts, error.retryAfterMs, { cause: error, rateLimitKey: budget?.key });
    if (isBusy(error)) throw new ApiRateLimitedError(facts, error.retryAfterMs, { cause: error });
    throw error;
  }
  return clock.now() - askedAtMs > HEADERS_FRESH_MS ? prepare(call, attempt) : ready;
}

async function prepare(call: Call<unknown>, attempt: number): Promise<(signal: AbortSignal) => Request> {
  const { settings, request } = call;
  const { api, baseUrl } = settings;
  const current = await withinHeadersTime(call, async (signal) => {
    call.sentToken = await settings.tokens?.get({ signal });
    return settings.headers({ attempt, signal });
  });
  const authorization: Record<string, string> =
    call.sentToken === undefined ? {} : { authorization: `${settings.tokenScheme} ${call.sentToken}` };
  return prepareRequest(request, {
    api,
    baseUrl: typeof baseUrl === 'function' ? baseUrl() : baseUrl,
    headers: { ...authorization, ...current, ...request.headers },
  });
}

/** Runs what gets headers or a token, which may be the caller's own code, and must not keep the call for ever. */
async function withinHeadersTime<Result>(
  { settings: { headersTimeoutMs }, request: { signal }, facts }: Call<unknown>,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  try {
    return await withDeadline(work, { timeoutMs: headersTimeoutMs, signal });
  } catch (error) {
    if (isTimeout(error)) throw new ApiUnavailableError({ ...facts, apiCode: 'HEADERS_TIMEOUT' }, { cause: error });
    throw error;
  }
}

/** What the budget has refused was refused because of the limit. */
function isTooLong(limit: WaitLimit | undefined, error: ApiError, waitMs: number): boolean {
  if (limit === undefined) return false;
  return waitMs > limit.leftMs || (ApiRateLimitedError.is(error) && error.status === undefined);
}

/** Waits, and counts it where waits are bounded. */
async function counted<Result>(limit: WaitLimit | undefined, wait: () => Promise<Result>): Promise<Result> {
  return limit === undefined ? wait() : limit.waiting(wait);
}

function isBusy(error: unknown): error is RequestBudgetBusyError {
  return FriggCrmError.hasCode<RequestBudgetBusyError['code']>(error, 'REQUEST_BUDGET_BUSY');
}

function isPaused(error: unknown): error is RequestBudgetPausedError {
  return FriggCrmError.hasCode<RequestBudgetPausedError['code']>(error, 'REQUEST_BUDGET_PAUSED');
}
