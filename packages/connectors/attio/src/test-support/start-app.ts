import type { Clock, CredentialVault, Integration, Logger } from '@frigg-crm/core';
import {
  createIntegrationServices,
  createSyncEngine,
  type IntegrationServices,
  type IntegrationServicesOptions,
} from '@frigg-crm/crm-base';
import {
  createMemoryDocumentStore,
  createMemoryLeases,
  createMemoryMappingRepository,
  createMemoryProcessRepository,
  createMemoryQueue,
} from '@frigg-crm/memory';
import type { OAuthProvider } from '@frigg-crm/oauth';
import { createQuoClient } from '@frigg-crm/quo';
import { createTestVault } from '@frigg-crm/testing';
import { AttioIntegration } from '../attio-integration.ts';
import { openAttioClient } from '../open-attio-client.ts';
import { verifyAttioAccount } from '../verify-attio-account.ts';

export const USER = 'user-1';

export interface AppOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly provider: OAuthProvider;
  /** Where Attio listens. */
  readonly attioUrl: string;
  /** Where Quo listens. */
  readonly quoUrl: string;
  /** Where Quo sends its events. */
  readonly appUrl: () => string;
  /** Where Attio sends its events: it takes https only. */
  readonly publicUrl: string;
  /** How patient the lifecycle is. @defaultValue its own */
  readonly lifecycle?: IntegrationServicesOptions['lifecycle'];
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
export function startApp(options: AppOptions): App {
  const { clock, logger, provider, attioUrl, quoUrl: baseUrl, appUrl, publicUrl } = options;
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
  const openClient = async (integrationId: string): ReturnType<typeof openAttioClient> =>
    openAttioClient({ provider, vault, integrationId, baseUrl: attioUrl, allowLoopback: true, clock, logger });

  async function loadIntegration(record: Integration): Promise<AttioIntegration> {
    const apiKey = (await vault.read({ integrationId: record.id, name: 'quo' }))?.value['apiKey'];
    if (typeof apiKey !== 'string') throw new Error('the integration has no key of Quo');
    const quo = createQuoClient({ baseUrl, apiKey, clock, logger });
    return new AttioIntegration({
      ...engine,
      integrationId: record.id,
      userId: record.userId,
      quoContacts: quo.contacts,
      quo,
      client: await openClient(record.id),
      config: { syncConfig: { deletionPolicy: 'delete' } },
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
      crm: (connector, id) => `${publicUrl}/webhooks/crm/${connector}/${id}`,
    },
    basePath: '/webhooks',
    lifecycle: options.lifecycle,
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
      await verifyAttioAccount(await openClient(integrationId));
      await vault.write({ integrationId, name: 'quo', value: { apiKey: 'quo-key' }, expectedVersion: undefined });
      return services.lifecycle.create({ id: integrationId, userId: USER, connector: 'attio' });
    },
    async stop() {
      stop.abort();
      await running;
    },
  };
}
