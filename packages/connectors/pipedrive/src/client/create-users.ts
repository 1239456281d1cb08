import type { CallOptions } from '@frigg-crm/core';
import type { PipedriveApi } from './create-pipedrive-api.ts';
import { pipedriveAnswerSchema, pipedriveListSchema } from './pipedrive-answer.ts';
import { pipedriveMeSchema, pipedriveUserSchema, type PipedriveMe, type PipedriveUser } from './pipedrive-user.ts';

/** Users API v1. */
export interface PipedriveUsers {
  /** Whose token this is: together, company and user name a connection. */
  me(options?: CallOptions): Promise<PipedriveMe>;
  /** All users of the company, in one answer. */
  list(options?: CallOptions): Promise<readonly PipedriveUser[]>;
  /** @returns the active user with exactly this address, whatever its case; twice as dear as the whole list. */
  findByEmail(email: string, options?: CallOptions): Promise<PipedriveUser | undefined>;
}

const meSchema = pipedriveAnswerSchema(pipedriveMeSchema);
const usersSchema = pipedriveListSchema(pipedriveUserSchema);

/** Makes the calls of Users API v1. */
export function createUsers(api: PipedriveApi): PipedriveUsers {
  return {
    async me(call) {
      return (await api({ version: 'v1', path: '/users/me', schema: meSchema }, call)).data;
    },
    async list(call) {
      return (await api({ version: 'v1', path: '/users', schema: usersSchema }, call)).data;
    },
    async findByEmail(email, call) {
      const wanted = email.trim().toLowerCase();
      const query = { term: wanted, search_by_email: 1 };
      const { data } = await api({ version: 'v1', path: '/users/find', query, schema: usersSchema }, call);
      return data.find((user) => user.isActive && user.email.trim().toLowerCase() === wanted);
    },
  };
}
