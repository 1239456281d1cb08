import type { CredentialVault, Clock, Inbox, Integration, IntegrationRepository, Logger } from '@frigg-crm/core';
import type { CrmIntegration } from '../connector/crm-integration.ts';
import type { IncomingWebhook } from '../connector/crm-webhooks.ts';
import type { QueueManager } from '../queue/queue-manager.ts';

/** What webhooks are received with. */
export interface WebhookDependencies {
  readonly integrations: Pick<IntegrationRepository, 'findById' | 'findByLookupKey'>;
  readonly vault: Pick<CredentialVault, 'read'>;
  readonly inbox: Pick<Inbox, 'accept' | 'remember' | 'progressOf'>;
  readonly queueManager: Pick<QueueManager, 'queueIntegrationMessages'>;
  /** @returns the integration, ready to verify and read a webhook; `undefined` when this program cannot load it: it is refused then. */
  readonly loadIntegration: (integration: Integration) => Promise<CrmIntegration | undefined>;
  /**
   * By connector: verifies and reads the request with which a CRM says that an app was uninstalled. `undefined`: it is
   * not about an integration. It throws WEBHOOK_REFUSED or WEBHOOK_INVALID as `readWebhook` does.
   */
  readonly uninstallers: Readonly<Record<string, Uninstaller>>;
  /**
   * Has an integration deleted whose app was uninstalled in the CRM, as `IntegrationLifecycle.startDeletion` does: durable
   * when it resolves, without waiting for the deletion itself, and may be repeated.
   */
  readonly onUninstall: ((integration: Integration) => Promise<void>) | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Says which integration was uninstalled, by what the CRM calls it (`Integration.lookupKeys`). */
export type Uninstaller = (request: IncomingWebhook) => Promise<{ readonly lookupKey: string } | undefined>;

/** A request of which nothing is believed yet. */
export type ReceivedRequest = Omit<IncomingWebhook, 'stored'> & { readonly signal: AbortSignal };
