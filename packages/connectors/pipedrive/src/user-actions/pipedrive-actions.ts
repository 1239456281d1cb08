import type { UserAction } from '@frigg-crm/crm-base';
import { createAction, reportAction, searchAction } from '@frigg-crm/crm-base/connector';
import * as z from 'zod';
import { ITEM_TYPES } from '../client/create-items.ts';
import type { PipedriveClient } from '../client/create-pipedrive-client.ts';

const id = z.string().regex(/^[1-9]\d{0,14}$/, 'must be an id of Pipedrive');
const dealForm = z.object({
  title: z.string().min(1).max(255).meta({ title: 'Title' }),
  personId: id.optional().meta({ title: 'Person', description: 'The id of a person in Pipedrive' }),
  value: z.number().min(0).optional().meta({ title: 'Value' }),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional()
    .meta({ title: 'Currency', description: 'Three letters, such as EUR' }),
  ownerId: id.optional().meta({ title: 'Owner' }),
});

/** What the owner of a connection to Pipedrive can start, beside what all have. */
export function createPipedriveActions({ deals, items, users, webhooks }: PipedriveClient): readonly UserAction[] {
  return [
    createAction({
      event: 'CREATE_PIPEDRIVE_DEAL',
      title: 'Create a deal',
      description: 'Needs the scope deals:full',
      form: dealForm,
      async choices(_given, options) {
        const active = (await users.list(options)).filter(({ isActive }) => isActive);
        return { ownerId: active.map((user) => ({ value: user.id, title: user.name })) };
      },
      result: 'dealId',
      create: deals.create,
      find: deals.findByTitle,
    }),
    searchAction({
      event: 'SEARCH_PIPEDRIVE_DATA',
      title: 'Search Pipedrive',
      description: 'Persons, organisations, deals and leads',
      term: { least: 2, most: 100 },
      field: 'type',
      kinds: ITEM_TYPES,
      results: 'items',
      search: async (term, { kinds: types, ...options }) => items.search(term, { types, ...options }),
    }),
    reportAction({
      event: 'GET_PIPEDRIVE_STATS',
      title: 'Pipedrive account',
      description: 'The company that is connected, its users, and its webhooks for persons',
      async read(options) {
        const [me, all, hooks] = await Promise.all([users.me(options), users.list(options), webhooks.list(options)]);
        const { companyId, companyName, companyCountry } = me;
        const activeUsers = all.filter(({ isActive }) => isActive).length;
        return { companyId, companyName, companyCountry, activeUsers, webhooks: hooks.length };
      },
    }),
  ];
}
