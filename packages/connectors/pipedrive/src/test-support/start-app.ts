import type { Clock, CredentialVault, DocumentStore, Integration, Logger, MappingRepository } from '@frigg-crm/core';
import {
  createIntegrationServices,
  createSyncEngine,
  type IntegrationServices,
  type IntegrationServicesOptions,
} from '@frigg-crm/crm-base';
import type { Fetch } from '@frigg-crm/http';
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
import { openPipedriveClient } from '../pipedrive-oauth-provider.ts';
import { PipedriveIntegration } from '../pipedrive-integration.ts';
import type { PipedriveSandbox } from '../sandbox/create-pipedrive-sandbox.ts';
import { createPipedriveUninstaller, pipedriveLookupKey } from '../webhooks/read-uninstall.ts';

export const USER = 'user-1';

export interface AppOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly provider: OAuthProvider;
  /** Whose app it is. */
  readonly client: Pick<PipedriveSandbox, 'clientId' | 'clientSecret'>;
  /** Where Quo listens. */
  readonly quoUrl: string;
  /** Where the app itself listens. */
  readonly appUrl: () => string;
  /** Reaches Pipedrive. @defaultValue globalThis.fetch */
  readonly pipedriveFetch?: Fetch | undefined;
  /** How often the maintenance loop runs, in milliseconds. @defaultValue its own */
  readonly maintenanceEveryMs?: number | undefined;
  /** How patient the lifecycle is. @defaultValue its own */
  readonly lifecycle?: IntegrationServicesOptions['lifecycle'];
  /** Reaches Quo. @defaultValue globalThis.fetch */
  readonly quoFetch?: Fetch | undefined;
}

/** An app that runs. */
export interface App {
  readonly services: IntegrationServices;
  readonly vault: CredentialVault;
  readonly documents: DocumentStore;
  readonly mappings: MappingRepository;
  loadIntegration(record: Integration): Promise<PipedriveIntegration>;
  /** Creates the integration of an account whose tokens are in the vault. */
  createIntegration(integrationId: string): Promise<Integration>;
  stop(): Promise<void>;
}

/** What an engineer writes: store, an engine, and services. */
export function startApp(options: AppOptions): App {
  const { clock, logger, provider, client, quoUrl: baseUrl, appUrl } = options;
  const documents = createMemoryDocumentStore();
  const store = {
    documents,
    processRepository: createMemoryProcessRepository(),
    mappingRepository: createMemoryMappingRepository({ clock }),
    leases: createMemoryLeases({ clock }),
  };
  const vault = createTestVault(documents);
  const queues = { fetch: createMemoryQueue({ clock }), work: createMemoryQueue({ clock }) };
  // Tests advance the clock by days: a watchdog that runs each second would take most of their time.
  const watchdog = { intervalMs: 10_000, leaseTtlMs: 25_000 };
  const engine = createSyncEngine({ store, queues, watchdog, clock, logger });
  const openClient = async (integrationId: string): ReturnType<typeof openPipedriveClient> =>
    openPipedriveClient({ provider, vault, integrationId, clock, logger, fetch: options.pipedriveFetch });

  async function loadIntegration(record: Integration): Promise<PipedriveIntegration> {
    const apiKey = (await vault.read({ integrationId: record.id, name: 'quo' }))?.value['apiKey'];
    if (typeof apiKey !== 'string') throw new Error('the integration has no key of Quo');
    const quo = createQuoClient({ baseUrl, apiKey, clock, logger, fetch: options.quoFetch });
    return new PipedriveIntegration({
      ...engine,
      integrationId: record.id,
      userId: record.userId,
      quoContacts: quo.contacts,
      quo,
      client: await openClient(record.id),
      settings: record.config,
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
      crm: (connector, id) => `${appUrl()}/webhooks/crm/${connector}/${id}`,
    },
    basePath: '/webhooks',
    lifecycle: options.lifecycle,
    uninstallers: { pipedrive: createPipedriveUninstaller(client) },
  });
  const stop = new AbortController();
  const running = Promise.all([
    engine.runWorkers({ ...services, concurrency: 4, signal: stop.signal }),
    services.runMaintenance({ intervalMs: options.maintenanceEveryMs, signal: stop.signal }),
  ]);
  return {
    services,
    vault,
    documents,
    mappings: store.mappingRepository,
    loadIntegration,
    async createIntegration(integrationId) {
      const me = await (await openClient(integrationId)).me();
      await vault.write({ integrationId, name: 'quo', value: { apiKey: 'quo-key' }, expectedVersion: undefined });
      const lookupKeys = [pipedriveLookupKey(me)];
      return services.lifecycle.create({ id: integrationId, userId: USER, connector: 'pipedrive', lookupKeys });
    },
    async stop() {
      stop.abort();
      await running;
    },
  };
}
