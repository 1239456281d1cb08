import { ConfigurationError, type JsonObject } from '@frigg-crm/core';
import type { TokenSource } from '@frigg-crm/http';
import { readStoredTokens } from './read-stored-tokens.ts';
import { createVaultTokenSource, type VaultTokenSourceOptions } from './vault-token-source.ts';

/** A connected account, for the client of its API. */
export interface OpenedAccount {
  readonly token: TokenSource;
  /** What `provider.readTokens` picked from the last token response, such as the host of the account: it may change with each. */
  readonly extras: () => JsonObject;
}

/**
 * Opens the account that `completeAuthorization` connected: its tokens come from the vault and are refreshed there.
 * @throws {ConfigurationError} when no account was connected, or the provider cannot work.
 */
export async function openAccount(options: VaultTokenSourceOptions): Promise<OpenedAccount> {
  const { vault, integrationId, provider, onExtrasChange } = options;
  const stored = await readStoredTokens({ vault, integrationId });
  if (stored === undefined)
    throw new ConfigurationError(`The integration ${integrationId} has no account of ${provider.name}: connect one`);
  let current = stored.tokens.extras;
  const token = createVaultTokenSource({
    ...options,
    onExtrasChange(extras) {
      current = extras;
      onExtrasChange?.(extras);
    },
  });
  return { token, extras: () => current };
}
