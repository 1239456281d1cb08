import type { CallOptions } from '@frigg-crm/core';
import { defineEndpoint, nullableText, readAllPages, wireField, wireRecord, type CallEndpoint } from '@frigg-crm/http';
import * as z from 'zod';
import { BASE, numberedPages, zohoIdSchema } from './zoho-answer.ts';

const organizationSchema = wireRecord({
  /** All ids of records are its own. */
  id: zohoIdSchema,
  /** Part of the addresses at which people open records, such as `org70012345`. */
  domainName: z.string().min(1),
  companyName: nullableText,
  /** Two letters (ISO 3166-1), when the company has said so. */
  country: wireField('country_code', nullableText),
});

/** The company that a token belongs to. */
export type ZohoOrganization = z.output<typeof organizationSchema>;

const userSchema = wireRecord({
  id: zohoIdSchema,
  name: wireField('full_name', nullableText),
  email: nullableText,
  /** Only an active one can own anything. */
  isActive: wireField(
    'status',
    nullableText.transform((status) => status === 'active'),
  ),
});

/** A user of the company. */
export type ZohoUser = z.output<typeof userSchema>;

/** Organization API and Users API (Zoho CRM API v8). */
export interface ZohoOrganizations {
  /** @returns the company of the token. */
  current(options?: CallOptions): Promise<ZohoOrganization>;
}

/** Users API (Zoho CRM API v8). */
export interface ZohoUsers {
  /** All active users of the company. */
  list(options?: CallOptions): Promise<readonly ZohoUser[]>;
}

const getOrganization = defineEndpoint({
  base: BASE,
  path: '/org',
  schema: z.object({ org: z.tuple([organizationSchema], organizationSchema) }),
  read: ({ body }) => body.org[0],
});
const listUsers = defineEndpoint({
  ...numberedPages(userSchema, 'users'),
  path: '/users',
  query: ({ cursor }: { readonly cursor: string | undefined }) => ({ type: 'ActiveUsers', page: cursor ?? '1', per_page: 200 }),
});

/** Makes the call of the Organization API. */
export function createOrganizations(call: CallEndpoint): ZohoOrganizations {
  return { current: async (options) => call(getOrganization, {}, options) };
}

/** Makes the call of the Users API. */
export function createUsers(call: CallEndpoint): ZohoUsers {
  return {
    list: async (options) =>
      readAllPages(async (cursor) => call(listUsers, { cursor }, options), { ...options, api: 'Zoho CRM', operation: 'GET /users' }),
  };
}
