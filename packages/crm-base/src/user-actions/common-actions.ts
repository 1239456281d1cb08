import type { Integration, JsonObject } from '@frigg-crm/core';
import * as z from 'zod';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import { toE164 } from '../connector/to-e164.ts';
import { defineUserAction, type UserAction } from '../connector/user-action.ts';
import type { CommonActionsDependencies } from './common-actions-dependencies.ts';
import { readStatistics } from './read-statistics.ts';
import { searchPersons } from './search-persons.ts';

const initialSyncForm = z.object({
  force: z.boolean().optional().meta({ title: 'Write everyone anew', description: 'Also persons whom Quo is known to hold unchanged' }),
});

const searchForm = z
  .object({
    phone: z.string().max(50).optional().meta({ title: 'Phone number', description: 'With + and the country, such as +14155550132' }),
    name: z.string().min(2).max(100).optional().meta({ title: 'Name' }),
  })
  .superRefine(({ phone, name }, context) => {
    if (phone === undefined && name === undefined)
      context.addIssue({ code: 'custom', path: ['phone'], message: 'or name is needed: fill in one of them' });
    if (phone !== undefined && toE164(phone, 'US') === undefined)
      context.addIssue({ code: 'custom', path: ['phone'], message: 'is no phone number: write it with + and the country' });
  });

/** @returns the actions that every integration has, for one of them. */
export function createCommonActions(
  dependencies: CommonActionsDependencies,
): (record: Integration, crm: CrmIntegration) => readonly UserAction[] {
  return (record, crm) => [
    defineUserAction({
      event: 'INITIAL_SYNC',
      type: 'SYNC',
      title: 'Start initial sync',
      description: 'Syncs every person into Quo; a sync that is under way goes on',
      form: initialSyncForm,
      isRepeatable: true,
      run: async ({ force }) => toStarted(await crm.startInitialSync({ force })),
    }),
    defineUserAction({
      event: 'ONGOING_SYNC',
      type: 'SYNC',
      title: 'Start ongoing sync',
      description: 'Syncs the persons that changed since the last completed sync',
      form: z.object({}),
      isRepeatable: true,
      run: async () => toStarted(await crm.startOngoingSync()),
    }),
    defineUserAction({
      event: 'SEARCH_PERSONS',
      type: 'SEARCH',
      title: 'Search persons',
      description: 'Looks in the CRM, and whether Quo holds who is found',
      form: searchForm,
      isRepeatable: true,
      run: async ({ phone, name }, { signal }) => searchPersons(dependencies, crm, { phoneNumber: toE164(phone, 'US'), name, signal }),
    }),
    defineUserAction({
      event: 'GET_STATISTICS',
      type: 'REPORT',
      title: 'Statistics',
      description: 'Synced persons, the last syncs, webhooks, and rate limits',
      form: z.object({}),
      isRepeatable: true,
      run: async (_input, { signal }) => readStatistics(dependencies, { record, crm, signal }),
    }),
  ];
}

/** As `StartedSync` has it; an app's own `CrmIntegration` may return anything. */
const startedSchema = z.object({
  message: z.string(),
  syncs: z.array(z.object({ processId: z.string(), objectType: z.string() })),
});

function toStarted(started: unknown): JsonObject {
  return startedSchema.safeParse(started).data ?? { message: 'A sync is under way', syncs: [] };
}
