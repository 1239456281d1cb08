import { createCredentialVault, createLocalKeys } from '@frigg-crm/core';
import { createIntegrationServices, createSyncEngine } from '@frigg-crm/crm-base';
import { createDocumentEventLog, createLiveHub } from '@frigg-crm/live/server';
import { createMemoryQueue, openMemoryStore } from '@frigg-crm/memory';
import { createServer, type OpenApiDocument } from '@frigg-crm/server';

/** @returns what a server with all of its routes shows at `/api/v1/openapi.json`. */
export function createServerDocument(): OpenApiDocument {
  const store = openMemoryStore();
  const engine = createSyncEngine({ store, queues: { fetch: createMemoryQueue(), work: createMemoryQueue() } });
  const { clock } = engine.system;
  const keys = createLocalKeys({ current: { id: 'k1', key: new Uint8Array(32) } });
  const vault = createCredentialVault({ ...store, keys });
  const services = createIntegrationServices({
    engine,
    vault,
    basePath: '/webhooks',
    loadIntegration: async () => undefined,
    webhookUrls: { quo: (id) => id, crm: (_connector, id) => id },
  });
  const hub = createLiveHub({ processRepository: store.processRepository, clock });
  const live = { hub, eventLog: createDocumentEventLog({ documents: store.documents, clock }) };
  const { document } = createServer({ engine, services, vault, connectors: [], access: {}, live });
  hub.close();
  return document;
}
