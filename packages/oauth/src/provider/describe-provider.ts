import { ConfigurationError, type JsonObject } from '@frigg-crm/core';
import { resolveApiHost, type ApiHostRules, type ResolveApiHostOptions } from '@frigg-crm/http';
import type { OAuthProvider } from './oauth-provider.ts';

/** How one CRM does OAuth 2 on a server of its own, for {@link describeProvider}. */
export interface ProviderFacts extends Omit<
  OAuthProvider,
  'authorizeUrl' | 'tokenUrl' | 'revokeUrl' | 'allowInsecure' | 'clientId' | 'clientSecret'
> {
  /** Where the server is, such as `https://oauth.acme.example`; one on this machine may be reached over http. */
  readonly server: string;
  /** Where it consents, exchanges and revokes. */
  readonly paths: { readonly authorize: string; readonly token: string; readonly revoke?: string | undefined };
}

/** An app as it is registered with a CRM. */
export interface OAuthApp {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Makes a provider of what a CRM documents and of an app that is registered there. */
export function describeProvider({ server, paths, ...facts }: ProviderFacts, { clientId, clientSecret }: OAuthApp): OAuthProvider {
  return {
    ...facts,
    authorizeUrl: server + paths.authorize,
    tokenUrl: server + paths.token,
    ...(paths.revoke !== undefined && { revokeUrl: server + paths.revoke }),
    clientId,
    clientSecret,
    allowInsecure: server.startsWith('http:'),
  };
}

/** A provider whose accounts are at hosts of their own, which its token responses name. */
export interface HostedOAuthProvider extends OAuthProvider {
  /** The hosts that a token may be sent to beside those of the API; `openHostedClient` keeps to them. */
  readonly hostRules: ApiHostRules;
  /** Where each account has an authorization server of its own, kept with its tokens as `accountsServer`: the provider there. @defaultValue all have one */
  at?(server: string): HostedOAuthProvider;
}

/** How token responses name the host of an account, for {@link describeHostedProvider}. */
export interface AccountHost extends Pick<ResolveApiHostOptions, 'hosts' | 'problem'> {
  /** What it means when a response names none. @defaultValue nothing: another one counts, such as that of the data centre */
  readonly missing?: string | undefined;
}

/**
 * Makes a provider as {@link describeProvider} does whose token responses name in `api_domain` the only host to call. It is
 * checked, and kept as `apiDomain` with the tokens.
 */
export function describeHostedProvider(
  facts: Omit<ProviderFacts, 'readTokens'> & { readonly host: AccountHost },
  { allowHosts, allowLoopback, ...app }: OAuthApp & ApiHostRules,
): HostedOAuthProvider {
  const { host, ...provider } = facts;
  const hostRules = { allowHosts, allowLoopback };
  const readTokens = ({ api_domain: address }: JsonObject): JsonObject => {
    if (typeof address === 'string' && address !== '') return { apiDomain: resolveApiHost(address, { ...host, ...hostRules }) };
    if (host.missing === undefined) return {};
    throw new ConfigurationError(host.missing);
  };
  return { ...describeProvider({ ...provider, readTokens }, app), hostRules };
}
