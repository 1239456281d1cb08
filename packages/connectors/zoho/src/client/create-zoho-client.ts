import { openApi, readHostOf, type ApiClientOptions, type ApiError, type ApiHostRules, type TokenSource } from '@frigg-crm/http';
import { VERSION } from '../version.ts';
import { createCalls, type ZohoCalls } from './create-calls.ts';
import { createChannels, type ZohoChannels } from './create-channels.ts';
import { createNotes, type ZohoNotes } from './create-notes.ts';
import { createOrganizations, createUsers, type ZohoOrganizations, type ZohoUsers } from './create-organization.ts';
import { createPeople, type ZohoPeople } from './create-people.ts';
import { resolveZohoApi, webUrlOf } from './data-centres.ts';
import { readZohoFailure } from './zoho-answer.ts';

/** Options of {@link createZohoClient}. */
export interface ZohoClientOptions extends ApiClientOptions, ApiHostRules {
  /** The `api_domain` of the token response; a function where it may change, as in `openZohoClient`. */
  readonly baseUrl: string | (() => string);
  /** An OAuth access token, or what keeps one fresh. */
  readonly token: string | TokenSource;
}

/** Zoho CRM's API as one user of one company: a property per resource. */
export interface ZohoClient {
  readonly contacts: ZohoPeople;
  readonly leads: ZohoPeople;
  readonly accounts: ZohoPeople;
  readonly calls: ZohoCalls;
  readonly notes: ZohoNotes;
  readonly organizations: ZohoOrganizations;
  readonly users: ZohoUsers;
  readonly channels: ZohoChannels;
  /** @returns how many access tokens were taken into use; see `TokenSource.version`. */
  tokenVersion?(): number | undefined;
  /** The API's host in the data centre of the company, such as `https://www.zohoapis.eu`. */
  readonly baseUrl: string;
  /** Where people of this company work with Zoho CRM, such as `https://crm.zoho.eu`. */
  readonly webUrl: string;
}

/**
 * Zoho counts credits per day and requests that run at once, 10 of them for the smallest plan that is paid for (API Limits);
 * so many requests per second keep to the latter.
 */
const ALLOWANCE = { requests: 20 } as const;

/**
 * Makes a client for one company of Zoho CRM, as one of its users.
 * @throws {ConfigurationError} when `baseUrl` is missing or not Zoho's, or the token cannot be sent.
 * @example
 * const client = createZohoClient({ baseUrl: 'https://www.zohoapis.eu', token: '1000.…' });
 * const { data, nextCursor } = await client.contacts.list({ limit: 200 });
 */
export function createZohoClient(options: ZohoClientOptions): ZohoClient {
  const { token, ...rules } = options;
  const baseUrl = readHostOf(
    options.baseUrl,
    (address) => resolveZohoApi(address, rules),
    'Zoho client: baseUrl is missing: give the api_domain of the token response',
  );
  const facts = { api: 'Zoho CRM', baseUrl, account: baseUrl(), userAgent: `frigg-crm-zoho/${VERSION}`, tokenScheme: 'Zoho-oauthtoken' };
  const { call } = openApi({ ...facts, token, allowance: ALLOWANCE, readFailure: readZohoFailure, isStaleToken }, options);
  return {
    contacts: createPeople(call, 'Contact'),
    leads: createPeople(call, 'Lead'),
    accounts: createPeople(call, 'Account'),
    calls: createCalls(call),
    notes: createNotes(call),
    organizations: createOrganizations(call),
    users: createUsers(call),
    channels: createChannels(call),
    tokenVersion: () => (typeof token === 'string' ? undefined : token.version?.()),
    get baseUrl() {
      return baseUrl();
    },
    get webUrl() {
      return webUrlOf(baseUrl());
    },
  };
}

/** A missing scope stays missing, and Zoho issues no more than ten tokens in ten minutes. */
function isStaleToken({ apiCode }: ApiError): boolean {
  return apiCode !== 'OAUTH_SCOPE_MISMATCH';
}
