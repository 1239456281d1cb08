import { ConfigurationError, type Clock, type Logger, type RateLimits } from '@frigg-crm/core';
import { createHttpClient, type Fetch, type HttpClientOptions, type RequestBudget, type TokenSource } from '@frigg-crm/http';
import { toDeprecatedCalls } from '../deprecated.ts';
import { VERSION } from '../version.ts';
import { createActivities } from './create-activities.ts';
import { createDeals, createLeads } from './create-deals-and-leads.ts';
import { createNotes } from './create-notes.ts';
import { createPersonSearch } from './create-person-search.ts';
import { createOrganizations, createPersons } from './create-persons.ts';
import { createPipedriveApi, type PipedriveApi } from './create-pipedrive-api.ts';
import { createPipedriveBudget, joinBudgets } from './create-pipedrive-budget.ts';
import { createUsers } from './create-users.ts';
import { createWebhooks } from './create-webhooks.ts';
import { readPipedriveFailure } from './pipedrive-answer.ts';
import type { PipedriveClient } from './pipedrive-client.ts';
import { resolveApiDomain, type ApiDomainRules } from './resolve-api-domain.ts';

/** Options of {@link createPipedriveClient}: where it calls, with which token, and how it waits and retries. */
export interface PipedriveClientOptions extends ApiDomainRules {
  /** Required. The `api_domain` of the token response; a function where it may change, as in `openPipedriveClient`. */
  readonly baseUrl?: string | (() => string) | undefined;
  /** @deprecated since 0.2: `baseUrl` */
  readonly apiDomain?: string | (() => string) | undefined;
  /** An OAuth access token, or what keeps one fresh. */
  readonly token: string | TokenSource;
  /** @defaultValue globalThis.fetch */
  readonly fetch?: Fetch | undefined;
  /** Headers of every request, such as those of a gateway. @defaultValue none */
  readonly headers?: HttpClientOptions['headers'];
  /** @defaultValue `frigg-crm-pipedrive/` and the version of this package */
  readonly userAgent?: string | undefined;
  /** @defaultValue the machine's */
  readonly clock?: Clock | undefined;
  /** @defaultValue silent */
  readonly logger?: Logger | undefined;
  /** Share one per user token. @defaultValue `createPipedriveBudget` with `requestsPerSecond` */
  readonly budget?: RequestBudget | undefined;
  /** Requests per second, counted over 2 s, when no `budget` is given. @defaultValue 40, the limit of the smallest plan; the others allow 80, 200 and 240 */
  readonly requestsPerSecond?: number | undefined;
  /** What searches count against besides; share one per user token. @defaultValue `createPipedriveBudget`: 10 requests per 2 s */
  readonly searchBudget?: RequestBudget | undefined;
  /** A store in which all programs that act as this user share those limits, when no `budget` is given. @defaultValue none */
  readonly rateLimits?: RateLimits | undefined;
  /**
   * Names company and user in that store, as `company id:user id`; only its hash is kept there.
   * @defaultValue the `baseUrl`: all users of the company share one allowance
   */
  readonly account?: string | undefined;
  /** Milliseconds until an attempt is given up, the reading of its body included. @defaultValue 60_000 */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds until `headers` or the token source are given up. @defaultValue 300_000 */
  readonly headersTimeoutMs?: number | undefined;
  /** Waits before the second, third … attempt of a request, in milliseconds. @defaultValue [1000, 3000, 10_000] */
  readonly retryDelaysMs?: readonly number[] | undefined;
  /** The longest `Retry-After` or pause of the budget, in milliseconds, that a call waits out itself. @defaultValue 10_000 */
  readonly maxWaitMs?: number | undefined;
  /** A number from 0 to 1, for jitter. @defaultValue Math.random */
  readonly random?: (() => number) | undefined;
}

/** Searches per 2 s on every plan (Pipedrive API, Rate limiting, Burst limits). */
const SEARCHES = 10;

/**
 * Makes a client for one Pipedrive company, as one of its users.
 * @throws {ConfigurationError} when `baseUrl` is missing or not Pipedrive's, or the token cannot be sent.
 * @example
 * const client = createPipedriveClient({ baseUrl: 'https://acme.pipedrive.com', token: 'v1u:AQ…' });
 * const { data, nextCursor } = await client.persons.list({ limit: 100 });
 */
export function createPipedriveClient(options: PipedriveClientOptions): PipedriveClient {
  const baseUrl = readBaseUrl(options);
  const { api, searchApi } = createApis(options, baseUrl);
  const resources = {
    persons: { ...createPersons(api), ...createPersonSearch(searchApi) },
    organizations: createOrganizations(api),
    activities: createActivities(api),
    notes: createNotes(api),
    deals: createDeals(api),
    leads: createLeads(api),
    users: createUsers(api),
    webhooks: createWebhooks(api),
  };
  return {
    ...resources,
    ...toDeprecatedCalls(resources),
    get baseUrl() {
      return baseUrl();
    },
    get apiDomain() {
      return baseUrl();
    },
  };
}

/** @returns what reads and checks the host for each attempt: companies rename their domain. */
function readBaseUrl({ baseUrl, apiDomain, ...rules }: PipedriveClientOptions): () => string {
  const given = baseUrl ?? apiDomain;
  if (given === undefined) throw new ConfigurationError('Pipedrive client: baseUrl is missing: give the api_domain of the token response');
  const read = (): string => resolveApiDomain(typeof given === 'string' ? given : given(), rules);
  read();
  return read;
}

/** One HTTP client for all calls, and one for searches, which count against two budgets. */
function createApis(
  options: PipedriveClientOptions,
  baseUrl: () => string,
): { readonly api: PipedriveApi; readonly searchApi: PipedriveApi } {
  const { userAgent = `frigg-crm-pipedrive/${VERSION}`, rateLimits, account = baseUrl(), requestsPerSecond } = options;
  const { token, fetch, headers, clock, logger, random, timeoutMs, headersTimeoutMs, retryDelaysMs, maxWaitMs } = options;
  const http = { token, fetch, headers, clock, logger, random, timeoutMs, headersTimeoutMs, retryDelaysMs, maxWaitMs };
  const shared = { rateLimits, clock, logger };
  const requests = requestsPerSecond === undefined ? undefined : Math.floor(requestsPerSecond * 2);
  const all = options.budget ?? createPipedriveBudget({ ...shared, account, requests });
  const search = options.searchBudget ?? createPipedriveBudget({ ...shared, account: `${account}:search`, requests: SEARCHES });
  const create = (budget: RequestBudget): PipedriveApi =>
    createPipedriveApi(
      createHttpClient({
        api: 'Pipedrive',
        baseUrl,
        userAgent,
        budget,
        readFailure: readPipedriveFailure,
        ...http,
      }),
    );
  return { api: create(all), searchApi: create(joinBudgets(search, all)) };
}
