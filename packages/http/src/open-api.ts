import type { Clock, Logger, RateLimits } from '@frigg-crm/core';
import type { HttpClientOptions } from './api-request.ts';
import { createEndpointCaller, type CallEndpoint } from './endpoint.ts';
import { createHttpClient } from './http-client.ts';
import { joinBudgets } from './join-budgets.ts';
import { openBudget } from './open-budget.ts';
import { unlimitedBudget, type Allowance, type RequestBudget } from './request-budget.ts';

/** The options that the clients of all APIs have in common: how they send, wait and retry. */
export interface ApiClientOptions extends Pick<
  HttpClientOptions,
  'fetch' | 'headers' | 'userAgent' | 'clock' | 'logger' | 'random' | 'timeoutMs' | 'headersTimeoutMs' | 'retryDelaysMs' | 'maxWaitMs'
> {
  /** Share one per account. @defaultValue one of `requestsPerSecond` */
  readonly budget?: RequestBudget | undefined;
  /** Requests per second when no `budget` is given. @defaultValue what the API documents */
  readonly requestsPerSecond?: number | undefined;
  /** A store in which programs share that allowance, when no `budget` is given. @defaultValue none */
  readonly rateLimits?: RateLimits | undefined;
  /** Names what the API counts by in that store, such as `company id:user id`; only its hash is kept there. @defaultValue the base URL */
  readonly account?: string | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

/** What one API is, for {@link openApi}. */
export interface ApiFacts extends Pick<
  HttpClientOptions,
  'api' | 'baseUrl' | 'userAgent' | 'token' | 'tokenScheme' | 'readFailure' | 'onUnauthorized' | 'isStaleToken'
> {
  /** What the API documents; `requestsPerSecond` changes the number of requests in its window. @defaultValue no limit but a given one */
  readonly allowance?: Allowance | undefined;
  /** Names the account where the options do not. */
  readonly account: string;
  /** Headers that the API needs with every request, such as a version. @defaultValue none */
  readonly apiHeaders?: Readonly<Record<string, string>> | undefined;
}

/** An API that is ready to be called. */
export interface OpenedApi {
  readonly call: CallEndpoint;
  /** Calls that count against a further budget too, such as searches. */
  callWithin(own: RequestBudget): CallEndpoint;
  /** Makes a further budget of the same account: `name` distinguishes it from that of all requests. */
  openBudget(name: string, allowance: Allowance): RequestBudget;
}

/**
 * Joins what one API is with what its caller wants: HTTP client, budget, headers and user agent.
 * @throws {ConfigurationError} when token, headers or user agent cannot be sent, or the budget would allow nothing.
 */
export function openApi(facts: ApiFacts, options: ApiClientOptions): OpenedApi {
  const { allowance, account: byDefault, apiHeaders = {}, ...api } = facts;
  const { budget, requestsPerSecond, rateLimits, account = byDefault, ...http } = options;
  const { clock, logger, headers = {} } = http;
  const openIn = (name: string, wanted: Allowance): RequestBudget =>
    openBudget({ ...wanted, api: api.api, account: name, rateLimits, clock, logger });
  const kept = withRequests(allowance, requestsPerSecond);
  const all = budget ?? (kept === undefined ? unlimitedBudget : openIn(account, kept));
  const create = (counted: RequestBudget): CallEndpoint => {
    const client = createHttpClient({
      ...pick(http),
      ...api,
      userAgent: http.userAgent ?? api.userAgent,
      headers:
        typeof headers === 'function' ? async (call) => ({ ...apiHeaders, ...(await headers(call)) }) : { ...apiHeaders, ...headers },
      budget: counted,
    });
    return createEndpointCaller({ http: client, api: api.api });
  };
  return {
    call: create(all),
    callWithin: (own) => create(joinBudgets(own, all)),
    openBudget: (name, wanted) => openIn(`${account}:${name}`, wanted),
  };
}

/** Only what belongs to HTTP: options of one API come with these. */
function pick(
  options: ApiClientOptions,
): Pick<ApiClientOptions, 'fetch' | 'clock' | 'logger' | 'random' | 'timeoutMs' | 'headersTimeoutMs' | 'retryDelaysMs' | 'maxWaitMs'> {
  const { fetch, clock, logger, random, timeoutMs, headersTimeoutMs, retryDelaysMs, maxWaitMs } = options;
  return { fetch, clock, logger, random, timeoutMs, headersTimeoutMs, retryDelaysMs, maxWaitMs };
}

function withRequests(allowance: Allowance | undefined, requestsPerSecond: number | undefined): Allowance | undefined {
  if (requestsPerSecond === undefined) return allowance;
  return { ...allowance, requests: Math.floor((requestsPerSecond * (allowance?.windowMs ?? 1000)) / 1000) };
}
