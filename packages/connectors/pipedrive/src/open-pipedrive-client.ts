import { openAccount, type OAuthProvider, type VaultTokenSourceOptions } from '@frigg-crm/oauth';
import { createPipedriveClient, type PipedriveClientOptions } from './client/create-pipedrive-client.ts';
import type { PipedriveClient } from './client/pipedrive-client.ts';
import type { PipedriveOAuthProvider } from './pipedrive-oauth-provider.ts';

/** Options of {@link openPipedriveClient}: the account of a client whose tokens are in the vault. */
export interface OpenPipedriveClientOptions
  extends
    Omit<PipedriveClientOptions, 'baseUrl' | 'apiDomain' | 'token'>,
    Pick<VaultTokenSourceOptions, 'vault' | 'integrationId' | 'onReauthorizationNeeded' | 'ids'> {
  /** As made by `pipedriveOAuthProvider`: its `allowHosts` and `allowLoopback` count where they are not given here. */
  readonly provider: OAuthProvider & Partial<Pick<PipedriveOAuthProvider, 'apiDomainRules'>>;
}

/**
 * Makes the client of a connected account: its tokens come from the vault and are refreshed there, and it follows the
 * company to a new domain.
 * @throws {ConfigurationError} when no account was connected.
 * @example
 * const client = await openPipedriveClient({ provider: pipedriveOAuthProvider({ clientId, clientSecret }), vault, integrationId });
 */
export async function openPipedriveClient(options: OpenPipedriveClientOptions): Promise<PipedriveClient> {
  const { provider, allowHosts = provider.apiDomainRules?.allowHosts, allowLoopback = provider.apiDomainRules?.allowLoopback } = options;
  const { token, extras } = await openAccount(options);
  const baseUrl = (): string => {
    const { apiDomain } = extras();
    return typeof apiDomain === 'string' ? apiDomain : '';
  };
  return createPipedriveClient({ ...options, allowHosts, allowLoopback, token, baseUrl });
}
