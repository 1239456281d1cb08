import type { Clock, Logger, RateLimits } from '@frigg-crm/core';
import {
  openApi,
  openBudget,
  readHostOf,
  resolveApiHost,
  type ApiClientOptions,
  type ApiHostRules,
  type RequestBudget,
  type TokenSource,
} from '@frigg-crm/http';
import { VERSION } from '../version.ts';
import { createActivities } from './create-activities.ts';
import { createDeals, createLeads } from './create-deals-and-leads.ts';
import { createItems } from './create-items.ts';
import { createNotes } from './create-notes.ts';
import { createOrganizations, createPersons } from './create-persons.ts';
import { createUsers } from './create-users.ts';
import { createWebhooks } from './create-webhooks.ts';
import { readPipedriveFailure } from './pipedrive-answer.ts';
import { toDeprecatedCalls, type PipedriveClient, type PipedriveResources } from './pipedrive-client.ts';

/** Options of {@link createPipedriveBudget}. */
export interface PipedriveBudgetOptions {
  /** Names company and user, as `company id:user id`: Pipedrive counts by the user's token, which is replaced each hour. */
  readonly account: string;
  /** Requests per 2 s, the window in which Pipedrive counts. @defaultValue 80, the limit of the smallest plan; the others allow 160, 400 and 480 */
  readonly requests?: number | undefined;
  /** A store that all programs which act as this user have in common. @defaultValue none: the budget is this program's */
  readonly rateLimits?: RateLimits | undefined;
  readonly clock?: Clock | undefined;
  readonly logger?: Logger | undefined;
}

/** Pipedrive API, Rate limiting, Burst limits for OAuth apps: those of the smallest plan, and of searches on every plan. */
const PIPEDRIVE_ALLOWANCES = { all: { requests: 80, windowMs: 2000 }, search: { requests: 10, windowMs: 2000 } } as const;

/** Makes the budget of one user: so many requests in any 2 s. */
export function createPipedriveBudget({ requests = PIPEDRIVE_ALLOWANCES.all.requests, ...options }: PipedriveBudgetOptions): RequestBudget {
  return openBudget({ ...PIPEDRIVE_ALLOWANCES.all, ...options, requests, api: 'Pipedrive' });
}

const PROBLEM = "Pipedrive's api_domain must look like https://your-company.pipedrive.com: connect the account again";

/** Checks the `api_domain` of a token response as `resolveApiHost` does. */
export function resolveApiDomain(apiDomain: string, { allowHosts, allowLoopback }: ApiHostRules = {}): string {
  return resolveApiHost(apiDomain, { hosts: ['*.pipedrive.com'], problem: PROBLEM, allowHosts, allowLoopback });
}

/** Options of {@link createPipedriveClient}. Requests per second are counted over 2 s; plans above the smallest allow 80, 200 and 240. */
export interface PipedriveClientOptions extends ApiClientOptions, ApiHostRules {
  /** Required. The `api_domain` of the token response; a function where it may change, as in `openPipedriveClient`. */
  readonly baseUrl?: string | (() => string) | undefined;
  /** @deprecated since 0.2: `baseUrl` */
  readonly apiDomain?: string | (() => string) | undefined;
  /** An OAuth access token, or what keeps one fresh. */
  readonly token: string | TokenSource;
  /** What searches count against besides; share one per user token. @defaultValue `createPipedriveBudget`: 10 requests per 2 s */
  readonly searchBudget?: RequestBudget | undefined;
}

/**
 * Makes a client for one Pipedrive company, as one of its users.
 * @throws {ConfigurationError} when `baseUrl` is missing or not Pipedrive's, or the token cannot be sent.
 * @example
 * const client = createPipedriveClient({ baseUrl: 'https://acme.pipedrive.com', token: 'v1u:AQ…' });
 * const { data, nextCursor } = await client.persons.list({ limit: 100 });
 */
export function createPipedriveClient(options: PipedriveClientOptions): PipedriveClient {
  const { apiDomain, token, searchBudget, ...rules } = options;
  // Read for each attempt: companies rename their domain.
  const baseUrl = readHostOf(
    options.baseUrl ?? apiDomain,
    (address) => resolveApiDomain(address, rules),
    'Pipedrive client: baseUrl is missing: give the api_domain of the token response',
  );
  const facts = { api: 'Pipedrive', baseUrl, account: baseUrl(), userAgent: `frigg-crm-pipedrive/${VERSION}` };
  const api = openApi({ ...facts, token, allowance: PIPEDRIVE_ALLOWANCES.all, readFailure: readPipedriveFailure }, options);
  const { call } = api;
  const callSearch = api.callWithin(searchBudget ?? api.openBudget('search', PIPEDRIVE_ALLOWANCES.search));
  const resources: PipedriveResources = {
    persons: createPersons(call, callSearch),
    organizations: createOrganizations(call),
    activities: createActivities(call),
    notes: createNotes(call),
    deals: createDeals(call),
    leads: createLeads(call),
    items: createItems(callSearch),
    users: createUsers(call),
    webhooks: createWebhooks(call),
  };
  return {
    ...resources,
    ...toDeprecatedCalls(resources),
    tokenVersion: () => (typeof token === 'string' ? undefined : token.version?.()),
    get baseUrl() {
      return baseUrl();
    },
    get apiDomain() {
      return baseUrl();
    },
  };
}
