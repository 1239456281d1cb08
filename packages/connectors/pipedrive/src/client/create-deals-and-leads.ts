import type { CallOptions } from '@frigg-crm/core';
import { defineEndpoint, toSnakeKeys, type CallEndpoint } from '@frigg-crm/http';
import * as z from 'zod';
import { listOf, pipedriveIdSchema, toNumber, v1, v2 } from './pipedrive-answer.ts';

/** A new deal. Without an owner it is the user's who has connected. */
export interface PipedriveDealFields {
  readonly title: string;
  readonly personId?: string | undefined;
  readonly value?: number | undefined;
  /** Three letters (ISO 4217). @defaultValue that of the user */
  readonly currency?: string | undefined;
  readonly ownerId?: string | undefined;
}

/** Deals API v2. */
export interface PipedriveDeals {
  /** Not repeated when its outcome is unknown: look it up with `findByTitle`. Needs the scope `deals:full`. @returns the id. */
  create(deal: PipedriveDealFields, options?: CallOptions): Promise<string>;
  /** @returns the newest deal of this title that was added at or after a moment (ISO 8601), of the 100 that changed last. */
  findByTitle(deal: Pick<PipedriveDealFields, 'title' | 'personId'>, notBefore: string, options?: CallOptions): Promise<string | undefined>;
  /** @returns the id of the person's open deal that changed last; archived deals do not count. */
  findOpen(personId: string, options?: CallOptions): Promise<string | undefined>;
}

/** Leads API v1, as far as a call is filed under them. */
export interface PipedriveLeads {
  /** @returns the id (a UUID) of the person's lead that changed last; archived leads do not count. */
  findLatest(personId: string, options?: CallOptions): Promise<string | undefined>;
}

type OfPerson = Pick<PipedriveDealFields, 'personId'>;

const findOpenDeal = defineEndpoint({
  ...v2(listOf(z.object({ id: pipedriveIdSchema }))),
  path: '/deals',
  query: ({ personId }: OfPerson) => ({ person_id: personId, status: 'open', sort_by: 'update_time', sort_direction: 'desc', limit: 1 }),
  read: ({ body }) => body.data[0]?.id,
});
const createDeal = defineEndpoint({
  ...v2(z.object({ id: pipedriveIdSchema })),
  method: 'POST',
  path: '/deals',
  json: ({ personId, ownerId, ...deal }: PipedriveDealFields) => {
    return toSnakeKeys<string | number>({ ...deal, personId: toNumber(personId), ownerId: toNumber(ownerId) });
  },
  read: ({ body }) => body.data.id,
});
const findAddedDeals = defineEndpoint({
  ...v2(listOf(z.object({ id: pipedriveIdSchema, title: z.string().nullish(), add_time: z.string().nullish() }))),
  path: '/deals',
  query: ({ personId }: OfPerson) => ({ person_id: personId, sort_by: 'add_time', sort_direction: 'desc', limit: 100 }),
});
const findLatestLead = defineEndpoint({
  ...v1(listOf(z.object({ id: z.string().min(1) }))),
  path: '/leads',
  query: ({ personId }: OfPerson) => ({ person_id: personId, sort: 'update_time DESC', limit: 1 }),
  read: ({ body }) => body.data[0]?.id,
});

/** Makes the calls of Deals API v2. */
export function createDeals(call: CallEndpoint): PipedriveDeals {
  return {
    create: async (deal, options) => call(createDeal, deal, options),
    async findByTitle({ title, personId }, notBefore, options) {
      const added = await call(findAddedDeals, { personId }, options);
      // Pipedrive counts whole seconds.
      const sinceMs = Math.floor(Date.parse(notBefore) / 1000) * 1000;
      return added.find((deal) => deal.title === title && Date.parse(deal.add_time ?? '') >= sinceMs)?.id;
    },
    findOpen: async (personId, options) => call(findOpenDeal, { personId }, options),
  };
}

/** Makes the calls of Leads API v1. */
export function createLeads(call: CallEndpoint): PipedriveLeads {
  return { findLatest: async (personId, options) => call(findLatestLead, { personId }, options) };
}
