import type { CallOptions } from '@frigg-crm/core';
import { defineEndpoint, flag, joinWireFields, nullableText, textOrEmpty, wireField, wireRecord, type CallEndpoint } from '@frigg-crm/http';
import type * as z from 'zod';
import { listOf, pipedriveIdSchema, v1 } from './pipedrive-answer.ts';

/** Users API v1, Get all users. */
const userSchema = wireRecord({
  id: pipedriveIdSchema,
  name: textOrEmpty,
  email: textOrEmpty,
  /** Only an active one can own anything. */
  isActive: joinWireFields({ active_flag: flag, is_deleted: flag }, ({ active_flag: isActive, is_deleted: isGone }) => isActive && !isGone),
});

/** A user of the company. */
export type PipedriveUser = z.output<typeof userSchema>;

/** Users API v1, Get current user data. */
const meSchema = wireRecord({
  userId: wireField('id', pipedriveIdSchema),
  companyId: pipedriveIdSchema,
  companyName: nullableText,
  /** Two letters (ISO 3166-1), when the company has said so. */
  companyCountry: nullableText,
});

/** The user and company that a token belongs to. */
export type PipedriveMe = z.output<typeof meSchema>;

/** Users API v1. */
export interface PipedriveUsers {
  /** Whose token this is: together, company and user name a connection. */
  me(options?: CallOptions): Promise<PipedriveMe>;
  /** All users of the company, in one answer. */
  list(options?: CallOptions): Promise<readonly PipedriveUser[]>;
  /** @returns the active user with exactly this address, whatever its case; twice as dear as the whole list. */
  findByEmail(email: string, options?: CallOptions): Promise<PipedriveUser | undefined>;
}

const getMe = defineEndpoint({ ...v1(meSchema), path: '/users/me' });
const listUsers = defineEndpoint({ ...v1(listOf(userSchema)), path: '/users' });
const findUsers = defineEndpoint({
  ...v1(listOf(userSchema)),
  path: '/users/find',
  query: ({ email }: { readonly email: string }) => ({ term: email, search_by_email: 1 }),
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
