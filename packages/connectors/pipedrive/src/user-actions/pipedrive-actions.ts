import { defineUserAction, type UserAction } from '@frigg-crm/crm-base';
import * as z from 'zod';
import { ITEM_TYPES } from '../client/create-items.ts';
import type { PipedriveClient } from '../client/pipedrive-client.ts';

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
const searchForm = z.object({
  term: z.string().trim().min(2).max(100).meta({ title: 'Search for' }),
  type: z
    .enum([...ITEM_TYPES, 'all'])
    .default('all')
    .meta({ title: 'What' }),
});
const MAX_FOUND = 20;

/** What the owner of a connection to Pipedrive can start, beside what all have. */
export function createPipedriveActions(client: PipedriveClient): readonly UserAction[] {
  return [
    defineUserAction({
      event: 'CREATE_PIPEDRIVE_DEAL',
      type: 'DATA',
      title: 'Create a deal',
      description: 'Needs the scope deals:full',
      form: dealForm,
      isRepeatable: false,
      async choices(_given, options) {
        const users = await client.users.list(options);
        return { ownerId: users.filter(({ isActive }) => isActive).map((user) => ({ value: user.id, title: user.name })) };
      },
      run: async (deal, { signal }) => ({ dealId: await client.deals.create(deal, { signal }) }),
      async findResult(deal, { signal, requestedAt }) {
        const dealId = await client.deals.findByTitle(deal, requestedAt, { signal });
        return dealId === undefined ? undefined : { dealId };
      },
    }),
    defineUserAction({
      event: 'SEARCH_PIPEDRIVE_DATA',
      type: 'SEARCH',
      title: 'Search Pipedrive',
      description: 'Persons, organisations, deals and leads',
      form: searchForm,
      isRepeatable: true,
      async run({ term, type }, { signal }) {
        const types = type === 'all' ? ITEM_TYPES : [type];
        const items = await client.items.search(term, { types, limit: MAX_FOUND, signal });
        return { items: items.map((item) => ({ ...item })) };
      },
    }),
    defineUserAction({
      event: 'GET_PIPEDRIVE_STATS',
      type: 'REPORT',
      title: 'Pipedrive account',
      description: 'The company that is connected, its users, and its webhooks for persons',
      form: z.object({}),
      isRepeatable: true,
      async run(_input, { signal }) {
        const [me, users, webhooks] = await Promise.all([
          client.users.me({ signal }),
          client.users.list({ signal }),
          client.webhooks.list({ signal }),
        ]);
        const { companyId, companyName, companyCountry } = me;
        const activeUsers = users.filter(({ isActive }) => isActive).length;
        return { companyId, companyName, companyCountry, activeUsers, webhooks: webhooks.length };
      },
    }),
  ];
}
