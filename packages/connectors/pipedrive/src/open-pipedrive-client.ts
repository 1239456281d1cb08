import { ConfigurationError, type CredentialVault, type JsonObject } from '@frigg-crm/core';
import { createVaultTokenSource, readStoredTokens, type OAuthProvider, type VaultTokenSourceOptions } from '@frigg-crm/oauth';
import { createPipedriveClient, type PipedriveClientOptions } from './client/create-pipedrive-client.ts';
import type { PipedriveClient } from './client/pipedrive-client.ts';
import { resolveApiDomain, type ApiDomainRules } from './client/resolve-api-domain.ts';

/** The account of a client whose tokens are in the vault. */
export interface OpenPipedriveClientOptions
  extends Omit<PipedriveClientOptions, 'apiDomain' | 'token'>, Pick<VaultTokenSourceOptions, 'onReauthorizationNeeded' | 'ids'> {
  /** As made by `pipedriveOAuthProvider`. */
  readonly provider: OAuthProvider;
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
  const { vault, integrationId } = options;
  const stored = await readStoredTokens({ vault, integrationId });
  if (stored === undefined) throw new ConfigurationError(`The integration ${integrationId} has no account of Pipedrive: connect one`);
  let apiDomain = readDomain(stored.tokens.extras, options);
  const token = createVaultTokenSource({
    ...options,
    onExtrasChange(extras) {
      apiDomain = readDomain(extras, options);
    },
  });
  return createPipedriveClient({ ...options, token, apiDomain: () => apiDomain });
}

function readDomain({ apiDomain }: JsonObject, rules: ApiDomainRules): string {
  return resolveApiDomain(typeof apiDomain === 'string' ? apiDomain : '', rules);
}
