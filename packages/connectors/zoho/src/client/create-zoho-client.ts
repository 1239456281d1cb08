import { openHostedApi, type AccountClient, type ApiError, type HostedClientOptions } from '@frigg-crm/http';
import { VERSION } from '../version.ts';
import { createCalls, type ZohoCalls } from './create-calls.ts';
import { createChannels, type ZohoChannels } from './create-channels.ts';
import { createNotes, type ZohoNotes } from './create-notes.ts';
import { createOrganizations, createUsers, type ZohoOrganizations, type ZohoUsers } from './create-organization.ts';
import { createPeople, type ZohoPeople } from './create-people.ts';
import { ZOHO_HOSTS, webUrlOf } from './data-centres.ts';
import { readZohoFailure } from './zoho-answer.ts';

/** Options of {@link createZohoClient}. */
export interface ZohoClientOptions extends HostedClientOptions {
  /** The `api_domain` of the token response; a function where it may change, as in `openZohoClient`. */
  readonly baseUrl: string | (() => string);
}

/** Zoho CRM's API as one user of one company: a property per resource. Its `baseUrl` is in the data centre of the company. */
export interface ZohoClient extends AccountClient {
  readonly contacts: ZohoPeople;
  readonly leads: ZohoPeople;
  readonly accounts: ZohoPeople;
  readonly calls: ZohoCalls;
  readonly notes: ZohoNotes;
  readonly organizations: ZohoOrganizations;
  readonly users: ZohoUsers;
  readonly channels: ZohoChannels;
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
  const missing = 'Zoho client: baseUrl is missing: give the api_domain of the token response';
  const facts = { api: 'Zoho CRM', hosts: ZOHO_HOSTS, missing, userAgent: `frigg-crm-zoho/${VERSION}`, tokenScheme: 'Zoho-oauthtoken' };
  const { call, toClient } = openHostedApi({ ...facts, allowance: ALLOWANCE, readFailure: readZohoFailure, isStaleToken }, options);
  const resources = {
    contacts: createPeople(call, 'Contact'),
    leads: createPeople(call, 'Lead'),
    accounts: createPeople(call, 'Account'),
    calls: createCalls(call),
    notes: createNotes(call),
    organizations: createOrganizations(call),
    users: createUsers(call),
    channels: createChannels(call),
  };
  return toClient(resources, { webUrl: webUrlOf });
}

/** A missing scope stays missing, and Zoho issues no more than ten tokens in ten minutes. */
function isStaleToken({ apiCode }: ApiError): boolean {
  return apiCode !== 'OAUTH_SCOPE_MISMATCH';
}
