import type { CredentialVault, Integration, Logger, RateLimits } from '@frigg-crm/core';
import type { BaseCRMIntegrationDependencies, ConnectorDescriptor, CrmIntegration } from '@frigg-crm/crm-base';
import { createQuoBudgets, createQuoClient } from '@frigg-crm/quo';
import { readStoredTokens } from '@frigg-crm/oauth';
import { readAccounts } from '@frigg-crm/server';
import type { OAuthAppOfCrm, OAuthAppsOfCrms } from './oauth-apps.ts';

/** What integrations are loaded with. */
export interface LoadingDependencies {
  readonly connectors: readonly ConnectorDescriptor[];
  /** Of CRMs whose accounts are connected by consent. */
  readonly apps: OAuthAppsOfCrms;
  readonly vault: CredentialVault;
  readonly engine: Pick<BaseCRMIntegrationDependencies, 'processManager' | 'queueManager' | 'syncOrchestrator'>;
  readonly quo: { readonly url: string; readonly requestsPerSecond: number; readonly partnerKey?: string | undefined };
  readonly retryDelaysMs: readonly number[] | undefined;
  readonly rateLimits: RateLimits;
  readonly logger: Logger;
}

/** @returns what loads an integration from its record and the accounts in the vault; `undefined` where they are not connected. */
export function createIntegrationLoader(dependencies: LoadingDependencies): (record: Integration) => Promise<CrmIntegration | undefined> {
  const { connectors, apps, vault, engine, quo, retryDelaysMs, rateLimits, logger } = dependencies;
  const budgets = createQuoBudgets({ requestsPerSecond: quo.requestsPerSecond, rateLimits, logger });
  const clients = { logger, retryDelaysMs, rateLimits };
  return async ({ id, userId, connector: connectorId, config: settings }) => {
    const connector = connectors.find((one) => one.id === connectorId);
    const accounts = await readAccounts(vault, id);
    if (connector === undefined || accounts.quo === undefined) return undefined;
    const { apiKey } = accounts.quo;
    const account = { vault, integrationId: id };
    const app = await findConsent(apps, connectorId, account);
    // A consent beats a token: it is what the owner has done on a screen.
    const create = await (app?.connect(account) ?? (accounts.crm && connector.connect({ ...accounts.crm, name: id }, clients)));
    if (create === undefined) return undefined;
    const client = createQuoClient({ baseUrl: quo.url, apiKey, partnerKey: quo.partnerKey, budget: budgets.forKey(apiKey), ...clients });
    // Of an integration that another program has begun: its contacts have another source than the connector's name.
    const quoSource = typeof settings['quoSource'] === 'string' ? { quoSource: settings['quoSource'] } : {};
    return create({ ...engine, integrationId: id, userId, quoContacts: client.contacts, quo: client, settings, ...quoSource });
  };
}

/** @returns the app with which the account was connected; `undefined`: with none. */
async function findConsent(
  apps: OAuthAppsOfCrms,
  connector: string,
  account: { readonly vault: CredentialVault; readonly integrationId: string },
): Promise<OAuthAppOfCrm | undefined> {
  const app = Object.hasOwn(apps, connector) ? apps[connector] : undefined;
  return app === undefined || (await readStoredTokens(account)) === undefined ? undefined : app;
}
