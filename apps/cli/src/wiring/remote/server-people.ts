import { ServerRequestError, type Client } from '@frigg-crm/client';
import { toIfMatch, toPlan } from '../../output/plan-lines.ts';
import type { PeopleOperations } from '../people-operations.ts';

/** For lookups and comparisons a server calls the CRM and Quo. */
const UPSTREAM_MS = 30_000;
const PERSON = '/api/v1/integrations/{integrationId}/people/{objectType}/{crmId}';

/** @returns the people of a server. */
export function createServerPeople(client: Client): PeopleOperations {
  return {
    async firstIntegrations() {
      const { data } = await client.get('/api/v1/integrations', { query: { limit: 2 } });
      return data.items.map(({ id }) => id);
    },
    async find(integrationId, by) {
      const path = '/api/v1/integrations/{integrationId}/people/lookup';
      const { data } = await client.post(path, { path: { integrationId }, body: by, timeoutMs: UPSTREAM_MS });
      return { people: data.items, hasMore: data.hasMore };
    },
    async compare(path) {
      const { data: comparison, etag } = await client.get(`${PERSON}/live`, { path, timeoutMs: UPSTREAM_MS });
      return { comparison, plan: toPlan(etag) };
    },
    describe: async (path) => (await client.get(PERSON, { path })).data,
    async syncNow(path, { ifPlan } = {}) {
      return (await client.post(`${PERSON}/sync`, { path, ifMatch: toIfMatch(ifPlan), timeoutMs: UPSTREAM_MS })).data.entryId;
    },
    async findEntry(integrationId, entryId) {
      try {
        const path = '/api/v1/integrations/{integrationId}/entries/{entryId}';
        return (await client.get(path, { path: { integrationId, entryId } })).data;
      } catch (error) {
        if (error instanceof ServerRequestError && error.code === 'NOT_FOUND') return undefined;
        throw error;
      }
    },
  };
}
