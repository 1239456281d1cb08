import type { Client } from '@frigg-crm/client';
import type { PeopleOperations } from '../people-operations.ts';

/** For an id of Quo a server calls Quo. */
const LOOKUP_MS = 30_000;

/** @returns the people of a server. */
export function createServerPeople(client: Client): PeopleOperations {
  return {
    async firstIntegrations() {
      const { data } = await client.get('/api/v1/integrations', { query: { limit: 2 } });
      return data.items.map(({ id }) => id);
    },
    async find(integrationId, by) {
      const path = '/api/v1/integrations/{integrationId}/people/lookup';
      return (await client.post(path, { path: { integrationId }, body: by, timeoutMs: LOOKUP_MS })).data.items;
    },
    async syncNow(person) {
      const path = '/api/v1/integrations/{integrationId}/people/{objectType}/{crmId}/sync';
      return (await client.post(path, { path: person })).data.entryId;
    },
  };
}
