import { openApi, resolveApiHost, type ApiClientOptions, type ApiHostRules, type TokenSource } from '@frigg-crm/http';
import { VERSION } from '../version.ts';
import { readAttioFailure } from './attio-answer.ts';
import { createNotes, type AttioNotes } from './create-notes.ts';
import { createCompanies, createPeople, type AttioCompanies, type AttioPeople } from './create-records.ts';
import { createWebhooks, type AttioWebhooks } from './create-webhooks.ts';
import { createObjects, createTokenInfo, type AttioObjects, type AttioTokenInfo } from './create-workspace.ts';

/** Options of {@link createAttioClient}. */
export interface AttioClientOptions extends ApiClientOptions, ApiHostRules {
  /** @defaultValue 'https://api.attio.com' */
  readonly baseUrl?: string | undefined;
  /** An OAuth access token, an API key of the workspace, or what keeps one fresh. */
  readonly token: string | TokenSource;
}

/** Attio's API in one workspace: a property per resource. */
export interface AttioClient {
  readonly self: AttioTokenInfo;
  readonly people: AttioPeople;
  readonly companies: AttioCompanies;
  readonly objects: AttioObjects;
  readonly notes: AttioNotes;
  readonly webhooks: AttioWebhooks;
  /** @returns how many access tokens were taken into use; see `TokenSource.version`. */
  tokenVersion?(): number | undefined;
}

/** Attio REST API, Rate limits: requests per second that read and that write. */
const ALLOWANCES = { all: { requests: 100 }, writes: { requests: 25 } } as const;

const PROBLEM = "Attio's API is at https://api.attio.com: leave the base URL out";

/**
 * Makes a client for one workspace of Attio.
 * @throws {ConfigurationError} when `baseUrl` is not Attio's, or the token cannot be sent.
 * @example
 * const client = createAttioClient({ token: process.env['ATTIO_API_KEY'] ?? '' });
 * const { data, nextCursor } = await client.people.list({ limit: 100 });
 */
export function createAttioClient(options: AttioClientOptions): AttioClient {
  const { baseUrl: address = 'https://api.attio.com', allowHosts, allowLoopback, token } = options;
  const baseUrl = resolveApiHost(address, { hosts: ['api.attio.com'], problem: PROBLEM, allowHosts, allowLoopback });
  // All workspaces have one host: what is counted apart are tokens.
  const account = typeof token === 'string' ? token : baseUrl;
  const facts = { api: 'Attio', baseUrl, account, userAgent: `frigg-crm-attio/${VERSION}`, token, allowance: ALLOWANCES.all };
  const api = openApi({ ...facts, readFailure: readAttioFailure }, options);
  const { call } = api;
  const callWrite = api.callWithin(api.openBudget('writes', ALLOWANCES.writes));
  return {
    self: createTokenInfo(call),
    people: createPeople(call, callWrite),
    companies: createCompanies(call),
    objects: createObjects(call),
    notes: createNotes(call, callWrite),
    webhooks: createWebhooks(call, callWrite),
    tokenVersion: () => (typeof token === 'string' ? undefined : token.version?.()),
  };
}
