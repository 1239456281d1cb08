import { openAccount, type VaultTokenSourceOptions } from '@frigg-crm/oauth';
import { createAttioClient, type AttioClient, type AttioClientOptions } from './client/create-attio-client.ts';

/** Options of {@link openAttioClient}: the account of a client whose token is in the vault. */
export interface OpenAttioClientOptions
  extends
    Omit<AttioClientOptions, 'token'>,
    Pick<VaultTokenSourceOptions, 'provider' | 'vault' | 'integrationId' | 'onReauthorizationNeeded' | 'ids'> {}

/**
 * Makes the client of a connected account: its token comes from the vault.
 * @throws {ConfigurationError} when no account was connected.
 * @example
 * const client = await openAttioClient({ provider: attioOAuthProvider({ clientId, clientSecret }), vault, integrationId });
 */
export async function openAttioClient(options: OpenAttioClientOptions): Promise<AttioClient> {
  const { token } = await openAccount(options);
  return createAttioClient({ ...options, account: options.account ?? options.integrationId, token });
}
