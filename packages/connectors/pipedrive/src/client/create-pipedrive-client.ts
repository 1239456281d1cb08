import { ConfigurationError } from '@frigg-crm/core';
import { openApi, type ApiClientOptions, type ApiHostRules, type RequestBudget, type TokenSource } from '@frigg-crm/http';
import { toDeprecatedCalls } from '../deprecated.ts';
import { VERSION } from '../version.ts';
import { createActivities } from './create-activities.ts';
import { createDeals, createLeads } from './create-deals-and-leads.ts';
import { createNotes } from './create-notes.ts';
import { createOrganizations, createPersons } from './create-persons.ts';
import { PIPEDRIVE_ALLOWANCES } from './create-pipedrive-budget.ts';
import { createUsers } from './create-users.ts';
import { createWebhooks } from './create-webhooks.ts';
import { readPipedriveFailure } from './pipedrive-answer.ts';
import type { PipedriveClient } from './pipedrive-client.ts';
import type { PipedriveResources } from './pipedrive-resources.ts';
import { resolveApiDomain } from './resolve-api-domain.ts';

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
  const baseUrl = readBaseUrl(options);
  const facts = { api: 'Pipedrive', baseUrl, account: baseUrl(), userAgent: `frigg-crm-pipedrive/${VERSION}` };
  const api = openApi({ ...facts, token: options.token, allowance: PIPEDRIVE_ALLOWANCES.all, readFailure: readPipedriveFailure }, options);
  const { call } = api;
  const callSearch = api.callWithin(options.searchBudget ?? api.openBudget('search', PIPEDRIVE_ALLOWANCES.search));
  const resources: PipedriveResources = {
    persons: createPersons(call, callSearch),
    organizations: createOrganizations(call),
    activities: createActivities(call),
    notes: createNotes(call),
    deals: createDeals(call),
    leads: createLeads(call),
    users: createUsers(call),
    webhooks: createWebhooks(call),
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
