import type { CallOptions } from '@frigg-crm/core';
import { defineEndpoint, nullableText, readAllPages, type CallEndpoint } from '@frigg-crm/http';
import * as z from 'zod';
import { listOf, numberedPageOf, zohoIdSchema } from './zoho-answer.ts';

/** The company that a token belongs to. */
export interface ZohoOrganization {
  /** All ids of records are its own. */
  readonly id: string;
  /** Part of the addresses at which people open records, such as `org70012345`. */
  readonly domainName: string;
  readonly companyName: string | null;
  /** Two letters (ISO 3166-1), when the company has said so. */
  readonly country: string | null;
}

/** A user of the company. */
export interface ZohoUser {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
  /** Only an active one can own anything. */
  readonly isActive: boolean;
}

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

const organizationSchema = z
  .object({ id: zohoIdSchema, domain_name: z.string().min(1), company_name: nullableText, country_code: nullableText })
  .transform(({ id, ...wire }): ZohoOrganization => ({
    id,
    domainName: wire.domain_name,
    companyName: wire.company_name,
    country: wire.country_code,
  }));
const userSchema = z
  .object({ id: zohoIdSchema, email: nullableText, full_name: nullableText, status: nullableText })
  .transform(({ id, email, full_name: name, status }): ZohoUser => ({ id, email, name, isActive: status === 'active' }));

const getOrganization = defineEndpoint({
  base: '/crm/v8',
  path: '/org',
  schema: z.object({ org: z.tuple([organizationSchema], organizationSchema) }),
  read: ({ body }) => body.org[0],
});
const listUsers = defineEndpoint({
  ...listOf(userSchema, { key: 'users' }),
  path: '/users',
  query: ({ cursor }: { readonly cursor: string | undefined }) => ({ type: 'ActiveUsers', page: cursor ?? '1', per_page: 200 }),
  read: numberedPageOf<ZohoUser>,
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
