import type { CallOptions } from '@frigg-crm/core';
import { openBudget, openHostedApi } from '@frigg-crm/http';
import type { AccountClient, HostedClientOptions, OpenBudgetOptions, RequestBudget } from '@frigg-crm/http';
import { VERSION } from '../version.ts';
import { createActivities, type PipedriveActivities } from './create-activities.ts';
import { createDeals, createLeads, type PipedriveDeals, type PipedriveLeads } from './create-deals-and-leads.ts';
import { createItems, type PipedriveItems } from './create-items.ts';
import { createNotes, type PipedriveNotes } from './create-notes.ts';
import { createOrganizations, createPersons } from './create-persons.ts';
import type { PipedriveOrganizations, PipedrivePersonMatch, PipedrivePersons } from './create-persons.ts';
import { createUsers, type PipedriveUsers } from './create-users.ts';
import { createWebhooks, type PipedriveWebhooks } from './create-webhooks.ts';
import { readPipedriveFailure } from './pipedrive-answer.ts';

/** Options of {@link createPipedriveBudget}. `account` names company and user, as `company id:user id`: Pipedrive counts by the user's token, which is replaced each hour. */
export interface PipedriveBudgetOptions extends Pick<OpenBudgetOptions, 'account' | 'rateLimits' | 'clock' | 'logger'> {
  /** Requests per 2 s, the window in which Pipedrive counts. @defaultValue 80, the limit of the smallest plan; the others allow 160, 400 and 480 */
  readonly requests?: number | undefined;
}

/** Pipedrive API, Rate limiting, Burst limits for OAuth apps: those of the smallest plan, and of searches on every plan. */
const PIPEDRIVE_ALLOWANCES = { all: { requests: 80, windowMs: 2000 }, search: { requests: 10, windowMs: 2000 } } as const;

/** Makes the budget of one user: so many requests in any 2 s. */
export function createPipedriveBudget({ requests = PIPEDRIVE_ALLOWANCES.all.requests, ...options }: PipedriveBudgetOptions): RequestBudget {
  return openBudget({ ...PIPEDRIVE_ALLOWANCES.all, ...options, requests, api: 'Pipedrive' });
}

/** Where companies are: `api_domain` of a token response is one of them. */
export const PIPEDRIVE_HOSTS = {
  hosts: ['*.pipedrive.com'],
  problem: "Pipedrive's api_domain must look like https://your-company.pipedrive.com: connect the account again",
} as const;

/** Options of {@link createPipedriveClient}. Requests per second are counted over 2 s; plans above the smallest allow 80, 200 and 240. */
export interface PipedriveClientOptions extends HostedClientOptions {
  /** Required. The `api_domain` of the token response; a function where it may change, as in `openPipedriveClient`. */
  readonly baseUrl?: string | (() => string) | undefined;
  /** @deprecated since 0.2: `baseUrl` */
  readonly apiDomain?: string | (() => string) | undefined;
  /** What searches count against besides; share one per user token. @defaultValue `createPipedriveBudget`: 10 requests per 2 s */
  readonly searchBudget?: RequestBudget | undefined;
}

/** The resources of Pipedrive's API. */
export interface PipedriveResources {
  readonly persons: PipedrivePersons;
  readonly organizations: PipedriveOrganizations;
  readonly activities: PipedriveActivities;
  readonly notes: PipedriveNotes;
  readonly deals: PipedriveDeals;
  readonly leads: PipedriveLeads;
  readonly items: PipedriveItems;
  readonly users: PipedriveUsers;
  readonly webhooks: PipedriveWebhooks;
}

/** Pipedrive's API as one user of one company: a property per resource. Its `baseUrl` changes when the company renames its domain. */
export interface PipedriveClient extends AccountClient, PipedriveResources, DeprecatedPipedriveCalls {
  /** @deprecated since 0.2: `baseUrl` */
  readonly apiDomain: string;
}

/**
 * Makes a client for one Pipedrive company, as one of its users.
 * @throws {ConfigurationError} when `baseUrl` is missing or not Pipedrive's, or the token cannot be sent.
 * @example
 * const client = createPipedriveClient({ baseUrl: 'https://acme.pipedrive.com', token: 'v1u:AQ…' });
 * const { data, nextCursor } = await client.persons.list({ limit: 100 });
 */
export function createPipedriveClient({
  apiDomain,
  baseUrl = apiDomain,
  searchBudget,
  ...options
}: PipedriveClientOptions): PipedriveClient {
  const missing = 'Pipedrive client: baseUrl is missing: give the api_domain of the token response';
  const { all, search } = PIPEDRIVE_ALLOWANCES;
  const facts = { api: 'Pipedrive', userAgent: `frigg-crm-pipedrive/${VERSION}`, hosts: PIPEDRIVE_HOSTS, missing };
  const api = openHostedApi({ ...facts, allowance: all, readFailure: readPipedriveFailure }, { ...options, baseUrl });
  const { call } = api;
  const callSearch = api.callWithin(searchBudget ?? api.openBudget('search', search));
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
  return api.toClient({ ...resources, ...toDeprecatedCalls(resources) }, { apiDomain: (url) => url });
}

/** Names of the client before its calls were grouped by resource. They go with the next minor version. */
export type DeprecatedPipedriveCalls = ReturnType<typeof toDeprecatedCalls>;

/** Makes the calls under their names of before: `listPersons` for `persons.list`, and so on. */
function toDeprecatedCalls({ persons, organizations, activities, notes, deals, leads, users, webhooks }: PipedriveResources) {
  type Options = CallOptions & { readonly toE164: (text: string) => string | undefined };
  return {
    ...renamed(persons, { listPersons: 'list', getPerson: 'get', listPersonsByIds: 'listByIds' }),
    searchPersonsByPhone: async (phone: string, { toE164, ...options }: Options): Promise<readonly PipedrivePersonMatch[]> =>
      persons.searchByPhone(phone, { ...options, readNumbers: (text) => [toE164(text)].filter((number) => number !== undefined) }),
    ...renamed(organizations, { listOrganizationsByIds: 'listByIds' }),
    ...renamed(activities, { createActivity: 'create', updateActivity: 'update', getActivity: 'get' }),
    ...renamed(activities, { listActivities: 'list', deleteActivity: 'delete' }),
    ...renamed(notes, { createNote: 'create', updateNote: 'update', getNote: 'get', listNotes: 'list', deleteNote: 'delete' }),
    ...renamed(deals, { findOpenDeal: 'findOpen' }),
    ...renamed(leads, { findLead: 'findLatest' }),
    ...renamed(users, { me: 'me', listUsers: 'list', findUserByEmail: 'findByEmail' }),
    ...renamed(webhooks, { createWebhook: 'create', listWebhooks: 'list', deleteWebhook: 'delete' }),
  };
}

function renamed<Resource extends object, const Names extends Readonly<Record<string, keyof Resource>>>(resource: Resource, names: Names) {
  const calls = Object.entries(names).map(([name, own]) => [name, resource[own]] as const);
  // The names are those of the line above.
  return Object.fromEntries(calls) as { readonly [Name in keyof Names]: Resource[Names[Name]] };
}
