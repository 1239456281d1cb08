import type { CallOptions } from '@frigg-crm/core';
import { defineEndpoint, type CallEndpoint } from '@frigg-crm/http';
import * as z from 'zod';
import { listOf, pipedriveIdSchema, v1, v2 } from './pipedrive-answer.ts';

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

interface OfPerson {
  readonly personId: string;
}

const findOpenDeal = defineEndpoint({
  ...v2(listOf(z.object({ id: pipedriveIdSchema }))),
  path: '/deals',
  query: ({ personId }: OfPerson) => ({ person_id: personId, status: 'open', sort_by: 'update_time', sort_direction: 'desc', limit: 1 }),
  read: ({ body }) => body.data[0]?.id,
});
const findLatestLead = defineEndpoint({
  ...v1(listOf(z.object({ id: z.string().min(1) }))),
  path: '/leads',
  query: ({ personId }: OfPerson) => ({ person_id: personId, sort: 'update_time DESC', limit: 1 }),
  read: ({ body }) => body.data[0]?.id,
});

/** Makes the calls of Deals API v2. */
export function createDeals(call: CallEndpoint): PipedriveDeals {
  return { findOpen: async (personId, options) => call(findOpenDeal, { personId }, options) };
}

/** Makes the calls of Leads API v1. */
export function createLeads(call: CallEndpoint): PipedriveLeads {
  return { findLatest: async (personId, options) => call(findLatestLead, { personId }, options) };
}
