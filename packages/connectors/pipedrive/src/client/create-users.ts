import type { CallOptions } from '@frigg-crm/core';
import { defineEndpoint, flag, nullableText, textOrEmpty, toCamelKeys, type CallEndpoint } from '@frigg-crm/http';
import * as z from 'zod';
import { dataOf, listOf, pipedriveIdSchema, v1 } from './pipedrive-answer.ts';

/** A user of the company. */
export interface PipedriveUser {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** Only an active one can own anything. */
  readonly isActive: boolean;
}

/** The user and company that a token belongs to. */
export interface PipedriveMe {
  readonly userId: string;
  readonly companyId: string;
  readonly companyName: string | null;
  /** Two letters (ISO 3166-1), when the company has said so. */
  readonly companyCountry: string | null;
}

/** Users API v1, Get all users. */
const userSchema = z
  .object({ id: pipedriveIdSchema, name: textOrEmpty, email: textOrEmpty, active_flag: flag, is_deleted: flag })
  .transform(({ active_flag: isActive, is_deleted: isDeleted, ...user }): PipedriveUser => ({ ...user, isActive: isActive && !isDeleted }));

/** Users API v1, Get current user data. */
const meSchema = z
  .object({ id: pipedriveIdSchema, company_id: pipedriveIdSchema, company_name: nullableText, company_country: nullableText })
  .transform(({ id: userId, ...wire }): PipedriveMe => ({ userId, ...toCamelKeys(wire) }));

/** Users API v1. */
export interface PipedriveUsers {
  /** Whose token this is: together, company and user name a connection. */
  me(options?: CallOptions): Promise<PipedriveMe>;
  /** All users of the company, in one answer. */
  list(options?: CallOptions): Promise<readonly PipedriveUser[]>;
  /** @returns the active user with exactly this address, whatever its case; twice as dear as the whole list. */
  findByEmail(email: string, options?: CallOptions): Promise<PipedriveUser | undefined>;
}

const getMe = defineEndpoint({ ...v1(meSchema), path: '/users/me', read: dataOf<PipedriveMe> });
const listUsers = defineEndpoint({ ...v1(listOf(userSchema)), path: '/users', read: dataOf<readonly PipedriveUser[]> });
const findUsers = defineEndpoint({
  ...v1(listOf(userSchema)),
  path: '/users/find',
  query: ({ email }: { readonly email: string }) => ({ term: email, search_by_email: 1 }),
  read: dataOf<readonly PipedriveUser[]>,
});

/** Makes the calls of Users API v1. */
export function createUsers(call: CallEndpoint): PipedriveUsers {
  return {
    me: async (options) => call(getMe, {}, options),
    list: async (options) => call(listUsers, {}, options),
    async findByEmail(email, options) {
      const wanted = email.trim().toLowerCase();
      const found = await call(findUsers, { email: wanted }, options);
      return found.find((user) => user.isActive && user.email.trim().toLowerCase() === wanted);
    },
  };
}
