import type { CallOptions } from '@frigg-crm/core';
import * as z from 'zod';
import type { PipedriveApi } from './create-pipedrive-api.ts';
import { pipedriveListSchema } from './pipedrive-answer.ts';
import { pipedriveIdSchema } from './pipedrive-id.ts';

/** Deals API v2, as far as a call is filed under them. */
export interface PipedriveDeals {
  /** @returns the id of the person's open deal that changed last; archived deals do not count. */
  findOpen(personId: string, options?: CallOptions): Promise<string | undefined>;
}

/** Leads API v1, as far as a call is filed under them. */
export interface PipedriveLeads {
  /** @returns the id (a UUID) of the person's lead that changed last; archived leads do not count. */
  findLatest(personId: string, options?: CallOptions): Promise<string | undefined>;
}

const dealsSchema = pipedriveListSchema(z.object({ id: pipedriveIdSchema }));
const leadsSchema = pipedriveListSchema(z.object({ id: z.string().min(1) }));

/** Makes the calls of Deals API v2. */
export function createDeals(api: PipedriveApi): PipedriveDeals {
  return {
    async findOpen(personId, call) {
      const query = { person_id: personId, status: 'open', sort_by: 'update_time', sort_direction: 'desc', limit: 1 };
      return (await api({ path: '/deals', query, schema: dealsSchema }, call)).data[0]?.id;
    },
  };
}

/** Makes the calls of Leads API v1. */
export function createLeads(api: PipedriveApi): PipedriveLeads {
  return {
    async findLatest(personId, call) {
      const query = { person_id: personId, sort: 'update_time DESC', limit: 1 };
      return (await api({ version: 'v1', path: '/leads', query, schema: leadsSchema }, call)).data[0]?.id;
    },
  };
}
