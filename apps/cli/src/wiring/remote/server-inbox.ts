import type { Client } from '@frigg-crm/client';
import type { JsonObject } from '@frigg-crm/core';
import type { InboxOperations } from '../inbox-operations.ts';
import { pageOf, readPages } from './read-pages.ts';

/** A redrive of many works for some seconds, and says then that it is not complete. */
const REDRIVE_MS = 30_000;

/** @returns the inbox of a server. */
export function createServerInbox(client: Client): InboxOperations {
  return {
    async list(of, { integration: integrationId, group, source, state, since, until, limit }) {
      const query = { integrationId, since, until, limit: pageOf(limit) };
      return of === 'dead-letters'
        ? readPages(client.pages('/api/v1/dead-letters', { query: { ...query, ...group } }), limit)
        : readPages(client.pages('/api/v1/webhooks', { query: { ...query, source, state } }), limit);
    },
    async groups({ integration: integrationId }) {
      return (await client.get('/api/v1/dead-letters/groups', { query: { integrationId } })).data;
    },
    async show({ integrationId, id: entryId }) {
      const { data } = await client.get('/api/v1/integrations/{integrationId}/webhooks/{entryId}', { path: { integrationId, entryId } });
      // It came in as JSON, so it is an object of JSON values.
      return { entry: data.entry, data: data.data as JsonObject };
    },
    async redriveOne(of, { integrationId, id: entryId }) {
      const paths = {
        'dead-letters': '/api/v1/integrations/{integrationId}/dead-letters/{entryId}/redrive',
        webhooks: '/api/v1/integrations/{integrationId}/webhooks/{entryId}/replay',
      } as const;
      return (await client.post(paths[of], { path: { integrationId, entryId } })).data;
    },
    async redrive(of, { integration: integrationId, group, source, since, until }, pace) {
      const shared = { integrationId, since, until, ...pace };
      const { data } =
        of === 'dead-letters'
          ? await client.post('/api/v1/dead-letters/redrive-all', { body: { ...shared, ...group }, timeoutMs: REDRIVE_MS })
          : await client.post('/api/v1/webhooks/replay-all', { body: { ...shared, source }, timeoutMs: REDRIVE_MS });
      return data;
    },
  };
}
