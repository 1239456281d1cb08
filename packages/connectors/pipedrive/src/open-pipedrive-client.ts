import { ConfigurationError, type CredentialVault, type JsonObject } from '@frigg-crm/core';
import type { ApiHostRules } from '@frigg-crm/http';
import { createVaultTokenSource, readStoredTokens, type OAuthProvider, type VaultTokenSourceOptions } from '@frigg-crm/oauth';
import { createPipedriveClient, type PipedriveClientOptions } from './client/create-pipedrive-client.ts';
import type { PipedriveClient } from './client/pipedrive-client.ts';
import { resolveApiDomain } from './client/resolve-api-domain.ts';
import type { PipedriveOAuthProvider } from './pipedrive-oauth-provider.ts';

/** Options of {@link openPipedriveClient}: the account of a client whose tokens are in the vault. */
export interface OpenPipedriveClientOptions
  extends
    Omit<PipedriveClientOptions, 'baseUrl' | 'apiDomain' | 'token'>,
    Pick<VaultTokenSourceOptions, 'onReauthorizationNeeded' | 'ids'> {
  /** As made by `pipedriveOAuthProvider`: its `allowHosts` and `allowLoopback` count where they are not given here. */
  readonly provider: OAuthProvider & Partial<Pick<PipedriveOAuthProvider, 'apiDomainRules'>>;
  readonly vault: CredentialVault;
  /** The integration whose account was connected. */
  readonly integrationId: string;
}

/**
 * Makes the client of a connected account: its tokens come from the vault and are refreshed there, and it follows the
 * company to a new domain.
 * @throws {ConfigurationError} when no account was connected.
 * @example
 * const client = await openPipedriveClient({ provider: pipedriveOAuthProvider({ clientId, clientSecret }), vault, integrationId });
 */
export async function openPipedriveClient(options: OpenPipedriveClientOptions): Promise<PipedriveClient> {
  const { vault, integrationId, provider } = options;
  const { allowHosts = provider.apiDomainRules?.allowHosts, allowLoopback = provider.apiDomainRules?.allowLoopback } = options;
  const rules = { allowHosts, allowLoopback };
  const stored = await readStoredTokens({ vault, integrationId });
  if (stored === undefined) throw new ConfigurationError(`The integration ${integrationId} has no account of Pipedrive: connect one`);
  let apiDomain = readDomain(stored.tokens.extras, rules);
  const token = createVaultTokenSource({
    ...options,
    onExtrasChange(extras) {
      apiDomain = readDomain(extras, rules);
    },
  });
  return createPipedriveClient({ ...options, ...rules, token, baseUrl: () => apiDomain });
}

function readDomain({ apiDomain }: JsonObject, rules: ApiHostRules): string {
  return resolveApiDomain(typeof apiDomain === 'string' ? apiDomain : '', rules);
}
