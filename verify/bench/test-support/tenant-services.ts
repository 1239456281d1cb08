import { createIntegrationServices, createSyncEngine, type IntegrationServices, type SyncEngine } from '@frigg-crm/crm-base';
import { createMemoryQueue } from '@frigg-crm/memory';
import type { Store } from '@frigg-crm/core';
import { createTestVault } from '@frigg-crm/testing';

/** Engine and services of a program on shared queues that is not able to load any integration. */
export function tenantServices(store: Store): { readonly engine: SyncEngine; readonly services: IntegrationServices } {
  const engine = createSyncEngine({ store, queues: { fetch: createMemoryQueue(), work: createMemoryQueue(), isShared: true } });
  const services = createIntegrationServices({
    engine,
    vault: createTestVault(store.documents),
    loadIntegration: async () => undefined,
    webhookUrls: { quo: () => 'https://bench.example.com/quo', crm: () => 'https://bench.example.com/crm' },
  });
  return { engine, services };
}
