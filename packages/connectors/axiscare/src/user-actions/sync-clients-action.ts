import type { CallOptions } from '@frigg-crm/core';
import { ActionInputError, defineUserAction, type StartedSync, type UserAction } from '@frigg-crm/crm-base';
import * as z from 'zod';
import { SITE_NUMBER, type AxisCareClient } from '../client/create-axiscare-client.ts';
import { toExternalId } from '../person-keys.ts';

/** What the action works with. */
export interface SyncClientsDependencies {
  /** The sites of the connection by the name that ids have for them; `undefined`: the home site. */
  readonly sites: ReadonlyMap<string | undefined, AxisCareClient>;
  /** Starts a sync of these clients. */
  readonly startSync: (site: string | undefined, externalIds: readonly string[]) => Promise<StartedSync>;
}

const EVENT = 'SYNC_CLIENTS_TO_QUO';
const MAX_CLIENTS = 1000;

const form = z.object({
  siteNumber: z.string().regex(SITE_NUMBER).optional().meta({ title: 'Site', description: 'All sites when it is left out' }),
  limit: z.int().min(1).max(500).default(100).meta({ title: 'Clients per request' }),
  maxClients: z
    .int()
    .min(1)
    .max(MAX_CLIENTS)
    .default(100)
    .meta({ title: 'Clients per site', description: 'By id; INITIAL_SYNC syncs all' }),
  status: z.string().trim().min(1).max(100).optional().meta({ title: 'Status', description: 'Its label; the settings still apply' }),
});

/** Syncs some clients of a site, for owners who want to try it before they sync everyone. */
export function createSyncClientsAction({ sites, startSync }: SyncClientsDependencies): UserAction {
  return defineUserAction({
    event: EVENT,
    type: 'SYNC',
    title: 'Sync some clients',
    form,
    isRepeatable: false,
    choices: async () => ({
      siteNumber: [...sites.values()].map(({ siteNumber }) => ({ value: siteNumber, title: `Site ${siteNumber}` })),
    }),
    async run({ siteNumber, limit, maxClients, status }, { signal }) {
      const wanted = [...sites].filter(([, client]) => siteNumber === undefined || client.siteNumber === siteNumber);
      if (wanted.length === 0) {
        const known = [...sites.values()].map((client) => client.siteNumber).join(', ');
        throw new ActionInputError(EVENT, [{ field: 'siteNumber', problem: `is no site of this connection, which has ${known}` }]);
      }
      const started: { readonly siteNumber: string; readonly clients: number; readonly processIds: readonly string[] }[] = [];
      for (const [site, client] of wanted) {
        const statuses = status === undefined ? undefined : [status];
        const ids = await listClients(client, { limit, maxClients, statuses, signal });
        const { processIds } = await startSync(
          site,
          ids.map((id) => toExternalId({ site, type: 'client', id, party: undefined })),
        );
        started.push({ siteNumber: client.siteNumber, clients: ids.length, processIds });
      }
      return { sites: started.map((each) => ({ ...each, processIds: [...each.processIds] })) };
    },
  });
}

interface ClientsQuery extends CallOptions {
  readonly limit: number;
  readonly maxClients: number;
  readonly statuses: readonly string[] | undefined;
}

/** @returns ids of the first clients; fewer where there are no more. */
async function listClients(client: AxisCareClient, { limit, maxClients, statuses, signal }: ClientsQuery): Promise<readonly string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.people.list(
      { type: 'client', limit: Math.min(limit, maxClients - ids.length), cursor, statuses },
      { signal },
    );
    ids.push(...page.data.flatMap(({ id }) => (id === '' ? [] : id)));
    cursor = page.nextCursor;
  } while (cursor !== undefined && ids.length < maxClients);
  return ids.slice(0, maxClients);
}
