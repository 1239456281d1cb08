import type { ApiHostRules } from '@frigg-crm/http';
import { describeHostedProvider, openHostedClient } from '@frigg-crm/oauth';
import type { HostedOAuthProvider, OAuthApp, OpenHostedClientOptions } from '@frigg-crm/oauth';
import { PIPEDRIVE_HOSTS, createPipedriveClient } from './client/create-pipedrive-client.ts';
import type { PipedriveClient, PipedriveClientOptions } from './client/create-pipedrive-client.ts';

/** The app as it is registered in Pipedrive's Developer Hub. */
export interface PipedriveOAuthOptions extends OAuthApp, ApiHostRules {
  /** @defaultValue 'https://oauth.pipedrive.com' */
  readonly oauthUrl?: string | undefined;
}

/** How accounts of Pipedrive are connected. */
export type PipedriveOAuthProvider = HostedOAuthProvider;

/**
 * Says how Pipedrive does OAuth 2 (Pipedrive API, OAuth authorization). The scopes are those ticked in the Developer Hub:
 * `contacts:full`, `activities:full`, `deals:read`, `leads:read`, `users:read`, `search:read`, `webhooks:full`. Pipedrive
 * knows no PKCE. Each token response names the only host to call: companies rename their domain.
 */
export function pipedriveOAuthProvider({
  oauthUrl: server = 'https://oauth.pipedrive.com',
  ...app
}: PipedriveOAuthOptions): PipedriveOAuthProvider {
  const paths = { authorize: '/oauth/authorize', token: '/oauth/token', revoke: '/oauth/revoke' };
  const host = { ...PIPEDRIVE_HOSTS, missing: 'Pipedrive named no api_domain with its tokens: connect the account again' };
  return describeHostedProvider({ name: 'Pipedrive', server, paths, clientAuthentication: 'basic', usesPkce: false, host }, app);
}

/** Options of {@link openPipedriveClient}: the account of a client whose tokens are in the vault. */
export type OpenPipedriveClientOptions = OpenHostedClientOptions<PipedriveClientOptions>;

/**
 * Makes the client of a connected account: its tokens come from the vault and are refreshed there, and it follows the
 * company to a new domain.
 * @throws {ConfigurationError} when no account was connected.
 * @example
 * const client = await openPipedriveClient({ provider: pipedriveOAuthProvider({ clientId, clientSecret }), vault, integrationId });
 */
export async function openPipedriveClient(options: OpenPipedriveClientOptions): Promise<PipedriveClient> {
  return openHostedClient<PipedriveClientOptions, PipedriveClient>(options, createPipedriveClient);
}
