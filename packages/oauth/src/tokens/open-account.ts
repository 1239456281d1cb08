import { ConfigurationError, type JsonObject } from '@frigg-crm/core';
import type { TokenSource } from '@frigg-crm/http';
import { readStoredTokens } from './read-stored-tokens.ts';
import { createVaultTokenSource, type VaultTokenSourceOptions } from './vault-token-source.ts';

/** A connected account, for the client of its API. */
export interface OpenedAccount {
  readonly token: TokenSource;
  /** What `provider.readTokens` picked from the last token response, such as the host of the account: it may change with each. */
  readonly extras: () => JsonObject;
  /** @returns one of the extras that is a text; the empty text where it is none. */
  readonly extraText: (name: string) => string;
}

/**
 * Options of a connector's `openXClient`: those of its client, whose token and address come with the account.
 * @typeParam ClientOptions - Options of the client itself.
 */
export type OpenClientOptions<ClientOptions, Provider = VaultTokenSourceOptions['provider']> = Omit<
  ClientOptions,
  'baseUrl' | 'apiDomain' | 'token'
> &
  Pick<VaultTokenSourceOptions, 'vault' | 'integrationId' | 'onReauthorizationNeeded' | 'ids'> & {
    /** As made for the connector; hosts that it allows count where the options allow none. */
    readonly provider: Provider;
  };

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
  const extraText = (name: string): string => {
    const value = current[name];
    return typeof value === 'string' ? value : '';
  };
  return { token, extras: () => current, extraText };
}
