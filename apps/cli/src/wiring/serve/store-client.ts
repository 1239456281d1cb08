import { createClient, type Client } from '@frigg-crm/client';
import type { ConnectorDescriptor } from '@frigg-crm/crm-base';
import { ACTIONS, createServer } from '@frigg-crm/server';
import type { OpenServices } from './open-app.ts';

/** Who acts, in the audit log. */
const CALLER = { id: 'command-line', actions: new Set(ACTIONS) };
/** Stands for the server where its address is not known: requests do not leave this process. */
const URL_OF_STORE = 'http://store.invalid';

/** @returns a client of the API of a store, which answers in this process: who can open the store and its vault may do everything. */
export function createStoreClient(
  { engine, services, vault, apps, live, urls }: OpenServices,
  { connectors }: { readonly connectors: readonly ConnectorDescriptor[] },
): Client {
  const oauth = Object.fromEntries(Object.entries(apps).map(([crm, { connection }]) => [crm, connection]));
  const publicUrl = urls.publicUrl === '' ? undefined : urls.publicUrl;
  const server = createServer({ engine, services, vault, connectors, oauth, publicUrl, live, access: {}, authorize: () => CALLER });
  return createClient({ baseUrl: publicUrl ?? URL_OF_STORE, fetch: server.fetch });
}
