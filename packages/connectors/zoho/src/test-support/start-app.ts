import type { Clock, CredentialVault, Integration, Logger } from '@frigg-crm/core';
import { createIntegrationServices, createSyncEngine, type IntegrationServices } from '@frigg-crm/crm-base';
import {
  createMemoryDocumentStore,
  createMemoryLeases,
  createMemoryMappingRepository,
  createMemoryProcessRepository,
  createMemoryQueue,
} from '@frigg-crm/memory';
import { createQuoClient } from '@frigg-crm/quo';
import { createTestVault } from '@frigg-crm/testing';
import { ZohoIntegration } from '../zoho-integration.ts';
import { openZohoClient, type ZohoOAuthProvider } from '../zoho-oauth-provider.ts';

/** Who is signed in. */
export const USER = 'user-1';
/** How long one program has an integration alone, and a deleted one keeps its record, in milliseconds. */
const WORK_TTL_MS = 45_000;

export interface AppOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly provider: ZohoOAuthProvider;
  /** Where Quo listens. */
  readonly quoUrl: string;
  /** Where the app itself listens. */
  readonly appUrl: () => string;
}

/** An app that runs. */
export interface App {
  readonly services: IntegrationServices;
  readonly vault: CredentialVault;
  /** Creates the integration of an account whose tokens are in the vault. */
  createIntegration(integrationId: string): Promise<Integration>;
  stop(): Promise<void>;
}

/** What an engineer writes: store, an engine, and services. */
export function startApp({ clock, logger, provider, quoUrl: baseUrl, appUrl }: AppOptions): App {
  const documents = createMemoryDocumentStore();
  const store = {
    documents,
    processRepository: createMemoryProcessRepository(),
    mappingRepository: createMemoryMappingRepository({ clock }),
    leases: createMemoryLeases({ clock }),
  };
  const vault = createTestVault(documents);
  const queues = { fetch: createMemoryQueue({ clock }), work: createMemoryQueue({ clock }) };
  const engine = createSyncEngine({ store, queues, clock, logger });

  async function loadIntegration({ id: integrationId, userId, config: settings }: Integration): Promise<ZohoIntegration> {
    const apiKey = (await vault.read({ integrationId, name: 'quo' }))?.value['apiKey'];
    if (typeof apiKey !== 'string') throw new Error('the integration has no key of Quo');
    const quo = createQuoClient({ baseUrl, apiKey, clock, logger });
    const client = await openZohoClient({ provider, vault, integrationId, clock, logger });
    const config = { syncConfig: { deletionPolicy: 'delete' } } as const;
    return new ZohoIntegration({
      ...engine,
      integrationId,
      userId,
      quoContacts: quo.contacts,
      quo,
      client,
      settings,
      config,
      clock,
      logger,
    });
  }

  const services = createIntegrationServices({
    engine,
    vault,
    loadIntegration,
    webhookUrls: {
      quo: (id) => `${appUrl()}/webhooks/quo/${id}`,
      crm: (connector, id) => `${appUrl()}/webhooks/crm/${connector}/${id}`,
    },
    basePath: '/webhooks',
    lifecycle: { workTtlMs: WORK_TTL_MS },
  });
  const stop = new AbortController();
  const running = Promise.all([
    engine.runWorkers({ ...services, concurrency: 4, signal: stop.signal }),
    services.runMaintenance({ signal: stop.signal }),
  ]);
  return {
    services,
    vault,
    async createIntegration(integrationId) {
      await vault.write({ integrationId, name: 'quo', value: { apiKey: 'quo-key' }, expectedVersion: undefined });
      return services.lifecycle.create({ id: integrationId, userId: USER, connector: 'zoho' });
    },
    async stop() {
      stop.abort();
      await running;
    },
  };
}
