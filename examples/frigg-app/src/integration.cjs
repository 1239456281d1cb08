// What the author of a Frigg app writes: an integration that is one of our connectors.
const { createCredentialVault, createLocalKeys } = require('@frigg-crm/core');
const { friggIntegration } = require('@frigg-crm/frigg');
const { openMemoryStore } = require('@frigg-crm/memory');
const { createScalingTestClient, ScalingTestIntegration } = require('@frigg-crm/scaling-test');

// In an app on AWS: openPostgresStore over a schema of its own, and keys from the environment.
const store = openMemoryStore();
const keys = createLocalKeys({ current: { id: 'k1', key: crypto.getRandomValues(new Uint8Array(32)) } });
const vault = createCredentialVault({ documents: store.documents, keys });

/** `frigg` has what an app takes from `@friggframework/core`; the sandboxes stand for the CRM and for Quo. */
function createIntegration(frigg, { crm, quo }) {
  return friggIntegration({
    IntegrationBase: frigg.IntegrationBase,
    Definition: {
      name: 'scaling-test',
      version: '1.0.0',
      modules: { crm: { definition: {} }, quo: { definition: {} } },
      display: { label: 'Scaling test', category: 'CRM' },
      webhooks: { enabled: true },
    },
    // A connector of a real CRM takes context.tokens: the token of Frigg's module, refreshed by it.
    connector: (context) =>
      new ScalingTestIntegration({ ...context, client: createScalingTestClient({ token: crm.token, fetch: crm.fetch }) }),
    modules: { crm: 'crm', quo: 'quo' },
    quoSource: 'scaling-test',
    quo: { fetch: quo.fetch, requestsPerSecond: 1000 },
    stores: { store, vault },
    queue: frigg.queue,
    hydrate: frigg.hydrate,
    baseUrl: 'https://api.example.com',
    websocketService: frigg.websocketService,
    lifecycle: { onCreateDelaySeconds: 0 },
  });
}

module.exports = { createIntegration };
