import { ConfigurationError } from '@frigg-crm/core';
import type { ApiHostRules, TokenSource } from '@frigg-crm/http';
import type { HostedOAuthProvider } from '../provider/describe-provider.ts';
import type { OAuthProvider } from '../provider/oauth-provider.ts';
import { openAccount, type OpenClientOptions } from './open-account.ts';
import { readStoredTokens } from './read-stored-tokens.ts';
import type { VaultTokenSourceOptions } from './vault-token-source.ts';

/** What the client of an account needs that comes with the account. */
interface OpenedParts extends ApiHostRules {
  readonly token: TokenSource;
  readonly baseUrl: () => string;
}

/** Options of a connector's `openXClient` whose accounts are at hosts of their own. @typeParam ClientOptions - Options of the client itself. */
export type OpenHostedClientOptions<ClientOptions> = OpenClientOptions<
  ClientOptions,
  OAuthProvider & Partial<Pick<HostedOAuthProvider, 'hostRules' | 'at'>>
>;

/**
 * Makes the client of a connected account whose host its token responses name: tokens come from the vault and are refreshed
 * there, and the client follows the account to a new host. Hosts that the provider allows count where the options allow none.
 * @param create - Makes the client, given the options and what comes with the account.
 * @throws {ConfigurationError} when no account was connected.
 */
export async function openHostedClient<Options extends ApiHostRules, Client>(
  options: OpenHostedClientOptions<Options>,
  create: (options: Omit<Options, keyof OpenedParts> & OpenedParts) => Client,
): Promise<Client> {
  const { token, extraText } = await openAccount({ ...options, provider: await providerOfAccount(options) });
  const { hostRules } = options.provider;
  const { allowHosts = hostRules?.allowHosts, allowLoopback = hostRules?.allowLoopback } = options as ApiHostRules;
  // What the options of a client lack of `Options` is what is added here.
  const own = options as unknown as Omit<Options, keyof OpenedParts>;
  return create({ ...own, allowHosts, allowLoopback, token, baseUrl: () => extraText('apiDomain') });
}

/**
 * Finds the provider of a connected account whose authorization server is its own: for `revokeAuthorization`.
 * @returns the provider itself where all accounts have one server, and where no account is connected.
 * @throws {ConfigurationError} when its server was not kept.
 */
export async function providerOfAccount<Provider extends OAuthProvider & { at?(server: string): Provider }>({
  provider,
  ...account
}: Pick<VaultTokenSourceOptions, 'vault' | 'integrationId'> & { readonly provider: Provider }): Promise<Provider> {
  const stored = provider.at === undefined ? undefined : await readStoredTokens(account);
  if (stored === undefined) return provider;
  const { accountsServer } = stored.tokens.extras;
  if (typeof accountsServer !== 'string' || accountsServer === '')
    throw new ConfigurationError(`The server of this account of ${provider.name} is not known: connect the account again`);
  return provider.at?.(accountsServer) ?? provider;
}
