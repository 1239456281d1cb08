import { ConfigurationError, type JsonObject } from '@frigg-crm/core';
import type { ApiHostRules } from '@frigg-crm/http';
import { openAccount, type OAuthProvider, type OpenClientOptions } from '@frigg-crm/oauth';
import { createPipedriveClient, resolveApiDomain, type PipedriveClientOptions } from './client/create-pipedrive-client.ts';
import type { PipedriveClient } from './client/pipedrive-client.ts';

/** The app as it is registered in Pipedrive's Developer Hub. */
export interface PipedriveOAuthOptions extends ApiHostRules {
  readonly clientId: string;
  readonly clientSecret: string;
  /** @defaultValue 'https://oauth.pipedrive.com' */
  readonly oauthUrl?: string | undefined;
}

/** How accounts of Pipedrive are connected. */
export interface PipedriveOAuthProvider extends OAuthProvider {
  /** The hosts that a token may be sent to; `openPipedriveClient` keeps to them. */
  readonly apiDomainRules: ApiHostRules;
}

/**
 * Says how Pipedrive does OAuth 2 (Pipedrive API, OAuth authorization). The scopes are those ticked in the Developer Hub:
 * `contacts:full`, `activities:full`, `deals:read`, `leads:read`, `users:read`, `search:read`, `webhooks:full`. Pipedrive
 * knows no PKCE.
 */
export function pipedriveOAuthProvider(options: PipedriveOAuthOptions): PipedriveOAuthProvider {
  const { clientId, clientSecret, allowHosts, allowLoopback, oauthUrl = 'https://oauth.pipedrive.com' } = options;
  return {
    name: 'Pipedrive',
    authorizeUrl: `${oauthUrl}/oauth/authorize`,
    tokenUrl: `${oauthUrl}/oauth/token`,
    revokeUrl: `${oauthUrl}/oauth/revoke`,
    clientId,
    clientSecret,
    clientAuthentication: 'basic',
    usesPkce: false,
    allowInsecure: oauthUrl.startsWith('http:'),
    apiDomainRules: { allowHosts, allowLoopback },
    readTokens: (answer) => ({ apiDomain: readApiDomain(answer, options) }),
  };
}

/** The only host to call, named in each token response: companies rename their domain. */
function readApiDomain(answer: JsonObject, rules: ApiHostRules): string {
  const { api_domain: apiDomain } = answer;
  if (typeof apiDomain !== 'string' || apiDomain === '')
    throw new ConfigurationError('Pipedrive named no api_domain with its tokens: connect the account again');
  return resolveApiDomain(apiDomain, rules);
}

/** Options of {@link openPipedriveClient}: the account of a client whose tokens are in the vault. */
export type OpenPipedriveClientOptions = OpenClientOptions<
  PipedriveClientOptions,
  OAuthProvider & Partial<Pick<PipedriveOAuthProvider, 'apiDomainRules'>>
>;

/**
 * Makes the client of a connected account: its tokens come from the vault and are refreshed there, and it follows the
 * company to a new domain.
 * @throws {ConfigurationError} when no account was connected.
 * @example
 * const client = await openPipedriveClient({ provider: pipedriveOAuthProvider({ clientId, clientSecret }), vault, integrationId });
 */
export async function openPipedriveClient(options: OpenPipedriveClientOptions): Promise<PipedriveClient> {
  const rules = options.provider.apiDomainRules;
  const { token, extraText } = await openAccount(options);
  const { allowHosts = rules?.allowHosts, allowLoopback = rules?.allowLoopback } = options;
  return createPipedriveClient({ ...options, allowHosts, allowLoopback, token, baseUrl: () => extraText('apiDomain') });
}
