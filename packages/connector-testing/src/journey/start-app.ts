import type { Clock, CredentialVault, DocumentStore, Integration, Logger, MappingRepository } from '@frigg-crm/core';
import {
  createIntegrationServices,
  createSyncEngine,
  type BaseCRMIntegrationDependencies,
  type CrmIntegration,
  type IntegrationServices,
  type IntegrationServicesOptions,
  type NewIntegration,
  type SyncEngine,
  type SyncEngineOptions,
} from '@frigg-crm/crm-base';
import type { Fetch } from '@frigg-crm/http';
import {
  createMemoryDocumentStore,
  createMemoryLeases,
  createMemoryMappingRepository,
  createMemoryProcessRepository,
  createMemoryQueue,
} from '@frigg-crm/memory';
import { createQuoClient } from '@frigg-crm/quo';
import { createTestVault } from '@frigg-crm/testing';

/** Who owns the integrations of a test. */
export const USER = 'user-1';

/** What an integration of an app is created with, but for the client of its CRM. */
export interface AppDependencies extends BaseCRMIntegrationDependencies {
  readonly clock: Clock;
  readonly logger: Logger;
}

/** An integration that an app needs now. */
export interface IntegrationOpening<Dependencies extends AppDependencies = AppDependencies> {
  readonly integrationId: string;
  readonly record: Integration;
  readonly vault: CredentialVault;
  readonly dependencies: Dependencies;
}

/** What an app consists of. */
export interface AppOptions<Connected extends CrmIntegration> {
  /** The id of the connector. */
  readonly connector: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Creates the integration of a connected account. */
  readonly openIntegration: (opening: IntegrationOpening) => Promise<Connected> | Connected;
  /** @returns what is stored with a new integration, such as `lookupKeys`. @defaultValue nothing more */
  readonly describeAccount?: ((integrationId: string, vault: CredentialVault) => Promise<Partial<NewIntegration>>) | undefined;
  /** Where Quo listens, and what reaches it. */
  readonly quo: { readonly baseUrl: string; readonly fetch?: Fetch | undefined };
  /** Where the app itself listens. */
  readonly appUrl: () => string;
  /** Where the CRM sends its events. @defaultValue `appUrl` */
  readonly publicUrl?: string | undefined;
  readonly watchdog?: SyncEngineOptions['watchdog'];
  readonly lifecycle?: IntegrationServicesOptions['lifecycle'];
  readonly uninstallers?: IntegrationServicesOptions['uninstallers'];
  /** How often the maintenance loop runs, in milliseconds. @defaultValue its own */
  readonly maintenanceEveryMs?: number | undefined;
  /** Whether workers and the maintenance loop run; otherwise a test calls what it wants to happen. @defaultValue true */
  readonly runsByItself?: boolean | undefined;
}

/** An app that runs. */
export interface App<Connected extends CrmIntegration = CrmIntegration> {
  readonly services: IntegrationServices;
  readonly engine: SyncEngine;
  readonly vault: CredentialVault;
  readonly documents: DocumentStore;
  readonly mappings: MappingRepository;
  loadIntegration(record: Integration): Promise<Connected>;
  /** Creates the integration of an account whose secrets are in the vault. */
  createIntegration(integrationId: string): Promise<Integration>;
  stop(): Promise<void>;
}

/** Starts what an engineer writes: stores, an engine and services, all in memory. */
export function startApp<Connected extends CrmIntegration>(options: AppOptions<Connected>): App<Connected> {
  const { connector, clock, logger, quo, appUrl, publicUrl, maintenanceEveryMs: intervalMs, runsByItself = true } = options;
  const documents = createMemoryDocumentStore();
  const store = {
    documents,
    processRepository: createMemoryProcessRepository(),
    mappingRepository: createMemoryMappingRepository({ clock }),
    leases: createMemoryLeases({ clock }),
  };
  const vault = createTestVault(documents);
  const queues = { fetch: createMemoryQueue({ clock }), work: createMemoryQueue({ clock }) };
  const engine = createSyncEngine({ store, queues, watchdog: options.watchdog, clock, logger });

  async function loadIntegration(record: Integration): Promise<Connected> {
    const { id: integrationId, userId, config: settings } = record;
    const apiKey = (await vault.read({ integrationId, name: 'quo' }))?.value['apiKey'];
    if (typeof apiKey !== 'string') throw new Error('the integration has no key of Quo');
    const client = createQuoClient({ ...quo, apiKey, clock, logger });
    const config = { syncConfig: { deletionPolicy: 'delete' } } as const;
    const owner = { integrationId, userId, settings };
    const dependencies = { ...engine, ...owner, quoContacts: client.contacts, quo: client, config, clock, logger };
    return options.openIntegration({ integrationId, record, vault, dependencies });
  }

  const services = createIntegrationServices({
    engine,
    vault,
    loadIntegration,
    webhookUrls: {
      quo: (id) => `${appUrl()}/webhooks/quo/${id}`,
      crm: (name, id) => `${publicUrl ?? appUrl()}/webhooks/crm/${name}/${id}`,
    },
    basePath: '/webhooks',
    lifecycle: options.lifecycle,
    uninstallers: options.uninstallers,
  });
  const stop = new AbortController();
  const { signal } = stop;
  const running = runsByItself
    ? Promise.all([engine.runWorkers({ ...services, concurrency: 4, signal }), services.runMaintenance({ intervalMs, signal })])
    : Promise.resolve();
  return {
    services,
    engine,
    vault,
    documents,
    mappings: store.mappingRepository,
    loadIntegration,
    async createIntegration(integrationId) {
      const described = await options.describeAccount?.(integrationId, vault);
      await vault.write({ integrationId, name: 'quo', value: { apiKey: 'quo-key' }, expectedVersion: undefined });
      return services.lifecycle.create({ id: integrationId, userId: USER, connector, ...described });
    },
    async stop() {
      stop.abort();
      await running;
    },
  };
}
