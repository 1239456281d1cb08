import type { Clock, Logger, RateLimits } from '@frigg-crm/core';
import type { Fetch, RequestBudget, TokenSource } from '@frigg-crm/http';
import { createActivities } from './create-activities.ts';
import { createDealsAndLeads } from './create-deals-and-leads.ts';
import { createNotes } from './create-notes.ts';
import { createPersonSearch } from './create-person-search.ts';
import { createPersons } from './create-persons.ts';
import { createPipedriveApi } from './create-pipedrive-api.ts';
import { createPipedriveBudget } from './create-pipedrive-budget.ts';
import { createUsers } from './create-users.ts';
import { createWebhooks } from './create-webhooks.ts';
import { joinBudgets } from './join-budgets.ts';
import type { PipedriveClient } from './pipedrive-client.ts';
import { resolveApiDomain, type ApiDomainRules } from './resolve-api-domain.ts';

/** Where a client of Pipedrive calls, with which token, and how it waits and retries. */
export interface PipedriveClientOptions extends ApiDomainRules {
  /** The `api_domain` of the token answer; a function where it may change, as in `openPipedriveClient`. */
  readonly apiDomain: string | (() => string);
  /** An OAuth access token, or what keeps one fresh. */
  readonly token: string | TokenSource;
  /** Share one per user token. @defaultValue `createPipedriveBudget`: 80 requests per 2 s */
  readonly budget?: RequestBudget | undefined;
  /** What searches count against besides; share one per user token. @defaultValue `createPipedriveBudget`: 10 requests per 2 s */
  readonly searchBudget?: RequestBudget | undefined;
  /** A store in which all programs that act as this user share that limit, when no `budget` is given. */
  readonly rateLimits?: RateLimits | undefined;
  /**
   * Names company and user in that store, as `company id:user id`; only its hash is kept there.
   * @defaultValue the `apiDomain`: all users of the company share one allowance
   */
  readonly account?: string | undefined;
  /** @defaultValue globalThis.fetch */
  readonly fetch?: Fetch | undefined;
  /** Waits before the second, third … attempt of a request, in milliseconds. @defaultValue [1000, 3000, 10_000] */
  readonly retryDelaysMs?: readonly number[] | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

/** Searches per 2 s on every plan (Pipedrive API, Rate limiting, Burst limits). */
const SEARCHES = 10;

/**
 * Makes a client for one Pipedrive company, as one of its users.
 * @throws {ConfigurationError} when `apiDomain` is not Pipedrive's.
 * @example
 * const client = createPipedriveClient({ apiDomain: 'https://acme.pipedrive.com', token: 'v1u:AQ…' });
 * const { data, nextCursor } = await client.listPersons({ limit: 100 });
 */
export function createPipedriveClient(options: PipedriveClientOptions): PipedriveClient {
  const apiDomain = (): string =>
    resolveApiDomain(typeof options.apiDomain === 'string' ? options.apiDomain : options.apiDomain(), options);
  const domain = apiDomain();
  const account = options.account ?? domain;
  const budget = options.budget ?? createPipedriveBudget({ ...options, account });
  const searchBudget = options.searchBudget ?? createPipedriveBudget({ ...options, account: `${account}:search`, requests: SEARCHES });
  const api = createPipedriveApi({ ...options, apiDomain, budget });

  return {
    ...createPersons(api),
    ...createPersonSearch(api, joinBudgets(searchBudget, budget)),
    ...createActivities(api),
    ...createNotes(api),
    ...createDealsAndLeads(api),
    ...createUsers(api),
    ...createWebhooks(api),
    get apiDomain() {
      return apiDomain();
    },
  };
}
