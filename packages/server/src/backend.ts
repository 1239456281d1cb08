import type { CredentialVault } from '@frigg-crm/core';
import type { ConnectorDescriptor, IntegrationServices, IntegrationStore, SyncEngine } from '@frigg-crm/crm-base';

/** What the routes work on: an engine and the services of integrations, as an app wires them. `basePath` of the services is `/webhooks`. */
export interface Backend {
  readonly engine: Pick<SyncEngine<IntegrationStore>, 'store' | 'control' | 'queueManager' | 'syncOrchestrator' | 'gate' | 'system'>;
  readonly services: Pick<IntegrationServices, 'integrations' | 'lifecycle' | 'inbox' | 'userActions' | 'resolveIntegration' | 'receive'>;
  /** The CRMs that can be connected. */
  readonly connectors: readonly ConnectorDescriptor[];
  /** Keeps the credentials of integrations; the services use the same one. */
  readonly vault: CredentialVault;
}
