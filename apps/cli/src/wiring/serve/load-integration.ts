import type { CredentialVault, Integration, Logger, RateLimits } from '@frigg-crm/core';
import type { BaseCRMIntegrationDependencies, ConnectorDescriptor, CrmIntegration } from '@frigg-crm/crm-base';
import { createQuoBudgets, createQuoClient } from '@frigg-crm/quo';
import { readAccounts } from '@frigg-crm/server';

/** What integrations are loaded with. */
export interface LoadingDependencies {
  readonly connectors: readonly ConnectorDescriptor[];
  readonly vault: CredentialVault;
  readonly engine: Pick<BaseCRMIntegrationDependencies, 'processManager' | 'queueManager' | 'syncOrchestrator'>;
  readonly quo: { readonly url: string; readonly requestsPerSecond: number; readonly partnerKey?: string | undefined };
  readonly retryDelaysMs: readonly number[] | undefined;
  readonly rateLimits: RateLimits;
  readonly logger: Logger;
}

/** @returns what loads an integration from its record and the accounts in the vault; `undefined` where they are not connected. */
export function createIntegrationLoader(dependencies: LoadingDependencies): (record: Integration) => Promise<CrmIntegration | undefined> {
  const { connectors, vault, engine, quo, retryDelaysMs, rateLimits, logger } = dependencies;
  const budgets = createQuoBudgets({ requestsPerSecond: quo.requestsPerSecond, rateLimits, logger });
  const clients = { logger, retryDelaysMs, rateLimits };
  return async ({ id, userId, connector: connectorId, config: settings }) => {
    const connector = connectors.find((one) => one.id === connectorId);
    const accounts = await readAccounts(vault, id);
    if (connector === undefined || accounts.crm === undefined || accounts.quo === undefined) return undefined;
    const { apiKey } = accounts.quo;
    const create = await connector.connect({ ...accounts.crm, name: id }, clients);
    const client = createQuoClient({ baseUrl: quo.url, apiKey, partnerKey: quo.partnerKey, budget: budgets.forKey(apiKey), ...clients });
    // Of an integration that another program has begun: its contacts have another source than the connector's name.
    const quoSource = typeof settings['quoSource'] === 'string' ? { quoSource: settings['quoSource'] } : {};
    return create({ ...engine, integrationId: id, userId, quoContacts: client.contacts, quo: client, settings, ...quoSource });
  };
}
