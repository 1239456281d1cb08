import type {
  CallOptions,
  Clock,
  CredentialVault,
  DocumentStore,
  IdGenerator,
  Integration,
  IntegrationRepository,
  Leases,
  Logger,
  MappingRepository,
  ProcessRepository,
} from '@frigg-crm/core';
import type { QueueManager } from '../queue/queue-manager.ts';
import type { LifecycleSettings } from './lifecycle-settings.ts';
import type { AccountGuard } from '../connector/account-guard.ts';
import type { CrmIntegration } from '../connector/crm-integration.ts';

/** Where webhooks are delivered to: http(s), without a query. */
export interface WebhookUrls {
  readonly quo: (integrationId: string) => string;
  readonly crm: (connector: string, integrationId: string) => string;
}

/** What {@link IntegrationLifecycle} works with. */
export interface LifecycleDependencies {
  readonly integrations: IntegrationRepository;
  readonly vault: CredentialVault;
  readonly documents: DocumentStore;
  readonly mappingRepository: MappingRepository;
  readonly processRepository: ProcessRepository;
  readonly queueManager: Pick<QueueManager, 'queueIntegrationMessages'>;
  /** Keep two programs from working on one integration at the same time. */
  readonly leases: Leases;
  /** Ends all syncs of an integration. May be repeated. */
  readonly cancelSyncs: (integrationId: string, options: CallOptions) => Promise<unknown>;
  /** Ends our access at the CRM when an integration is deleted. May be repeated. @defaultValue nothing is ended there */
  readonly revoke?: ((integration: Integration, options: CallOptions) => Promise<void>) | undefined;
  /** @returns the integration ready to work, also while it is switched off or being deleted; `undefined` when this program cannot load it. */
  readonly loadIntegration: (integration: Integration) => Promise<CrmIntegration | undefined>;
  readonly webhookUrls: WebhookUrls;
  /** Knows which accounts integrations were set up with. @defaultValue one over `documents` */
  readonly accounts?: AccountGuard | undefined;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly logger?: Logger | undefined;
  readonly settings?: Partial<LifecycleSettings> | undefined;
}

/** The same with every default filled in. */
export interface ResolvedLifecycleDependencies extends LifecycleDependencies {
  readonly logger: Logger;
  readonly settings: LifecycleSettings;
  readonly accounts: AccountGuard;
}
