import type { IntegrationServices, IntegrationStore, SyncEngine } from '@frigg-crm/crm-base';

/** What the routes work on: an engine and the services of integrations, as an app wires them. */
export interface Backend {
  readonly engine: Pick<SyncEngine<IntegrationStore>, 'store' | 'control' | 'syncOrchestrator' | 'gate' | 'system'>;
  readonly services: Pick<IntegrationServices, 'integrations' | 'lifecycle' | 'resolveIntegration'>;
}
